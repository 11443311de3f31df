"""The app of collection."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """征集."""

    name = "xinyong.collection"
    label = "collection"
