"""Numbers of organisations. Their rules are in `xinyong.rules.identifiers`."""

from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply, drop_decimal_zero
from xinyong.rules.identifiers import (
    check_registration_number,
    check_taxpayer_number,
    expr_canonical_code,
    expr_organisation_code_valid,
    expr_placeholder,
    expr_region_known,
    expr_uscc_shape,
    expr_uscc_valid,
)

HOUSEHOLD_PLACEHOLDER = "00000000000000000X"
"""What the 双公示 standard lets a household without a code write; it identifies nobody."""


class Identifier(FieldType):
    """Base of the identifiers: upper case, half width, no blanks and hyphens."""

    exact: ClassVar[bool] = True
    folds: ClassVar[bool] = True

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the canonical code; a spreadsheet's 1.0 is 1."""
        del field
        code = expr_canonical_code(drop_decimal_zero(VALUE))
        return apply(values, pl.when(code == "").then(VALUE).otherwise(code))


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
            Problem("CODE_PLACEHOLDER", ~special & expr_placeholder(VALUE)),
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
            Problem("CODE_PLACEHOLDER", expr_placeholder(VALUE)),
            Problem("ORGANISATION_CODE", ~expr_organisation_code_valid(VALUE)),
        )


class RegistrationNumber(Identifier):
    """工商注册号 of 13 or 15 digits. Source: GS 15-2006."""

    name = "registration_number"
    title = "工商注册号"
    example = "330000000080836"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder; shape or check digit. A number of shape may be household numbers with a letter."""
        del field
        valid = VALUE.map_elements(
            lambda text: check_registration_number(text).valid, return_dtype=pl.Boolean
        )
        return Problem("CODE_PLACEHOLDER", expr_placeholder(VALUE)), Problem("REGISTRATION_NUMBER", ~valid)


class TaxpayerNumber(Identifier):
    """纳税人识别号 of 15, 17, 18 or 20 characters."""

    name = "taxpayer_number"
    title = "纳税人识别号"
    example = "410184M000100Y4"

    def problems(self, field: Field) -> Sequence[Problem]:
        """Placeholder; shape; an odd code inside only warns."""
        del field
        valid = VALUE.map_elements(lambda text: check_taxpayer_number(text).valid, return_dtype=pl.Boolean)
        odd = VALUE.map_elements(
            lambda text: bool(check_taxpayer_number(text).warnings), return_dtype=pl.Boolean
        )
        return (
            Problem("CODE_PLACEHOLDER", expr_placeholder(VALUE)),
            Problem("TAXPAYER_NUMBER", ~valid),
            Problem("TAXPAYER_NUMBER_ODD", odd),
        )
