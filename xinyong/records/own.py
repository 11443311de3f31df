"""Records as an agency manages them: its own in full, to the centre those that everybody may see (第十五条).

Whoever shows them writes the entry of the look: `inquiries.own_looks`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import F, Q, QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.catalogue.types import type_of
from xinyong.infra.refusal import RefusalError
from xinyong.records.models import Record, RecordVersion
from xinyong.records.states import Family, RecordClass

MOST_COUNTED = 10_000  # nobody turns more pages than that
_OF_CENTRE = frozenset({Grant.ON_LETTER, Grant.APPROVES})


class NoSuchRecordError(RefusalError):
    """There is no such record, or it is not the actor's to see: both look the same."""

    code = "records.unknown"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed down to; a blank asks for nothing.

    Attributes:
        items: Codes of items; the list is made item by item.
        subjects: Numbers of subjects; None = of all.
        among: Numbers of records as a query, those of one submission; None = all.
        document: Number of the decision's document, as typed.
    """

    items: tuple[str, ...]
    subjects: tuple[int, ...] | None = None
    among: QuerySet[Any] | None = None
    document: str = ""
    since: date | None = None
    until: date | None = None
    validity: str = ""
    disclosure: str = ""
    disputed: bool = False


def sees_every_agency(actor: Actor) -> bool:
    """Tell whether the actor looks after the records of all agencies, as the centre does."""
    return bool(_OF_CENTRE & set(grants(actor, Right.CORRECT)))


def access_records(*, actor: Actor, today: date) -> QuerySet[Record]:
    """Return the records an actor manages: of their own agency all; of others, for the centre, the public class.

    Sealed ones, and those kept beyond their time, are shown to nobody.
    """
    kept = Record.objects.filter(
        Q(retained_until__isnull=True) | Q(retained_until__gte=today), sealed=False
    ).select_related("subject")
    if sees_every_agency(actor):
        return kept.filter(record_class=RecordClass.PUBLIC, family=Family.ORGANISATION)
    if grants(actor, Right.CORRECT) and actor.organisation:
        return kept.filter(agency=actor.organisation)
    return kept.none()


def access_record(*, actor: Actor, number: int, today: date) -> Record:
    """Return one of those records.

    Raises:
        NoSuchRecordError: There is none of that number for the actor.
    """
    found = access_records(actor=actor, today=today).filter(pk=number).first()
    if found is None:
        raise NoSuchRecordError("没有这条记录，或者它不由您的单位报送。")
    return found


def newest(records: QuerySet[Record], asked: Asked, *, offset: int = 0, size: int) -> list[Record]:
    """Return a piece of the list, newest first; it reads so many rows of each item, not all."""
    return with_numbers(records, numbers_of(records, asked, offset=offset, size=size))


def numbers_of(records: QuerySet[Record], asked: Asked, *, offset: int = 0, size: int) -> list[int]:
    """Return the numbers of the records of a piece of the list, newest first; one statement."""
    pieces = [_ids(records, asked, item)[: offset + size] for item in asked.items]
    if not pieces:
        return []
    ordered = _united(pieces).order_by("-created_at", "-id") if len(pieces) > 1 else pieces[0]
    return [number for number, _ in ordered[offset : offset + size]]


def with_numbers(records: QuerySet[Record], numbers: Sequence[int]) -> list[Record]:
    """Return records in the order of their numbers; one statement."""
    rows = {record.pk: record for record in records.filter(pk__in=numbers).defer("public")}
    return [rows[number] for number in numbers if number in rows]


def count_of(records: QuerySet[Record], asked: Asked) -> int:
    """Return how many there are, as far as `MOST_COUNTED`."""
    pieces = [_ids(records, asked, item)[:MOST_COUNTED] for item in asked.items]
    return min(_united(pieces).count(), MOST_COUNTED) if pieces else 0


def present_versions(records: Iterable[Record]) -> dict[int, RecordVersion]:
    """Return the present version of each record, by its number; one statement."""
    numbers = [record.pk for record in records]
    found = RecordVersion.objects.filter(record_id__in=numbers, seq=F("record__version"))
    return {version.record_id: version for version in found}


def history(record: Record) -> list[RecordVersion]:
    """Return all versions of a record, the latest first."""
    return list(RecordVersion.objects.filter(record_id=record.pk).order_by("-seq"))


def _ids(records: QuerySet[Record], asked: Asked, item: str) -> QuerySet[Any]:
    # Item by item, in the order of the index `record_by_agency`: a short list of one item is not looked for among
    # all the others.
    found = records.filter(_conditions(asked), item=item).select_related(None)
    return found.order_by("-created_at", "-id").values_list("id", "created_at")


def _united(pieces: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    first, *rest = pieces
    return first.union(*rest, all=True) if rest else first


def _conditions(asked: Asked) -> Q:
    found = Q()
    if asked.subjects is not None:
        found &= Q(subject_id__in=asked.subjects)
    if asked.among is not None:
        found &= Q(pk__in=asked.among)
    if asked.document:
        found &= Q(decision_key__endswith=f"|{document_key(asked.document)}")
    if asked.since:
        found &= Q(decided_on__gte=asked.since)
    if asked.until:
        found &= Q(decided_on__lte=asked.until)
    states = {"validity": asked.validity, "disclosure": asked.disclosure, "disputed": asked.disputed}
    return found & Q(**{name: value for name, value in states.items() if value})


def document_key(text: str) -> str:
    """Return the number of a document in the form in which two are the same one."""
    return str(pl.select(type_of("decision_number").key(pl.lit(text))).item())
