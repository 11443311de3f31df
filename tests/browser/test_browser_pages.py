"""What every page keeps: accessibility, width, weight, display modes, paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLResolver
from playwright.sync_api import expect

# route -> how a visitor comes to an example: an address, or a page and the first link there that fits
PAGES = {
    "": "/",
    "search/": "/search/?q=虚构市",
    "subject/<int:number>/": ("/search/?q=虚构市", "main a[href^='/subject/']"),
    "record/<int:number>/": ("/penalties/", "main a[href^='/record/']"),
    "licences/": "/licences/",
    "penalties/": "/penalties/",
    "catalogue/": "/catalogue/",
    "catalogue/<str:code>/": "/catalogue/penalty/",
    "catalogue/<slug:code>/": "/catalogue/penalty/",
    "guide/": "/guide/",
    "guide/<slug:slug>/": "/guide/search/",
    "about/": "/about/",
    "accessibility/": "/accessibility/",
    "privacy/": "/privacy/",
    "disclaimer/": "/disclaimer/",
    "site-map/": "/site-map/",
    "subject/<int:number>/report/": (
        "/search/?q=虚构市",
        "main a[href^='/subject/']",
        "main a[href$='/report/']",
    ),
    "verify/": "/verify/",
}
NO_PAGE = {
    "healthz", "display/", "dev/components/", "licences/feed.xml", "penalties/feed.xml", "robots.txt",
    "sitemap.xml", "report/<uuid:token>/", "verify/download/",
}  # fmt: skip
MODES = {"usual": "", "large": "large", "high contrast": "high", "both": "large.high"}
LARGEST_VISIT = 150 * 1024
_AXE = Axe()


def routes(patterns, before=""):
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


def _routes():
    import django

    django.setup()
    from xinyong.project.urls import addresses

    return list(routes(addresses("public")))


ROUTES = _routes()
SHOWN = [pytest.param(way, id=route or "first page") for route, way in PAGES.items() if route in ROUTES]


def go(page, way):
    first, *links = (way,) if isinstance(way, str) else way
    assert page.goto(first).status == 200
    for link in links:
        page.goto(page.locator(link).first.get_attribute("href"))


def choose(page, address, mode):
    page.context.add_cookies([{"name": "display", "value": mode, "url": address}] if mode else [])


def test_every_page_is_tried():
    """Add a line to PAGES saying how one comes there, or to NO_PAGE if nobody reads it."""
    assert set(ROUTES) - set(PAGES) - NO_PAGE == set()


@pytest.mark.parametrize("way", SHOWN)
def test_no_barrier_in_any_mode(visitor, address, picture, way):
    page = visitor()
    found = {}
    for name, mode in MODES.items():
        choose(page, address, mode)
        go(page, way)
        picture(page, name)
        report = _AXE.run(page)
        found |= {name: report.generate_report()} if report.violations_count else {}
    assert found == {}


FAULTS = [
    pytest.param("/nothing/", 404, id="a page that is not there"),
    pytest.param("/penalties/?q=x&since=2026-02-30", 422, id="a wrong filter"),
    pytest.param("/search/?q=没有这样一家", 200, id="nothing found"),
    pytest.param("/search/?q=虚", 200, id="too short a text"),
    pytest.param("/verify/?number=x&code=y", 200, id="no number of a report"),
    pytest.param("/verify/?number=XYBG2020-000001&code=AAAAAAAAAAAA", 200, id="no such report"),
    pytest.param("/catalogue/?q=没有这样一项", 200, id="no such item"),
]


@pytest.mark.parametrize(("where", "status"), FAULTS)
def test_no_barrier_where_something_is_wrong(visitor, picture, where, status):
    page = visitor()
    assert page.goto(where).status == status
    picture(page, "fault")
    report = _AXE.run(page)
    assert report.violations_count == 0, report.generate_report()
    if status >= 400:
        page.watch.expected(str(status))


def test_no_barrier_on_the_way_to_a_report(visitor, picture):
    page = visitor()
    go(page, PAGES["subject/<int:number>/report/"])
    page.get_by_role("button", name="生成报告").click()
    assert _AXE.run(page).violations_count == 0
    page.get_by_role("link", name="下载报告").wait_for()
    picture(page, "ready")
    assert _AXE.run(page).violations_count == 0
    page.get_by_role("link", name=re.compile("真伪")).click()
    expect(page.locator("main")).to_contain_text("这份报告是真的")
    picture(page, "verified")
    assert _AXE.run(page).violations_count == 0


@pytest.mark.parametrize("way", SHOWN)
def test_fits_from_a_small_phone_to_a_wide_screen(visitor, address, picture, way):
    page = visitor()
    go(page, way)
    wide = {}
    for mode in ("", "large"):
        choose(page, address, mode)
        page.reload()
        for width in (360, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            wide |= {(mode, width): over} if over > 0 else {}
            picture(page, f"{mode}{width}")
    assert wide == {}


def test_a_first_visit_is_light_and_a_second_nearly_free(visitor):
    page = visitor()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_of = []
    session.on("Network.loadingFinished", lambda event: bytes_of.append(event["encodedDataLength"]))
    page.goto("/", wait_until="networkidle")
    first = sum(bytes_of)
    bytes_of.clear()
    page.goto("/", wait_until="networkidle")
    assert 0 < first <= LARGEST_VISIT
    assert sum(bytes_of) <= first / 10


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_display_mode_is_remembered_over_pages(visitor, script):
    page = visitor(script=script)
    page.goto("/search/?q=虚构市")
    page.get_by_role("button", name="大字").click()
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    page.get_by_role("button", name="高对比").click()
    page.goto("/verify/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-type", "large")
    expect(root).to_have_attribute("data-contrast", "high")
    page.get_by_role("button", name="大字").click()
    expect(root).not_to_have_attribute("data-type", "large")
    expect(root).to_have_attribute("data-contrast", "high")


def test_paper_shows_the_text_without_the_tools(visitor, picture):
    page = visitor()
    go(page, PAGES["subject/<int:number>/"])
    page.emulate_media(media="print")
    picture(page, "paper")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("button", name="大字")).to_be_hidden()
