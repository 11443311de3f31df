"""The roles a post can have."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a post is for; what it may do is told in `rights.py`."""

    REPORTER = "reporter", "报送员"
    REVIEWER = "reviewer", "审核员"
    CENTRE_OPERATOR = "centre_operator", "信用中心经办人"
    CENTRE_HEAD = "centre_head", "信用中心负责人"
    SUPERVISOR = "supervisor", "监督员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全保密管理员"
    AUDIT_ADMIN = "audit_admin", "安全审计员"


# 三员分立: nobody holds two of these at a time, nor one of them beside the work of the platform.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def duty(role: Role) -> str:
    """Return what may not be mixed: the administrator's own role, or `business` for all others."""
    return str(role) if role in ADMINISTRATORS else "business"
