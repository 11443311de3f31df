"""What people decide about a checked submission: confirm, approve, give back, cancel. Nothing here reads the file.

Loading is the worker's: a decision that leads to it defers the job in its own transaction.
"""

from datetime import datetime

from django.db import transaction

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.queries import name_on
from xinyong.audit.models import ActorKind
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import RecordClass
from xinyong.collection import corrections, drafts
from xinyong.collection.errors import NotYoursError, UndecidedError
from xinyong.collection.models import Submission
from xinyong.collection.states import State
from xinyong.collection.stepping import copy_back, event, lock
from xinyong.infra import job_queue
from xinyong.infra.clock import local_date
from xinyong.rules.identifiers import mask_numbers_in

LOAD_JOB = "xinyong.collection.tasks.load_confirmed"
LONGEST_REASON = 500


@transaction.atomic
def confirm(
    *, submission: Submission, accept_valid: bool, open_signed: bool, by: Actor, at: datetime
) -> Submission:
    """Confirm a checked submission: it goes to the agency's reviewer, or is loaded by the worker.

    Args:
        submission: In state CHECKED, with at least one good row.
        accept_valid: Load the good rows although others are rejected; must be said where some are.
        open_signed: 公开审查: the rows hold no 国家秘密, 商业秘密 or 个人隐私. Needed of an item of class A where no
            second person looks at it.
        by: A reporter of the agency, or the centre on its behalf.
        at: Instant.

    Raises:
        NotYoursError: `by` may not submit for the agency.
        WrongStateError: It is not waiting to be confirmed.
        UndecidedError: No good row; rejected rows not spoken of; the signature is missing.

    Events: submission:confirm.
    Source: 第十一条, 第十五条.
    """
    _require_submitter(submission, by, at)
    found = lock(submission, "confirm")
    _require_good_rows(found, accept_valid=accept_valid)
    reviewed = corrections.has_second_person(found)
    if is_open(found) and not reviewed:
        _sign(found, open_signed=open_signed, by=by, at=at)
    found.confirmed_at, found.confirmed_by, found.confirmed_post = at, by.key, by.post_id
    # What nobody was asked about is not agreed to: a row may still be refused when it is loaded.
    found.accept_valid = accept_valid and found.rejected > 0
    found.state = State.IN_REVIEW if reviewed else State.CONFIRMED
    found.save()
    event(found, "confirm", by=by, at=at, accept_valid=found.accept_valid, signed=bool(found.open_signed_at))
    if not reviewed:
        job_queue.defer(LOAD_JOB, submission=found.pk)
    copy_back(submission, found)
    return submission


@transaction.atomic
def approve(*, submission: Submission, open_signed: bool, by: Actor, at: datetime) -> Submission:
    """Approve a submission in review; the worker loads it.

    Raises:
        NotYoursError: `by` is no reviewer of the agency, or submitted or confirmed it.
        WrongStateError: It is not in review, or not any more; or the record it corrects has moved on.
        UndecidedError: The signature of an item of class A is missing.

    Events: submission:approve.
    """
    _require_reviewer(submission, by, at)
    found = lock(submission, "approve")
    corrections.refuse_moved(found)
    if is_open(found):
        _sign(found, open_signed=open_signed, by=by, at=at)
    found.reviewed_at, found.reviewed_by, found.reviewed_post = at, by.key, by.post_id
    found.state = State.CONFIRMED
    found.save()
    event(found, "approve", by=by, at=at, signed=bool(found.open_signed_at))
    job_queue.defer(LOAD_JOB, submission=found.pk)
    copy_back(submission, found)
    return submission


