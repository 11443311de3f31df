"""Addresses of the design system, the same at every door."""

from django.urls import path

from xinyong.screens import views

app_name = "screens"
urlpatterns = [
    path("display/", views.switch_display, name="display"),
    path("dev/components/", views.gallery, name="gallery"),
]
