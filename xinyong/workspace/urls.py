"""Addresses of the pages of this room."""

from django.urls import path

from xinyong.workspace import views

app_name = "workspace"
urlpatterns = [path("", views.home, name="home")]
