"""Puts disclosed records into words: titles and values as the catalogue in force has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Disclosure, Item, RecordClass
from xinyong.catalogue.types import type_of
from xinyong.disclosure.queries import DisclosedRecord
from xinyong.records.states import Validity

_OPEN = frozenset({Disclosure.PUBLIC, Disclosure.MASKED})


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a record."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """One record, ready for the page."""

    number: int
    title: str
    lines: tuple[Line, ...]
    validity: str
    disputed: bool
    agency: str
    until: str


def cards(records: Sequence[DisclosedRecord]) -> tuple[Card, ...]:
    """Return the records that the edition in force still opens to the public, in the same order.

    What an edition makes stricter is stricter at once, also for records written before: an unknown item, an item no
    longer of class A and a field no longer public are left out.
    """
    items = load_catalogue().items
    shown = [record for record in records if _is_open(items.get(record.item))]
    lines: dict[int, tuple[Line, ...]] = {}
    for code in {record.item for record in shown}:
        lines |= _lines(items[code], [record for record in shown if record.item == code])
    return tuple(_card(record, items[record.item], lines[record.number]) for record in shown)


def _is_open(item: Item | None) -> bool:
    return item is not None and item.record_class is RecordClass.A


def _lines(item: Item, records: Sequence[DisclosedRecord]) -> Mapping[int, tuple[Line, ...]]:
    """Return the filled fields of each record of an item, in the item's order."""
    fields = [field for field in item.fields if field.disclosure in _OPEN]
    rows = [[_text(record.public.get(field.code)) for field in fields] for record in records]
    frame = pl.DataFrame(rows, schema=dict.fromkeys((f.code for f in fields), pl.String), orient="row")
    read = frame.select(type_of(f.type).display(pl.col(f.code)).alias(f.code) for f in fields)
    titles = [f"{f.title}（{f.unit}）" if f.unit and f.unit not in f.title else f.title for f in fields]
    return {
        record.number: tuple(Line(title, value) for title, value in zip(titles, values, strict=True) if value)
        for record, values in zip(records, read.iter_rows(), strict=True)
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _card(record: DisclosedRecord, item: Item, lines: tuple[Line, ...]) -> Card:
    return Card(
        number=record.number,
        title=item.title,
        lines=lines,
        validity=Validity(record.validity).label,
        disputed=record.disputed,
        agency=record.agency_name or record.agency,
        until="长期" if record.disclosed_until is None else f"{record.disclosed_until:%Y-%m-%d}",
    )
