"""One column at a time: clean, normalise and check its distinct values, then give the answers back to the rows."""

from dataclasses import dataclass

import polars as pl

from xinyong.catalogue.checks.cleaning import clean
from xinyong.catalogue.checks.findings import SCHEMA, findings, none_found, shown_value
from xinyong.catalogue.checks.generic import CODES, MARKING
from xinyong.catalogue.model import Field, Severity
from xinyong.catalogue.types import Problem, type_of
from xinyong.catalogue.types.base import VALUE
from xinyong.rules.identifiers import expr_holds_resident_id
from xinyong.rules.secret_marks import expr_bears_secret_mark

_ENCODING = "\ufffd|锟斤拷|烫烫烫"
_ERROR_VALUE = r"^#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|#+$)"
_LOSSY = r"^[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+$"
_MARKS = {"lossy_number": "LOSSY_NUMBER", "error_value": "ERROR_VALUE"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column after its own checks.

    Attributes:
        values: Canonical text, as written where it could not be understood, null where blank.
        bad: True where a finding refuses the cell; None when there is none.
        findings: See `findings.SCHEMA`.
    """

    values: pl.Series
    bad: pl.Series | None
    findings: pl.DataFrame


def read_column(raw: pl.Series, lines: pl.Series, field: Field, marks: pl.DataFrame | None = None) -> Column:
    """Normalise and check one column.

    Args:
        raw: Text of the cells, null where blank; its name is the field's code.
        lines: Line of each cell.
        field: What the column is.
        marks: `line` and `kind` of the cells of this column that cannot be trusted.
    """
    if raw.null_count() == raw.len() and (marks is None or marks.is_empty()):
        missing = _missing(raw, lines, field) if field.required else none_found()
        return Column(raw, _bad(missing, lines), missing)
    distinct = _distinct(raw, field)
    faults = _faults(distinct, field)
    values = _back(raw, distinct)
    found = [_missing(values, lines, field)] if field.required else []
    if faults.height:
        at = pl.DataFrame({"line": lines, "raw": raw}).join(faults, on="raw", how="inner")
        found.append(at.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
    if marks is not None and marks.height:
        found = _with_marks(found, marks, field)
    all_found = pl.concat(found) if found else none_found()
    return Column(values, _bad(all_found, lines), all_found)


def _distinct(raw: pl.Series, field: Field) -> pl.DataFrame:
    kind = type_of(field.type)
    seen = raw.drop_nulls().unique()
    table = pl.DataFrame({"raw": seen, "value": clean(seen, kind)}).filter(VALUE.is_not_null())
    return table.with_columns(kind.normalise(table["value"], field).alias("value"))


def _back(raw: pl.Series, distinct: pl.DataFrame) -> pl.Series:
    if (
        distinct.height == raw.n_unique() - (raw.null_count() > 0)
        and (distinct["raw"] == distinct["value"]).all()
    ):
        return raw  # nothing was changed or blanked
    frame = raw.to_frame("raw").join(distinct, on="raw", how="left", maintain_order="left")
    return frame["value"].alias(raw.name)


def _problems(field: Field) -> list[tuple[Problem, Severity]]:
    kind = type_of(field.type)
    common = [
        Problem("ENCODING", VALUE.str.contains(_ENCODING)),
        Problem("ERROR_VALUE", VALUE.str.contains(_ERROR_VALUE)),
    ]
    if not (field.sensitive or kind.exact):
        # First of all: nothing else may be said of such a cell, since what is said shows what stands in it.
        common.insert(0, Problem(MARKING, expr_bears_secret_mark(VALUE)))
        common.append(Problem("PERSONAL_NUMBER", expr_holds_resident_id(VALUE)))
    if kind.exact:
        common.append(Problem("LOSSY_NUMBER", VALUE.str.contains(_LOSSY)))
    if field.max_length is not None:
        common.append(Problem("TOO_LONG", VALUE.str.len_chars() > field.max_length))
    both = [(each, each.severity or CODES[each.code].severity) for each in (*common, *kind.problems(field))]
    return sorted(both, key=lambda pair: pair[1] is Severity.WARN)


def _faults(distinct: pl.DataFrame, field: Field) -> pl.DataFrame:
    """Return the faulty distinct values, each with its gravest problem."""
    if not distinct.height:
        return pl.DataFrame(schema={"raw": pl.String})
    problems = _problems(field)
    flags = distinct.select(
        each.violated.fill_null(value=True).alias(str(at)) for at, (each, _) in enumerate(problems)
    )
    found = []
    left = pl.Series([True]).new_from_index(0, distinct.height)
    for at, (problem, severity) in enumerate(problems):
        hit = flags[str(at)] & left
        if hit.any():
            found.append(_fault(distinct.filter(hit), field, problem.code, severity))
            left = left & ~hit
    return pl.concat(found) if found else pl.DataFrame(schema={"raw": pl.String})


def _fault(hits: pl.DataFrame, field: Field, code: str, severity: Severity) -> pl.DataFrame:
    return hits.select(
        "raw",
        pl.lit(field.code).alias("field"),
        pl.lit(code).alias("code"),
        pl.lit(severity.value).alias("severity"),
        pl.lit(CODES[code].message(field)).alias("message"),
        (pl.lit(None, pl.String) if code == MARKING else shown_value(VALUE, field)).alias("shown"),
    )


def _missing(values: pl.Series, lines: pl.Series, field: Field) -> pl.DataFrame:
    at = lines.filter(values.is_null()).to_frame("line")
    return findings(at, field, "REQUIRED", Severity.REJECT, CODES["REQUIRED"].message(field))


def _with_marks(found: list[pl.DataFrame], marks: pl.DataFrame, field: Field) -> list[pl.DataFrame]:
    """Add what the reader says of cells; it goes before anything else said of them."""
    wanted = _MARKS if type_of(field.type).exact else {"error_value": "ERROR_VALUE"}
    told = marks.filter(pl.col("kind").is_in(list(wanted)))
    others = [each.join(told, on="line", how="anti") for each in found]
    return others + [
        findings(
            told.filter(pl.col("kind") == kind), field, code, Severity.REJECT, CODES[code].message(field)
        )
        for kind, code in wanted.items()
    ]


def _bad(found: pl.DataFrame, lines: pl.Series) -> pl.Series | None:
    refused = found.filter((pl.col("severity") == Severity.REJECT) & (pl.col("code") != "REQUIRED"))["line"]
    return lines.is_in(refused.implode()) if refused.len() else None
