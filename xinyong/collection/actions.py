"""The steps of a submission: receive, check, load or refuse. Each is committed by itself and can be repeated.

`submit` runs them one after the other for the command line and the inbox. What is handed in at the workspace is
checked by the worker; what people decide then is in `decisions`, and the worker loads what was confirmed.
"""

from datetime import datetime
from typing import BinaryIO, cast

import polars as pl
import psycopg
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.queries import name_on
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.collection import corrections, drafts, notices, numbering, originals, progress, reviewing
from xinyong.collection.decisions import approve, cancel, confirm, give_back
from xinyong.collection.errors import NotSupplierError, NotYoursError, RefusedFileError
from xinyong.collection.examination import Examination
from xinyong.collection.models import COUNTED, Finding, Step, Submission
from xinyong.collection.states import AT_THE_DESK, Channel, Outcome, State
from xinyong.collection.stepping import copy_back, event, lock, refuse_wrong_state
from xinyong.infra import job_queue, storage
from xinyong.infra.bulk_copy import copy_frame
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import Child, UnreadableError
from xinyong.infra.sql import read_sql
from xinyong.infra.storage import StoredFile
from xinyong.records import merge
from xinyong.rules.identifiers import mask_numbers_in

__all__ = ["approve", "cancel", "check", "confirm", "give_back", "load", "receive", "submit"]

CHECK_JOB = "xinyong.collection.tasks.check"
_ONCE = "submission_token_once"  # the constraint


def receive(
    *,
    source: BinaryIO | StoredFile,
    original: originals.Original,
    agency: Organisation,
    channel: Channel,
    by: Actor,
    at: datetime,
) -> Submission:
    """Take a file in, whatever it holds: store it encrypted and give it a receipt.

    At the workspace the worker is told to check it. A form that was sent twice gets one receipt.

    Args:
        source: The bytes, read to the end once, or the file stored while it came in; it is destroyed when it
            gets no receipt of its own.
        original: Name of the file, item and sheet it is submitted under, and whether good rows may load alone.
        agency: The reporting agency.
        channel: See `states.Channel`.
        by: Who submits.
        at: Instant of receipt; its civil date decides the edition and the date checks.

    Raises:
        NotYoursError: `by` may not submit for the agency.
        NotSupplierError: The item is not the agency's to supply.

    Events: submission:receive.
    Source: 第十一条, 第十二条.
    """
    stored = source if isinstance(source, StoredFile) else None
    try:
        _require_supplier(original.item, agency, by, at)
        if first := _same_form(original.token, agency, by):
            _destroy(stored)
            return first
        stored = stored or storage.store(cast("BinaryIO", source), settings.XINYONG_HOME)
        return _enter(stored, original, agency, channel, by=by, at=at)
    except IntegrityError as error:
        _destroy(stored)
        first = _same_form(original.token, agency, by) if _names(error, _ONCE) else None
        if first is None:
            raise
        return first
    except BaseException:
        _destroy(stored)
        raise


@transaction.atomic
def _enter(
    stored: StoredFile,
    original: originals.Original,
    agency: Organisation,
    channel: Channel,
    *,
    by: Actor,
    at: datetime,
) -> Submission:
    submission = Submission.objects.create(
        receipt=numbering.next_number(numbering.RECEIPT, local_date(at).year),
        agency=agency.code,
        item=original.item.code,
        edition=load_catalogue().edition.code,
        channel=channel,
        received_at=at,
        actor_kind=by.kind,
        actor=by.key,
        post=by.post_id,
        filename=originals.readable_name(original.filename),
        asked_sheet=original.sheet,
        accept_valid=original.accept_valid,
        size=stored.size,
        sm3=stored.sm3,
        stored_name=stored.name,
        wrapped_key=stored.wrapped_key,
        token=original.token,
        reason=mask_numbers_in(original.reason.strip()),
    )
    event(submission, "receive", by=by, at=at, size=stored.size)
    if channel in AT_THE_DESK:
        job_queue.defer(CHECK_JOB, submission=submission.pk)
    return submission


