"""The app of disclosure."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """公开."""

    name = "xinyong.disclosure"
    label = "disclosure"
    verbose_name = "公开"
