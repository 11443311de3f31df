"""Addresses of the pages of this room."""

from django.urls import path

from xinyong.workspace.views import home, organisation

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("organisations/<slug:code>/", organisation.organisation, name="organisation"),
]
