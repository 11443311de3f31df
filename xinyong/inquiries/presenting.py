"""How a subject and its records are shown to those who may look at them."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from xinyong.catalogue.model import Disclosure, Field, Item
from xinyong.catalogue.types import type_of
from xinyong.infra.crypto import Keyring, is_sealed
from xinyong.records.models import Record, RecordVersion, Subject
from xinyong.records.states import Disclosure as Shown
from xinyong.records.states import RecordClass, SubjectStatus, Validity

# Which class of a row a level of disclosure asks for. Fields for the subject alone are not shown to others.
_NEEDED = {
    Disclosure.PUBLIC: RecordClass.PUBLIC,
    Disclosure.MASKED: RecordClass.PUBLIC,
    Disclosure.B: RecordClass.SHARED,
    Disclosure.C: RecordClass.RESTRICTED,
}


def subject(found: Subject) -> dict[str, Any]:
    """Return a subject: number, name, code (of organisations only), kind, status."""
    code = (
        found.identifiers.filter(scheme="uscc", valid_to__isnull=True).values_list("value", flat=True).first()
    )
    return {
        "number": str(found.pk),
        "name": found.name,
        "code": code,
        "kind": found.kind,
        "sub_kind": found.sub_kind,
        "status": SubjectStatus(found.status).label,
    }


def record(
    found: Record, version: RecordVersion, *, item: Item, receipt: str, levels: Iterable[str], keys: Keyring
) -> dict[str, Any]:
    """Return a record in its present version.

    Args:
        found: The record.
        version: Its present version.
        item: Its item.
        receipt: Number of the receipt the version came with.
        keys: Open what is sealed, to be masked.
        levels: Classes (A, B, C) whose fields may be shown.

    Returns:
        number, item, title, class, agency, organ, decided_on, validity, disclosure, disputed, version, receipt,
        line, and `fields`: title → text, masked where it is sensitive or the item says so.
    """
    allowed = frozenset(levels)
    shown = [f for f in item.fields if f.code in version.payload and _needed(f) in allowed]
    return {
        "number": str(found.pk),
        "item": found.item,
        "title": item.title,
        "class": found.record_class,
        "agency": found.agency,
        "organ": found.organ,
        "decided_on": found.decided_on,
        "validity": Validity(found.validity).label,
        "disclosure": Shown(found.disclosure).label,
        "disputed": found.disputed,
        "version": found.version,
        "receipt": receipt,
        "line": version.line,
        "fields": {f.title: _text(f, version.payload[f.code], keys) for f in shown},
    }


def _needed(field: Field) -> str | None:
    level = _NEEDED.get(field.disclosure)
    return level.value if level else None


def _text(field: Field, value: str, keys: Keyring) -> str:
    kind = type_of(field.type)
    plain = keys.open_(value) if is_sealed(value) else value
    masked = field.sensitive or field.disclosure is Disclosure.MASKED
    form = kind.mask(pl.lit(plain)) if masked else kind.display(pl.lit(plain), field)
    return str(pl.select(form).item())


def in_words(found: dict[str, Any] | None, records: list[dict[str, Any]]) -> str:
    """Return the same for a person at the command line."""
    if not records or found is None:
        return "没有可供查看的记录。"
    lines = [
        f"{found['name']}　{found['code'] or ''}　{found['kind']}　{found['status']}",
        f"共 {len(records)} 条记录",
    ]
    for each in records:
        lines.append(
            f"\n【{each['title']}】{each['class']} 类　{each['validity']}　{each['disclosure']}　回执 {each['receipt']} 第 {each['line']} 行"
        )
        lines += [f"  {title}：{text}" for title, text in each["fields"].items()]
    return "\n".join(lines)
