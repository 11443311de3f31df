"""Serves public pages from memory for exactly as long as what they say is true (docs/decisions/0010).

One tiny statement asks the database for the state of the disclosed data. Whatever a page depends on is part of its key:
that state, the day, the program and its catalogue, the address, the display mode and whether a part was asked for. So
nothing is ever invalidated: when something changes, pages have other keys, in every process and every browser.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from xinyong.catalogue.loader import load_catalogue
from xinyong.disclosure.state import state, with_state
from xinyong.infra.clock import today
from xinyong.screens import display, manual
from xinyong.screens.parts import wants_part

_PACKAGE = Path(__file__).resolve().parents[1]
_MOST_PAGES = 2000
_MOST_BYTES = 32 * 1024 * 1024  # of all pages of a process
_LARGEST_PAGE = 512 * 1024
_VARY = ("Cookie", "HX-Request", "HX-History-Restore-Request", "Accept-Encoding")
_OWN_HEADERS = {"etag", "cache-control", "vary", "content-length"}

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page in memory; each answer is made anew from it."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class Store:
    """The pages of one process, those not asked for longest given up first. Safe among threads."""

    def __init__(self, most_pages: int = _MOST_PAGES, most_bytes: int = _MOST_BYTES) -> None:
        self._most = (most_pages, most_bytes)
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str) -> Kept | None:
        """Return the page of a key; None when it is not held."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        """Hold a page, and give up as many others as it takes."""
        with self._lock:
            self._forget(self._pages.pop(key, None))
            self._pages[key] = page
            self.bytes += len(page.body)
            while len(self._pages) > self._most[0] or self.bytes > self._most[1]:
                self._forget(self._pages.popitem(last=False)[1])

    def clear(self) -> None:
        """Give up every page."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _forget(self, page: Kept | None) -> None:
        self.bytes -= len(page.body) if page else 0


pages = Store()


@overload
def page(view: View, *, adverse: bool = False) -> View: ...
@overload
def page(view: None = None, *, adverse: bool = False) -> Callable[[View], View]: ...
def page(view: View | None = None, *, adverse: bool = False) -> View | Callable[[View], View]:
    """Decorate a public view whose answer depends on the disclosed data, the address and the display mode alone.

    Answers of 200 without cookies are held and carry an ETag; a browser that has the page gets 304 without rendering.

    Args:
        view: The view, when used without brackets.
        adverse: Search engines shall neither index nor keep the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *arguments, **named)
            disclosed = state()  # before anything is read: what is read later is at least as new
            key = key_of(request, disclosed)
            response = _known(request, key) or with_state(
                disclosed, lambda: _made(view(request, *arguments, **named), key)
            )
            return _labelled(response, adverse=adverse)

        return answer

    return decorate if view is None else decorate(view)


def key_of(request: HttpRequest, disclosed: str) -> str:
    """Return the key of a page: one of four display modes, whatever the cookie says, and a fixed length.

    Args:
        request: The address counts with its host, as pages and feeds name it.
        disclosed: As `state` has it.
    """
    parts = (
        disclosed,
        f"{today()}",
        program(),
        request.build_absolute_uri(),
        display.read(request.COOKIES.get(display.COOKIE, "")).text,
        "part" if wants_part(request) else "page",
    )
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def program() -> str:
    """Return what this program is: another after an update, with another catalogue or another manual."""
    told = hashlib.blake2b(f"{load_catalogue().edition} {manual.digest()}".encode(), digest_size=16)
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and file.suffix not in {".pyc", ".pyo"}:
            told.update(
                f"{file.relative_to(_PACKAGE)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode()
            )
    return told.hexdigest()


def _known(request: HttpRequest, key: str) -> HttpResponse | None:
    """Return 304 or the page held; None when it must be made."""
    if settings.DEBUG:
        return None
    etag = f'"{key}"'
    # `*` asks whether the page exists, which only the view knows
    if request.headers.get("If-None-Match", "*").strip() != "*":
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            unchanged["ETag"] = etag
            return unchanged
    held = pages.get(key)
    if held is None:
        return None
    response = HttpResponse(held.body, headers=dict(held.headers))
    response["ETag"] = etag
    return response


def _made(response: HttpResponse, key: str) -> HttpResponse:
    """Finish the answer of a view, and hold it if it is good for everybody."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or _is_private(response):  # noqa: PLR2004
        return response
    if hasattr(response, "render"):
        response.render()
    response["ETag"] = f'"{key}"'
    if len(response.content) <= _LARGEST_PAGE:
        headers = ((n, v) for n, v in response.items() if n.lower() not in _OWN_HEADERS)
        pages.put(key, Kept(response.content, tuple(headers)))
    return response


def _is_private(response: HttpResponse) -> bool:
    control = response.get("Cache-Control", "")
    return bool(response.cookies) or "no-store" in control or "private" in control


def _labelled(response: HttpResponse, *, adverse: bool) -> HttpResponse:
    """Tell caches to ask before each use, and search engines to keep away."""
    if response.has_header("ETag"):
        response["Cache-Control"] = "public, no-cache"
    elif not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, _VARY)
    if adverse:
        response["X-Robots-Tag"] = "noindex, noarchive"
    return response
