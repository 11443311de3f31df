"""Amounts of money and whole numbers, stored as plain decimals: no separators, exponents or idle zeros."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import ClassVar, Literal

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply

YUAN = {
    "元": Decimal(1),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "亿元": Decimal(10**8),
    "亿": Decimal(10**8),
}
_MOST_DIGITS = 12  # before the point; decimal(18,6) of the standard
_NOISE_PLACES = 12  # more decimals than anyone writes: the noise of binary fractions
_LARGE_WAN = 100_000  # 10 亿元; such a number in a column of 万元 is usually one of 元

_NUMBER = r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
_SPOKEN = re.compile(rf"^(?:人民币|RMB|CNY|[¥￥])? *{_NUMBER} *\(?(亿元|亿|万元|万|元)?(?:人民币)?整?\)?$")
_EXPONENT = re.compile(r"^-?[0-9](?:\.[0-9]+)?E[+-]?[0-9]{1,2}$", re.IGNORECASE)
_PLAIN = r"^[0-9]+(?:\.[0-9]+)?$"
_NOISY = rf"\.[0-9]{{{_NOISE_PLACES + 1},}}$"


def parse_amount(text: str, unit: str, *, stated: bool = False) -> str | None:
    """Read an amount as people write it and give it in `unit` as a plain decimal; None when in doubt.

    Args:
        text: In half width: 1,080(万元), 108.5万人民币, 10000元, 1.5E-05.
        unit: 元 or 万元; that of a text that names none.
        stated: The text must name its unit. Another currency is always in doubt.
    """
    if _EXPONENT.match(text) and not stated:
        return _plain(Decimal(text))
    spoken = _SPOKEN.match(text)
    if spoken is None or (stated and not spoken[2]):
        return None
    return _plain(Decimal(spoken[1].replace(",", "")) * YUAN[spoken[2] or unit] / YUAN[unit])


def _plain(amount: Decimal) -> str:
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _NOISE_PLACES:
        amount = amount.quantize(Decimal(1).scaleb(-_NOISE_PLACES + 2), ROUND_HALF_EVEN)
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _without_idle_zeros(number: pl.Expr) -> pl.Expr:
    whole = number.str.replace(r"^0+([0-9])", "${1}")
    return whole.str.replace(r"(\.[0-9]*?)0+$", "${1}").str.replace(r"\.$", "")


class Amount(FieldType):
    """An amount of money in the field's unit. A text that names another unit of 元 is converted."""

    name = "amount"
    title = "金额"
    cell: ClassVar[Literal["text", "date", "number"]] = "number"
    folds: ClassVar[bool] = True
    example = "1.5"

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return a plain decimal in the field's unit."""
        unit = field.unit or "元"
        odd = ~values.str.contains(_PLAIN) | values.str.contains(_NOISY)
        read = values.filter(odd).map_elements(
            lambda text: parse_amount(text, unit) or text, return_dtype=pl.String
        )
        return apply(values, _without_idle_zeros(VALUE)).scatter(odd.arg_true(), read)

    def derive(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the amount a free text names with its unit, null where that is in doubt."""
        unit = field.unit or "元"
        return values.map_elements(lambda text: parse_amount(text, unit, stated=True), return_dtype=pl.String)

    def problems(self, field: Field) -> Sequence[Problem]:
        """Not a number; negative; too exact; too large; large enough to look like 元 in 万元."""
        whole = VALUE.str.extract(r"^([0-9]+)")
        places = VALUE.str.extract(r"\.([0-9]+)$").str.len_chars().fill_null(0)
        found = [
            Problem("AMOUNT_NEGATIVE", VALUE.str.contains(r"^-[0-9]+(?:\.[0-9]+)?$")),
            Problem("AMOUNT_FORMAT", ~VALUE.str.contains(_PLAIN)),
            Problem("AMOUNT_RANGE", whole.str.len_chars() > _MOST_DIGITS),
        ]
        if field.decimals is not None:
            found.append(Problem("AMOUNT_PRECISION", places > field.decimals))
        if field.unit == "万元":
            found.append(Problem("AMOUNT_UNIT", whole.cast(pl.Float64, strict=False) >= _LARGE_WAN))
        return found


class Integer(FieldType):
    """A whole number, not negative."""

    name = "integer"
    title = "整数"
    cell: ClassVar[Literal["text", "date", "number"]] = "number"
    folds: ClassVar[bool] = True
    example = "12"

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the digits without separators and leading zeros."""
        del field
        bare = VALUE.str.replace_all(r"^([0-9]{1,3}),([0-9]{3})$", "${1}${2}").str.replace(r"\.0+$", "")
        return apply(values, bare.str.replace(r"^0+([0-9])", "${1}"))

    def problems(self, field: Field) -> Sequence[Problem]:
        """Digits only."""
        del field
        return (Problem("INTEGER_FORMAT", ~VALUE.str.contains(r"^[0-9]{1,18}$")),)
