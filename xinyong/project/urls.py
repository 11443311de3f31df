"""Addresses of the door this process opens (XINYONG_SITE), and of its health."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from xinyong.project.health import healthz

_PUBLIC: list[URLPattern | URLResolver] = [path("", include("xinyong.disclosure.urls"))]
_DOORS: dict[str, list[URLPattern | URLResolver]] = {
    "public": _PUBLIC,
    "service": [],
    "workspace": [],
    "all": _PUBLIC,
}

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz), *_DOORS[settings.XINYONG_SITE]]
