"""Whether a visitor's browser asks for a part of a page or for the whole."""

from django.http import HttpRequest


def wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx will put the answer into a page that is there already.

    When a browser goes back to a page it no longer holds, htmx asks anew and needs the whole.
    """
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
