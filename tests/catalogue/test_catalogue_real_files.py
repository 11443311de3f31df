"""Real files of other people, read as they are."""

import csv
from datetime import date

import polars as pl
import pytest

from xinyong.catalogue.checking import check_block
from xinyong.catalogue.header import best_item, find_header


@pytest.fixture
def examined(catalogue, shared_data):
    """Check a csv as an item: (match, result)."""

    def run(name, code):
        with (shared_data / name).open(encoding="utf-8-sig", newline="") as file:
            rows = [[at, *(cell or None for cell in row)] for at, row in enumerate(csv.reader(file), 1)]
        schema = {"line": pl.UInt32} | {f"c{at}": pl.String for at in range(len(rows[0]) - 1)}
        frame = pl.DataFrame(rows, schema, orient="row")
        item = catalogue.item(code)
        match = find_header(item, frame.head(60))
        assert best_item(catalogue, frame.head(60))[0] is item
        return match, check_block(match.select(frame, item), None, item, date(2026, 5, 20))

    return run


def test_345_companies_of_xinzheng(examined):
    match, result = examined("registry/xinzheng_345.csv", "registration")
    assert (match.unknown, match.missing, match.duplicates) == ((), (), ())
    assert result.rows.height == 345
    assert result.rows["_ok"].all()
    assert result.rows["_subject"].n_unique() == 345
    assert set(result.rows["_kind"]) == {"法人", "非法人组织", "个体工商户"}
    capital = result.rows.filter(pl.col("ZCZB").is_not_null())
    assert capital.height == 345 - 82
    assert capital["ZCZB_WY"].null_count() == 0
    sample = dict(capital.select("ZCZB", "ZCZB_WY").iter_rows())
    assert sample["5,111.9500(万元)"] == "5111.95"
    assert sample["108.5万人民币"] == "108.5"


def test_bank_penalties_lack_what_the_standard_requires(examined):
    match, result = examined("penalties/bank_penalties_12-60.csv", "penalty")
    assert {"CF_WSH", "CF_XDR_LB", "CF_XDR_SHXYM"} <= set(match.missing)
    assert match.suggestions["罚没金额（元）"] == "罚款金额（万元）"
    assert result.rows.height == 49
    assert not result.rows["_ok"].any()
    for line in result.rows["line"]:
        told = result.findings.filter(pl.col("line") == line)
        assert {"CF_WSH", "CF_CFJGDM", "CF_GSJZQ"} <= set(told["field"])
    assert "DATE_FORMAT" not in result.findings["code"]


def test_a_lower_case_code_among_cosmetics_licences_is_read(examined):
    _, result = examined("licences/cosmetics_15.csv", "licence")
    assert result.rows.height == 15
    assert result.findings.filter(pl.col("code").str.starts_with("USCC")).is_empty()
    assert result.rows["_subject"].str.contains("^[0-9A-Z]{18}$").all()
    assert set(result.findings["code"]) == {"REQUIRED"}
