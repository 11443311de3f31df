"""The pages of the public site as a browser gets them."""

import html
import json
import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from xinyong.catalogue.loader import load_catalogue
from xinyong.infra.clock import today
from xinyong.project.urls import addresses
from xinyong.screens.site import legal_basis
from xinyong.screens.site import site as site_frame

PERSON = "410184198001010014"
PUBLIC = {
    "MC": "示范食品有限公司",
    "ZS": "新郑市<b>人民路</b>1号",
    "CLRQ": "2015-08-01",
    "LXDH": "13800138000",
    "UNKNOWN": "目录没有的字段",
}


@pytest.fixture(scope="module")
def company(register):
    number = register.subject("示范食品有限公司", register.code(900))
    register.record(number, public=PUBLIC)
    register.record(
        number,
        item="penalty",
        public={"CF_WSH": "新市监罚〔2026〕1号", "CF_GSJZQ": "2099-12-31"},
        decided_on="2026-02-03",
        disclosed_until=today() + timedelta(days=3),
        disputed=True,
        validity="changed",
    )
    register.record(number, item="no_such_item", public={"MC": "不该出现"})
    return number


def _text(response):
    return response.content.decode()


def _words(response):
    """What a reader reads, blanks folded."""
    unmarked = re.sub(r"</?mark>", "", _text(response))  # a marked piece is part of its word
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", unmarked)).split())


def test_the_first_page_asks(site):
    response = site.get("/")
    assert response.status_code == 200
    page = _text(response)
    assert '<html lang="zh-Hans">' in page
    assert '<label for="q">名称或统一社会信用代码</label>' in page
    assert "查询结果" not in page
    assert legal_basis(today()).title in page
    assert "X-Robots-Tag" not in response.headers


def test_results_lead_to_the_subject(site, company, register):
    response = site.get("/search/", {"q": "示范食品"})
    words = _words(response)
    assert "共1家。" in words
    assert f"示范食品有限公司 {register.code(900)} 法人 3条公示记录" in words
    assert f'href="/subject/{company}/"' in _text(response)
    assert 'value="示范食品"' in _text(response)
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("郑", "请至少输入名称中的两个字", id="too short"),
        pytest.param("没有这家", "没有查到名称中有“没有这家”的社会法人", id="nothing found"),
        pytest.param("公司" * 5000, "输入的内容过长", id="too long"),
        pytest.param(PERSON, "请勿输入个人证件号码", id="an identity number"),
    ],
)
def test_a_search_without_result_says_what_to_do(site, register, text, words):
    response = site.get("/search/", {"q": text})
    assert response.status_code == 200
    assert words in _words(response)
    assert 'role="status"' in _text(response)


@pytest.mark.parametrize(
    "text", [PERSON, f"张三 {PERSON}", "13800138000", "E12345678", "１３８００１３８０００"]
)
def test_a_personal_number_is_not_repeated(site, register, text):
    page = _text(site.get("/search/", {"q": text}))
    assert text not in page
    assert not re.search(r"\d{8}", re.sub(r"<[^>]*>", "", page))


def test_a_blank_search_is_the_first_page(site, register):
    response = site.get("/search/", {"q": "　 "})
    assert (response.status_code, response.headers["Location"]) == (301, "/")


def test_the_subject_page_speaks_the_words_of_the_catalogue(site, company):
    words = _words(site.get(f"/subject/{company}/"))
    items = load_catalogue().items
    for title in ("名称", "住所", "成立日期"):
        assert title in words
    for text in (
        items["registration"].title, items["penalty"].title, "新市监罚〔2026〕1号", "2015-08-01", "变更", "异议处理中",
        f"公示截止：{today() + timedelta(days=3)}", "公示截止：长期", "市市场监督管理局", "公示记录（1条）",
    ):  # fmt: skip
        assert text in words, text
    end = next(f.title for f in items["penalty"].fields if f.code == "CF_GSJZQ")
    assert f"{end} 长期" in words


def test_what_the_catalogue_does_not_open_is_not_shown(site, company):
    page = _text(site.get(f"/subject/{company}/"))
    for closed in ("13800138000", "目录没有的字段", "不该出现"):
        assert closed not in page


@pytest.mark.parametrize(
    "path", ["/subject/1/", "/subject/99999999999999999999999/", "/subject/x/", "/admin/", "/nothing"]
)
def test_an_unknown_page_says_so_in_chinese(site, register, path):
    response = site.get(path)
    assert response.status_code == 404
    assert "没有这个页面" in _text(response)
    assert response.headers["Content-Security-Policy"]


def test_names_cannot_carry_markup(site, register):
    name = "<script>alert(1)</script>\"'&公司"
    number = register.subject(name)
    register.record(number, public={"MC": name, "ZS": "<img src=x onerror=alert(1)>"})
    for response in (
        site.get("/search/", {"q": "<script>"}),
        site.get("/search/", {"q": '"><svg onload=x>'}),
        site.get(f"/subject/{number}/"),
    ):
        assert not re.search(r"<(script(?! src=\"/static/)|img|svg)", _text(response))
    assert name in _words(site.get("/search/", {"q": "<script>"})) or html.escape(name) in _text(
        site.get("/search/", {"q": "<script>"})
    )


@pytest.mark.parametrize("path", ["/", "/search/?q=示范食品", "/subject/{}/"])
def test_headers(site, company, path):
    response = site.get(path.format(company))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert {"Accept-Encoding", "HX-Request"} <= set(response.headers["Vary"].split(", "))
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/", "/search/?q=示范食品", "/search/?q=郑", "/subject/{}/", "/nothing"])
def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(site, company, path):
    page = _text(site.get(path.format(company)))
    assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", page)
    ours = {each.address for each in site_frame().neighbours}
    assert set(re.findall(r"(?:https?:)?//[a-z][^\"<]*", page)) <= ours
    assert not re.search(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", page)
    assert page.count("<h1") == 1
    assert all(landmark in page for landmark in ("<header", "<main", "<footer"))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    used = {
        each
        for value in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
        for each in value.split()
    }
    assert used | set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent(site, register, method):
    assert getattr(site, method)("/").status_code in {403, 405}


def test_statements_do_not_grow_with_the_records(site, company, register):
    number = register.subject("记录很多公司")
    register.record(number, public=PUBLIC)
    for _ in range(40):
        register.record(number, item="penalty", public={})
    for path in (f"/subject/{company}/", f"/subject/{number}/"):
        with (
            CaptureQueriesContext(connections["public"]) as asked,
            CaptureQueriesContext(connections["default"]) as others,
        ):
            assert site.get(path).status_code == 200
        assert (len(asked), len(others)) == (5, 0)


def test_naughty_strings_get_a_page(site, company, shared_data):
    for text in json.loads((shared_data / "strings" / "blns.json").read_text(encoding="utf-8")):
        response = site.get("/search/", {"q": text})
        assert response.status_code == (200 if text.strip() else 301), text
        assert not re.search(r"<(script(?! src=\"/static/)|img|svg|iframe)", _text(response)), text


@pytest.mark.parametrize(
    ("door", "open_"),
    [("public", True), ("all", True), ("service", False), ("workspace", False)],
)
def test_each_door_has_its_own_addresses(door, open_):
    found = URLResolver(RegexPattern(r"^/"), addresses(door))
    assert found.resolve("/healthz")
    with nullcontext() if open_ else pytest.raises(Resolver404):
        assert found.resolve("/subject/1/")
