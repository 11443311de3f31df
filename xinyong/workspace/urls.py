"""Addresses of the pages of this room."""

from django.urls import path

from xinyong.workspace.views import events, home, items, manual, organisation, tour

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("manual/", manual.manual, name="manual"),
    path("manual/<slug:part>/<slug:slug>/", manual.chapter_page, name="chapter"),
    path("tour/", tour.tour, name="tour"),
    path("tour/samples/<slug:code>/<slug:kind>.xlsx", tour.sample, name="sample"),
    path("organisations/<slug:code>/", organisation.organisation, name="organisation"),
    path("events/", events.events, name="events"),
    path("items/", items.items, name="items"),
    path("items/<slug:code>/", items.item, name="item"),
]
