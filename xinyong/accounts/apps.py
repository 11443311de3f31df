"""The app of organisations and staff."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """机构与人员."""

    name = "xinyong.accounts"
    verbose_name = "机构与人员"
