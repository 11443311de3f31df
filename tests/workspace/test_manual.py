"""The manual for staff: every chapter is read by everybody, leads where its reader may go, and names every code."""

import html
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections
from django.urls import reverse

from xinyong.accounts.roles import Role
from xinyong.catalogue.checks.generic import CODES
from xinyong.screens.manual import chapters

pytestmark = pytest.mark.django_db(databases=["default", "public"])

INDEX = "/workspace/manual/"
CHAPTERS = [
    pytest.param(each, id=f"{each.part}: {each.title}")
    for part in ("agency", "centre")
    for each in chapters(part)
]
ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "docs" / "answers.md"


@pytest.fixture(scope="module", autouse=True)
def no_session_left(django_db_setup, django_db_blocker):
    """The test database can be dropped only when nobody is in it."""
    yield
    with django_db_blocker.unblock():
        connections["public"].close()


@pytest.fixture(scope="module")
def program():
    """Everything our pages may say."""
    files = (file for ending in ("html", "py") for file in (ROOT / "xinyong").rglob(f"*.{ending}"))
    return "".join(file.read_text(encoding="utf-8") for file in files)


def text(response):
    return html.unescape(re.sub(r"<[^>]*>", "", response.content.decode()))


def links(response):
    article = response.content.decode().split("<article", 1)[1].split("</article>")[0]
    return [html.unescape(each) for each in re.findall(r'href="([^"]+)"', article)]


def test_the_parts_have_their_chapters_in_order():
    slugs = {part: [each.slug for each in chapters(part)] for part in ("agency", "centre")}
    agency = "sign-in posts template submit findings valid-rows review receipt corrections inquiries deadlines questions"
    centre = "daily submissions accounts look logs disputes reports backup emergency"
    assert slugs == {"agency": agency.split(), "centre": centre.split()}


@pytest.mark.parametrize("role", Role)
def test_everybody_reads_both_parts_and_their_own_first(enter, role):
    page = enter(role).get(INDEX)
    said = text(page)
    own, other = ("报送单位", "信用中心")[:: 1 if role in {Role.REPORTER, Role.REVIEWER} else -1]
    assert page.status_code == 200
    assert said.index(f"{own}操作手册") < said.index(f"{other}操作手册")
    assert [
        each.values[0].title for each in CHAPTERS if each.values[0].address not in page.content.decode()
    ] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_a_page_of_the_desk(enter, chapter):
    page = enter(Role.REPORTER).get(chapter.address)
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert 'aria-label="功能菜单"' in page.content.decode()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.REVIEWER, Role.CENTRE_OPERATOR, Role.SYSTEM_ADMIN])
def test_every_link_leads_where_the_reader_may_go(enter, role):
    """Also within the page it leads to, when the link names a place there."""
    browser, lost, seen = enter(role), [], {}
    for chapter in (each.values[0] for each in CHAPTERS):
        for link in links(browser.get(chapter.address)):
            parts = urlsplit(link)
            address = parts.path or chapter.address
            answer = seen.setdefault(address, browser.get(address))
            ids = set(re.findall(r' id="([^"]+)"', answer.content.decode()))
            known = answer.status_code == 200 and (not parts.fragment or unquote(parts.fragment) in ids)
            lost += [] if known else [(chapter.slug, link)]
    assert lost == []


def test_every_page_a_chapter_names_is_a_link_for_somebody(enter):
    """What a post may not open stands there as words alone."""
    named = {name for each in CHAPTERS for name in re.findall(r"page://([\w.]+)", each.values[0].text)}
    assert named
    assert [name for name in named if not reverse(name.replace(".", ":", 1))] == []


def test_a_page_the_reader_may_not_open_is_no_link(enter):
    told = (
        enter(Role.REPORTER).get("/workspace/manual/centre/accounts/").content.decode().split("<article")[1]
    )
    assert "用户" in told
    assert f'href="{reverse("accounts:users")}"' not in told


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("agency/nothing/", id="no such chapter"),
        pytest.param("public/search/", id="a chapter of the public guide"),
        pytest.param("site/about/", id="a statement"),
        pytest.param("agency/daily/", id="a chapter of the other part"),
        pytest.param("agency/%00/", id="a sign that is none"),
        pytest.param("nowhere/" + "a" * 2000 + "/", id="very long"),
    ],
)
def test_there_is_no_other_chapter(enter, path):
    assert enter(Role.REPORTER).get(INDEX + path).status_code == 404


def test_chapters_lead_through_each_part(enter):
    browser = enter(Role.REPORTER)
    for part in ("agency", "centre"):
        every = [each.address for each in chapters(part)]
        for before, after in pairwise(every):
            assert f'rel="next" href="{after}"' in browser.get(before).content.decode()
            assert f'rel="prev" href="{before}"' in browser.get(after).content.decode()


def test_every_code_of_a_finding_has_its_words(enter):
    told = text(enter(Role.REPORTER).get("/workspace/manual/agency/findings/"))
    of_files = re.findall(
        r"`((?!XINYONG)[A-Z_]{6,}|file\.\w+|template\.\w+)`", ANSWERS.read_text(encoding="utf-8")
    )
    wanted = {*CODES, *of_files} - {"file.not_found"}  # of the command line alone
    assert {code for code in wanted if code not in told} == set()
    assert not re.search(r"[{}]|None", told.split("全部代码", 1)[1])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_to_be_pressed_is_on_a_page(chapter, program):
    """Correct the chapter: the page calls it something else now."""
    told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"“\1”", chapter.text)
    titles = {each.values[0].title for each in CHAPTERS} | {each.title for each in chapters("public")}
    pressed = set(re.findall(r"按(?:右上角的|列表上方的|菜单“[^”]*”里的|事项旁的)?“([^”]+)”", told)) - titles
    assert [words for words in pressed if words not in program] == []


def test_a_reader_costs_no_more_for_a_long_chapter(enter, django_assert_max_num_queries):
    browser = enter(Role.REPORTER)
    for address in (INDEX, "/workspace/manual/agency/findings/"):
        with django_assert_max_num_queries(10):
            browser.get(address)
