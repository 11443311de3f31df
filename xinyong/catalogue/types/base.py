"""What a field type is: how its values are written, what is wrong with them, how they are shown and hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from xinyong.catalogue.model import Field, Severity

VALUE = pl.col("value")
FULL_WIDTH = "[\uff01-\uff5e\u3000]"


@dataclass(frozen=True, slots=True)
class Problem:
    """One way a value can be wrong.

    Attributes:
        code: A key of `checks.generic.CODES`.
        violated: Over the column `value` of canonical, non-null texts.
        severity: None = that of the code.
    """

    code: str
    violated: pl.Expr
    severity: Severity | None = None


class FieldType:
    """Base of all types: a text kept as it was written.

    `normalise` and `problems` see distinct values only, so they may be dear. `normalise` gives the canonical
    form where it can and leaves what it cannot understand as written; `problems` finds those.

    Attributes:
        name: In YAML.
        title: In the reference and the help sheet.
        cell: Format of the template's column.
        sensitive: Values are encrypted at rest and never appear in a finding.
        exact: An identifier: a spreadsheet that keeps 15 digits has destroyed longer ones.
        folds: Full-width signs become half-width ones. Names are not touched.
        lines: Line breaks inside a cell are kept.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    cell: ClassVar[Literal["text", "date", "number"]] = "text"
    sensitive: ClassVar[bool] = False
    exact: ClassVar[bool] = False
    folds: ClassVar[bool] = False
    lines: ClassVar[bool] = False
    example: ClassVar[str] = ""

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the canonical form of cleaned, distinct values."""
        del field
        return values

    def problems(self, field: Field) -> Sequence[Problem]:
        """Return what can be wrong with a value, the gravest first: only the first is reported."""
        del field
        return ()

    def key(self, value: pl.Expr) -> pl.Expr:
        """Return the form in which two values are the same one."""
        return value

    def display(self, value: pl.Expr, field: Field) -> pl.Expr:
        """Return the form in which people read a canonical value."""
        del field
        return value

    def mask(self, value: pl.Expr) -> pl.Expr:
        """Return what may be shown to those who may not see the value."""
        return pl.when(value.is_not_null()).then(pl.lit("***"))


def apply(values: pl.Series, expression: pl.Expr) -> pl.Series:
    """Evaluate an expression over `VALUE` on a series and keep the series' name."""
    return values.to_frame("value").select(expression.alias(values.name)).to_series()


def drop_decimal_zero(code: pl.Expr) -> pl.Expr:
    """Undo what a spreadsheet does to a code it takes for a number: 4111010001.0."""
    return code.str.replace(r"^([0-9]+)\.0+$", "${1}")


def apply_where(values: pl.Series, needed: pl.Series, expression: pl.Expr) -> pl.Series:
    """Evaluate an expression on the values that need it; most columns are clean and cost nothing."""
    if not needed.any():
        return values
    return values.scatter(needed.arg_true(), apply(values.filter(needed), expression))
