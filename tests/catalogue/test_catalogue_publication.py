"""What the public may see of a row."""

import json

import pytest

from xinyong.catalogue.publication import public_json, row_class


def shown(catalogue, check, item, row):
    return json.loads(public_json(check(item, row).rows, catalogue.item(item))[0])


def test_public_fields_only_and_no_blanks(catalogue, check, good):
    row = good(
        "penalty",
        CF_FR_ZJLX="身份证",
        CF_FR_ZJHM="11010519491231002X",
        BZ="内部说明",
        CF_NR='含"CF_YXQ":null,}和\\',
    )
    public = shown(catalogue, check, "penalty", row)
    assert set(public) == set(row) - {"CF_FR_ZJLX", "CF_FR_ZJHM", "BZ"}
    assert public["CF_NR"] == row["CF_NR"]
    assert public["CF_FRDB"] == "张某"
    assert public["CF_JDRQ"] == "2026-04-01"


def test_premises_of_a_household_end_at_street_level(catalogue, check, good):
    company = shown(catalogue, check, "registration", good("registration"))
    household = shown(catalogue, check, "registration", good("registration", "个体工商户"))
    assert company["ZS"] == "新郑市新华路街道人民路1号"
    assert household["ZS"] == "新郑市新华路街道***"
    assert "LXDH" not in company


@pytest.mark.parametrize(
    ("item", "scope", "record_class"),
    [
        ("penalty", None, "A"),
        ("penalty", "0", "A"),
        ("penalty", "1", "B"),
        ("penalty", "仅可授权查询", "C"),
        ("penalty", "9", "C"),
        ("penalty_person", None, "C"),
        ("penalty_person", "0", "C"),
        ("penalty_person", "1", "C"),
    ],
)
def test_a_row_may_be_stricter_never_looser(catalogue, check, good, item, scope, record_class):
    rows = check(item, good(item, SYFW=scope)).rows
    assert row_class(rows, catalogue.item(item)).to_list() == [record_class]
    public = public_json(rows, catalogue.item(item))[0]
    assert (public == "{}") is (record_class != "A")


def test_no_rows(catalogue, check):
    item = catalogue.item("penalty")
    rows = check("penalty").rows
    assert public_json(rows, item).to_list() == []
    assert row_class(rows, item).to_list() == []
