"""All addresses of the workspace: those of this room, and those of the rooms below."""

from django.urls import include, path

urlpatterns = [
    path("", include("xinyong.workspace.urls")),
    path("", include("xinyong.accounts.urls")),
    path("", include("xinyong.inquiries.urls")),
    path("", include("xinyong.inquiries.own_urls")),
    path("", include("xinyong.collection.urls")),
]
