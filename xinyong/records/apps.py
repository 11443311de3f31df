"""The app of records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """信用主体与信用记录."""

    name = "xinyong.records"
    label = "records"
