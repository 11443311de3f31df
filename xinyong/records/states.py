"""The states of a subject and of a record, each kept apart from the others.

The stored value is the English code; the label is the field's own term.
"""

from django.db.models import TextChoices


class Family(TextChoices):
    """Whether a subject is an organisation or a natural person."""

    ORGANISATION = "organisation", "社会法人"
    PERSON = "person", "自然人"


class SubjectStatus(TextChoices):
    """Whether the subject still exists, as its register says."""

    ACTIVE = "active", "存续"
    LICENCE_REVOKED = "licence_revoked", "吊销"
    CANCELLED = "cancelled", "注销"
    ANNULLED = "annulled", "撤销登记"
    MOVED_OUT = "moved_out", "迁出"
    DECEASED = "deceased", "死亡"


class LinkKind(TextChoices):
    """How two subjects belong together; dated, and can be undone."""

    MERGER = "merger", "合并"
    SPLIT = "split", "分立"
    CONVERSION = "conversion", "个转企"
    SAME_PERSON = "same_person", "同一人"


class Validity(TextChoices):
    """Whether the fact still stands."""

    VALID = "valid", "有效"
    CHANGED = "changed", "变更"
    REVOKED = "revoked", "撤销"
    UNLAWFUL = "unlawful", "确认违法"
    VOID = "void", "确认无效"
    LAPSED = "lapsed", "失效"


class Disclosure(TextChoices):
    """Whether the public site shows the record."""

    UNDISCLOSED = "undisclosed", "未公示"
    DISCLOSED = "disclosed", "公示中"
    EXPIRED = "expired", "期满"
    REPAIRED = "repaired", "修复"
    TAKEN_DOWN = "taken_down", "下架"


class ChangeKind(TextChoices):
    """Why a version was added. Only some kinds travel to earlier recipients (design §5, Versions)."""

    FIRST = "first", "首次"
    FACT_CHANGED = "fact_changed", "事实变更"
    ERROR_CORRECTED = "error_corrected", "差错更正"
    WRONG_SUBJECT = "wrong_subject", "报错主体"
    DECISION_CHANGED = "decision_changed", "原决定撤销变更"
    OBJECTION_CORRECTED = "objection_corrected", "异议更正"
    REPAIRED = "repaired", "修复"
    EXPIRED = "expired", "到期"
    SEALED = "sealed", "封存"


TRAVELLING = frozenset(
    {
        ChangeKind.ERROR_CORRECTED,
        ChangeKind.WRONG_SUBJECT,
        ChangeKind.DECISION_CHANGED,
        ChangeKind.OBJECTION_CORRECTED,
    }
)


class Origin(TextChoices):
    """How the fact came to the platform."""

    LOCAL = "local", "本级"
    HANDED_DOWN = "handed_down", "上级下发"
    SELF_DECLARED = "self_declared", "自主申报"


class RecordClass(TextChoices):
    """第十五条: who may see a record."""

    PUBLIC = "A", "社会公开"
    SHARED = "B", "部门共享"
    RESTRICTED = "C", "有限共享"
