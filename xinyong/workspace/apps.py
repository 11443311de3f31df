"""The app of the workspace."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """工作台."""

    name = "xinyong.workspace"
    label = "workspace"
    verbose_name = "工作台"
