"""Guide, statements and site map: complete, linked, light on the database, and told to search engines."""

import html
import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from xinyong.disclosure.caching import pages
from xinyong.disclosure.views import guides
from xinyong.screens.manual import chapters

OWN = ["/guide/", "/site-map/", *(each.address for part in ("public", "site") for each in chapters(part))]
# what the map does not name: not for readers, or only met on the way
UNMAPPED = {"search", "robots", "sitemap", "subject", "record", "guide", "catalogue_item"}


def links(response):
    found = re.findall(r'<a [^>]*?href="([^"]+)"', response.content.decode())
    return {html.unescape(each) for each in found}


def ids(response):
    return set(re.findall(r' id="([^"]+)"', response.content.decode()))


@pytest.mark.parametrize("path", OWN)
def test_a_page_costs_the_one_look_at_the_state(site, path):
    pages.clear()
    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as own,
    ):
        response = site.get(path)
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1
    assert (len(public), len(own)) == (1, 0)
    assert site.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", OWN)
def test_every_link_of_a_page_leads_somewhere(site, path):
    """Also within the page it leads to, when the link names a place there."""
    lost = []
    for link in links(site.get(path)):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        answer = site.get(parts.path or path)
        known = answer.status_code == 200 and (not parts.fragment or unquote(parts.fragment) in ids(answer))
        lost += [] if known else [link]
    assert lost == []


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/guide/nothing/", id="no such chapter"),
        pytest.param("/guide/about/", id="a statement is no chapter"),
        pytest.param("/guide/..%2Fsite%2Fabout/", id="a way out of the folder"),
        pytest.param("/guide/%00/", id="a sign that is none"),
        pytest.param("/guide/" + "a" * 3000 + "/", id="very long"),
        pytest.param("/guide/search.md/", id="the file itself"),
    ],
)
def test_there_is_no_other_chapter(site, path):
    assert site.get(path).status_code == 404


def test_chapters_lead_through_the_guide(site):
    every = [each.address for each in chapters("public")]
    for before, after in pairwise(every):
        assert f'rel="next" href="{after}"' in site.get(before).content.decode()
        assert f'rel="prev" href="{before}"' in site.get(after).content.decode()
    assert 'rel="prev"' not in site.get(every[0]).content.decode()
    assert 'rel="next"' not in site.get(every[-1]).content.decode()


def test_the_index_names_every_chapter_and_what_readers_ask(site):
    page = html.unescape(site.get("/guide/").content.decode())
    for each in chapters("public"):
        assert each.title in page
        assert each.lead in page
        assert all(ask in page for ask in each.asks)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param(
            "/guide/objection/", ("3个工作日", "15个工作日", "2个工作日"), id="limits of an objection"
        ),
        pytest.param("/guide/objection/", ("须由主管部门确认",), id="on what they rest"),
        pytest.param("/guide/own-records/", ("有效身份证件", "书面授权", "5年"), id="what to bring"),
        pytest.param("/guide/repair/", ("谁认定、谁修复", "信用中国", "不收费"), id="who decides on repair"),
        pytest.param("/privacy/", ("display", "不保存您查询了什么"), id="what is kept of visitors"),
        pytest.param("/disclaimer/", ("报送单位对真实性负责",), id="who answers for the content"),
        pytest.param("/about/", ("自然人", "第五条"), id="who runs the site"),
    ],
)
def test_a_page_says_what_readers_come_for(site, path, said):
    text = re.sub(r"<[^>]*>", "", site.get(path).content.decode())
    assert [each for each in said if each not in text] == []


def test_the_map_names_every_page(site):
    """Add the new page to `guides.groups`, or to UNMAPPED if nobody looks for it there."""
    resolver = get_resolver("xinyong.disclosure.urls")
    named = {each.name for each in resolver.url_patterns} - UNMAPPED
    mapped = {link.address for _, group in guides.groups() for link in group}
    assert {name for name in named if f"/{resolver.reverse(name)}" not in mapped} == set()
    assert mapped <= links(site.get("/site-map/"))


def test_search_engines_are_told_of_what_explains_and_not_of_penalties(site):
    told = re.findall(r"<loc>http://testserver([^<]*)</loc>", site.get("/sitemap.xml").content.decode())
    assert set(OWN) | {"/", "/licences/", "/catalogue/", "/catalogue/penalty/"} <= set(told)
    assert {"/penalties/", "/penalties/feed.xml", "/licences/feed.xml", "/verify/"} & set(told) == set()
    assert len(told) == len(set(told))
