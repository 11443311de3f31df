"""The demonstration data: valid in every check, the same every time, and visibly nobody's."""

from datetime import date

import polars as pl
import pytest

from xinyong.accounts.organisations import city_file, read_organisations
from xinyong.catalogue.checking import check_block
from xinyong.catalogue.loader import load_catalogue
from xinyong.project.demonstration import generate
from xinyong.project.demonstration.population import NOWHERE, data, organisations

START, UNTIL = date(2021, 8, 1), date(2026, 5, 31)
ITEMS = tuple(load_catalogue().items)


def made(item, rows=400, seed=7, **more):
    return generate(item, rows, seed, start=START, until=UNTIL, **more)


def checked(item, frame):
    fields = {field.title: field.code for field in item.input_fields}
    rows = frame.rename(fields).with_row_index("line", offset=2).cast({"line": pl.UInt32})
    agency = data("agencies")[data(item.code)["agency"]]["name"]
    return check_block(rows, None, item, UNTIL, agency_name=agency)


@pytest.mark.parametrize(
    "code", [pytest.param(c, id=f"{c}: no row is refused or even warned of") for c in ITEMS]
)
def test_passes_every_check(code):
    result = checked(load_catalogue().item(code), made(code))
    assert result.findings.select("field", "code", "shown").rows() == []
    assert result.rows.height == 400


@pytest.mark.parametrize("code", [pytest.param(c, id=f"{c}: no two rows state the same fact") for c in ITEMS])
def test_facts_are_distinct(code):
    rows = checked(load_catalogue().item(code), made(code, rows=3000)).rows
    assert rows["_subject"].null_count() == 0
    assert rows.select(pl.struct("_subject", "_key").n_unique()).item() == 3000


@pytest.mark.parametrize(
    "code", [pytest.param(c, id=f"{c}: nobody can take a row for a real one") for c in ITEMS]
)
def test_is_visibly_fictitious(code):
    item, frame = load_catalogue().item(code), made(code, rows=50)
    fields = frame.rename({field.title: field.code for field in item.input_fields})
    assert fields[item.subject.name].str.contains("演示").all()
    if item.decision.document:
        assert fields[item.decision.document].str.contains("演").all()
    codes = [field for _, field in item.subject.codes if fields[field].null_count() == 0]
    assert all(fields[each].str.contains(NOWHERE, literal=True).all() for each in codes)
    persons = [field.code for field in item.fields if field.type == "document_number"]
    assert all(fields[each].drop_nulls().str.starts_with(NOWHERE).all() for each in persons)


def test_titles_are_those_of_the_template():
    item = load_catalogue().item("penalty")
    assert made("penalty", rows=3).columns == [field.title for field in item.input_fields]


def test_the_same_seed_gives_the_same_rows_and_another_gives_others():
    assert made("penalty").equals(made("penalty"))
    assert not made("penalty").equals(made("penalty", seed=8))


def test_an_organisation_is_the_same_one_in_every_item():
    register = made("registration", rows=300).select("统一社会信用代码", "名称")
    named = made("licence").select(
        pl.col("行政相对人代码_1(统一社会信用代码)").alias("统一社会信用代码"), "行政相对人名称"
    )
    both = named.join(register, on="统一社会信用代码", how="inner")
    assert both.height == 400
    assert (both["名称"] == both["行政相对人名称"]).all()


def test_households_and_branches_are_among_the_organisations():
    assert set(organisations(range(20))["kind"]) == {"法人", "非法人组织", "个体工商户"}


def test_periods_are_running_and_ended():
    ends = made("penalty", rows=2000)["公示截止期"]
    assert (ends < "2026/05/31").any()
    assert (ends > "2026/05/31").any()


def test_agencies_bear_their_present_names():
    names = {spec.code: spec.names[-1].name for spec in read_organisations(city_file())}
    assert {code: each["name"] for code, each in data("agencies").items()}.items() <= names.items()


def test_a_recipe_that_names_an_unknown_word_is_refused():
    from xinyong.project.demonstration.generating import _text

    with pytest.raises(ValueError, match=r"\{nme\}"):
        _text("{nme}", ["name"])
