"""Writes that no submission makes: links between subjects, the mark of an objection on a record."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.rights import Grant, Right, may
from xinyong.audit import actions as audit
from xinyong.audit.actions import Target
from xinyong.infra.refusal import RefusalError
from xinyong.records.models import Record, Subject, SubjectLink
from xinyong.records.states import LinkKind


class LinkError(RefusalError):
    """Two subjects cannot be linked, or a link cannot be undone; the text says why."""

    code = "records.link"


class DisputeError(RefusalError):
    """A record cannot be marked as disputed, or the mark cannot be taken away; the text says why."""

    code = "records.dispute"


# What the platform numbers its papers with: letters, year, a count. It can hold no words and no personal number, so
# that it may stand in an event.
_NUMBER = re.compile(r"[A-Z]{2,6}\d{4}-\d{6}")


@dataclass(frozen=True)
class Relation:
    """What is said of two subjects.

    Attributes:
        subject: The earlier one: merged, split, converted.
        other: What became of it, or the same person's other document.
        kind: How they belong together.
        on: Day it happened.
        basis: Document or registration it rests on.
    """

    subject: Subject
    other: Subject
    kind: LinkKind
    on: date
    basis: str


@transaction.atomic
def link(*, relation: Relation, by: Actor, at: datetime) -> SubjectLink:
    """Record that two subjects belong together: 合并, 分立, 个转企, 同一人. Nothing is re-keyed.

    Args:
        relation: What is said of them.
        by: A member of the centre, on an agency's letter.
        at: Instant of recording.

    Raises:
        LinkError: Not allowed; without a basis; to itself; of different families; known already.

    Events: records:subject:link.
    """
    _require_centre_for_links(by)
    if not relation.basis.strip():
        raise LinkError("关联主体须写明依据（文书或登记）。")
    if relation.subject.family != relation.other.family:
        raise LinkError("社会法人与自然人不能关联。")
    try:
        with transaction.atomic():
            made = SubjectLink.objects.create(**vars(relation))
    except IntegrityError as error:
        raise LinkError("这两个主体已有同样的关联，或是同一个主体。") from error
    _event("link", made, by=by, at=at)
    return made


@transaction.atomic
def unlink(*, found: SubjectLink, reason: str, by: Actor, at: datetime) -> SubjectLink:
    """Undo a link; it stays as history, with the reason.

    Raises:
        LinkError: Not allowed; without a reason; undone already.

    Events: records:subject:unlink.
    """
    _require_centre_for_links(by)
    locked = SubjectLink.objects.select_for_update().get(pk=found.pk)
    if locked.undone_at is not None:
        raise LinkError("该关联已经解除。")
    if not reason.strip():
        raise LinkError("解除关联须写明理由。")
    locked.undone_at, locked.undone_reason = at, reason.strip()
    locked.save()
    _event("unlink", locked, by=by, at=at)
    return locked


@transaction.atomic
def mark_disputed(*, record: Record, disputed: bool, basis: str, by: Actor, at: datetime) -> Record:
    """Mark that an objection to a record is being dealt with, or that it no longer is. Nothing else changes.

    The record stays disclosed and goes on counting (第二十四条); what the objection leads to is reported by its agency
    as a version of its own.

    Args:
        record: Locked by this call.
        disputed: Whether an objection is being dealt with from now on.
        basis: Number under which the objection was accepted, or the answer given.
        by: A member of the centre, on a written objection or an agency's letter.
        at: Instant of marking.

    Raises:
        DisputeError: Not allowed; without a number; marked so already.

    Events: records:record:dispute or records:record:undispute.
    Source: 第二十二条, 第二十四条.
    """
    if not _is_of_centre(by):
        raise DisputeError("只有信用中心经办人可以凭异议申请或者函件标记异议。")
    if not _NUMBER.fullmatch(basis):
        raise DisputeError("标记异议须写明受理编号：字母、年份和六位序号，如 YY2026-000001。")
    locked = Record.objects.select_for_update().get(pk=record.pk)
    if locked.disputed == disputed:
        raise DisputeError("该记录已经标记异议。" if disputed else "该记录没有异议标记。")
    locked.disputed = disputed
    locked.save(update_fields=["disputed"])
    audit.record(
        "records:record:dispute" if disputed else "records:record:undispute",
        by=by,
        at=at,
        target=Target("record", locked.pk),
        data={"item": locked.item, "basis": basis},
    )
    return locked


def _is_of_centre(by: Actor) -> bool:
    return may(by, Right.CORRECT, by.organisation, under=Grant.ON_LETTER)


def _require_centre_for_links(by: Actor) -> None:
    if not _is_of_centre(by):
        raise LinkError("只有信用中心经办人可以凭函件关联主体。")


def _event(verb: str, made: SubjectLink, *, by: Actor, at: datetime) -> None:
    audit.record(
        f"records:subject:{verb}",
        by=by,
        at=at,
        target=Target("subject", made.subject_id),
        data={"other": made.other_id, "kind": made.kind},
    )
