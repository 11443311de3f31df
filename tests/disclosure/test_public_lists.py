"""Lists, latest decisions, figures and the map of the site: complete, and silent about households named as a person."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from xinyong.disclosure import listing, queries
from xinyong.disclosure.listing import Filter
from xinyong.disclosure.queries import Hint
from xinyong.disclosure.state import state, with_state
from xinyong.infra.clock import today

HOUSEHOLD = {"kind": "个体工商户", "sub_kind": ""}
DAYS = [date(2026, 3, 1) - timedelta(days=i) for i in range(5)]


@pytest.fixture(scope="module")
def city(register):
    """Five firms with a licence each, two of them with a penalty; households with all kinds of names."""
    firms = [register.subject(f"列表第{i}号有限公司", register.code(900 + i)) for i in range(5)]
    for firm, day in zip(firms, DAYS, strict=True):
        register.record(firm, item="licence", decided_on=day, organ="市场监管局", public={"XK_NR": f"{firm}"})
    for firm in firms[:2]:
        register.record(firm, item="penalty", decided_on=DAYS[0], agency="wjw")
    hidden = {
        name: register.subject(name, register.code(950 + i), **HOUSEHOLD)
        for i, name in enumerate(["虚构市张三丰", "买买提·依明", "虚构市城关镇老张头（个体工商户）"])
    }
    for number in hidden.values():
        register.record(number, item="licence", decided_on=today())
        register.record(number, item="penalty", decided_on=today())
    operator = register.subject("古丽江买买提", register.code(960), **HOUSEHOLD)
    register.record(operator, public={"FDDBR": "古丽江买买提"})
    register.record(operator, item="licence", decided_on=today())
    trade = register.subject("虚构市列表张三面馆", register.code(961), **HOUSEHOLD)
    register.record(trade, item="licence", decided_on=date(2020, 1, 1), agency="wjw")
    register.connection.execute("ANALYZE")
    return {"firms": firms, "hidden": [*hidden.items(), ("古丽江买买提", operator)], "trade": trade}


def _subjects(found):
    return [record.subject for record in found]


def test_the_latest_decision_comes_first(city):
    assert _subjects(listing.latest("licence", 3)) == city["firms"][:3]
    assert _subjects(listing.listing("licence", Filter()).records) == [*city["firms"], city["trade"]]


def test_a_line_says_what_a_list_needs(city, register):
    line = listing.latest("licence", 1)[0]
    assert (line.subject_name, line.subject_code) == ("列表第0号有限公司", register.code(900))
    assert (line.organ, line.agency, line.decided_on, line.validity, line.disputed) == (
        "市场监管局", "scjg", DAYS[0], "valid", False,
    )  # fmt: skip
    assert line.public == {"XK_NR": str(city["firms"][0])}
    assert line.agency_name


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param(Filter("列表第"), [0, 1, 2, 3, 4], id="part of a name"),
        pytest.param(Filter("第３号"), [3], id="part of a name in full width"),
        pytest.param(Filter("列"), [], id="one character is too little"),
        pytest.param(Filter("列" * 101), [], id="too long"),
        pytest.param(Filter("%%"), [], id="a wildcard is itself"),
        pytest.param(Filter(agency="scjg"), [0, 1, 2, 3, 4], id="an agency"),
        pytest.param(Filter(agency="nobody"), [], id="an unknown agency"),
        pytest.param(Filter(agency="'; --"), [], id="no agency at all"),
        pytest.param(Filter("列表第", agency="wjw"), [], id="a name and another agency"),
        pytest.param(Filter(since=DAYS[1]), [0, 1], id="from a day on, that day included"),
        pytest.param(Filter(since=DAYS[3], until=DAYS[1]), [1, 2, 3], id="between two days, both included"),
        pytest.param(Filter(since=DAYS[0], until=DAYS[1]), [], id="an empty range"),
        pytest.param(Filter("列表第", since=DAYS[1]), [0, 1], id="a name and a day"),
        pytest.param(Filter(agency="scjg", until=DAYS[3]), [3, 4], id="an agency and a day"),
    ],
)
def test_filter(city, chosen, expected):
    found = listing.listing("licence", chosen)
    assert _subjects(found.records) == [city["firms"][i] for i in expected]
    assert (found.total, found.capped) == (len(expected), False)


def test_pages(city):
    parts = [
        listing.listing("licence", Filter(), limit=4, offset=offset) for offset in (0, 4, 8, 1000, 10**9, -5)
    ]
    assert [len(part.records) for part in parts] == [4, 2, 0, 0, 0, 4]
    assert {part.total for part in parts} == {6}


def test_agencies_of_an_item(city):
    assert [code for code, _ in listing.listing("licence", Filter()).agencies] != []
    assert {code for code, _ in listing.listing("licence", Filter()).agencies} == {"scjg", "wjw"}
    assert {code for code, _ in listing.listing("tax_arrears", Filter()).agencies} == set()


def test_an_item_without_records_is_an_empty_list(city):
    assert listing.listing("tax_arrears", Filter()).records == listing.latest("tax_arrears") == ()


def test_a_household_named_as_a_person_is_in_no_list(city):
    numbers = {number for _, number in city["hidden"]}
    for item in ("licence", "penalty"):
        for chosen in (
            Filter(),
            Filter(since=today()),
            Filter(agency="scjg"),
            Filter("虚构"),
            Filter("买买"),
        ):
            assert not numbers & set(_subjects(listing.listing(item, chosen, limit=200).records))
        assert not numbers & set(_subjects(listing.latest(item, 50)))
    assert not numbers & set(listing.sitemap())


def test_a_household_named_as_a_person_is_found_by_whole_name_and_code_alone(city):
    for name, number in city["hidden"]:
        assert [s.number for s in queries.search(name).subjects] == [number], name
        code = queries.subject(number).code
        assert [s.number for s in queries.search(code).subjects] == [number]
        for part in (name[:-1], name[1:], name[:2], name[-2:]):
            assert number not in {s.number for s in queries.search(part, limit=200).subjects}, part


def test_a_household_with_a_trade_name_is_found_by_a_part(city):
    assert city["trade"] in {s.number for s in queries.search("张三面").subjects}


def test_figures(city):
    figures = listing.figures()
    by_item = dict(figures.by_item)
    assert (by_item["licence"], by_item["penalty"]) == (10, 5)
    assert figures.organisations == 10
    assert figures.agencies == 2
    assert figures.records == sum(by_item.values())
    assert figures.as_of == today()


def test_the_map_of_the_site_names_nobody_with_adverse_records(city):
    everybody = listing.sitemap()
    assert set(everybody) == {*city["firms"][2:], city["trade"]}
    assert listing.sitemap(limit=2) == everybody[:2]
    assert listing.sitemap(everybody[1]) == everybody[2:]


def test_facets_count_without_their_own_filter(city):
    whole = queries.search("列表", limit=50)
    assert dict(whole.facets.kinds) == {"法人": 5, "个体工商户": 1}
    assert dict(whole.facets.items) == {"licence": 6, "penalty": 2}
    assert dict(whole.facets.standings) == {"active": 6}
    fined = queries.search("列表", item="penalty")
    assert (fined.total, len(fined.subjects)) == (2, 2)
    assert dict(fined.facets.items) == dict(whole.facets.items)
    assert dict(fined.facets.kinds) == {"法人": 2}
    assert queries.search("列表", kind="个体工商户").subjects[0].number == city["trade"]
    assert queries.search("列表", kind="\x00", standing="\udc80").total == 0
    assert queries.search("列表", standing="cancelled").facets.standings == (("active", 6),)


def test_results_come_in_pages(city):
    pages = [queries.search("列表", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page.subjects) for page in pages] == [2, 2, 2, 0]
    assert len({s.number for page in pages for s in page.subjects}) == 6
    assert {page.total for page in pages} == {6}


def test_a_code_obeys_filters_and_has_facets(city, register):
    code = register.code(900)
    assert dict(queries.search(code).facets.items) == {"licence": 1, "penalty": 1}
    assert queries.search(code, item="penalty").total == 1
    other = queries.search(code, kind="个体工商户")
    assert (other.subjects, other.total, other.hint, other.facets.kinds) == ((), 0, None, (("法人", 1),))
    assert queries.search(register.code(1)).hint is Hint.NUMBER


def test_records_of_a_subject_in_parts(city, register):
    firm = city["firms"][0]
    assert queries.sections(firm) == (("licence", 1), ("penalty", 1))
    assert [r.item for r in queries.records_of(firm, items=["penalty"])] == ["penalty"]
    assert len(queries.records_of(firm, limit=1)) == len(queries.records_of(firm, offset=1)) == 1
    assert [r.item for r in queries.all_records(firm)] == ["licence", "penalty"]
    number = queries.all_records(firm)[0].number
    record = queries.record(number)
    assert (record.subject, record.subject_name, record.subject_code) == (
        firm,
        "列表第0号有限公司",
        register.code(900),
    )


@pytest.mark.parametrize("number", [0, 1, -1, 2**63 - 1, 2**63, 10**30])
def test_no_record_of_that_number(city, number):
    assert queries.record(number) is None
    assert queries.sections(number) == queries.records_of(number) == queries.all_records(number) == ()


@pytest.mark.parametrize(
    ("call", "statements"),
    [
        pytest.param(lambda: listing.listing("licence", Filter()), 2, id="a list"),
        pytest.param(lambda: listing.latest("licence"), 1, id="the latest"),
        pytest.param(listing.figures, 1, id="figures"),
        pytest.param(listing.sitemap, 1, id="the map"),
        pytest.param(lambda: queries.search("列表", item="penalty"), 1, id="a search"),
        pytest.param(lambda: queries.record(7), 1, id="a record"),
    ],
)
def test_statements(city, call, statements):
    with (
        CaptureQueriesContext(connections["public"]) as asked,
        CaptureQueriesContext(connections["default"]) as others,
    ):
        with_state(f"never met before {uuid4()}", call)
    assert (len(asked), len(others)) == (statements, 0)


def test_what_is_dear_is_read_once_for_each_state(city, register):
    first = listing.figures()
    with CaptureQueriesContext(connections["public"]) as asked:
        assert with_state(state(), listing.figures) == first
    assert len(asked) == 1  # for the state alone
    with register.connection.transaction(force_rollback=True):
        register.record(city["firms"][0], item="penalty")
        assert listing.figures() == first
    added = register.record(city["firms"][0], item="honour")
    assert listing.figures().records == first.records + 1
    register.connection.execute("DELETE FROM records_record WHERE id = %s", [added])
    assert listing.figures() == first
