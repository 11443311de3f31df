"""How far the worker is with a submission: noted beside the transactions of its steps, told to who waits."""

from dataclasses import dataclass

from django.db import connection

from xinyong.collection.models import Progress, Step, Submission
from xinyong.infra.sql import read_sql

_FEWEST_SECONDS = 1  # before that a rate is a guess

_WORKER = (
    "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds')"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How far a submission is.

    Attributes:
        step: reading, checking, planning, loading; empty = it has not begun.
        title: Of the step.
        rows: Done in this step.
        rate: Rows per second; None while that is not known.
        total: Rows in all, where the file tells.
        remaining: Seconds left, where that can be told.
        worker: Whether a worker is alive: without one nothing goes on until it is back.
    """

    step: str = ""
    title: str = ""
    rows: int = 0
    rate: int | None = None
    total: int | None = None
    remaining: int | None = None
    worker: bool = False


def note(submission: Submission, step: Step, rows: int = 0, total: int | None = None) -> None:
    """Note how far the worker is; outside the transaction of the step, or nobody sees it before it is over."""
    known = total if total and rows <= total else None  # what a sheet says of itself need not be true
    with connection.cursor() as cursor:
        cursor.execute(
            read_sql("collection", "progress"),
            {"submission": submission.pk, "step": step.value, "rows": rows, "total": known},
        )


def progress(submission: Submission) -> Shown:
    """Return how far the worker is with a submission, and whether there is one."""
    found = Progress.objects.filter(submission=submission).first()
    worker = is_worker_alive()
    if found is None:
        return Shown(worker=worker)
    seconds = (found.at - found.started_at).total_seconds()
    rate = round(found.rows / seconds) if seconds >= _FEWEST_SECONDS and found.rows else None
    left = found.total - found.rows if found.total else None
    return Shown(
        step=found.step,
        title=Step(found.step).label,
        rows=found.rows,
        rate=rate,
        total=found.total,
        remaining=max(0, -(-left // rate)) if rate and left is not None else None,
        worker=worker,
    )


def is_worker_alive() -> bool:
    """Tell whether a worker is there; without one what was handed in and confirmed waits."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKER)
        return bool(cursor.fetchone()[0])
