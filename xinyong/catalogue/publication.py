"""What the public may see of a row, and how strict a row is. Source: 第十五条, 第十七条."""

import polars as pl

from xinyong.catalogue.model import Disclosure, Family, Field, Item, RecordClass
from xinyong.catalogue.types import type_of

SCOPE_FIELD = "SYFW"
"""The column 信息使用范围, by which a row is made stricter than its item, never looser."""

_CLASS_OF_SCOPE = {"0": RecordClass.A, "1": RecordClass.B, "2": RecordClass.C}
NOTHING = "{}"


def row_class(rows: pl.DataFrame, item: Item) -> pl.Series:
    """Return A, B or C for each row: the stricter of its item's class and its own 信息使用范围.

    A scope that cannot be read counts as the strictest.
    """
    scopes = rows[SCOPE_FIELD] if SCOPE_FIELD in rows.columns else pl.Series([None], dtype=pl.String)
    classes = {scope: max(each, item.record_class, key=str) for scope, each in _CLASS_OF_SCOPE.items()}
    own = scopes.fill_null("0").replace_strict(classes, default=RecordClass.C.value, return_dtype=pl.String)
    return (own if own.len() == rows.height else own.new_from_index(0, rows.height)).alias("class")


def public_json(rows: pl.DataFrame, item: Item) -> pl.Series:
    """Return for each row a JSON object of the fields the public may see, by field code; blanks are left out.

    The object is empty for a row that is not class A, and for every row about a natural person.

    Args:
        rows: Canonical columns and `_kind`, as `check_block` returns them.
        item: The item in the edition in force now.
    """
    shown = [
        _shown(field) for field in item.fields if field.disclosure in (Disclosure.PUBLIC, Disclosure.MASKED)
    ]
    if item.family is Family.PERSON or item.record_class is not RecordClass.A or not shown:
        return pl.Series("public", [NOTHING], dtype=pl.String).new_from_index(0, rows.height)
    whole = pl.struct(shown).struct.json_encode()
    # A key of ours followed by a bare null can stand only between fields: inside a text its quotes are escaped.
    filled = whole.str.replace_all(r'"[A-Z0-9_]+":null,?', "").str.replace(r",\}$", "}")
    public = pl.when(pl.lit(row_class(rows, item)) == RecordClass.A).then(filled).otherwise(pl.lit(NOTHING))
    return rows.select(public.alias("public")).to_series()


def _shown(field: Field) -> pl.Expr:
    value = pl.col(field.code)
    masked = type_of(field.type).mask(value)
    if field.disclosure is Disclosure.MASKED:
        return masked.alias(field.code)
    if field.masked_for:
        # A row of unknown kind may be such a one.
        hidden = pl.col("_kind").is_in(list(field.masked_for)).fill_null(value=True)
        return pl.when(hidden).then(masked).otherwise(value).alias(field.code)
    return value.alias(field.code)
