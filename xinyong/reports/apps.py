"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "xinyong.reports"
    label = "reports"
    verbose_name = "报告"
