"""The app of the design system."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """界面."""

    name = "xinyong.screens"
    label = "screens"
    verbose_name = "界面"

    def ready(self) -> None:
        """Have the manual looked at by system checks."""
        from xinyong.screens import checks  # noqa: F401, PLC0415 - registers itself, once apps are there
