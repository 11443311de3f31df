"""Addresses of the doors a process opens (XINYONG_SITE), and of its health."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from xinyong.project.health import healthz

_DOORS = {
    "public": ("xinyong.disclosure.urls", "xinyong.reports.urls"),
    "service": (),
    "workspace": (),
    "all": ("xinyong.disclosure.urls", "xinyong.reports.urls"),
}


def addresses(site: str) -> list[URLPattern | URLResolver]:
    """Return the addresses of the doors named `site`, a key of `_DOORS`."""
    doors = ("xinyong.screens.urls", *_DOORS[site])
    return [path("healthz", healthz), *(path("", include(door)) for door in doors)]


handler500 = "xinyong.screens.views.server_error"
urlpatterns = addresses(settings.XINYONG_SITE)
