"""Puts the material of a report in order: sections, counts, notes, advice, and texts that can be printed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.types.dates import LONG_TERM
from xinyong.infra.clock import LOCAL, local_date
from xinyong.infra.typeset import Characters, qr_code
from xinyong.reports.document import Card, Count, Cover, Document, Line, Section
from xinyong.reports.material import Fact, Material
from xinyong.reports.models import Version
from xinyong.reports.sections import NUMERALS, order
from xinyong.reports.wording import wording
from xinyong.rules.identifiers import (
    check_registration_number,
    check_resident_id,
    check_uscc,
    mask_numbers_in,
)
from xinyong.screens.site import legal_basis, site

_PERSON = "自然人"
_LAST_DAY = date(2099, 12, 31)  # whether somebody is born yet is not asked here
_MOST_PLACES = 4
_TOLD_ABOVE = frozenset({"公示截止期", "数据来源单位"})


@dataclass(frozen=True, slots=True)
class Head:
    """What is decided at issue.

    Attributes:
        address: Of the verification page of this report.
        purpose: For whom and what for; empty in the public version.
    """

    number: str
    code: str
    version: Version
    at: datetime
    address: str
    purpose: str = ""


def compose(material: Material, head: Head) -> tuple[Document, Characters]:
    """Return the report, and which characters in it could not be shown."""
    signs = Characters()
    cover = _cover(material, head, signs)
    sections, counts = _sections(material, signs)
    advice = order().advice
    document = Document(
        cover=cover,
        notes=_notes(head),
        counts=counts,
        sections=sections,
        advice_numeral=NUMERALS[len(sections)],
        advice_title=advice.title,
        advice=_advice(material),
        missing=_missing(signs),
        qr=qr_code(head.address),
        watermark=f"{head.version.label}　{head.number}",
    )
    return document, signs


def _cover(material: Material, head: Head, signs: Characters) -> Cover:
    person = material.kind == _PERSON
    return Cover(
        brand=site().brand,
        title=wording().titles["person" if person else "organisation"],
        number=head.number,
        code="-".join(head.code[i : i + 4] for i in range(0, len(head.code), 4)),
        name=_printable(material.name, "封面，主体名称", signs),
        subject_code="" if person else material.code or "未登记",
        kind=material.kind,
        labels=(material.status,),
        version=head.version.label,
        purpose=_printable(head.purpose, "封面，用途", signs) or wording().purpose,
        issued_on=_day(local_date(head.at)),
        issued_at=f"{_day(local_date(head.at))} {head.at.astimezone(LOCAL):%H:%M:%S}",
        issuer=site().operator,
        period=_period(material, head.at),
        address=head.address,
    )


def _day(day: date) -> str:
    """Return a day as official papers write it, without zeros before a figure. Source: GB/T 9704-2012 7.3.5.4."""
    return f"{day.year}年{day.month}月{day.day}日"


def _period(material: Material, at: datetime) -> str:
    until = _day(local_date(at))
    dates = [fact.decided_on for fact in material.facts if fact.decided_on]
    return f"{_day(min(dates))}至{until}" if dates else f"截至{until}"


def _notes(head: Head) -> tuple[str, ...]:
    basis = legal_basis(local_date(head.at))
    # The title of an unconfirmed text says that it is one.
    words = () if basis is None else (f"依据：《{basis.title}》。",)
    return (wording().versions[head.version], *wording().notes, *words)


def _sections(material: Material, signs: Characters) -> tuple[tuple[Section, ...], tuple[Count, ...]]:
    sections, counts = [], []
    for numeral, place in zip(NUMERALS, order().places, strict=False):
        facts = [fact for fact in material.facts if order().place_of(fact.item) is place]
        where = f"{numeral}、{place.title}"
        make = _sheet if place.sheet else _card
        ordered = enumerate(_newest_first(facts), start=1)
        cards = tuple(make(fact, n, where, material, signs) for n, fact in ordered)
        sections.append(Section(numeral, place.title, cards, place.sheet))
        if place.count:
            counts.append(Count(place.count, len(cards)))
    return tuple(sections), tuple(counts)


def _newest_first(facts: list[Fact]) -> list[Fact]:
    return sorted(
        facts,
        key=lambda fact: (fact.decided_on is None, -fact.decided_on.toordinal() if fact.decided_on else 0),
    )


def _card(fact: Fact, ordinal: int, where: str, material: Material, signs: Characters) -> Card:
    place = f"{where}第{ordinal}条"
    own = _own_titles(fact)
    lines = (
        (title, value)
        for title, value in fact.fields
        if title not in own or value not in (material.name, material.code, f"{fact.decided_on}")
    )
    return Card(
        title=f"{ordinal}. {fact.title}",
        day=_day_title(fact),
        decided_on=f"{fact.decided_on or ''}",
        until=_until(fact),
        source=_printable(fact.source, f"{place}，数据来源单位", signs),
        marks=fact.marks,
        disputed=fact.disputed,
        record_class=fact.record_class,
        lines=_lines(lines, place, signs),
    )


def _sheet(fact: Fact, ordinal: int, where: str, material: Material, signs: Characters) -> Card:
    """Return what says who the subject is: every field, nothing decided."""
    whole = _card(replace(fact, fields=()), ordinal, where, material, signs)
    lines = _lines(fact.fields, f"{where}第{ordinal}条", signs)
    return replace(whole, title=fact.title, decided_on="", until="", lines=lines)


def _until(fact: Fact) -> str:
    return "长期" if fact.until is None or f"{fact.until}" == LONG_TERM else f"{fact.until}"


def _day_title(fact: Fact) -> str:
    """Return what the item calls the day: 处罚决定日期, 立案时间."""
    item = load_catalogue().items.get(fact.item)
    return item.field(item.decision.date).title if item and item.decision.date else "决定日期"


def _own_titles(fact: Fact) -> frozenset[str]:
    """Titles of fields that may only repeat the cover or the first lines of a card: name, codes, day of decision."""
    item = load_catalogue().items.get(fact.item)
    if item is None:
        return frozenset()
    codes = (item.subject.name, item.decision.date, *(field for _, field in item.subject.codes))
    return frozenset(item.field(code).title for code in codes if code)


def _lines(fields: Iterable[tuple[str, str]], place: str, signs: Characters) -> tuple[Line, ...]:
    return tuple(
        Line(title, _printable(value, f"{place}，{title}", signs))
        for title, value in fields
        if value and title not in _TOLD_ABOVE
    )


def _printable(value: Any, place: str, signs: Characters) -> str:
    text = str(value)
    return signs.text(text if _is_code_of_organisation(text) else mask_numbers_in(text), place)


def _is_code_of_organisation(text: str) -> bool:
    """Tell whether a text is a code and cannot be a resident's number: some codes are digits alone."""
    sound = check_uscc(text).valid or check_registration_number(text).valid
    return sound and "id.birth_date" in check_resident_id(text, _LAST_DAY).errors


def _missing(signs: Characters) -> tuple[str, ...]:
    """Return a note for each missing character: in a name it is missing in every record."""
    places: dict[str, list[str]] = {}
    for each in signs.missing:
        places.setdefault(each.point, []).append(each.place)
    return tuple(
        f"{point}：{'；'.join(found[:_MOST_PLACES])}{f'；等{len(found)}处' if len(found) > _MOST_PLACES else ''}"
        for point, found in places.items()
    )


def _advice(material: Material) -> tuple[str, ...]:
    told = order().advice
    present = {fact.item for fact in material.facts}
    return tuple(words for item, words in told.items.items() if item in present) or (told.clean,)
