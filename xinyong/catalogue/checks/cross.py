"""Checks over several columns: those an item declares, and those that follow from its fields.

Every check is an expression over the canonical columns, in which a refused cell is null, so that one mistake is
reported once. `Context.present` knows that a refused cell is not blank.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from operator import or_

import polars as pl

from xinyong.catalogue.checks.findings import findings, none_found
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.model import CodeEntry, Condition, CrossCheck, Field, Item, Severity, Test
from xinyong.catalogue.types.lists import JOINT
from xinyong.rules.citation import cite
from xinyong.rules.errors import NotInForceError
from xinyong.rules.identifiers import expr_document_valid
from xinyong.rules.retention import Grade, publication_limit

BAD = "?bad"
"""Suffix of the column that says which cells of a field are refused; absent when none is."""


@dataclass(frozen=True, slots=True)
class Check:
    """A compiled check.

    Attributes:
        violated: Over the columns of a block; a null counts as a violation, so that nothing passes by accident.
            A check that tolerates blanks says so in its expression.
        dear: Worth asking once per distinct combination of the columns it looks at.
    """

    code: str
    field: Field | None
    violated: pl.Expr
    message: str
    severity: Severity
    dear: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What checks may ask of outside: the day, the reporting agency, and which columns have refused cells."""

    day: date
    agency_name: str | None = None
    agency_code: str | None = None
    bad: frozenset[str] = frozenset()

    def present(self, code: str) -> pl.Expr:
        """Tell whether a cell is filled, even if with something wrong."""
        filled = pl.col(code).is_not_null()
        return filled | pl.col(code + BAD) if code in self.bad else filled


def run(checks: Iterator[Check], frame: pl.DataFrame) -> pl.DataFrame:
    """Filter per check and concatenate.

    Args:
        checks: Compiled checks.
        frame: `line` and the canonical columns, refused cells null, with their `BAD` columns.
    """
    asked = list(checks)
    hit = frame.select(
        _violated(check).any().alias(str(at)) for at, check in enumerate(asked) if not check.dear
    )
    found = [none_found()]
    for at, check in enumerate(asked):
        rows = _dear_hits(check, frame) if check.dear else _hits(check, frame, any_at_all=hit[str(at)].item())
        if rows is not None:
            value = pl.col(check.field.code) if check.field else pl.lit(None, pl.String)
            hits = rows.select("line", value.alias("value"))
            found.append(findings(hits, check.field, check.code, check.severity, check.message))
    return pl.concat(found)


def _violated(check: Check) -> pl.Expr:
    return check.violated.fill_null(value=True)


def _hits(check: Check, frame: pl.DataFrame, *, any_at_all: bool) -> pl.DataFrame | None:
    return frame.filter(_violated(check)) if any_at_all else None


def _dear_hits(check: Check, frame: pl.DataFrame) -> pl.DataFrame | None:
    columns = list(dict.fromkeys(check.violated.meta.root_names()))
    wrong = frame.select(columns).unique().filter(_violated(check))
    return None if wrong.is_empty() else frame.join(wrong, on=columns, how="semi", nulls_equal=True)


def compile_checks(item: Item, context: Context) -> Iterator[Check]:
    """Return all checks of an item over several columns."""
    for field in item.input_fields:
        yield from _of_field(item, field, context)
    for declared in item.checks:
        yield from COMPILERS[declared.code](declared, item, context)


def holds(condition: Condition, context: Context) -> pl.Expr:
    """Return whether a condition holds; a blank or refused cell holds no value."""
    column = pl.col(condition.field)
    if condition.test is Test.FILLED:
        return context.present(condition.field)
    if condition.test is Test.BLANK:
        return ~context.present(condition.field)
    if condition.test is Test.IN:
        return column.is_in(list(condition.values)).fill_null(value=False)
    parts = (column.str.contains(word, literal=True) for word in condition.values)
    return reduce(or_, parts).fill_null(value=False)


def _of_field(item: Item, field: Field, context: Context) -> Iterator[Check]:
    for condition in field.required_when:
        others = [item.field(condition.field)]
        yield _check("REQUIRED_WHEN", field, holds(condition, context) & ~context.present(field.code), others)
    for condition in field.empty_when:
        others = [item.field(condition.field)]
        yield _check("EMPTY_EXPECTED", field, holds(condition, context) & context.present(field.code), others)
    if field.not_future:
        yield _check(
            "DATE_FUTURE", field, (pl.col(field.code) > context.day.isoformat()).fill_null(value=False)
        )
    if field.type_field is not None:
        valid = expr_document_valid(pl.col(field.type_field), pl.col(field.code), context.day)
        found = _check("DOCUMENT_NUMBER", field, ~valid.fill_null(value=True), [item.field(field.type_field)])
        yield replace(found, dear=True)


def _check(
    code: str,
    field: Field,
    violated: pl.Expr,
    others: list[Field] | None = None,
    declared: CrossCheck | None = None,
) -> Check:
    generic = CODES[code]
    message = generic.message(field, others or (), _cited(declared.basis) if declared else "")
    if declared and declared.message:
        message = declared.message
    return Check(code, field, violated, message, declared.severity if declared else generic.severity)


