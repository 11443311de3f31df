"""Addresses of the public site."""

from django.urls import path

from xinyong.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("subject/<int:number>/", views.subject, name="subject"),
    path("record/<int:number>/", views.record, name="record"),
    path("licences/", views.licences, name="licences"),
    path("penalties/", views.penalties, name="penalties"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
