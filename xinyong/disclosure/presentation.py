"""Puts disclosed records into words: titles and values as the catalogue in force has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.urls import reverse

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Disclosure, Item, Nature, RecordClass
from xinyong.catalogue.types import type_of
from xinyong.catalogue.types.dates import LONG_TERM
from xinyong.disclosure.listing import ListedRecord
from xinyong.disclosure.queries import DisclosedRecord
from xinyong.records.states import Validity
from xinyong.screens.values import Cell, Column, Line, Row, Table

_OPEN = frozenset({Disclosure.PUBLIC, Disclosure.MASKED})


@dataclass(frozen=True, slots=True)
class Card:
    """One record, ready for the page."""

    number: int
    title: str
    lines: tuple[Line, ...]
    validity: str
    disputed: bool
    agency: str
    source_unit: str
    decided_on: str
    since: str
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
    read = frame.select(type_of(f.type).display(pl.col(f.code), f).alias(f.code) for f in fields)
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
        source_unit=record.source_unit,
        decided_on=_day(record.decided_on),
        since=_day(record.disclosed_from),
        until=_end(record.disclosed_until),
    )


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _end(day: date | None) -> str:
    """Return the last day of disclosure; 长期 is stored as a day far away."""
    return "长期" if _day(day) in {"", LONG_TERM} else _day(day)


def title_of(item: str) -> str:
    """Return the title of an item; its code when the edition in force does not know it."""
    known = load_catalogue().items.get(item)
    return known.title if known else item


def without(shown: Sequence[Card], told: Iterable[str | None]) -> tuple[Card, ...]:
    """Return the cards without the lines that only say again what the page has said above them."""
    known = {value for value in told if value}
    return tuple(
        replace(card, lines=tuple(line for line in card.lines if line.value not in known)) for card in shown
    )


def is_register(item: str) -> bool:
    """Tell whether an item says who a subject is: one row for each subject, nothing decided about it."""
    known = load_catalogue().items.get(item)
    return known is not None and known.is_register


def is_adverse(items: Iterable[str]) -> bool:
    """Tell whether one of the items says something adverse; an unknown one counts as adverse."""
    known = load_catalogue().items
    return any(code not in known or known[code].nature is Nature.ADVERSE for code in items)


def document_of(record: ListedRecord, item: str) -> str:
    """Return the document number of a listed decision; empty when the edition does not open it."""
    known = load_catalogue().items[item]
    code = known.decision.document
    return str(record.public.get(code) or "") if code and known.field(code).disclosure in _OPEN else ""


def list_table(records: Sequence[ListedRecord], item: str, caption: str) -> Table:
    """Return the table of a list: organisation, document, organ, day, end of disclosure."""
    days = (Column("决定日期", whole=True), Column("公示截止期", whole=True), Column("状态", whole=True))
    columns = (Column("名称"), Column("文书号", whole=True), Column("决定机关"), *days)
    return Table(
        caption,
        columns,
        [Row(_cells(each, item)) for each in records],
        "没有符合条件的记录。可以减少条件后再查。",
    )


def _cells(record: ListedRecord, item: str) -> tuple[Cell, ...]:
    where = reverse("disclosure:record", args=[record.number])
    validity = "异议处理中" if record.disputed else Validity(record.validity).label
    return (
        Cell(record.subject_name, reverse("disclosure:subject", args=[record.subject])),
        Cell(document_of(record, item) or "查看", where),
        Cell(record.organ or record.agency_name),
        Cell(_day(record.decided_on)),
        Cell(_end(record.disclosed_until)),
        Cell(validity, tone="" if validity == "有效" else "warn"),
    )
