"""The demonstration data: valid in every check, the same every time, and visibly nobody's."""

from datetime import date

import polars as pl
import pytest

from xinyong.accounts.organisations import city_file, read_organisations
from xinyong.catalogue.checking import check_block
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.fictitious import NOWHERE
from xinyong.infra import typeset
from xinyong.project.demonstration import generate
from xinyong.project.demonstration.population import (
    data,
    is_changed,
    line_of,
    organisations,
    registrar_of,
)
from xinyong.rules.identifiers import kind_of_uscc

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


def test_every_kind_of_organisation_is_there_with_the_code_of_its_kind():
    city = organisations(range(2400))
    assert set(city["kind"]) == {"法人", "非法人组织", "个体工商户"}
    prefixes = set(city["code"].str.head(2))
    assert prefixes == {"91", "92", "93", "12", "51", "52"}
    of_households = city.filter(pl.col("kind") == "个体工商户")["code"]
    assert {kind_of_uscc(code).kind.value for code in of_households} == {"个体工商户"}
    assert {registrar_of(number) for number in range(100)} == {"scjg", "bb", "mz"}


def test_no_two_organisations_share_a_code_and_hardly_two_a_name():
    city = organisations(range(2400))
    assert city["code"].is_unique().all()
    namesakes = city.filter(
        pl.col("name").is_duplicated() & ~pl.col("name").str.contains("演示[甲乙丙丁戊己庚辛壬癸]")
    )
    assert namesakes.filter(~pl.col("type").str.contains("个体")).height == 0


def test_names_are_fictitious_and_some_are_hard():
    names = organisations(range(2400))["name"]
    assert names.str.contains("演示").all()
    assert all(names.str.contains(sign, literal=True).any() for sign in "䶮㛃𠮷𬭎㐂")
    unprintable = {sign for name in names for sign in name} - {chr(each) for each in typeset.covered()}
    assert len(unprintable) == 1
    assert names.str.len_chars().max() > 50
    assert names.str.contains("^演示[甲乙丙丁戊己庚辛壬癸]").sum() > 20


def test_some_organisations_have_ceased_or_have_another_name_now():
    city = organisations(range(2400))
    assert 0.04 < (city["standing"] != "1").mean() < 0.08
    assert (city["name"] != city["former_name"]).sum() > 40
    changed = city.filter((pl.col("standing") != "1") | (pl.col("name") != pl.col("former_name")))
    assert changed.height == sum(map(is_changed, range(2400)))


def test_what_happens_to_an_organisation_fits_its_line_of_business():
    licences = made("licence", agency="jt")
    named = organisations(range(200)).with_columns(pl.Series("line", [line_of(n) for n in range(200)]))
    lines = licences.join(named, left_on="行政相对人代码_1(统一社会信用代码)", right_on="code", how="inner")[
        "line"
    ]
    assert set(lines) <= {"transport", "industry", "construction"}


def test_amounts_are_written_as_people_write_them():
    rows = made("penalty", rows=2000)
    for title in ("罚款金额（万元）", "没收违法所得、没收非法财物的金额（万元）"):
        assert rows[title].drop_nulls().str.contains(r"^(0|[1-9]\d*)(\.\d{0,5}[1-9])?$").all()


def test_offices_decide_on_working_days_and_number_in_order():
    rows = made("penalty").select(
        pl.col("处罚决定日期").str.to_date("%Y/%m/%d").alias("day"),
        pl.col("行政处罚决定书文号").str.extract(r"第(\d+)号").cast(pl.Int64).alias("serial"),
    )
    assert (rows["day"].dt.weekday() <= 5).all()
    assert rows.sort("serial")["day"].is_sorted()


def test_fireworks_are_licensed_before_the_spring_festival():
    rows = made("licence", agency="yjj")
    months = rows.filter(pl.col("许可证书名称").str.contains("烟花爆竹"))["许可决定日期"].str.slice(5, 2)
    assert {"12", "01"} <= set(months) <= {"11", "12", "01"}  # the first of December may be a Sunday


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
