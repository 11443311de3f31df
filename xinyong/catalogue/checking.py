"""Checks a block of rows against an item: a pure function of text, item and day.

The same function serves files, the interface, the entry form and dry runs. Nothing runs in Python per row.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import polars as pl

from xinyong.catalogue.checks.columns import Column, read_column
from xinyong.catalogue.checks.cross import BAD, Context, compile_checks, run
from xinyong.catalogue.checks.findings import findings
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.checks.subjects import document_column, fact_columns, subject_checks, with_subject
from xinyong.catalogue.model import Field, Item, Severity
from xinyong.catalogue.types import type_of
from xinyong.catalogue.types.numbers import Amount

_AT_A_TIME = 2


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What a block contains and what is wrong with it.

    Attributes:
        rows: `line`; every input field's canonical text, null where blank; `_ok`, `_key`, `_subject`,
            `_subject_scheme`, `_name`, `_kind`, `_decided_on`, `_organ`, `_document`, `_action`.
        findings: line, field, code, severity, message, shown; by line. No sensitive value is in it.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame


def check_block(
    frame: pl.DataFrame,
    marks: pl.DataFrame | None,
    item: Item,
    day: date,
    *,
    agency_name: str | None = None,
    agency_code: str | None = None,
) -> BlockResult:
    """Normalise and check rows.

    Args:
        frame: `line` and one text column per field code; a missing column counts as blank.
        marks: `line`, `field` and `kind` of cells the reader does not trust; `field` is null for a whole row.
        item: The item the rows are of.
        day: Day of receipt: nothing may be dated after it.
        agency_name: Name of the reporting organisation, if 数据来源单位 is to be compared with it.
        agency_code: Its 统一社会信用代码.

    Source: 第十一条, 第十二条第三项.
    """
    columns = _columns(frame, marks, item)
    bad = {code: each.bad for code, each in columns.items() if each.bad is not None}
    written = pl.DataFrame([frame["line"], *(each.values for each in columns.values())])
    context = Context(day, agency_name, agency_code, frozenset(bad))
    usable = with_subject(_usable(written, bad), item)
    crossed = run(compile_checks(item, context), usable)
    of_subject = run(subject_checks(item, context), usable)
    found = pl.concat([*(each.findings for each in columns.values()), crossed, of_subject])
    found = _shifted(found, marks).sort("line", "severity", "field", "code", maintain_order=True)
    return BlockResult(_rows(written, usable, item, found), found)


def _columns(frame: pl.DataFrame, marks: pl.DataFrame | None, item: Item) -> dict[str, Column]:
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)

    def read(field: Field, raw: pl.Series | None = None) -> Column:
        if raw is None:
            raw = frame[field.code] if field.code in frame.columns else blank.alias(field.code)
        told = marks.filter(pl.col("field") == field.code) if marks is not None else None
        return read_column(raw, frame["line"], field, told)

    plain = [field for field in item.input_fields if not field.derived_from]
    # Columns do not know each other, and polars leaves Python's lock: two of them at a time.
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        found = dict(zip((field.code for field in plain), pool.map(read, plain), strict=True))
    for field in item.input_fields:
        if field.derived_from:
            raw = frame[field.code] if field.code in frame.columns else blank.alias(field.code)
            found[field.code] = read(field, _derived(raw, found[field.derived_from].values, item, field.code))
    return {field.code: found[field.code] for field in item.input_fields}


def _derived(raw: pl.Series, source: pl.Series, item: Item, code: str) -> pl.Series:
    """Fill blanks from the field this one is derived from, where its text leaves no doubt."""
    field, kind = item.field(code), type_of(item.field(code).type)
    if not isinstance(kind, Amount):
        return raw
    seen = source.drop_nulls().unique()
    answers = kind.derive(seen, field)
    derived = source.replace_strict(seen, answers, default=None, return_dtype=pl.String)
    return pl.select(pl.coalesce(raw, derived).alias(code)).to_series()


def _usable(written: pl.DataFrame, bad: dict[str, pl.Series]) -> pl.DataFrame:
    """Return the columns with refused cells null, and beside each such column which cells those are."""
    nulled = [written[code].set(refused, None) for code, refused in bad.items()]
    return written.with_columns(*nulled, *(refused.alias(code + BAD) for code, refused in bad.items()))


def _shifted(found: pl.DataFrame, marks: pl.DataFrame | None) -> pl.DataFrame:
    """Say of a shifted row only that it is one: what stands in its cells belongs elsewhere."""
    if marks is None:
        return found
    shifted = marks.filter(pl.col("kind") == "shifted_row").select("line").unique()
    generic = CODES["SHIFTED_ROW"]
    told = findings(shifted, None, generic.code, Severity.REJECT, generic.message())
    return pl.concat([found.join(shifted, on="line", how="anti"), told])


def _rows(written: pl.DataFrame, usable: pl.DataFrame, item: Item, found: pl.DataFrame) -> pl.DataFrame:
    rejected = found.filter(pl.col("severity") == Severity.REJECT)["line"].unique()
    facts = usable.with_columns(document_column(item)).select(fact_columns(item))
    subject = usable.select("_subject", "_subject_scheme", "_name", "_kind")
    ok = (~pl.col("line").is_in(rejected.implode())).alias("_ok")
    return written.with_columns(ok).hstack(subject).hstack(facts)
