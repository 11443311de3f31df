"""Examines a stored submission against the catalogue and the records, with its good rows staged in this session."""

from datetime import datetime

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Count

from xinyong.accounts.queries import name_on
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.collection import corrections, notices, originals, progress, staging
from xinyong.collection import examination as examining
from xinyong.collection.examination import Assignment, Examination, Sink
from xinyong.collection.models import RowOutcome, Step, Submission
from xinyong.infra import crypto
from xinyong.infra.bulk_copy import copy_frame
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import Child
from xinyong.infra.sql import read_sql
from xinyong.records import merge
from xinyong.records.states import Origin

# The temporary tables belong to a connection, not to a process: the mark is kept where they are.
_MARK = "xinyong.staged_submission"


def item_of(submission: Submission) -> Item:
    """Return the item a submission was made under."""
    return load_catalogue().item(submission.item)


def is_register(submission: Submission) -> bool:
    """Tell whether the item is the register of its subjects, which decides their names and kinds."""
    return item_of(submission).is_register


def context(submission: Submission, *, at: datetime) -> merge.MergeContext:
    """Return what all lines of a submission share."""
    return merge.MergeContext(
        family=item_of(submission).family.value,
        item=submission.item,
        agency=submission.agency,
        edition=submission.edition,
        submission=submission.pk,
        origin=Origin.LOCAL,
        day=local_date(at),
        at=at,
        reason=submission.reason,
        revoked_as=corrections.revoked_as(submission),
    )


def examine(submission: Submission, *, at: datetime, child: Child | None = None) -> Examination:
    """Read the stored original, stage its good rows and find everything that is wrong.

    Raises:
        UnreadableError, RefusedFileError: See `examination.examine`.
    """
    item, keys = item_of(submission), crypto.keyring(settings.XINYONG_HOME)
    merge.prepare()
    assignment = Assignment(
        catalogue=load_catalogue(),
        item=item,
        agency_name=name_on(submission.agency, local_date(at)),
        day=local_date(submission.received_at),
        filename=submission.filename,
        sheet=submission.asked_sheet,
    )
    progress.note(submission, Step.READING)
    with originals.open_original(submission) as source:
        found = examining.examine(
            source.fileno(),
            assignment,
            Sink(
                lambda rows: staging.prepare(rows, item, keys),
                staging.copy,
                lambda rows, total: progress.note(submission, Step.CHECKING, rows, total),
            ),
            child,
        )
    progress.note(submission, Step.PLANNING)
    copy_frame(found.lines.filter(~pl.col("ok")).select("line"), "stage_bad", ("line",))
    copy_frame(found.repeats, "stage_repeat", ("line", "first_line"))
    late = add_conflicts(submission, found, at=at)
    found.findings = pl.concat([found.findings, late]).sort("line", "column", nulls_last=False)
    _mark(str(submission.pk))
    return found


def add_conflicts(submission: Submission, found: Examination, *, at: datetime) -> pl.DataFrame:
    """Plan against the records as they are now; reject the rows they contradict and return the new findings."""
    found.planned = merge.plan(context(submission, at=at))
    with connection.cursor() as cursor:
        cursor.execute(
            read_sql("collection", "conflicts"),
            {
                "agency": submission.agency,
                "family": item_of(submission).family.value,
                "compare_names": not is_register(submission),
            },
        )
        rows = cursor.fetchall()
    others = {detail for _, code, detail in rows if code == notices.OTHER_AGENCY}
    names = {code: name_on(code, local_date(at)) for code in others}
    findings = notices.of_records(rows, names)
    known = found.findings.filter(pl.col("code") == notices.NAME_DIFFERS).select("line", "code")
    findings = findings.join(known, on=["line", "code"], how="anti")
    bad = findings.filter(pl.col("severity") == "reject")["line"].unique()
    findings = pl.concat([findings, notices.repeated(findings, found.repeats)])
    _reject(found, bad)
    return findings


def _reject(found: Examination, bad: pl.Series) -> None:
    """Take lines, and the rows that merely repeat them, out of the plan."""
    if bad.is_empty():
        return
    repeats = found.repeats.filter(pl.col("first_line").is_in(bad.implode()))["line"].cast(bad.dtype)
    found.reject(pl.concat([bad, repeats]))
    copy_frame(pl.DataFrame({"line": bad}), "stage_bad", ("line",))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_temp.plan WHERE line IN (SELECT line FROM pg_temp.stage_bad)")
        cursor.execute(
            "DELETE FROM pg_temp.stage_repeat WHERE first_line IN (SELECT line FROM pg_temp.stage_bad)"
        )


def ledger_counts(submission: Submission) -> dict[str, int]:
    """Return the number of rows of each outcome, from the ledger."""
    rows = (
        RowOutcome.objects.filter(submission=submission)
        .values_list("outcome")
        .annotate(n=Count("line"))
        .order_by()
    )
    return dict(rows)


def is_staged_here(submission: Submission) -> bool:
    """Tell whether this very connection holds the staged rows of the submission."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [_MARK])
        return bool(cursor.fetchone()[0] == str(submission.pk))


def forget() -> None:
    """Drop what was staged: nothing temporary outlives its step."""
    merge.prepare()
    _mark("")


def _mark(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [_MARK, value])
