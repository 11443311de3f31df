"""Feeds: valid Atom, the same records as the lists, nobody named as a person among them."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from xinyong.infra.clock import today

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    pytest.param("/licences/feed.xml", id="licences"),
    pytest.param("/penalties/feed.xml", id="penalties"),
]


@pytest.fixture(scope="module")
def city(register):
    """Firms with decisions, one with signs that XML minds, and a household that bears a person's name."""
    clean = register.subject("虚构市清波<商贸>&有限公司", register.code(701))
    register.record(
        clean, item="licence", public={"XK_WSH": "虚许〔2026〕70号"}, decided_on="2026-03-05", organ="虚构市<A&B>局",
        disclosed_until=today() + timedelta(days=9),
    )  # fmt: skip
    fined = register.subject("虚构市浑水食品有限公司", register.code(702))
    numbers = [
        register.record(
            fined,
            item="penalty",
            public={"CF_WSH": f"虚罚〔2026〕{n}号"},
            decided_on=date(2026, 1, 1) + timedelta(days=n),
        )
        for n in range(55)
    ]
    household = register.subject("演示丁", register.code(703), kind="个体工商户", sub_kind="个体工商户")
    own = register.record(
        household, item="penalty", public={"CF_WSH": "虚罚〔2026〕99号"}, decided_on="2026-09-01"
    )
    return {"numbers": numbers, "household": household, "own": own}


def read(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)


def texts(entry, *names):
    return tuple(entry.find(ATOM + name).text for name in names)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_what_atom_asks_for(site, city, path):
    feed = read(site.get(path))
    for part in (feed, *feed.findall(ATOM + "entry")):
        assert all(texts(part, "id", "title", "updated"))
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert {link.get("rel") for link in feed.findall(ATOM + "link")} == {"self", "alternate"}


def test_signs_that_xml_minds_are_told_as_they_are(site, city):
    entry = read(site.get("/licences/feed.xml")).find(ATOM + "entry")
    title, summary = texts(entry, "title", "summary")
    assert title == "虚构市清波<商贸>&有限公司 虚许〔2026〕70号"
    assert "虚构市&lt;A&amp;B&gt;局" in summary  # a summary is HTML
    assert f"公示截止：{today() + timedelta(days=9)}" in summary


def test_the_latest_fifty_come_first_to_last_with_the_day_of_decision(site, city):
    feed = read(site.get("/penalties/feed.xml"))
    entries = feed.findall(ATOM + "entry")
    times = [texts(entry, "updated")[0] for entry in entries]
    assert len(entries) == 50
    assert times == sorted(times, reverse=True)
    assert times[0] == texts(feed, "updated")[0] == "2026-02-24T00:00:00+08:00"
    links = [entry.find(ATOM + "link").get("href") for entry in entries]
    assert links == [f"http://testserver/record/{number}/" for number in reversed(city["numbers"][5:])]


def test_a_household_named_as_a_person_is_in_no_feed(site, city):
    content = site.get("/penalties/feed.xml").content.decode()
    assert str(city["own"]) not in content
    assert "演示丁" not in content


def test_search_engines_keep_no_feed_of_penalties(site, city):
    assert "noindex" in site.get("/penalties/feed.xml")["X-Robots-Tag"]
    assert not site.get("/licences/feed.xml").has_header("X-Robots-Tag")


@pytest.mark.parametrize("path", FEEDS)
def test_ids_stay_whatever_name_the_site_is_reached_by(site, city, settings, path):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    here, there = (read(site.get(path, headers={"host": host})) for host in settings.ALLOWED_HOSTS)
    assert [each.text for each in here.iter(ATOM + "id")] == [each.text for each in there.iter(ATOM + "id")]
    assert "a.example" in here.find(ATOM + "link").get("href")


def test_a_feed_is_known_again(site, city):
    etag = site.get("/licences/feed.xml")["ETag"]
    assert site.get("/licences/feed.xml", headers={"If-None-Match": etag}).status_code == 304
