"""What every template may say without being told by its view."""

from typing import Any

from django.http import HttpRequest

from xinyong.infra.clock import today
from xinyong.screens import display
from xinyong.screens.site import legal_basis, site


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame: `site`, `basis` and `display`."""
    return {
        "site": site(),
        "basis": legal_basis(today()),
        "display": display.read(request.COOKIES.get(display.COOKIE, "")),
    }
