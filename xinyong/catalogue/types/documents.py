"""Numbers of persons' documents and telephones: never shown, at rest only encrypted."""

from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply, drop_decimal_zero
from xinyong.catalogue.types.identifiers import canonical_codes
from xinyong.rules.identifiers import expr_mask_document
from xinyong.rules.identifiers.text import expr_canonical_placeholder

_MOBILE = r"1[3-9][0-9]{9}"
_LANDLINE = r"(?:0[0-9]{2,3}-?)?[2-8][0-9]{6,7}(?:-[0-9]{1,6})?"
_SERVICE = r"(?:400|800)-?[0-9]{3}-?[0-9]{4}|1[0-9]{4}|9[0-9]{4,7}"


class DocumentNumber(FieldType):
    """Number of a document, checked after the type in `type_field` by a check of the row."""

    name = "document_number"
    title = "证件号码"
    sensitive: ClassVar[bool] = True
    exact: ClassVar[bool] = True
    folds: ClassVar[bool] = True

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the canonical number."""
        del field
        return canonical_codes(values)

    def problems(self, field: Field) -> Sequence[Problem]:
        """A placeholder is no number."""
        del field
        return (Problem("CODE_PLACEHOLDER", expr_canonical_placeholder(VALUE)),)

    def mask(self, value: pl.Expr) -> pl.Expr:
        """Show at most the first six and the last character."""
        return expr_mask_document(value)


class Phone(FieldType):
    """A mobile, landline or service number of mainland China."""

    name = "phone"
    title = "电话号码"
    sensitive: ClassVar[bool] = True
    exact: ClassVar[bool] = True
    folds: ClassVar[bool] = True
    example = "0371-62690000"

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return digits and plain hyphens."""
        del field
        bare = drop_decimal_zero(VALUE).str.replace_all(r"[\s()]", "").str.replace_all("[—–－]", "-")
        return apply(values, bare.str.replace(r"^(?:\+86|0086)-?", "").str.replace_all("-+", "-"))

    def problems(self, field: Field) -> Sequence[Problem]:
        """Shape only."""
        del field
        return (Problem("PHONE_FORMAT", ~VALUE.str.contains(f"^(?:{_MOBILE}|{_LANDLINE}|{_SERVICE})$")),)

    def mask(self, value: pl.Expr) -> pl.Expr:
        """Show at most a third of it, from the front."""
        return expr_mask_document(value)
