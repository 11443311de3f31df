"""Looks at the non-public records of one subject: every one writes its entry, also when refused or empty.

What an actor sees follows 第十五条 and the table of rights: A always; B for departments in their duty; C only
with a grant, a letter or a task; one's own agency's records in full. Identity documents, telephones and accounts
are masked for everyone here. Sealed (封存) records, and those kept beyond their time, are not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.models import RowOutcome, Submission
from xinyong.infra import crypto
from xinyong.infra.clock import local_date
from xinyong.inquiries import presenting
from xinyong.inquiries.actions import Answer, Question, write_entry
from xinyong.inquiries.models import Outcome, Way
from xinyong.records.models import Record, RecordVersion, Subject
from xinyong.records.queries import find_subject
from xinyong.records.states import Family, RecordClass


@dataclass(frozen=True)
class Look:
    """What is asked.

    Attributes:
        code: Identifier of the subject, in clear.
        purpose: Code of the vocabulary of purposes.
        reason: In words, kept five years.
        way: Through which door.
        task: Number of the receipt a member of the centre works on, if any.
        organisation: Number of the subject, instead of its code, where it was chosen by name; organisations only.
    """

    code: str
    purpose: str
    reason: str
    way: Way
    task: str | None = None
    organisation: int | None = None


@dataclass
class Found:
    """The answer.

    Attributes:
        entry: Number of the log entry.
        outcome: answered, nothing or refused.
        refusal: Code and words of a refusal.
        subject: The subject as shown; None when nothing was found or all was refused.
        records: As shown; see `presenting.record`.
    """

    entry: int
    outcome: Outcome
    refusal: tuple[str, str] | None = None
    subject: dict[str, Any] | None = None
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether the look was refused."""
        return self.outcome == Outcome.REFUSED

    def document(self) -> dict[str, Any]:
        """Return the answer for machines."""
        document: dict[str, Any] = {"entry": self.entry, "outcome": self.outcome.value}
        if self.refusal:
            return document | {"error": dict(zip(("code", "message"), self.refusal, strict=True))}
        return document | {"subject": self.subject, "records": self.records}

    def in_words(self) -> str:
        """Return the answer for a person."""
        if self.refusal:
            return f"{self.refusal[1]}（已记入查询日志，第 {self.entry} 号）"
        return (
            presenting.in_words(self.subject, self.records) + f"\n（本次查询已记入日志，第 {self.entry} 号）"
        )


def look_up(*, look: Look, by: Actor, at: datetime) -> Found:
    """Answer a look and write its entry, in one transaction.

    Raises:
        UnknownPurposeError, ReasonMissingError: The look does not say what it is for; nothing was looked up.

    Source: 第十五条, 第十八条, 第十九条; design 4.4.
    """
    with transaction.atomic():
        subject = _subject(look)
        scope = _scope(look, subject, by)
        records = list(_records(subject, scope, by, local_date(at))) if subject and scope.allowed else []
        outcome = _outcome(scope, records)
        entry = write_entry(
            question=_question(look, subject, records, scope),
            answer=Answer(outcome, data_version(), "" if scope.allowed else scope.refusal[0]),
            by=by,
            at=at,
        )
        if not scope.allowed:
            return Found(entry.pk, outcome, refusal=scope.refusal)
        shown = _shown(records, scope, by)
        return Found(
            entry.pk,
            outcome,
            subject=presenting.subject(subject) if subject and shown else None,
            records=shown,
        )


def _subject(look: Look) -> Subject | None:
    if look.organisation is not None:
        return Subject.objects.filter(pk=look.organisation, family=Family.ORGANISATION).first()
    return find_subject(look.code, crypto.keyring(settings.XINYONG_HOME))


@dataclass(frozen=True)
class _Scope:
    """How far the actor may see."""

    classes: frozenset[str] = frozenset()
    basis: str = ""
    refusal: tuple[str, str] = ("", "")

    @property
    def allowed(self) -> bool:
        return bool(self.classes)