def _require_supplier(item: Item, agency: Organisation, by: Actor, at: datetime) -> None:
    name = name_on(agency.code, local_date(at))
    if not rights.may(by, rights.Right.SUBMIT, agency.code):
        raise NotYoursError("submission.not_yours", f"您不能以{name}的名义报送。请切换到该单位的报送岗位。")
    if not item.suppliers.allow(agency.code, agency.get_kind_display()):
        raise NotSupplierError(
            "submission.not_supplier",
            f"《{item.title}》（{item.code}）不由{name}报送。请核对信息项；确应由本单位报送的，请联系信用中心调整目录。",
        )


def _same_form(token: str, agency: Organisation, by: Actor) -> Submission | None:
    """Return what was made of the same form before, by the same hand."""
    if not token:
        return None
    return Submission.objects.filter(token=token, agency=agency.code, actor=by.key).first()


def _names(error: IntegrityError, constraint: str) -> bool:
    cause = error.__cause__
    return isinstance(cause, psycopg.Error) and cause.diag.constraint_name == constraint


def _destroy(stored: StoredFile | None) -> None:
    if stored is not None:
        storage.destroy(stored.name, settings.XINYONG_HOME)


def check(
    *, submission: Submission, by: Actor, at: datetime, child: Child | None = None
) -> Examination | None:
    """Read the original and record what is wrong with it; load nothing.

    Returns:
        The examination, whose good rows are staged in this session for `load`; None when the file is unreadable.

    Events: submission:check.
    """
    refuse_wrong_state(submission, "check")
    try:
        examination = reviewing.examine(submission, at=at, child=child)
    except (UnreadableError, RefusedFileError) as error:
        _unreadable(submission, error, by=by, at=at)
        return None
    with transaction.atomic():
        locked = lock(submission, "check")
        _replace_findings(locked, examination)
        good = int(examination.lines["ok"].sum())
        locked.rows, locked.held, locked.rejected = (
            examination.lines.height,
            good,
            examination.lines.height - good,
        )
        locked.kind, locked.sheet, locked.header_line = (
            examination.kind,
            examination.sheet,
            examination.header.line,
        )
        drafts.keep(locked, examination)
        locked.state, locked.checked_at = State.CHECKED, at
        locked.error_code = locked.error_message = ""
        locked.save()
        event(
            locked,
            "check",
            by=by,
            at=at,
            rows=locked.rows,
            rejected=locked.rejected,
            findings=locked.findings_total,
        )
    copy_back(submission, locked)
    return examination


def load(
    *, submission: Submission, examination: Examination | None = None, by: Actor, at: datetime
) -> Submission:
    """Carry out a checked submission, or refuse it when rows are rejected and nobody chose to load the others.

    Args:
        submission: In state CHECKED, its confirmation given beforehand, or CONFIRMED.
        examination: What `check` returned in this very session; without it the original is read again.
        by: Who confirms.
        at: Instant of loading.

    Events: submission:load or submission:refuse.
    Source: design 4.3; 第十二条.
    """
    refuse_wrong_state(submission, "load")
    again = False
    if examination is None or not reviewing.is_staged_here(submission):
        # Before the transaction: while it reads, others may merge, and their lock is not to be waited for half-held.
        examination, again = reviewing.examine(submission, at=at), True
    progress.note(submission, Step.LOADING, examination.lines.height)
    with transaction.atomic():
        locked = lock(submission, "load")
        if again:  # the records may say something else than they did when it was checked
            _replace_findings(locked, examination)
        if merge.lock() != examination.planned:
            late = reviewing.add_conflicts(locked, examination, at=at)
            _write_findings(locked, late, after=locked.findings_total)
        # Under the lock of merges nothing moves any more; between the approval and now something may have.
        refused = corrections.has_moved(locked) or (
            not examination.lines["ok"].all() and not locked.accept_valid
        )
        if not refused:
            context = reviewing.context(locked, at=at)
            merge.merge(context, is_register=reviewing.is_register(locked))
            with connection.cursor() as cursor:
                cursor.execute(read_sql("collection", "ledger"), {"submission": locked.pk})
        _write_ledger_of_the_rest(locked, examination, good=Outcome.HELD if refused else None)
        _settle(locked, refused=refused, by=by, at=at)
    reviewing.forget()
    copy_back(submission, locked)
    return submission


