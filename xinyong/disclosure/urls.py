"""Addresses of the public site."""

from django.urls import path

from xinyong.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    path("subject/<int:number>/", views.subject, name="subject"),
]
