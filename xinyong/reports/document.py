"""The report as a value: what is printed, in order, every text printable and free of personal numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a record."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """One record.

    Attributes:
        title: With its place in the section; in a sheet without.
        day: What the day is called: 处罚决定日期, 立案时间.
        decided_on: Empty where nothing was decided: the line is left out then, as with `until`.
        marks: 撤销, 变更, 已修复 …; empty while it simply stands.
        disputed: An objection is being dealt with: printed bold.
        record_class: A, B or C; shown in restricted versions only.
    """

    title: str
    day: str
    decided_on: str
    until: str
    source: str
    marks: tuple[str, ...]
    disputed: bool
    record_class: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section; without records it says so. `sheet`: it says who the subject is."""

    numeral: str
    title: str
    cards: tuple[Card, ...]
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """One of the eight counts of the summary."""

    title: str
    value: int


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page says.

    Attributes:
        brand: Name of the city's site.
        title: Its lines.
        subject_code: Empty of a person, whose document is never printed.
        labels: 存续, 已注销 and the like.
        purpose: For whom and what for; empty in the public version.
        address: Where the report is verified; printed, and in the QR code.
    """

    brand: str
    title: tuple[str, ...]
    number: str
    code: str
    name: str
    subject_code: str
    kind: str
    labels: tuple[str, ...]
    version: str
    purpose: str
    issued_on: str
    issued_at: str
    issuer: str
    period: str
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `missing` are notes on characters that the fonts do not have."""

    cover: Cover
    notes: tuple[str, ...]
    counts: tuple[Count, ...]
    sections: tuple[Section, ...]
    advice_numeral: str
    advice_title: str
    advice: tuple[str, ...]
    missing: tuple[str, ...]
    qr: str
    watermark: str