def _cited(basis: str) -> str:
    """Return a citation in words: the title of the text and the place in it."""
    if not basis:
        return ""
    article = cite(basis)
    return f"{article.source.title}{article.article}"


def _guarded(declared: CrossCheck, violated: pl.Expr, context: Context) -> pl.Expr:
    return reduce(lambda left, each: left & holds(each, context), declared.when, violated)


def _date_order(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    earlier, later = (item.field(code) for code in declared.fields)
    first, second = pl.col(earlier.code), pl.col(later.code)
    wrong = (second <= first if declared.strict else second < first).fill_null(value=False)
    code = "DATE_ORDER_STRICT" if declared.strict else "DATE_ORDER"
    yield _check(code, later, _guarded(declared, wrong, context), [earlier], declared)


def _one_of_group(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    first, *others = (item.field(code) for code in declared.fields)
    none = ~reduce(or_, (context.present(code) for code in declared.fields))
    yield _check("ONE_OF_GROUP", first, _guarded(declared, none, context), others, declared)


def _both_or_neither(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    for code, other in (declared.fields, declared.fields[::-1]):
        half = ~context.present(code) & context.present(other)
        yield _check(
            "BOTH_OR_NEITHER",
            item.field(code),
            _guarded(declared, half, context),
            [item.field(other)],
            declared,
        )


def _list_in_force(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    day, values = (item.field(code) for code in declared.fields)
    entries = {entry.value: entry for entry in values.code_list.entries} if values.code_list else {}
    since = per_distinct(pl.col(values.code), lambda text: _bound(text, entries, "valid_from"))
    until = per_distinct(pl.col(values.code), lambda text: _bound(text, entries, "valid_to"))
    outside = (pl.col(day.code) < since).fill_null(value=False) | (pl.col(day.code) > until).fill_null(
        value=False
    )
    yield _check("LIST_NOT_IN_FORCE", values, _guarded(declared, outside, context), [day], declared)


def _bound(text: str, entries: Mapping[str, CodeEntry], which: str) -> str | None:
    days = [getattr(entries[part], which) for part in text.split(JOINT) if part in entries]
    limits = [day for day in days if day is not None]
    narrowest = max if which == "valid_from" else min
    return narrowest(limits).isoformat() if limits else None


def _publication_period(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    decided, until = (item.field(code) for code in declared.fields)
    shortest = per_distinct(pl.col(decided.code), lambda text: _limit(text, Grade.ORDINARY, "min_until"))
    longest = per_distinct(pl.col(decided.code), lambda text: _limit(text, Grade.SERIOUS, "max_until"))
    end = pl.col(until.code)
    outside = (end < shortest).fill_null(value=False) | (end > longest).fill_null(value=False)
    yield _check("PUBLICATION_PERIOD", until, _guarded(declared, outside, context), [decided], declared)


@lru_cache(1 << 14)
def _limit(decided_on: str, grade: Grade, which: str) -> str | None:
    """Return a bound in force on the day of the decision; the file states no grade, so the widest apply."""
    try:
        limit: date = getattr(publication_limit(date.fromisoformat(decided_on), grade), which)
    except NotInForceError:
        return None
    return limit.isoformat()


def _source_not_agency(declared: CrossCheck, item: Item, context: Context) -> Iterator[Check]:
    name, code = (item.field(each) for each in declared.fields)
    differs = [
        (pl.col(field.code) != agency).fill_null(value=False)
        for field, agency in ((code, context.agency_code), (name, context.agency_name))
        if agency
    ]
    if differs:
        yield _check("SOURCE_NOT_AGENCY", name, _guarded(declared, differs[0], context), [code], declared)


def per_distinct(column: pl.Expr, function: Callable[[str], str | None]) -> pl.Expr:
    """Apply Python to each distinct text of a column; nulls stay."""

    def look_up(values: pl.Series) -> pl.Series:
        seen = values.drop_nulls().unique()
        answers = pl.Series([function(text) for text in seen], dtype=pl.String)
        return values.replace_strict(seen, answers, default=None, return_dtype=pl.String)

    return column.map_batches(look_up, return_dtype=pl.String)


Compiler = Callable[[CrossCheck, Item, Context], Iterator[Check]]

COMPILERS: Mapping[str, Compiler] = {
    "DATE_ORDER": _date_order,
    "ONE_OF_GROUP": _one_of_group,
    "BOTH_OR_NEITHER": _both_or_neither,
    "LIST_NOT_IN_FORCE": _list_in_force,
    "PUBLICATION_PERIOD": _publication_period,
    "SOURCE_NOT_AGENCY": _source_not_agency,
}
"""Checks an item may declare."""

FIELDS_NEEDED: Mapping[str, int | None] = {code: None if code == "ONE_OF_GROUP" else 2 for code in COMPILERS}
"""How many fields a declared check names; None = two or more."""
