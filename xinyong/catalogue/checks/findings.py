"""The frame of findings: one row per fault, and how a value may be shown in it."""

import polars as pl

from xinyong.catalogue.model import Field, Severity
from xinyong.catalogue.types import type_of

SCHEMA = pl.Schema(
    {
        "line": pl.UInt32,
        "field": pl.String,
        "code": pl.String,
        "severity": pl.String,
        "message": pl.String,
        "shown": pl.String,
    }
)
_LONGEST_SHOWN = 40
# An ID number that stands in a column where none is expected must not travel in a finding either.
_RESIDENT_ID = (
    r"([1-9][0-9]{5})(?:(?:18|19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}([0-9Xx])"
)


def none_found() -> pl.DataFrame:
    """Return a frame of no findings."""
    return pl.DataFrame(schema=SCHEMA)


def findings(
    frame: pl.DataFrame, field: Field | None, code: str, severity: Severity, message: str
) -> pl.DataFrame:
    """Return one finding per row of `frame`, which has `line` and, where there is a value, `value`."""
    shown = (
        shown_value(pl.col("value"), field) if field and "value" in frame.columns else pl.lit(None, pl.String)
    )
    return frame.select(
        pl.col("line").cast(pl.UInt32),
        pl.lit(field.code if field else None, pl.String).alias("field"),
        pl.lit(code).alias("code"),
        pl.lit(severity.value).alias("severity"),
        pl.lit(message).alias("message"),
        shown.alias("shown"),
    )


def shown_value(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the value as the reporter may see it again: masked when sensitive, at most 40 characters."""
    return masked_value(value, field).str.head(_LONGEST_SHOWN)


def masked_value(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the whole value as the reporter may see it again, masked when sensitive."""
    if field.sensitive:
        return type_of(field.type).mask(value)
    return value.str.replace_all(_RESIDENT_ID, "${1}***********${2}")