_A, _B, _C = RecordClass.PUBLIC.value, RecordClass.SHARED.value, RecordClass.RESTRICTED.value


def _scope(look: Look, subject: Subject | None, by: Actor) -> _Scope:
    granted = grants(by, Right.SEE)
    if Grant.BY_INQUIRY in granted:
        return _Scope(frozenset({_A, _B}))
    if Grant.IN_TASK in granted:
        if look.task is None:
            return _Scope(frozenset({_A}))
        if _concerns(look.task, subject):
            return _Scope(frozenset({_A, _B, _C}), basis=f"办理任务 {look.task}")
        return _Scope(
            refusal=("look.no_such_task", "没有这个编号的任务，或该任务不涉及所查主体。请核对任务编号。")
        )
    if Grant.FIGURES in granted:
        return _Scope(
            refusal=("look.figures_only", "监督岗位只能查看统计数字，不能查看具体主体的记录（第五条）。")
        )
    return _Scope(
        refusal=(
            "look.no_right",
            "您的岗位没有查询信用记录的权限。确因职责需要的，请由本单位报送员或审核员查询（第十五条）。",
        )
    )


def _concerns(task: str, subject: Subject | None) -> bool:
    """Tell whether a receipt is about the subject: only then is it a task in which they may be looked at."""
    if subject is None:
        return False
    submission = Submission.objects.filter(receipt=task).first()
    if submission is None:
        return False
    lines = RowOutcome.objects.filter(submission=submission, record_id__isnull=False).values("record_id")
    return Record.objects.filter(pk__in=lines, subject=subject).exists()


def _records(subject: Subject, scope: _Scope, by: Actor, today: date) -> QuerySet[Record]:
    """Return the subject's records within the scope, the latest decision first."""
    kept = Q(retained_until__isnull=True) | Q(retained_until__gte=today)
    own = Q(agency=by.organisation) if by.organisation else Q(pk__in=[])
    visible = Q(record_class__in=scope.classes) | own
    return Record.objects.filter(kept, visible, subject=subject, sealed=False).order_by(
        F("decided_on").desc(nulls_last=True), "item", "pk"
    )


def _shown(records: Sequence[Record], scope: _Scope, by: Actor) -> list[dict[str, Any]]:
    wanted = {(r.pk, r.version) for r in records}
    versions = {
        v.record_id: v
        for v in RecordVersion.objects.filter(record_id__in=[r.pk for r in records])
        if (v.record_id, v.seq) in wanted
    }
    submissions = {v.submission_id for v in versions.values()}
    receipts = dict(Submission.objects.filter(pk__in=submissions).values_list("pk", "receipt"))
    catalogue, keys = load_catalogue(), crypto.keyring(settings.XINYONG_HOME)
    return [
        presenting.record(
            r,
            versions[r.pk],
            item=catalogue.item(r.item),
            receipt=receipts.get(versions[r.pk].submission_id, ""),
            levels=scope.classes | ({_A, _B, _C} if r.agency == by.organisation else set()),
            keys=keys,
        )
        for r in records
    ]


def _outcome(scope: _Scope, records: Sequence[Record]) -> Outcome:
    if not scope.allowed:
        return Outcome.REFUSED
    return Outcome.ANSWERED if records else Outcome.NOTHING


def _question(look: Look, subject: Subject | None, records: Sequence[Record], scope: _Scope) -> Question:
    keys = crypto.keyring(settings.XINYONG_HOME)
    return Question(
        way=look.way,
        purpose=look.purpose,
        purpose_text=look.reason,
        items=sorted({r.item for r in records}),
        subject=subject.pk if subject else None,
        subject_digest=None if subject else keys.digest("asked_code", look.code.strip().upper()),
        basis=scope.basis,
    )


def data_version() -> str:
    """Name the state of the data an answer rests on: the edition and the last submission."""
    last = Submission.objects.aggregate(last=Max("pk"))["last"] or 0
    return f"{load_catalogue().edition.code}@{last}"
