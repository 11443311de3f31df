"""Dates and months. Stored as 2024-08-01 and 2024-08; civil dates of Asia/Shanghai."""

from collections.abc import Sequence
from typing import ClassVar, Literal

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply

LONG_TERM = "2099-12-31"
LONG_TERM_WORDS = ("长期", "长期有效", "永久", "永久有效", "无期限")

_TIME = r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$"
_PARTS = r"^([0-9]{4}) *[-/.年] *([0-9]{1,2}) *[-/.月] *([0-9]{1,2}) *日?$"
_COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
_SERIAL = r"^([2-7][0-9]{4})(?:\.0+)?$"  # days since 1899-12-30: 20000 = 1954, 73050 = 2099
_ISO = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_MONTH = r"^([0-9]{4}) *[-/.年] *([0-9]{1,2}) *月?$"
_COMPACT_MONTH = r"^([0-9]{4})([0-9]{2})$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_EPOCH_SERIAL = 25569  # serial of 1970-01-01


def _iso(text: pl.Expr) -> pl.Expr:
    """Return YYYY-MM-DD of a text in one of the accepted forms, null of others and of impossible days."""
    bare = text.str.replace(_TIME, "")
    written = pl.coalesce(_joined(bare, _PARTS), _joined(bare, _COMPACT)).str.to_date(
        "%Y-%m-%d", strict=False
    )
    likely = pl.when(written.dt.year().is_between(_FIRST_YEAR, _LAST_YEAR)).then(written)
    days = bare.str.extract(_SERIAL).cast(pl.Int32, strict=False) - _EPOCH_SERIAL
    return pl.coalesce(likely, days.cast(pl.Date)).dt.to_string("%Y-%m-%d")


def _joined(text: pl.Expr, pattern: str) -> pl.Expr:
    year, month, day = (text.str.extract(pattern, group) for group in (1, 2, 3))
    return year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)


class Date(FieldType):
    """A day. 2024/8/1, 2024-08-01, 20240801, 2024年8月1日, 2024.8.1 and spreadsheet serials are read."""

    name = "date"
    title = "日期"
    cell: ClassVar[Literal["text", "date", "number"]] = "date"
    folds: ClassVar[bool] = True
    example = "2024/08/01"

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return YYYY-MM-DD; 长期 is 2099-12-31 where the field takes it."""
        day = _iso(VALUE)
        if field.long_term:
            day = pl.when(VALUE.is_in(LONG_TERM_WORDS)).then(pl.lit(LONG_TERM)).otherwise(day)
        return apply(values, pl.coalesce(day, VALUE))

    def problems(self, field: Field) -> Sequence[Problem]:
        """A day that the calendar lacks; a month without a day; anything else."""
        del field
        bare = VALUE.str.replace(_TIME, "")
        real = VALUE.str.contains(_ISO)
        return (
            Problem("DATE_IMPOSSIBLE", ~real & (bare.str.contains(_PARTS) | bare.str.contains(_COMPACT))),
            Problem(
                "DATE_WITHOUT_DAY", ~real & (VALUE.str.contains(_MONTH) | VALUE.str.contains(_COMPACT_MONTH))
            ),
            Problem("DATE_FORMAT", ~real),
        )

    def display(self, value: pl.Expr, field: Field) -> pl.Expr:
        """Return 长期 for 2099-12-31."""
        del field
        return pl.when(value == LONG_TERM).then(pl.lit("长期")).otherwise(value)


class Month(FieldType):
    """A month. 2024-08, 2024/8, 202408 and 2024年8月 are read."""

    name = "month"
    title = "月份"
    folds: ClassVar[bool] = True
    example = "2024-08"

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return YYYY-MM."""
        del field
        forms = (
            VALUE.str.extract(pattern, 1) + "-" + VALUE.str.extract(pattern, 2).str.zfill(2)
            for pattern in (_MONTH, _COMPACT_MONTH)
        )
        return apply(values, pl.coalesce(*forms, VALUE))

    def problems(self, field: Field) -> Sequence[Problem]:
        """The month must exist."""
        del field
        return (Problem("MONTH_FORMAT", ~VALUE.str.contains(r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$")),)
