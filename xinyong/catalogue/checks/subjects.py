"""Who a row speaks of, and which fact it states: the columns that begin with an underscore.

A name alone never identifies, and neither does a placeholder: such a row has no `_subject`.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from xinyong.catalogue.checks.cross import Check, Context, per_distinct
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.model import Family, Field, Item
from xinyong.catalogue.types import type_of
from xinyong.catalogue.types.identifiers import HOUSEHOLD_PLACEHOLDER
from xinyong.rules.identifiers import Kind, expr_uscc_valid, kind_of_uscc, upgrade_resident_id

ACTION_FIELD = "CZ"
DOCUMENT_SCHEMES: Mapping[str, str] = {
    "身份证": "resident_id",
    "护照号": "passport",
    "港澳居民来往内地通行证": "hk_macao_permit",
    "台湾居民来往大陆通行证": "taiwan_permit",
    "外国人永久居留身份证": "foreigner_card",
    "军官证": "officer_card",
    "士兵证": "soldier_card",
}
"""Scheme of an identifier by the name of the document."""

_HOUSEHOLD_WORDS = "个体"
_UNINCORPORATED_WORDS = "分支机构|分公司|分店|分厂|分所|办事处|代表处|非法人|个人独资|合伙"
_OLD_ID_LENGTH = 15


def with_subject(frame: pl.DataFrame, item: Item) -> pl.DataFrame:
    """Add `_subject`, `_subject_scheme`, `_name` and `_kind` to canonical columns, refused cells null."""
    schemes = list(_identifiers(item))
    known = frame.with_columns(
        pl.coalesce([value for value, _ in schemes]).alias("_subject"),
        pl.coalesce([pl.when(value.is_not_null()).then(scheme) for value, scheme in schemes]).alias(
            "_subject_scheme"
        ),
        pl.col(item.subject.name).alias("_name"),
    )
    return known.with_columns(_kind(item).alias("_kind"))


def fact_columns(item: Item) -> list[pl.Expr]:
    """Return `_key`, `_decided_on`, `_organ`, `_document`, `_action`; `document_column` must be there."""
    decision = item.decision
    day = _column(decision.date).str.to_date("%Y-%m-%d", strict=False)
    action = ACTION_FIELD if any(each.code == ACTION_FIELD for each in item.platform_fields) else None
    return [
        key_expression(item).alias("_key"),
        day.alias("_decided_on"),
        _column(decision.organ).alias("_organ"),
        pl.col("_document"),
        _column(action).alias("_action"),
    ]


def document_column(item: Item) -> pl.Expr:
    """Return `_document`, the decision's number in its unified form."""
    code = item.decision.document
    number = type_of("decision_number").key(pl.col(code)) if code else pl.lit(None, pl.String)
    return number.alias("_document")


def key_expression(item: Item) -> pl.Expr:
    """Return the natural key without the subject, parts joined with a bar; a blank part is empty."""
    document = item.decision.document
    parts = [
        pl.col("_document").fill_null("") if code == document else _key_part(item.field(code))
        for code in item.natural_key
    ]
    return pl.concat_str(parts, separator="|") if parts else pl.lit("")


def subject_checks(item: Item, context: Context) -> Iterator[Check]:
    """Return the checks that need the subject's kind: the household's placeholder, and kind against code."""
    del context
    if item.family is Family.PERSON:
        return
    for scheme, code in item.subject.codes:
        if scheme == "uscc":
            yield from _uscc_checks(item, item.field(code))


