"""The checks of this package over whole polars columns.

Each function takes a column of canonical text (`expr_canonical_code`) and gives true, false, or null
where the text is null. They agree with the scalar checks; a property test holds them to it.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from xinyong.rules.identifiers.algorithms import (
    FIRST_BIRTH_YEAR,
    FOREIGNER,
    NATIONAL,
    ORGANISATION_ALPHABET,
    ORGANISATION_CHECKS,
    ORGANISATION_SHAPE,
    ORGANISATION_WEIGHTS,
    PROVINCES,
    RESIDENT_CHECKS,
    RESIDENT_OLD_SHAPE,
    RESIDENT_SHAPE,
    RESIDENT_WEIGHTS,
    USCC_ALPHABET,
    USCC_SHAPE,
    USCC_WEIGHTS,
)
from xinyong.rules.identifiers.documents import DOCUMENT_TYPES, OTHER_DOCUMENT_TYPES
from xinyong.rules.identifiers.text import expr_canonical_placeholder

_USCC_CHECKS = "".join(USCC_ALPHABET[-total % 31] for total in range(31))


def expr_uscc_shape(col: pl.Expr) -> pl.Expr:
    """Say whether each text has the shape of a 统一社会信用代码."""
    return col.str.contains(USCC_SHAPE)


def expr_uscc_valid(col: pl.Expr) -> pl.Expr:
    """Say whether `check_uscc` finds no error: shape and check character, and no placeholder."""
    checked = _check_holds(col, USCC_ALPHABET, USCC_WEIGHTS, _USCC_CHECKS)
    return _unless_null(col, expr_uscc_shape(col) & checked & ~expr_canonical_placeholder(col))


def expr_organisation_code_valid(col: pl.Expr) -> pl.Expr:
    """Say whether `check_organisation_code` finds no error.

    For the code inside a 统一社会信用代码 give `col.str.slice(8, 9)`; a false there is a warning.
    """
    checked = _check_holds(col, ORGANISATION_ALPHABET, ORGANISATION_WEIGHTS, ORGANISATION_CHECKS)
    return _unless_null(
        col, col.str.contains(ORGANISATION_SHAPE) & checked & ~expr_canonical_placeholder(col)
    )


def expr_region_known(col: pl.Expr) -> pl.Expr:
    """Say whether the province in a 统一社会信用代码 is known; a false is a warning. Counties are not looked at."""
    return col.str.slice(2, 2).is_in([*PROVINCES, NATIONAL])


def expr_resident_id_valid(col: pl.Expr, today: date) -> pl.Expr:
    """Say whether `check_resident_id` finds no error.

    Args:
        col: Canonical text.
        today: Nobody is born after it.
    """
    province = col.str.slice(0, 2).is_in(PROVINCES)
    new = (
        col.str.contains(RESIDENT_SHAPE)
        & (province | col.str.starts_with(FOREIGNER))
        & _check_holds(col, "0123456789", RESIDENT_WEIGHTS, RESIDENT_CHECKS)
        & _born_by(col.str.slice(6, 8), today)
    )
    born_in_19xx = _born_by(pl.lit("19") + col.str.slice(6, 6), today)
    old = col.str.contains(RESIDENT_OLD_SHAPE) & province & born_in_19xx
    return _unless_null(col, (new | old) & ~expr_canonical_placeholder(col))


def expr_document_valid(kind: pl.Expr, number: pl.Expr, today: date) -> pl.Expr:
    """Say whether `check_document` finds no error; a type that is not in the tables is false.

    Args:
        kind: Name of the document type, as in `DOCUMENT_TYPES`.
        number: Canonical text.
        today: Nobody is born after it.
    """
    types = (*DOCUMENT_TYPES.values(), *OTHER_DOCUMENT_TYPES.values())
    shaped = pl.any_horizontal((kind == each.name) & number.str.contains(each.shape) for each in types)
    by_resident_rule = kind.is_in([each.name for each in types if each.numbered_as_resident])
    lettered = number.str.contains("^[A-Z]")  # a foreigner's card of the older form
    resident = ~by_resident_rule | lettered | expr_resident_id_valid(number, today)
    fitting = shaped & resident & ~expr_canonical_placeholder(number)
    return pl.when(kind.is_not_null() & number.is_not_null()).then(fitting)


def _check_holds(col: pl.Expr, alphabet: str, weights: Sequence[int], checks: str) -> pl.Expr:
    """Say whether the character after the weighted ones is the one their sum asks for.

    Right only where the shape was tested too: characters outside the alphabet count as nothing.
    """
    values = {sign: value for value, sign in enumerate(alphabet)}
    total = pl.sum_horizontal(
        _look_up(col.str.slice(place, 1), values) * weight for place, weight in enumerate(weights)
    )
    return _look_up(col.str.slice(len(weights), 1), {sign: at for at, sign in enumerate(checks)}) == (
        total % len(checks)
    )


def _look_up(sign: pl.Expr, values: dict[str, int]) -> pl.Expr:
    return sign.replace_strict(values, default=None, return_dtype=pl.Int32)


def _born_by(digits: pl.Expr, today: date) -> pl.Expr:
    born = digits.str.to_date("%Y%m%d", strict=False)
    return born.is_between(date(FIRST_BIRTH_YEAR, 1, 1), today).fill_null(value=False)


def _unless_null(col: pl.Expr, verdict: pl.Expr) -> pl.Expr:
    return pl.when(col.is_not_null()).then(verdict.fill_null(value=False))
