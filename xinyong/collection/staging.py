"""Turns checked rows into the staged form of `records/sql/staging.sql` and copies them there.

Sensitive values are sealed here, once per distinct value, before anything reaches the database.
"""

import os
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from xinyong.catalogue import publication
from xinyong.catalogue.model import Field, Item, PartyRole, StatusMapping
from xinyong.infra.bulk_copy import copy_frame
from xinyong.infra.crypto import Keyring
from xinyong.records.queries import PERSON_DIGEST
from xinyong.rules import identifiers
from xinyong.rules.errors import NotInForceError
from xinyong.rules.names import expr_search_name
from xinyong.rules.parameters import parameter
from xinyong.rules.retention import add_months

STAGE = (
    "line", "new_record", "new_subject", "scheme", "ident", "ident_sealed", "name", "search_name", "kind", "sub_kind", "natural_key", "decision_key",
    "decided_on", "organ", "source_unit", "action", "record_class", "disclosed_until", "retained_until", "payload", "sealed",
    "digests", "public",
)  # fmt: skip
SOURCE_UNIT = "数据来源单位"
# Blanks are left out of the stored JSON, so that a field added to an item later changes no existing content.
_BLANK_MEMBER = r'"[A-Za-z0-9_]+":null,?'


@dataclass(frozen=True)
class Staged:
    """Good rows in the form of the staging tables; sensitive values are sealed."""

    lines: pl.DataFrame
    parties: pl.DataFrame
    codes: pl.DataFrame
    statuses: pl.DataFrame


def prepare(rows: pl.DataFrame, item: Item, keys: Keyring) -> Staged:
    """Turn good rows into their staged form; needs no database, so it is done ahead.

    Args:
        rows: As `catalogue.checking.check_block` gives them, only those with `_ok`.
        item: Their item.
        keys: Seals and digests.
    """
    sealed = _seal(rows, item, keys)
    return Staged(
        lines=_lines(rows, sealed, item, keys),
        parties=_parties(rows, sealed, item.parties),
        codes=_codes(rows, item),
        statuses=_statuses(rows, item.subject.status),
    )


def copy(staged: Staged) -> None:
    """Copy staged rows into the tables of this session."""
    copy_frame(staged.lines, "stage", STAGE)
    copy_frame(staged.parties, "stage_party", ("line", "ordinal", "role", "name", "digest"))
    copy_frame(staged.codes, "stage_code", ("line", "scheme", "value"))
    copy_frame(staged.statuses, "stage_status", ("line", "status", "since"))


def _seal(rows: pl.DataFrame, item: Item, keys: Keyring) -> pl.DataFrame:
    """Return one row per row: for each sensitive field X the columns X (sealed) and X# (hexadecimal digest)."""
    columns = []
    for each in _stored(item, sensitive=True):
        values = rows[each.code].drop_nulls().unique().to_list()
        column = pl.col(each.code)
        tokens = dict(zip(values, keys.seal_many(values), strict=True))
        digests = dict(zip(values, _digests(keys, each.type, values), strict=True))
        columns += [_mapped(column, tokens).alias(each.code), _mapped(column, digests).alias(each.code + "#")]
    return rows.select("line", *columns)


def _digests(keys: Keyring, scheme: str, values: Sequence[str]) -> list[str]:
    return [digest.hex() for digest in keys.digest_many(scheme, values)]


def _mapped(column: pl.Expr, mapping: dict[str, str]) -> pl.Expr:
    if not mapping:
        return pl.lit(None, pl.String)
    return column.replace_strict(mapping, default=None, return_dtype=pl.String)


def _stored(item: Item, *, sensitive: bool) -> list[Field]:
    """Fields that are part of the record, in the order of their codes."""
    return sorted((f for f in item.fields if f.stored and f.sensitive is sensitive), key=lambda f: f.code)


