"""Numbers of organisations. Their rules are in `xinyong.rules.identifiers`."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply_where, drop_decimal_zero
from xinyong.rules.identifiers import (
    expr_canonical_code,
    expr_holds_resident_id,
    expr_organisation_code_valid,
    expr_region_known,
    expr_resident_id_valid,
    expr_uscc_shape,
    expr_uscc_valid,
)
from xinyong.rules.identifiers.text import expr_canonical_placeholder

HOUSEHOLD_PLACEHOLDER = "00000000000000000X"
"""What the 双公示 standard lets a household without a code write; it identifies nobody."""

_CANONICAL = "^[0-9A-Z]+$"
_TAXPAYER_SHAPE = "^(?:[0-9A-Z]{15}|[0-9A-Z]{17,18}|[0-9A-Z]{20})$"
_WITH_ORGANISATION_CODE, _WITH_OWN_CODE = 15, 18  # lengths of taxpayer numbers that hold another code
_NEXT_PRODUCT = {total: (total or 10) * 2 % 11 for total in range(10)}  # ISO 7064, MOD 11,10
_ANY_DAY = date(2099, 12, 31)  # whether the holder of a number is born yet is not asked here


def canonical_codes(values: pl.Series) -> pl.Series:
    """Return codes in upper case and half width, without blanks and hyphens; what would vanish stays."""
    code = expr_canonical_code(drop_decimal_zero(VALUE))
    odd = ~values.str.contains(_CANONICAL)
    return apply_where(values, odd, pl.when(code == "").then(VALUE).otherwise(code))


class Identifier(FieldType):
    """Base of the identifiers: upper case, half width, no blanks and hyphens."""

    exact: ClassVar[bool] = True
    folds: ClassVar[bool] = True

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the canonical code; a spreadsheet's 1.0 is 1."""
        del field
        return canonical_codes(values)


class Uscc(Identifier):
    """统一社会信用代码. Source: GB 32100-2015."""

    name = "uscc"
    title = "统一社会信用代码"
    example = "91350100M000100Y43"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder, shape, check character; odd region or embedded organisation code only warn."""
        del field
        special = VALUE == HOUSEHOLD_PLACEHOLDER  # judged with the subject's kind, see checks.subjects
        return (
            Problem("CODE_PLACEHOLDER", ~special & expr_canonical_placeholder(VALUE)),
            # One personal number in twenty passes the check character of an organisation's code.
            Problem("PERSONAL_NUMBER", expr_holds_resident_id(VALUE)),
            Problem("USCC_SHAPE", ~special & ~expr_uscc_shape(VALUE)),
            Problem("USCC_CHECK", ~special & ~expr_uscc_valid(VALUE)),
            Problem("USCC_REGION", ~special & ~expr_region_known(VALUE)),
            Problem("USCC_BODY", ~special & ~expr_organisation_code_valid(VALUE.str.slice(8, 9))),
        )


class OrganisationCode(Identifier):
    """组织机构代码. Source: GB 11714-1997."""

    name = "organisation_code"
    title = "组织机构代码"
    example = "M000100Y4"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder; shape or check character."""
        del field
        return (
            Problem("CODE_PLACEHOLDER", expr_canonical_placeholder(VALUE)),
            Problem("ORGANISATION_CODE", ~expr_organisation_code_valid(VALUE)),
        )


class RegistrationNumber(Identifier):
    """工商注册号 of 13 digits, or of 15 with a check digit. Source: GS 15-2006."""

    name = "registration_number"
    title = "工商注册号"
    example = "330000000080836"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder; shape or check digit."""
        del field
        return (
            Problem("CODE_PLACEHOLDER", expr_canonical_placeholder(VALUE)),
            Problem("REGISTRATION_NUMBER", ~_registration_number_valid()),
        )


class TaxpayerNumber(Identifier):
    """纳税人识别号 of 15, 17, 18 or 20 characters."""

    name = "taxpayer_number"
    title = "纳税人识别号"
    example = "410184M000100Y4"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder; shape; an odd code inside only warns."""
        del field
        return (
            Problem("CODE_PLACEHOLDER", expr_canonical_placeholder(VALUE)),
            # Households once had numbers made of their owner's: they would publish it.
            Problem("PERSONAL_NUMBER", expr_holds_resident_id(VALUE.str.head(_WITH_OWN_CODE))),
            Problem("TAXPAYER_NUMBER", ~VALUE.str.contains(_TAXPAYER_SHAPE)),
            Problem("TAXPAYER_NUMBER_ODD", ~_inside_holds()),
        )


def _inside_holds() -> pl.Expr:
    """Tell whether the 组织机构代码, 统一社会信用代码 or ID number inside a taxpayer number holds."""
    length = VALUE.str.len_chars()
    own = expr_uscc_valid(VALUE) | expr_resident_id_valid(VALUE, _ANY_DAY)
    inner = pl.when(length == _WITH_ORGANISATION_CODE).then(
        expr_organisation_code_valid(VALUE.str.slice(6, 9))
    )
    return inner.when(length == _WITH_OWN_CODE).then(own).otherwise(pl.lit(value=True))


def _registration_number_valid() -> pl.Expr:
    """Say what `rules.identifiers.check_registration_number` says: shape, and ISO 7064 MOD 11,10."""
    product = reduce(_mod_11_10, range(14), pl.lit(10, pl.Int32))
    holds = ((product + _digit(14)) % 10 == 1).fill_null(value=False)
    return VALUE.str.contains("^[0-9]{13}$") | (VALUE.str.contains("^[0-9]{15}$") & holds)


def _mod_11_10(product: pl.Expr, place: int) -> pl.Expr:
    return ((product + _digit(place)) % 10).replace_strict(_NEXT_PRODUCT, default=None, return_dtype=pl.Int32)


def _digit(place: int) -> pl.Expr:
    return VALUE.str.slice(place, 1).cast(pl.Int32, strict=False)
