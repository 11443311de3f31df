"""Pages of what went wrong: in the workspace they keep its frame and menu, elsewhere those of the public site."""

from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from xinyong.accounts.staff import recognise
from xinyong.screens import views

_PLACE = "/workspace/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show that there is no such page, or nothing of the reader's there: both look the same."""
    if not _is_here(request):
        return defaults.page_not_found(request, exception)
    return _page(request, "404", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that something cannot be done."""
    del exception
    return csrf_failure(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that a form was too old or came from elsewhere; nothing was done."""
    del reason
    return _page(request, "403", 403) if _is_here(request) else views.csrf_failure(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page of a fault; when the database does not answer, in a frame that does not need it."""
    if _is_here(request):
        try:
            return _page(request, "500", 500)
        except Error:
            _forget(request)
            return _page(request, "500", 500)
    return views.server_error(request)


def _is_here(request: HttpRequest) -> bool:
    return settings.XINYONG_SITE in {"workspace", "all"} and request.path.startswith(_PLACE)


def _page(request: Any, name: str, status: int) -> HttpResponse:
    """Show a page in the frame of the workspace, with the menu of who is signed in."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and not hasattr(request, "actor"):
        recognise(request)
    response = render(request, f"workspace/{name}.html", status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _forget(request: Any) -> None:
    request.user = None
    if hasattr(request, "actor"):
        del request.actor