def _json(columns: Sequence[str]) -> pl.Expr:
    if not columns:
        return pl.lit("{}")
    text = pl.struct(columns).struct.json_encode()
    return text.str.replace_all(_BLANK_MEMBER, "").str.replace(r",\}$", "}")


def _lines(rows: pl.DataFrame, sealed: pl.DataFrame, item: Item, keys: Keyring) -> pl.DataFrame:
    plain = [f.code for f in _stored(item, sensitive=False)]
    secret = [f.code for f in _stored(item, sensitive=True)]
    content = pl.DataFrame(
        {
            "new_record": _random_numbers(rows.height),
            "new_subject": _random_numbers(rows.height),
            "payload": rows.select(_json(plain)).to_series(),
            "sealed": sealed.select(_json(secret)).to_series()
            if secret
            else pl.Series(["{}"]).new_from_index(0, rows.height),
            "digests": sealed.select(_json([c + "#" for c in secret]).fill_null("")).to_series()
            if secret
            else pl.Series([""]).new_from_index(0, rows.height),
            "public": publication.public_json(rows, item),
            "record_class": publication.row_class(rows, item),
        }
    )
    return pl.concat(
        [rows.select("line", *_subject(), *_decision(item)), _identity(rows, item, keys), content],
        how="horizontal",
    )


