"""A record as its agency sees it: all its fields, what is sensitive masked; to the centre what everybody may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Disclosure as Level
from xinyong.catalogue.model import Field, Item
from xinyong.catalogue.types import type_of
from xinyong.collection.models import Submission
from xinyong.collection.showing import moment, people
from xinyong.infra.crypto import Keyring, is_sealed
from xinyong.records.models import Record, RecordVersion
from xinyong.records.states import ChangeKind, Disclosure, Validity
from xinyong.screens.values import Line

_PUBLIC = frozenset({Level.PUBLIC, Level.MASKED})
_STANDING = frozenset({Validity.VALID, Validity.CHANGED, Validity.LAPSED})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a record is shown to.

    Attributes:
        own: The agency that reported it: all fields. Otherwise those for everybody, masked where they are for them.
        keys: Open what is sealed, to be masked.
    """

    own: bool
    keys: Keyring

    def fields(self, item: Item) -> list[Field]:
        """Return the fields that may be shown."""
        return [field for field in item.fields if field.stored and (self.own or field.disclosure in _PUBLIC)]

    def plain(self, value: str | None) -> str:
        """Open what is sealed: equal values have unequal ciphertexts."""
        text = value or ""
        return self.keys.open_(text) if is_sealed(text) else text

    def text(self, value: str, field: Field) -> str:
        """Return a plain value as it is shown."""
        if not value:
            return ""
        kind = type_of(field.type)
        masked = field.sensitive or (field.disclosure is Level.MASKED and not self.own)
        form = kind.mask(pl.lit(value)) if masked else kind.display(pl.lit(value), field)
        return str(pl.select(form).item())


def content(record: Record, payload: Mapping[str, str], reader: Reader) -> list[Line]:
    """Return the fields of a version that are not blank."""
    fields = reader.fields(load_catalogue().item(record.item))
    shown = ((field, reader.text(reader.plain(payload.get(field.code)), field)) for field in fields)
    return [Line(field.title, text) for field, text in shown if text]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two versions differ; sensitive values are masked, and may then look alike."""

    title: str
    old: str
    new: str


def differences(
    record: Record, before: Mapping[str, str], after: Mapping[str, str], reader: Reader
) -> Iterator[Difference]:
    """Yield the fields in which two versions differ."""
    for field in reader.fields(load_catalogue().item(record.item)):
        old, new = reader.plain(before.get(field.code)), reader.plain(after.get(field.code))
        if old != new:
            yield Difference(field.title, reader.text(old, field), reader.text(new, field))


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in its history; without a receipt where the reader has none to open."""

    seq: int
    kind: str
    validity: str
    at: str
    who: str
    receipt: str
    line: int
    reason: str


def history(versions: Sequence[RecordVersion]) -> list[VersionShown]:
    """Return versions in words, in their order; two statements however many they are."""
    numbers = {version.submission_id for version in versions}
    submissions = {each.pk: each for each in Submission.objects.filter(pk__in=numbers)}
    names = people((each.actor_kind, each.actor) for each in submissions.values())
    return [_version(each, submissions.get(each.submission_id), names) for each in versions]


def _version(
    version: RecordVersion, submission: Submission | None, names: Mapping[tuple[str, str], str]
) -> VersionShown:
    who = names.get((submission.actor_kind, submission.actor), "") if submission else ""
    return VersionShown(
        version.seq,
        ChangeKind(version.change_kind).label,
        Validity(version.validity).label,
        moment(version.at),
        who,
        submission.receipt if submission else "",
        version.line,
        version.reason,
    )


def is_public(record: Record, today: date) -> bool:
    """Tell whether the public site shows the record: as `disclosure/sql/views.sql` has it."""
    begun = record.disclosed_from is None or record.disclosed_from <= today
    lasts = record.disclosed_until is None or record.disclosed_until >= today
    return record.disclosure == Disclosure.DISCLOSED and record.validity in _STANDING and begun and lasts
