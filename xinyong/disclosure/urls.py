"""Addresses of the public site."""

from django.urls import path

from xinyong.disclosure.views import finding, lists

app_name = "disclosure"
urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("subject/<int:number>/", finding.subject, name="subject"),
    path("record/<int:number>/", finding.record, name="record"),
    path("licences/", lists.licences, name="licences"),
    path("penalties/", lists.penalties, name="penalties"),
    path("robots.txt", lists.robots, name="robots"),
    path("sitemap.xml", lists.sitemap, name="sitemap"),
]