def _random_numbers(count: int) -> pl.Series:
    """Return numbers of 60 bits: subjects and records are numbered so that nothing can be counted or derived."""
    return (pl.Series(array("Q", os.urandom(8 * count)), dtype=pl.UInt64) // 16).cast(pl.Int64)


def _subject() -> list[pl.Expr]:
    code = pl.col("_subject")
    name = pl.col("_name").fill_null("")
    # An unmatched row has no subject to be unique under: its name takes part in the key instead.
    key = (
        pl.when(code.is_null())
        .then(pl.concat_str(pl.lit("?"), name, pl.lit("|"), pl.col("_key")))
        .otherwise(pl.col("_key"))
    )
    return [
        name.alias("name"),
        expr_search_name(name).alias("search_name"),
        key.alias("natural_key"),
        pl.when(code.is_not_null()).then(pl.col("_subject_scheme")).alias("scheme"),
    ]


def _decision(item: Item) -> list[pl.Expr]:
    organ = pl.col("_organ").fill_null("")
    until = item.publication.until_field
    source_unit = next((f.code for f in item.fields if f.title == SOURCE_UNIT), None)
    return [
        pl.when(pl.col("_document").is_not_null())
        .then(pl.concat_str(organ, pl.lit("|"), pl.col("_document")))
        .otherwise(pl.lit(""))
        .alias("decision_key"),
        pl.col("_decided_on").alias("decided_on"),
        organ.alias("organ"),
        (pl.col(source_unit) if source_unit else organ).fill_null("").alias("source_unit"),
        pl.col("_action").alias("action"),
        (pl.col(until).str.to_date("%Y-%m-%d", strict=False) if until else pl.lit(None, pl.Date)).alias(
            "disclosed_until"
        ),
        _retained_until(item).alias("retained_until"),
    ]


def _retained_until(item: Item) -> pl.Expr:
    """Return how long each row is kept, as the item's retention rule says (第二十条); null = without end."""
    rule = item.retention
    if rule is None:
        return pl.lit(None, pl.Date)
    start = pl.col(rule.from_field).str.to_date("%Y-%m-%d", strict=False)
    return start.map_batches(lambda days: _retention_ends(days, rule.parameter), return_dtype=pl.Date)


def _retention_ends(days: pl.Series, code: str) -> pl.Series:
    ends = {day: _kept_until(day, code) for day in days.drop_nulls().unique().to_list()}
    keys, values = pl.Series(list(ends), dtype=pl.Date), pl.Series(list(ends.values()), dtype=pl.Date)
    return days.replace_strict(keys, values, default=None, return_dtype=pl.Date)


def _kept_until(day: date, code: str) -> date:
    """A fact older than the regulation came under its first rule when the regulation came into force."""
    figure = parameter(code)
    try:
        years = figure.on(day).value
    except NotInForceError:
        years = figure.values[0].value
    return add_months(day, 12 * years)


def _identity(rows: pl.DataFrame, item: Item, keys: Keyring) -> pl.DataFrame:
    """Columns ident, ident_sealed, kind, sub_kind."""
    if item.family == "person":
        values = rows["_subject"].drop_nulls().unique().to_list()
        tokens = dict(zip(values, keys.seal_many(values), strict=True))
        digests = dict(zip(values, _digests(keys, PERSON_DIGEST, values), strict=True))
        code = pl.col("_subject")
        return rows.select(
            _mapped(code, digests).alias("ident"),
            _mapped(code, tokens).alias("ident_sealed"),
            pl.lit("自然人").alias("kind"),
            pl.lit("").alias("sub_kind"),
        )
    prefix = pl.col("_subject").str.slice(0, 2)
    samples = rows.select(prefix.alias("prefix"), "_subject").drop_nulls().unique("prefix")
    known = {p: kind for p, code in samples.iter_rows() if (kind := identifiers.kind_of_uscc(code))}
    return rows.select(
        pl.col("_subject").alias("ident"),
        pl.lit(None, pl.String).alias("ident_sealed"),
        pl.coalesce(
            pl.col("_kind"), _mapped(prefix, {p: k.kind.value for p, k in known.items()}), pl.lit("法人")
        ).alias("kind"),
        _mapped(prefix, {p: k.sub_kind for p, k in known.items()}).fill_null("").alias("sub_kind"),
    )


def _parties(rows: pl.DataFrame, sealed: pl.DataFrame, roles: Sequence[PartyRole]) -> pl.DataFrame:
    frames = [
        pl.DataFrame(
            {
                "line": rows["line"],
                "name": rows[role.name].fill_null(""),
                "digest": sealed[role.document_number + "#"]
                if role.document_number
                else pl.Series([None] * rows.height, dtype=pl.String),
            }
        )
        .with_columns(pl.lit(ordinal, pl.Int16).alias("ordinal"), pl.lit(role.role).alias("role"))
        .filter((pl.col("name") != "") | pl.col("digest").is_not_null())
        for ordinal, role in enumerate(roles)
    ]
    empty = pl.DataFrame(
        schema={
            "line": pl.UInt32,
            "name": pl.String,
            "digest": pl.String,
            "ordinal": pl.Int16,
            "role": pl.String,
        }
    )
    return pl.concat([empty, *frames], how="vertical_relaxed")


def _codes(rows: pl.DataFrame, item: Item) -> pl.DataFrame:
    """Further codes of an organisation beside the one that identifies it."""
    frames = [
        rows.filter(
            pl.col("_subject").is_not_null()
            & (pl.col("_subject_scheme") != scheme)
            & pl.col(field).is_not_null()
        ).select("line", pl.lit(scheme).alias("scheme"), pl.col(field).alias("value"))
        for scheme, field in item.subject.codes
        if item.family == "organisation"
    ]
    return pl.concat(
        [pl.DataFrame(schema={"line": pl.UInt32, "scheme": pl.String, "value": pl.String}), *frames]
    )


def _statuses(rows: pl.DataFrame, rule: StatusMapping | None) -> pl.DataFrame:
    """What a register says of its subjects; no row where it says nothing."""
    if rule is None:
        return pl.DataFrame(schema={"line": pl.UInt32, "status": pl.String, "since": pl.Date})
    stated = pl.col(rule.field)
    means = {value: status.value for value, status in rule.means if status is not None}
    days = [pl.when(stated == value).then(pl.col(field)) for value, field in rule.since]
    since = pl.coalesce(pl.lit(None, pl.String), *days).str.to_date("%Y-%m-%d", strict=False)
    found = rows.select("line", _mapped(stated, means).alias("status"), since.alias("since"))
    return found.drop_nulls("status")
