"""What a report is made of, before it is put in order: the subject and its records, from one of two sources.

The public version reads only what the public door may read; a restricted one only what `inquiries.looks` answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinyong.accounts.queries import name_on
from xinyong.disclosure import presentation, queries
from xinyong.disclosure.queries import DisclosedRecord
from xinyong.inquiries.looks import Found
from xinyong.records.models import Record, Subject
from xinyong.records.states import Disclosure, SubjectStatus, Validity


@dataclass(frozen=True, slots=True)
class Fact:
    """One record as its source shows it; texts as stored."""

    item: str
    title: str
    decided_on: date | None
    until: date | None
    source: str
    marks: tuple[str, ...]
    disputed: bool
    record_class: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A subject and its facts, the newest decision first."""

    number: int
    name: str
    code: str
    kind: str
    status: str
    facts: tuple[Fact, ...]


def disclosed(number: int) -> Material | None:
    """Return what the public may read of a subject; None when that is nothing."""
    subject = queries.subject(number)
    if subject is None:
        return None
    records = _all_records(number)
    cards = {card.number: card for card in presentation.cards(records)}
    facts = tuple(_disclosed_fact(r, cards[r.number]) for r in records if r.number in cards)
    label = _status_label(subject.status, subject.status_on)
    return Material(number, subject.name, subject.code or "", subject.kind, label, facts)


def _all_records(number: int) -> Sequence[DisclosedRecord]:
    return queries.all_records(number)


def _disclosed_fact(record: DisclosedRecord, card: presentation.Card) -> Fact:
    return Fact(
        item=record.item,
        title=card.title,
        decided_on=record.decided_on,
        until=record.disclosed_until,
        source=record.source_unit or record.agency_name or record.agency,
        marks=_marks(Validity(record.validity).label),
        disputed=record.disputed,
        record_class="",
        fields=tuple((line.title, line.value) for line in card.lines),
    )


def looked_at(found: Found, today: date) -> Material:
    """Return what a look was answered with.

    Dates and sources come from the same records, which the look has shown. Statements do not grow with records.

    Args:
        found: The answer; not refused, not empty.
        today: Agencies have the names of this day.
    """
    subject = found.subject or {}
    numbers = [int(each["number"]) for each in found.records]
    more = Record.objects.in_bulk(numbers)
    names = {code: name_on(code, today) for code in {each["agency"] for each in found.records}}
    standing = Subject.objects.values_list("status", "status_on").get(pk=subject["number"])
    return Material(
        number=int(subject["number"]),
        name=subject["name"],
        code=subject["code"] or "",
        kind=subject["kind"],
        status=_status_label(*standing),
        facts=tuple(_seen_fact(each, more[int(each["number"])], names) for each in found.records),
    )


def _seen_fact(shown: dict[str, Any], record: Record, names: dict[str, str]) -> Fact:
    repaired = "已修复" if shown["disclosure"] == Disclosure.REPAIRED.label else ""
    return Fact(
        item=shown["item"],
        title=shown["title"],
        decided_on=record.decided_on,
        until=record.disclosed_until,
        source=record.source_unit or names[shown["agency"]],
        marks=_marks(shown["validity"], repaired),
        disputed=shown["disputed"],
        record_class=shown["class"],
        fields=tuple(shown["fields"].items()),
    )


def _marks(*labels: str) -> tuple[str, ...]:
    """Return what must stand beside a title: nothing while the fact simply holds."""
    return tuple(label for label in labels if label and label != Validity.VALID.label)


def _status_label(status: str, since: date | None) -> str:
    label = SubjectStatus(status).label
    if status == SubjectStatus.ACTIVE.value:
        return label
    return f"已{label}（{since:%Y-%m-%d}）" if since else f"已{label}"
