"""The app of events."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """变更事件."""

    name = "xinyong.audit"
    verbose_name = "变更事件"
