"""Addresses of reports on the public site."""

from django.urls import path

from xinyong.reports import views

app_name = "reports"
urlpatterns = [
    path("subject/<int:number>/report/", views.request_report, name="request"),
    path("report/<uuid:token>/", views.waiting, name="waiting"),
    path("verify/", views.verify, name="verify"),
    path("verify/download/", views.download, name="download"),
]
