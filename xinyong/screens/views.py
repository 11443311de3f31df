"""The switch of the display mode, the gallery of components, and the page of an error."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from xinyong.screens import display
from xinyong.screens.gallery import EXHIBITS


@csrf_exempt  # changes nothing but how pages look, so that pages with the form can be kept in caches
@require_POST
def switch_display(request: HttpRequest) -> HttpResponse:
    """Remember the display mode and go back to the page where the button was."""
    chosen = display.read(request.POST.get("mode", ""))
    response = HttpResponseRedirect(_way_back(request))
    response.status_code = 303
    if chosen.text:
        response.set_cookie(
            display.COOKIE,
            chosen.text,
            max_age=display.COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(display.COOKIE, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    """Return the path the visitor came from, if it is one of ours.

    Read from the header and not from the form: a page would have to repeat what was typed into its address.
    """
    came_from = request.headers.get("Referer", "")
    if not came_from.isprintable() or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return "/"
    parts = urlsplit(came_from)
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path[:1] == "/" else "/"


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in its states; for developers only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "screens/gallery.html", EXHIBITS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page of a fault in the frame, without the database."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that a form was too old or came from elsewhere; nothing was done."""
    del reason
    return render(request, "403.html", status=403)
