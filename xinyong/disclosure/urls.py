"""Addresses of the public site."""

from django.urls import path

from xinyong.disclosure.views import catalogue, feeds, finding, guides, lists

app_name = "disclosure"
urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("subject/<int:number>/", finding.subject, name="subject"),
    path("record/<int:number>/", finding.record, name="record"),
    path("licences/", lists.licences, name="licences"),
    path("penalties/", lists.penalties, name="penalties"),
    path("licences/feed.xml", feeds.licences, name="licences_feed"),
    path("penalties/feed.xml", feeds.penalties, name="penalties_feed"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.catalogue_item, name="catalogue_item"),
    path("guide/", guides.guides, name="guides"),
    path("guide/<slug:slug>/", guides.guide, name="guide"),
    *(path(f"{slug}/", guides.site_page, {"slug": slug}, name=slug) for slug in guides.SITE_PAGES),
    path("site-map/", guides.site_map, name="site_map"),
    path("robots.txt", lists.robots, name="robots"),
    path("sitemap.xml", lists.sitemap, name="sitemap"),
]