@transaction.atomic
def give_back(*, submission: Submission, reason: str, by: Actor, at: datetime) -> Submission:
    """Give a submission in review back to its reporter; final, nothing was loaded.

    Args:
        submission: In state IN_REVIEW.
        reason: What is wrong and what to do; numbers in it are masked.
        by: A reviewer of the agency.
        at: Instant.

    Raises:
        NotYoursError, WrongStateError: As `approve`.
        UndecidedError: There is no reason, or too long a one.

    Events: submission:give_back.
    """
    _require_reviewer(submission, by, at)
    found = lock(submission, "give_back")
    found.review_reason = _reason(reason)
    found.reviewed_at, found.reviewed_by, found.reviewed_post = at, by.key, by.post_id
    _end(found, State.RETURNED, at=at)
    event(found, "give_back", by=by, at=at, rows=found.rows)
    copy_back(submission, found)
    return submission


@transaction.atomic
def cancel(*, submission: Submission, by: Actor, at: datetime) -> Submission:
    """Take back a submission that is not confirmed yet; final, nothing was loaded.

    Raises:
        NotYoursError: `by` may not submit for the agency.
        WrongStateError: It is confirmed, or final.

    Events: submission:cancel.
    """
    _require_submitter(submission, by, at)
    found = lock(submission, "cancel")
    _end(found, State.CANCELLED, at=at)
    event(found, "cancel", by=by, at=at, rows=found.rows)
    copy_back(submission, found)
    return submission


def is_open(submission: Submission) -> bool:
    """Tell whether what is loaded may be seen by everybody: the item is of class A, and the row is not withdrawn."""
    public = load_catalogue().item(submission.item).record_class == RecordClass.A
    return public and not corrections.withdraws(submission)


def _end(submission: Submission, state: State, *, at: datetime) -> None:
    drafts.write_ledger(submission)
    drafts.forget(submission)
    submission.state, submission.finished_at = state, at
    submission.save()


def _require_submitter(submission: Submission, by: Actor, at: datetime) -> None:
    if not rights.may(by, rights.Right.SUBMIT, submission.agency):
        name = name_on(submission.agency, local_date(at))
        raise NotYoursError("submission.not_yours", f"您不能以{name}的名义报送。请切换到该单位的报送岗位。")


def _require_reviewer(submission: Submission, by: Actor, at: datetime) -> None:
    if not rights.may(by, rights.Right.APPROVE, submission.agency):
        name = name_on(submission.agency, local_date(at))
        raise NotYoursError(
            "submission.not_reviewer", f"审核由{name}的审核员办理。请切换到该单位的审核岗位。"
        )
    own = {submission.confirmed_by} | (
        {submission.actor} if submission.actor_kind == ActorKind.USER else set()
    )
    if by.key in own:
        raise NotYoursError(
            "submission.own_review",
            f"审核人不能是报送人：回执 {submission.receipt} 由您报送或确认，请本单位另一位审核员审核。",
        )


def _require_good_rows(submission: Submission, *, accept_valid: bool) -> None:
    if submission.held == 0:
        raise UndecidedError(
            "submission.no_good_row",
            f"回执 {submission.receipt} 没有合格行，不能入库。请下载标注工作簿，改正后重新报送，并取消本次报送。",
        )
    if submission.rejected and not accept_valid:
        raise UndecidedError(
            "submission.rejected_rows",
            f"有 {submission.rejected} 行不合格。请选择“只入库合格行”，或取消本次报送、改正后重新报送。",
        )


def _sign(submission: Submission, *, open_signed: bool, by: Actor, at: datetime) -> None:
    if not open_signed:
        raise UndecidedError(
            "submission.not_signed",
            "这些信息入库后将向社会公开。请完成公开审查，确认不含国家秘密、商业秘密和个人隐私，勾选后再提交。",
        )
    submission.open_signed_at, submission.open_signed_by = at, by.key


def _reason(text: str) -> str:
    reason = mask_numbers_in(text.strip())
    if not reason:
        raise UndecidedError("submission.reason_missing", "请写明退回的理由，让报送人知道要改什么。")
    if len(reason) > LONGEST_REASON:
        raise UndecidedError("submission.reason_too_long", f"退回理由最多 {LONGEST_REASON} 个字，请精简。")
    return reason
