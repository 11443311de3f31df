"""Strings nobody should type, in every place where somebody can."""

import html
import json
import re
from urllib.parse import quote

import pytest

PERSON = "410184198001010014"
OWN = [
    "", " ", "　", "\0", "a\0b", "%00", "\ud7ff", "\ufeff试例", "\u202e试例", "试\u200b例", "𠮷𠮷", "👩‍👩‍👧‍👦", "é" * 3, "%", "_", "%%%", "\\", "'", '"',
    "' OR 1=1 --", "'; DROP TABLE records_subject; --", "1e999", "NaN", "-1", "0", "9" * 40, "²", "٣٣٣", "１２", "2026-02-30",
    "0000-00-00", "9999-12-31", "10000-01-01", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}",
    "{% load x %}", "${7*7}", "javascript:alert(1)", "//evil.example", "\\\\evil.example", "../../../../etc/passwd", "..%2f..%2f",
    "(" * 500, "公司" * 5000, "a&b=c", "#", "?", ";", "\t", "=cmd|' /C calc'!A0", PERSON, f"张三 {PERSON}", "４１０１８４１９８００１０１００１４",
]  # fmt: skip
IN_QUERY = [
    ("/search/", "q"), ("/search/", "kind"), ("/search/", "standing"), ("/search/", "item"), ("/search/", "page"),
    ("/", "q"), ("/licences/", "q"), ("/licences/", "agency"), ("/licences/", "since"), ("/licences/", "until"),
    ("/licences/", "page"), ("/penalties/", "q"), ("/penalties/", "agency"), ("/penalties/", "since"),
    ("/penalties/", "until"), ("/penalties/", "page"), ("{subject}", "item"), ("{subject}", "page"),
    ("/verify/", "number"), ("/verify/", "code"), ("/verify/download/", "number"), ("/verify/download/", "code"),
]  # fmt: skip
IN_PATH = [
    "/{}",
    "/subject/{}/",
    "/record/{}/",
    "/catalogue/{}/",
    "/guide/{}/",
    "/report/{}/",
    "/subject/{}/report/",
]
IN_HEADER = ["accept-language", "hx-request", "hx-target", "hx-current-url", "if-none-match", "accept-encoding", "referer", "user-agent"]  # fmt: skip


@pytest.fixture(scope="module")
def company(register):
    return f"/subject/{register.disclosed('试例食品有限公司', register.code(910))}/"


def check(response, text):
    page = response.content.decode(errors="replace")
    assert response.status_code < 500, text
    assert response.headers["Content-Security-Policy"], text
    assert response.headers["X-Content-Type-Options"] == "nosniff", text
    if re.search(r"<\s*[a-z!/?]", text, re.IGNORECASE) and len(text) > 8:
        assert text not in page, text
    assert PERSON not in html.unescape(page)
    # The switch of the display mode alone leads back to the address the visitor has come from.
    way_back = {"Location"} if response.status_code == 303 else set()
    assert PERSON not in str(
        {name: value for name, value in response.headers.items() if name not in way_back}
    )


def strings(shared):
    path = shared / "strings" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8"))


def in_query(site, company, path, name, text):
    # by hand: the client of Django would refuse what no text can hold
    address = path.format(subject=company) + f"?{name}={quote(text, errors='surrogatepass')}"
    check(site.get(address), text)


@pytest.mark.parametrize("text", OWN)
def test_in_every_query(site, company, text):
    for path, name in IN_QUERY:
        in_query(site, company, path, name, text)


@pytest.mark.parametrize(("path", "name"), IN_QUERY)
def test_strings_collected_by_others_in_every_query(site, company, shared_data, path, name):
    for text in strings(shared_data)[::3]:
        in_query(site, company, path, name, text)


@pytest.mark.parametrize("text", OWN)
def test_in_every_path(site, company, text):
    for path in IN_PATH:
        check(site.get(path.format(quote(text))), text)


@pytest.mark.parametrize("text", OWN)
def test_in_headers_and_cookies(site, company, text):
    sent = text.replace("\0", "").encode().decode("latin-1")[:4000]
    for name in IN_HEADER:
        check(site.get("/search/?q=试例", headers={name: sent}), text)
    site.cookies["display"] = sent
    check(site.get("/"), text)


@pytest.mark.parametrize("text", OWN)
def test_the_switch_of_the_display_leads_nowhere_else(site, company, text):
    given = text.encode().decode("latin-1")
    response = site.post("/display/", {"mode": text, "next": text}, headers={"referer": given})
    assert response.status_code == 303
    assert re.match(r"/(?![/\\])", response.headers["Location"])
    check(response, text)


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%ff%fe", "/search/?q=%ed%a0%80", "/search/?q=a&q=b&q=c", "/search/?" + "x=1&" * 900, "/search/?q[]=1",
        "/search/?page=1&page=x", "/search/?&&&==",
    ],
)  # fmt: skip
def test_a_query_that_is_none(site, company, address):
    check(site.get(address), "")
