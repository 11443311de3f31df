"""Addresses of looks and of their log, in the workspace."""

from django.urls import path

from xinyong.inquiries.views import looking, reading

app_name = "inquiries"
urlpatterns = [
    path("subjects/", looking.look, name="look"),
    path("inquiries/", reading.entries, name="entries"),
    path("inquiries/<int:number>/", reading.entry, name="entry"),
]