def _uscc_checks(item: Item, field: Field) -> Iterator[Check]:
    placeholder = (pl.col(field.code) == HOUSEHOLD_PLACEHOLDER).fill_null(value=False)
    household = (pl.col("_kind") == Kind.HOUSEHOLD).fill_null(value=False)
    warned, refused = CODES["HOUSEHOLD_PLACEHOLDER"], CODES["CODE_PLACEHOLDER"]
    yield Check(warned.code, field, placeholder & household, warned.message(field), warned.severity)
    yield Check(refused.code, field, placeholder & ~household, refused.message(field), refused.severity)
    if item.subject.kind:
        stated = item.field(item.subject.kind)
        differs = (pl.col(stated.code) == Kind.HOUSEHOLD) != (
            _kind_by_code(pl.col(field.code)) == Kind.HOUSEHOLD
        )
        odd = CODES["KIND_ODD"]
        if stated.code_list is not None:
            yield Check(
                odd.code, stated, differs.fill_null(value=False), odd.message(stated, [field]), odd.severity
            )


def _identifiers(item: Item) -> Iterator[tuple[pl.Expr, pl.Expr]]:
    """Yield each possible identifier with its scheme, the best first."""
    subject = item.subject
    if subject.document_type and subject.document_number:
        yield _document_identifier(pl.col(subject.document_type), pl.col(subject.document_number))
    found: list[pl.Expr] = []
    for scheme, code in subject.codes:
        value = pl.col(code)
        if scheme == "uscc":
            value = pl.when(value != HOUSEHOLD_PLACEHOLDER).then(value)
        if scheme == "taxpayer_number":  # since 三证合一 the 统一社会信用代码 is the taxpayer number
            needed = pl.when(pl.all_horizontal(each.is_null() for each in found)).then(value)
            yield pl.when(needed.str.starts_with("9") & expr_uscc_valid(needed)).then(needed), pl.lit("uscc")
        found.append(value)
        yield value, pl.lit(scheme)


def _document_identifier(kind: pl.Expr, number: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    scheme = kind.replace_strict(
        list(DOCUMENT_SCHEMES), list(DOCUMENT_SCHEMES.values()), default=None, return_dtype=pl.String
    )
    old = (scheme == "resident_id") & (number.str.len_chars() == _OLD_ID_LENGTH)
    upgraded = per_distinct(pl.when(old).then(number), upgrade_resident_id)
    return pl.when(scheme.is_not_null()).then(pl.coalesce(upgraded, number)), scheme


def _kind(item: Item) -> pl.Expr:
    if item.family is Family.PERSON:
        return pl.lit(Kind.PERSON.value)
    code = pl.when(pl.col("_subject_scheme") == "uscc").then(pl.col("_subject"))
    return pl.coalesce(_kind_stated(item), _kind_by_code(code), pl.lit(Kind.LEGAL_PERSON.value))


def _kind_stated(item: Item) -> pl.Expr:
    """Return what the file says of the kind; null where it is silent between 法人 and 非法人组织."""
    if item.subject.kind is None:
        return pl.lit(None, pl.String)
    stated = pl.col(item.subject.kind)
    household = pl.when(stated.str.contains(_HOUSEHOLD_WORDS)).then(pl.lit(Kind.HOUSEHOLD.value))
    if item.field(item.subject.kind).code_list is not None:  # 法人及非法人组织 means either
        return household
    unincorporated = pl.when(stated.str.contains(_UNINCORPORATED_WORDS)).then(
        pl.lit(Kind.UNINCORPORATED.value)
    )
    return pl.coalesce(household, unincorporated)


def _kind_by_code(code: pl.Expr) -> pl.Expr:
    """Return the kind by the code's prefix; Python runs once per prefix."""
    usual = pl.when(code != HOUSEHOLD_PLACEHOLDER).then(code.str.head(2))
    return per_distinct(usual, _kind_of_prefix)


def _kind_of_prefix(prefix: str) -> str | None:
    found = kind_of_uscc(prefix + "410184MA00000000"[: 18 - len(prefix)])
    return found.kind.value if found else None


def _key_part(field: Field) -> pl.Expr:
    return type_of(field.type).key(pl.col(field.code)).fill_null("")


def _column(code: str | None) -> pl.Expr:
    return pl.col(code) if code else pl.lit(None, pl.String)