def submit(*, submission: Submission, by: Actor, at: datetime, child: Child | None = None) -> Submission:
    """Check and load a received submission in one go, with the confirmation given beforehand."""
    examination = check(submission=submission, by=by, at=at, child=child)
    if examination is not None:
        load(submission=submission, examination=examination, by=by, at=at)
    return submission


def _settle(submission: Submission, *, refused: bool, by: Actor, at: datetime) -> None:
    """Count the ledger into the submission and name the result."""
    was_confirmed, expected = submission.state == State.CONFIRMED, submission.rejected
    counts = reviewing.ledger_counts(submission)
    for outcome in COUNTED:
        setattr(submission, outcome, counts.get(outcome, 0))
    whole = State.LOADED_IN_PART if submission.rejected else State.LOADED
    submission.state = State.REFUSED if refused or submission.rejected == submission.rows else whole
    submission.finished_at = at
    submission.error_code = submission.error_message = ""
    if refused and corrections.has_moved(submission):
        submission.error_code, submission.error_message = notices.MOVED_SINCE
    elif was_confirmed and submission.rejected > expected:
        submission.error_code, submission.error_message = notices.changed_since(
            submission.rejected, refused=submission.state == State.REFUSED
        )
    drafts.forget(submission)
    submission.save()
    event(submission, "refuse" if submission.state == State.REFUSED else "load", by=by, at=at, **counts)


def _write_ledger_of_the_rest(
    submission: Submission, examination: Examination, *, good: Outcome | None
) -> None:
    """Copy the rejected rows into the ledger, and the good ones too when nothing was loaded."""
    outcome = (
        pl.when("ok").then(pl.lit(good.value if good else None)).otherwise(pl.lit(Outcome.REJECTED.value))
    )
    rest = examination.lines.select(
        pl.lit(submission.pk, pl.Int64).alias("submission_id"), "line", outcome.alias("outcome")
    ).drop_nulls("outcome")
    copy_frame(rest, "collection_rowoutcome", ("submission_id", "line", "outcome"), schema="public")


def _replace_findings(submission: Submission, examination: Examination) -> None:
    Finding.objects.filter(submission=submission).delete()
    submission.findings_total, submission.findings_by_kind = 0, []
    _write_findings(submission, examination.findings, after=0)


def _write_findings(submission: Submission, findings: pl.DataFrame, *, after: int) -> None:
    """Store findings with their cells, and the count of every kind."""
    if findings.is_empty():
        return
    table = notices.with_cells(findings).with_columns(
        pl.lit(submission.pk, pl.Int64).alias("submission_id"),
        (pl.int_range(1, findings.height + 1) + after).alias("ordinal"),
    )
    columns = ("submission_id", "ordinal", "line", "cell", "field", "code", "severity", "message", "shown")
    copy_frame(notices.shortened(table), "collection_finding", columns, schema="public")
    submission.findings_total = after + findings.height
    submission.findings_by_kind = notices.by_kind(submission.findings_by_kind if after else [], findings)


def _unreadable(
    submission: Submission, error: UnreadableError | RefusedFileError, *, by: Actor, at: datetime
) -> None:
    with transaction.atomic():
        locked = lock(submission, "check")
        Finding.objects.filter(submission=locked).delete()
        for outcome in ("rows", "findings_total", *COUNTED):
            setattr(locked, outcome, 0)
        locked.findings_by_kind = []
        locked.state, locked.error_code, locked.error_message = State.UNREADABLE, error.code, error.message
        locked.finished_at = at
        locked.planned = {}
        drafts.forget(locked)
        locked.save()
        event(locked, "check", by=by, at=at, error=error.code)
    copy_back(submission, locked)
