"""Rows that repeat each other, and rows that contradict each other."""

import polars as pl
import pytest

from xinyong.catalogue.duplicates import content_hash, find_duplicates


def keys(*rows):
    schema = {"line": pl.UInt32, "subject": pl.String, "key": pl.String, "content_hash": pl.UInt64}
    return pl.DataFrame([(at, *row) for at, row in enumerate(rows, 2)], schema, orient="row")


@pytest.mark.parametrize(
    ("rows", "exact", "conflicts"),
    [
        pytest.param([("A", "1", 7), ("A", "2", 7)], [], [], id="two decisions about one party stay"),
        pytest.param([("A", "1", 7), ("B", "1", 7)], [], [], id="one decision about two parties stays"),
        pytest.param([("A", "1", 7), ("A", "1", 7), ("A", "1", 7)], [(3, 2), (4, 2)], [], id="repetition points at the first"),
        pytest.param([("A", "1", 7), ("A", "1", 8)], [], [2, 3], id="contradiction takes both"),
        pytest.param([("A", "1", 7), ("A", "1", 8), ("A", "1", 7)], [], [2, 3, 4], id="contradiction takes repetitions too"),
        pytest.param([(None, "1", 7), (None, "1", 8)], [], [], id="rows about nobody known do not contradict"),
        pytest.param([(None, "1", 7), (None, "1", 7)], [(3, 2)], [], id="but they can be repeated"),
        pytest.param([("A", "", 7), ("B", "", 8)], [], [], id="the subject alone is the key"),
        pytest.param([], [], [], id="no rows"),
    ],
)  # fmt: skip
def test_duplicates(rows, exact, conflicts):
    found = find_duplicates(keys(*rows))
    assert found.exact.rows() == exact
    assert found.conflicts["line"].to_list() == conflicts
    told = found.findings()
    assert told["line"].to_list() == [line for line, _ in exact] + conflicts
    assert told.schema.names() == ["line", "field", "code", "severity", "message", "shown"]


def test_the_message_names_the_first_row():
    (told,) = find_duplicates(keys(("A", "1", 7), ("A", "1", 7))).findings().to_dicts()
    assert told["code"] == "DUPLICATE_ROW"
    assert told["message"].startswith("该行与第2行完全相同；")


def test_content_is_compared_in_its_canonical_form(catalogue, check, good):
    rows = check(
        "penalty",
        good("penalty"),
        good("penalty", CF_JDRQ="2026年4月1日", CF_NR_FK="1.50"),
        good("penalty", CF_NR="罚款一万六千元。"),
        good("penalty", CZ="撤销"),
    ).rows
    first, same, other, revoked = content_hash(rows, catalogue.item("penalty")).to_list()
    assert first == same
    assert len({first, other, revoked}) == 3
