"""The app of the design system."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """界面."""

    name = "xinyong.screens"
    label = "screens"
    verbose_name = "界面"
