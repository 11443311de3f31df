"""The app of project."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """项目."""

    name = "xinyong.project"
    label = "project"
