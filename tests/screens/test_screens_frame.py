"""The frame of every page: display modes, error pages, colours."""

import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from xinyong import screens
from xinyong.screens.site import site
from xinyong.screens.views import server_error

urlpatterns = [path("", include("xinyong.screens.urls"))]
CSS = (Path(screens.__file__).parent / "static/screens/site.css").read_text(encoding="utf-8")
SCRIPT = (Path(screens.__file__).parent / "static/screens/site.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _plain_addresses(settings):
    """The hashed names of static files are made by `xinyong up`."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "whitenoise" not in each]


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client()


@pytest.mark.parametrize(
    ("mode", "cookie"),
    [
        pytest.param("large", "large", id="large type"),
        pytest.param("high", "high", id="high contrast"),
        pytest.param("large.high", "large.high", id="both"),
        pytest.param("", "", id="back to the usual look"),
        pytest.param("<script>.large", "large", id="what is not understood is not kept"),
        pytest.param("x" * 9999, "", id="a text without sense"),
    ],
)
def test_the_display_mode_is_remembered(visitor, mode, cookie):
    response = visitor.post(
        "/display/", {"mode": mode}, headers={"referer": "http://testserver/subject/7/?page=2"}
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/subject/7/?page=2")
    assert response.cookies["display"].value == cookie


@pytest.mark.parametrize(
    "referer",
    [
        pytest.param("", id="none"),
        pytest.param("https://example.org/x", id="another site"),
        pytest.param("http://testserver//example.org/", id="a path that is a host"),
        pytest.param("http://testserver/\\example.org", id="a backslash"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("http://testserver@example.org/", id="a host behind a name"),
    ],
)
def test_nobody_is_led_away(visitor, referer):
    response = visitor.post("/display/", {"mode": "large"}, headers={"referer": referer})
    assert response.headers["Location"] == "/"


def test_the_mode_cannot_be_changed_by_a_link(visitor):
    assert visitor.get("/display/?mode=large").status_code == 405


@pytest.mark.parametrize(("debug", "status"), [(False, 404), (True, 200)])
def test_the_gallery_is_for_developers(visitor, debug, status):
    with override_settings(DEBUG=debug):
        assert visitor.get("/dev/components/").status_code == status


@override_settings(DEBUG=True)
@pytest.mark.parametrize("cookie", ["", "large", "large.high", "<x>"])
def test_every_component_is_in_the_gallery_and_its_ids_are_single(visitor, cookie):
    visitor.cookies["display"] = cookie
    page = visitor.get("/dev/components/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert ('data-type="large"' in page) == ("large" in cookie)
    assert ('data-contrast="high"' in page) == ("high" in cookie)
    parts = Path(screens.__file__).parent / "templates/screens/components"
    text = (parts.parent / "gallery.html").read_text(encoding="utf-8")
    for part in parts.glob("*.html"):
        assert re.search(rf"{{% {part.stem}\b", text), f"show {part.stem} in screens/gallery.html"


def test_a_fault_has_a_page_without_the_database():
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "暂时无法提供服务" in response.content.decode()


def test_nothing_is_fetched_from_elsewhere_and_the_script_stays_small():
    assert not re.search(r"@import|url\(|https?:", CSS)
    assert len(SCRIPT.splitlines()) < 200
    assert not re.search(r"eval\(|innerHTML|https?:", SCRIPT)
    assert len(CSS.encode()) < 30_000


def test_what_the_city_does_not_know_yet_is_said_to_be_missing():
    page = server_error(RequestFactory().get("/")).content.decode()
    assert page.count("待填") == sum(number is None for _, number in site().registrations)


def tokens(selector):
    block = re.search(rf"^{re.escape(selector)} {{(.*?)^}}", CSS, re.DOTALL | re.MULTILINE).group(1)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    ("ink", "paper", 7), ("ink", "pale", 7), ("soft", "paper", 4.5), ("soft", "pale", 4.5), ("strong", "paper", 4.5),
    ("strong", "pale", 4.5), ("on-strong", "strong", 4.5), ("on-strong", "strong-dark", 4.5), ("good", "good-pale", 4.5),
    ("warn", "warn-pale", 4.5), ("bad", "bad-pale", 4.5), ("bad", "paper", 4.5), ("ink", "mark", 4.5),
    ("edge", "paper", 3), ("focus", "paper", 3), ("focus", "pale", 3),
]  # fmt: skip


@pytest.mark.parametrize("high", [False, True], ids=["usual look", "high contrast"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_colours_can_be_told_apart(high, one, other, least):
    values = tokens(":root") | (tokens(':root[data-contrast="high"]') if high else {})
    wanted = 7 if high and least > 3 else least
    assert contrast(values[one], values[other]) >= wanted
