"""What is kept of a checked submission until it is final: how its lines fared, what it would change.

Pages show it while somebody confirms or reviews, and the ledger of a submission that is never loaded is written from
it, so that neither has to read the file again (docs/decisions/0014).
"""

import polars as pl
from django.db import connection

from xinyong.collection.examination import Examination
from xinyong.collection.models import Change, CheckedLines, Progress, Submission
from xinyong.infra.bulk_copy import copy_frame
from xinyong.infra.sql import read_sql

CHANGES_KEPT = 200
PLANNED = ("inserted", "updated", "unchanged", "revoked")


def keep(submission: Submission, examination: Examination) -> None:
    """Write the draft of a submission that was just checked in this session, instead of an earlier one."""
    _drop(submission)
    lines = _runs(examination.lines).with_columns(pl.lit(submission.pk, pl.Int64).alias("submission_id"))
    copy_frame(lines, "collection_checkedlines", ("submission_id", "first", "last", "ok"), schema="public")
    Progress.objects.filter(submission=submission).delete()
    submission.planned = _planned()
    if submission.planned["updated"] or submission.planned["revoked"]:
        _run("changes", submission, limit=CHANGES_KEPT)


def forget(submission: Submission) -> None:
    """Destroy the draft of a submission that has become final."""
    _drop(submission)
    Progress.objects.filter(submission=submission).delete()


def write_ledger(submission: Submission) -> None:
    """Write what became of every row of a submission that is not loaded: held or rejected."""
    _run("unloaded", submission)


def _drop(submission: Submission) -> None:
    for model in (CheckedLines, Change):
        model.objects.filter(submission=submission).delete()


def _runs(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines as runs that follow on each other and fared alike: first, last, ok."""
    breaks = (pl.col("line").diff() != 1) | (pl.col("ok") != pl.col("ok").shift())
    run = breaks.fill_null(value=True).cum_sum().alias("run")
    return (
        lines.sort("line")
        .group_by(run, maintain_order=True)
        .agg(pl.col("line").min().alias("first"), pl.col("line").max().alias("last"), pl.col("ok").first())
    )


def _planned() -> dict[str, int]:
    counts = dict.fromkeys(PLANNED, 0)
    with connection.cursor() as cursor:
        cursor.execute(read_sql("collection", "planned"))
        for outcome, count in cursor.fetchall():
            counts[outcome] += count
    return counts


def _run(name: str, submission: Submission, **more: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(read_sql("collection", name), {"submission": submission.pk, **more})
