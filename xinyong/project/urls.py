"""Addresses of the doors a process opens (XINYONG_SITE), and of its health."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from xinyong.project.health import healthz

_PUBLIC = ("xinyong.disclosure.urls", "xinyong.reports.urls")
_DOORS = {"public": _PUBLIC, "service": (), "workspace": (), "all": _PUBLIC}


def addresses(site: str) -> list[URLPattern | URLResolver]:
    """Return the addresses of the doors named `site`, a key of `_DOORS`."""
    found: list[URLPattern | URLResolver] = [
        path("healthz", healthz),
        *(path("", include(door)) for door in ("xinyong.screens.urls", *_DOORS[site])),
    ]
    if site in {"workspace", "all"}:
        found.append(path("workspace/", include("xinyong.workspace.rooms")))
    if site == "workspace":
        found.append(path("", RedirectView.as_view(pattern_name="workspace:home")))
    return found


handler404 = "xinyong.workspace.faults.not_found"
handler403 = "xinyong.workspace.faults.forbidden"
handler500 = "xinyong.workspace.faults.server_error"
urlpatterns = addresses(settings.XINYONG_SITE)
