"""Correct or withdraw one record: a submission of one row, which another person of the agency looks at (第十一条)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import transaction

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.rights import Grant, Right
from xinyong.catalogue.checks.subjects import ACTION_FIELD
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, corrections, reviewing
from xinyong.collection.errors import CollectionError, NotYoursError, UndecidedError, WrongStateError
from xinyong.collection.models import Correction, Submission
from xinyong.collection.originals import Original
from xinyong.collection.states import Channel, State
from xinyong.collection.template import write_template
from xinyong.infra.clock import local_date
from xinyong.records.models import Record
from xinyong.records.states import ChangeKind, Validity

SHORTEST_REASON, LONGEST_REASON = 5, 500
# Why a record is withdrawn, as an agency says it.
WITHDRAWALS: Mapping[str, str] = {
    ChangeKind.DECISION_CHANGED.value: "原决定已被撤销",
    ChangeKind.WRONG_SUBJECT.value: "报错了主体",
    ChangeKind.ERROR_CORRECTED.value: "误报，没有这回事",
}


class MovedError(CollectionError):
    """The record has changed since the form was opened."""


class PendingError(CollectionError):
    """Another correction of the record is under way.

    Attributes:
        receipt: Its number.
    """

    def __init__(self, receipt: str) -> None:
        super().__init__(
            "correction.pending",
            f"这条记录已有一份更正或者撤回正在办理（回执 {receipt}），办结以后才能再提。",
        )
        self.receipt = receipt


@dataclass(frozen=True)
class Wanted:
    """What is to become of a record.

    Attributes:
        record: The record.
        version: What the reporter looked at.
        values: All fields of the row, plain, by code.
        reason: In words; numbers in it are masked.
        change_kind: ERROR_CORRECTED, or of a withdrawal a key of `WITHDRAWALS`.
        withdraws: The record is withdrawn.
        token: Of the form: sent twice, it is one submission.
    """

    record: Record
    version: int
    values: Mapping[str, str]
    reason: str
    token: str
    change_kind: ChangeKind = ChangeKind.ERROR_CORRECTED
    withdraws: bool = False


@transaction.atomic
def correct(*, wanted: Wanted, by: Actor, at: datetime) -> Submission:
    """Hand in a correction as a filled-in template of one row.

    Raises:
        NotYoursError: `by` is no reporter of the agency that reported the record.
        UndecidedError: There is no reason, or too short or too long a one.
        MovedError: The record has another version by now.
        PendingError: Another correction of it is under way.
        WrongStateError: It is withdrawn already.

    Events: submission:receive.
    Source: 第十一条.
    """
    _require_reporter(wanted.record, by)
    _require_reason(wanted.reason)
    found = Record.objects.select_for_update().get(pk=wanted.record.pk)
    first = Submission.objects.filter(token=wanted.token, agency=found.agency, actor=by.key).first()
    if first is not None:
        return first
    _require_present(found, wanted)
    submission = actions.receive(
        source=_file(wanted, at),
        original=Original(
            filename="撤回.xlsx" if wanted.withdraws else "更正.xlsx",
            item=load_catalogue().item(found.item),
            token=wanted.token,
            reason=wanted.reason,
        ),
        agency=Organisation.objects.get(code=found.agency),
        channel=Channel.FORM,
        by=by,
        at=at,
    )
    Correction.objects.create(
        submission=submission,
        record_id=found.pk,
        subject_id=found.subject_id,
        version=wanted.version,
        change_kind=wanted.change_kind,
        withdraws=wanted.withdraws,
    )
    return submission


def hand_to_reviewer(*, submission: Submission, by: Actor, at: datetime) -> Submission:
    """Check a correction at once, while its reporter waits, and confirm it; what cannot be loaded is cancelled.

    A single row takes a moment, and whoever has typed it should not have to come back for what is wrong with it. The
    worker, which was told to check it too, finds nothing left to do.

    Returns:
        The submission IN_REVIEW; or CANCELLED, with its findings or without any change.
    """
    try:
        if submission.state == State.RECEIVED:
            actions.check(submission=submission, by=by, at=at)
        if submission.state == State.CHECKED:
            _decide(submission, by=by, at=at)
    except WrongStateError:  # done by the worker, or by the same form sent twice
        submission.refresh_from_db()
    finally:
        reviewing.forget()
    return submission


def _decide(submission: Submission, *, by: Actor, at: datetime) -> None:
    if submission.rejected or submission.planned.get("unchanged"):
        actions.cancel(submission=submission, by=by, at=at)
    else:
        actions.confirm(submission=submission, accept_valid=False, open_signed=False, by=by, at=at)


def _require_reporter(record: Record, by: Actor) -> None:
    if not rights.may(by, Right.CORRECT, record.agency, under=Grant.OWN_WITH_REASON):
        raise NotYoursError("correction.not_yours", "更正和撤回由报送单位的报送员提出。请切换到报送岗位。")


def _require_reason(text: str) -> None:
    if not SHORTEST_REASON <= len(text.strip()) <= LONGEST_REASON:
        raise UndecidedError(
            "correction.reason", f"请写明理由，{SHORTEST_REASON}至{LONGEST_REASON}个字，审核人据此核对。"
        )


def _require_present(found: Record, wanted: Wanted) -> None:
    if other := corrections.pending(found):
        raise PendingError(other.submission.receipt)
    if found.version != wanted.version:
        raise MovedError(
            "correction.moved",
            f"这条记录在您填写期间有了第{found.version}版，下面是现在的内容。请重新核对，需要的再更正。",
        )
    if found.validity == Validity.REVOKED:
        raise WrongStateError(
            "correction.withdrawn", "这条记录已经撤回，不能再更正。确需恢复的，请按原事项重新报送。"
        )


def _file(wanted: Wanted, at: datetime) -> BytesIO:
    """Return the template of the item, filled in with the row."""
    catalogue, content = load_catalogue(), BytesIO()
    row = {code: value for code, value in wanted.values.items() if value}
    row[ACTION_FIELD] = "撤销" if wanted.withdraws else "更正"
    item = catalogue.item(wanted.record.item)
    write_template(item, catalogue.edition, content, local_date(at), rows=[row])
    content.seek(0)
    return content
