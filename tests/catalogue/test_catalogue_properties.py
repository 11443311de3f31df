"""The answer to a row does not depend on its neighbours, their order or the size of a block."""

from datetime import date

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinyong.catalogue.checking import check_block

TEXTS = st.sampled_from(
    [None, "", "无", "N/A", "#REF!", "\ufffd", "9.14E+17", "2026年4月", "2026/4/1", "2030/1/1", "罚款", "警告；罚款", "1", "1.5", "-1",
     "000000000000000000", "00000000000000000X", "91350100M000100Y43", "个体工商户", "法人及非法人组织", "身份证", "'某", "某" * 300]
)  # fmt: skip


def _frame(item, rows):
    schema = {"line": pl.UInt32} | {field.code: pl.String for field in item.input_fields}
    return pl.DataFrame(rows, schema=schema)


def _answers(result):
    """Findings and rows as sets, by line."""
    rows = result.rows.with_columns(pl.all().cast(pl.String))
    return sorted(result.findings.rows(), key=str), sorted(rows.rows(), key=str)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_and_blocks_do_not_matter(catalogue, good, data):
    item = catalogue.item("penalty")
    columns = st.sampled_from([field.code for field in item.input_fields])
    changes = data.draw(st.lists(st.dictionaries(columns, TEXTS, max_size=6), min_size=1, max_size=8))
    rows = [{"line": at, **good("penalty", **change)} for at, change in enumerate(changes, 2)]
    cut = data.draw(st.integers(0, len(rows)))
    shuffled = data.draw(st.permutations(rows))
    day = date(2026, 5, 20)
    whole = check_block(_frame(item, rows), None, item, day)
    parts = [check_block(_frame(item, part), None, item, day) for part in (rows[:cut], rows[cut:])]
    mixed = check_block(_frame(item, shuffled), None, item, day)
    assert _answers(mixed) == _answers(whole)
    assert whole.findings.rows() == [row for part in parts for row in part.findings.rows()]
    assert whole.rows.rows() == [row for part in parts for row in part.rows.rows()]
