"""What is asked of the list of an agency's own records, and its rows in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xinyong.accounts.actors import Actor
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.models import RowOutcome, Submission
from xinyong.records.models import Record, RecordVersion, SubjectIdentifier
from xinyong.records.own import Asked, present_versions, sees_every_agency
from xinyong.records.queries import is_personal_number, organisations_named
from xinyong.records.states import Disclosure, Family, Validity
from xinyong.rules.identifiers import canonical_code, check_uscc, mask_numbers_in
from xinyong.screens.asking import chosen, day_of, typed
from xinyong.screens.values import Field

_ALL = ("", "全部")
_MOST_SUBJECTS = 200
STATES = {"disputed": "异议中"}
VALIDITY_TONES = {
    Validity.VALID: "good",
    Validity.CHANGED: "calm",
    Validity.REVOKED: "bad",
    Validity.UNLAWFUL: "bad",
    Validity.VOID: "bad",
    Validity.LAPSED: "warn",
}
DISCLOSURE_TONES = {Disclosure.DISCLOSED: "good", Disclosure.TAKEN_DOWN: "warn"}


@dataclass(frozen=True, slots=True)
class ListForm:
    """The conditions of the list as typed.

    Attributes:
        text: A name or a code of an organisation; never a person's.
        personal: What was typed holds a person's number: it must not stay in the address.
        agency: For those who see every agency.
    """

    agency: str
    item: str
    text: str
    document: str
    receipt: str
    since: date | None
    until: date | None
    validity: str
    disclosure: str
    state: str
    personal: bool = False

    def repeated(self) -> dict[str, str]:
        """Return what the address of a further page asks."""
        days = {"since": self.since, "until": self.until}
        names = ("agency", "item", "document", "receipt", "validity", "disclosure", "state")
        found = {"q": self.text} | {name: getattr(self, name) for name in names}
        return found | {name: day.isoformat() if day else "" for name, day in days.items()}


def read_list(given: Mapping[str, str], agencies: Mapping[str, str]) -> ListForm:
    """Read the conditions; what is not understood asks for nothing."""
    texts = {name: typed(given, name) for name in ("q", "document", "receipt")}
    return ListForm(
        agency=chosen(given, "agency", agencies),
        item=chosen(given, "item", load_catalogue().items),
        text=texts["q"],
        document=texts["document"],
        receipt=texts["receipt"].upper(),
        since=day_of(given, "since"),
        until=day_of(given, "until"),
        validity=chosen(given, "validity", Validity.values),
        disclosure=chosen(given, "disclosure", Disclosure.values),
        state=chosen(given, "state", STATES),
        personal=any(map(_is_personal, texts.values())),
    )


def _is_personal(text: str) -> bool:
    return is_personal_number(text) or (
        text != mask_numbers_in(text) and not check_uscc(canonical_code(text)).valid
    )


def asked_of(form: ListForm, actor: Actor) -> Asked:
    """Return what the list is narrowed down to."""
    items = (form.item,) if form.item else tuple(load_catalogue().items)
    return Asked(
        items=items,
        subjects=_subjects(form.text) if form.text else None,
        among=_rows_of(form.receipt, actor) if form.receipt else None,
        document=form.document,
        since=form.since,
        until=form.until,
        validity=form.validity,
        disclosure=form.disclosure,
        disputed=form.state == "disputed",
    )


def _subjects(text: str) -> tuple[int, ...]:
    """Return organisations of a code or a name; persons are found by neither."""
    code = canonical_code(text)
    of_code = SubjectIdentifier.objects.filter(value=code, subject__family=Family.ORGANISATION)
    found = tuple(of_code.values_list("subject_id", flat=True)) if code else ()
    return found or tuple(each.pk for each in organisations_named(text, _MOST_SUBJECTS))


def _rows_of(receipt: str, actor: Actor) -> QuerySet[RowOutcome, Any]:
    submissions = Submission.objects.filter(receipt=receipt)
    if not sees_every_agency(actor):
        submissions = submissions.filter(agency=actor.organisation)
    return RowOutcome.objects.filter(submission__in=submissions.values("pk"), record_id__isnull=False).values(
        "record_id"
    )


def list_fields(form: ListForm, agencies: Mapping[str, str]) -> list[Field]:
    """Return the fields of the filter."""
    items = [(item.code, item.title) for item in load_catalogue().items.values()]
    fields = [
        Field("item", "信息事项", form.item, "select", options=(_ALL, *items)),
        Field("q", "名称或者代码", form.text, hint="只找社会法人；自然人的记录按文书号或者回执查"),
        Field("document", "文书号", form.document),
        Field("receipt", "回执编号", form.receipt),
        Field("since", "决定日期自", form.since.isoformat() if form.since else "", "date"),
        Field("until", "决定日期至", form.until.isoformat() if form.until else "", "date"),
        Field("validity", "效力", form.validity, "select", options=(_ALL, *Validity.choices)),
        Field("disclosure", "公示", form.disclosure, "select", options=(_ALL, *Disclosure.choices)),
        Field("state", "异议", form.state, "select", options=(_ALL, *STATES.items())),
    ]
    if agencies:
        options = (("", "请选择"), *agencies.items())
        fields.insert(0, Field("agency", "报送单位", form.agency, "select", options=options))
    return fields


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A record as its row shows it: of its fields only who it is about and its number."""

    record: Record
    title: str
    name: str
    document: str
    receipt: str

    def texts(self) -> list[str]:
        """Return the cells as texts."""
        record = self.record
        disputed = "（异议中）" if record.disputed else ""
        return [
            self.title,
            self.name,
            self.document,
            record.decided_on.isoformat() if record.decided_on else "",
            Validity(record.validity).label,
            Disclosure(record.disclosure).label + disputed,
            str(record.version),
            self.receipt,
        ]


def rows_of(records: Sequence[Record]) -> Iterator[OwnRow]:
    """Yield the rows of a page; two statements however many they are."""
    versions = present_versions(records)
    receipts = receipts_of(version.submission_id for version in versions.values())
    for record in records:
        version = versions[record.pk]
        item = load_catalogue().item(record.item)
        document = version.payload.get(item.decision.document or "", "")
        yield OwnRow(
            record, item.title, name_of(record, version), document, receipts.get(version.submission_id, "")
        )


def name_of(record: Record, version: RecordVersion) -> str:
    """Return who a record is about: as the platform knows them, or where it does not as the row has it."""
    known: str = record.subject.name if record.subject else ""
    return known or str(version.payload.get(load_catalogue().item(record.item).subject.name, ""))


def receipts_of(numbers: Iterable[int]) -> dict[int, str]:
    """Return the receipts of submissions by number; one statement."""
    return dict(Submission.objects.filter(pk__in=set(numbers)).values_list("pk", "receipt"))
