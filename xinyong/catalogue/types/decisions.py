"""Numbers of decisions, 新市监罚〔2024〕12号, and of court cases; written in many ways for the same one."""

from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem

_UNIFIED = dict.fromkeys("〔[（【［﹝「『{〈《<", "(") | dict.fromkeys("〕]）】］﹞」』}〉》>", ")")
_ODD_WIDTH = r"[^\x21-\x7e\p{Han}〔〕]"
NO_NUMBER = ("空", "无文号", "无编号")
"""What the standard lets one write for a decision without a number; it tells no decision from another."""


def expr_decision_number(col: pl.Expr) -> pl.Expr:
    """Return the form in which two ways to write a number are equal; null for a number that is none.

    Brackets, width, blanks and case are unified; 第 and 号 around the serial number and its leading zeros go.
    """
    bare = col.map_batches(_half_width, return_dtype=pl.String).str.to_uppercase()
    bracketed = bare.str.replace_many(list(_UNIFIED), list(_UNIFIED.values()))
    serial = bracketed.str.replace(r"第?0*([0-9]+(?:-[0-9]+)?)号?$", "${1}")
    return pl.when(~col.is_in(NO_NUMBER)).then(serial)


def _half_width(numbers: pl.Series) -> pl.Series:
    """Unify width and drop blanks; nearly all numbers need neither, which one look tells."""
    odd = numbers.str.contains(_ODD_WIDTH)
    if not odd.any():
        return numbers
    return (
        numbers.to_frame("n")
        .select(
            pl.when(pl.lit(odd))
            .then(pl.col("n").str.normalize("NFKC").str.replace_all(r"\s", ""))
            .otherwise("n")
        )
        .to_series()
    )


class DecisionNumber(FieldType):
    """Number of a decision, kept as written and compared in a unified form."""

    name = "decision_number"
    title = "文书号"
    exact: ClassVar[bool] = True
    example = "新市监罚〔2024〕12号"

    def problems(self, field: Field) -> Sequence[Problem]:
        """A number must hold a digit or say that there is none."""
        del field
        none = ~VALUE.str.contains("[0-9０-９一二三四五六七八九十〇零]") & ~VALUE.is_in(NO_NUMBER)
        return (Problem("DECISION_NUMBER", none),)

    def key(self, value: pl.Expr) -> pl.Expr:
        """Return the unified form."""
        return expr_decision_number(value)
