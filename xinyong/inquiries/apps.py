"""The app of inquiries."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """查询."""

    name = "xinyong.inquiries"
    verbose_name = "查询"
