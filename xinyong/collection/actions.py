"""The steps of a submission: receive, check, load or refuse. Each is committed by itself and can be repeated.

`submit` runs them one after the other for the command line and the inbox; in the workspace a review comes between
checking and loading.
"""

from datetime import datetime
from typing import BinaryIO

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.queries import name_on
from xinyong.audit import actions as audit
from xinyong.audit.actions import Target
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import notices, numbering, originals, reviewing
from xinyong.collection.errors import NotSupplierError, NotYoursError, RefusedFileError, WrongStateError
from xinyong.collection.examination import Examination
from xinyong.collection.models import COUNTED, Finding, Submission
from xinyong.collection.states import FINAL, TRANSITIONS, Channel, Outcome, State
from xinyong.infra import storage
from xinyong.infra.bulk_copy import copy_frame
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import Child, UnreadableError
from xinyong.infra.sql import read_sql
from xinyong.records import merge


def receive(
    *,
    source: BinaryIO,
    original: originals.Original,
    agency: Organisation,
    channel: Channel,
    by: Actor,
    at: datetime,
) -> Submission:
    """Take a file in, whatever it holds: store it encrypted and give it a receipt.

    Args:
        source: The bytes, read to the end once.
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
    name = name_on(agency.code, local_date(at))
    if not rights.may(by, rights.Right.SUBMIT, agency.code):
        raise NotYoursError("submission.not_yours", f"您不能以{name}的名义报送。请切换到该单位的报送岗位。")
    item = original.item
    if not item.suppliers.allow(agency.code, agency.get_kind_display()):
        raise NotSupplierError(
            "submission.not_supplier",
            f"《{item.title}》（{item.code}）不由{name}报送。请核对信息项；确应由本单位报送的，请联系信用中心调整目录。",
        )
    stored = storage.store(source, settings.XINYONG_HOME)
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                receipt=numbering.next_number(numbering.RECEIPT, local_date(at).year),
                agency=agency.code,
                item=item.code,
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
            )
            _event(submission, "receive", by=by, at=at, size=stored.size)
    except BaseException:
        storage.destroy(stored.name, settings.XINYONG_HOME)
        raise
    return submission


def check(
    *, submission: Submission, by: Actor, at: datetime, child: Child | None = None
) -> Examination | None:
    """Read the original and record what is wrong with it; load nothing.

    Returns:
        The examination, whose good rows are staged in this session for `load`; None when the file is unreadable.

    Events: submission:check.
    """
    _refuse_wrong_state(submission, "check")
    try:
        examination = reviewing.examine(submission, at=at, child=child)
    except (UnreadableError, RefusedFileError) as error:
        _unreadable(submission, error, by=by, at=at)
        return None
    with transaction.atomic():
        locked = _locked(submission, "check")
        Finding.objects.filter(submission=locked).delete()
        _write_findings(locked, examination.findings, after=0)
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
        locked.state, locked.checked_at = State.CHECKED, at
        locked.save()
        _event(
            locked,
            "check",
            by=by,
            at=at,
            rows=locked.rows,
            rejected=locked.rejected,
            findings=locked.findings_total,
        )
    _copy_back(submission, locked)
    return examination


def load(
    *, submission: Submission, examination: Examination | None = None, by: Actor, at: datetime
) -> Submission:
    """Carry out a checked submission, or refuse it when rows are rejected and nobody chose to load the others.

    Args:
        submission: In state CHECKED.
        examination: What `check` returned in this very session; without it the original is read again.
        by: Who confirms.
        at: Instant of loading.

    Events: submission:load or submission:refuse.
    Source: design 4.3; 第十二条.
    """
    _refuse_wrong_state(submission, "load")
    if examination is None or not reviewing.is_staged_here(submission):
        # Before the transaction: while it reads, others may merge, and their lock is not to be waited for half-held.
        examination = reviewing.examine(submission, at=at)
    with transaction.atomic():
        locked = _locked(submission, "load")
        if merge.lock() != examination.planned:
            late = reviewing.add_conflicts(locked, examination, at=at)
            _write_findings(locked, late, after=locked.findings_total)
        refused = not examination.lines["ok"].all() and not locked.accept_valid
        if not refused:
            context = reviewing.context(locked, at=at)
            merge.merge(context, is_register=reviewing.is_register(locked))
            with connection.cursor() as cursor:
                cursor.execute(read_sql("collection", "ledger"), {"submission": locked.pk})
        _write_ledger_of_the_rest(locked, examination, good=Outcome.HELD if refused else None)
        _settle(locked, refused=refused, by=by, at=at)
    reviewing.forget()
    _copy_back(submission, locked)
    return submission


def submit(*, submission: Submission, by: Actor, at: datetime, child: Child | None = None) -> Submission:
    """Check and load a received submission in one go, with the confirmation given beforehand."""
    examination = check(submission=submission, by=by, at=at, child=child)
    if examination is not None:
        load(submission=submission, examination=examination, by=by, at=at)
    return submission


def _settle(submission: Submission, *, refused: bool, by: Actor, at: datetime) -> None:
    """Count the ledger into the submission and name the result."""
    counts = reviewing.ledger_counts(submission)
    for outcome in COUNTED:
        setattr(submission, outcome, counts.get(outcome, 0))
    whole = State.LOADED_IN_PART if submission.rejected else State.LOADED
    submission.state = State.REFUSED if refused or submission.rejected == submission.rows else whole
    submission.finished_at = at
    submission.save()
    _event(submission, "refuse" if submission.state == State.REFUSED else "load", by=by, at=at, **counts)


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
        locked = _locked(submission, "check")
        Finding.objects.filter(submission=locked).delete()
        for outcome in ("rows", "findings_total", *COUNTED):
            setattr(locked, outcome, 0)
        locked.findings_by_kind = []
        locked.state, locked.error_code, locked.error_message = State.UNREADABLE, error.code, error.message
        locked.finished_at = at
        locked.save()
        _event(locked, "check", by=by, at=at, error=error.code)
    _copy_back(submission, locked)


def _locked(submission: Submission, step: str) -> Submission:
    """Lock the submission and make sure the step is allowed in its state."""
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    _refuse_wrong_state(locked, step)
    return locked


def _refuse_wrong_state(submission: Submission, step: str) -> None:
    if (State(submission.state), step) not in TRANSITIONS:
        known = "已办结" if submission.state in FINAL else State(submission.state).label
        raise WrongStateError(
            "submission.wrong_state", f"回执 {submission.receipt} {known}，不能再次办理。请刷新页面查看结果。"
        )


def _copy_back(submission: Submission, locked: Submission) -> None:
    """Let the caller's object show what was written."""
    submission.__dict__.update(locked.__dict__)


def _event(submission: Submission, verb: str, *, by: Actor, at: datetime, **data: object) -> None:
    audit.record(
        f"collection:submission:{verb}",
        by=by,
        at=at,
        target=Target("submission", submission.receipt),
        data={"item": submission.item, "agency": submission.agency, **data},
    )
