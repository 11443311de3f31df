"""The set-based way from a staged submission into the records.

`collection` fills the temporary tables of `sql/staging.sql`; `plan` decides what would become of every good line;
`merge` carries it out. The plan can be looked at (and findings made from it) before anything is written.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from xinyong.infra.sql import read_sql
from xinyong.records.states import ChangeKind

# Merges take turns: two loads that name the same new subject would otherwise both create it. A merge takes seconds,
# and reading, checking and staging, which take longer, run side by side.
_MERGE_LOCK = 0x78796D67

_IDENTIFIER = {"organisation": "i.value = d.ident", "person": "i.digest = decode(d.ident, 'hex')"}


@dataclass(frozen=True)
class MergeContext:
    """What all lines of one submission share.

    Attributes:
        family: `organisation` or `person`.
        item: Code of the information item.
        agency: Code of the reporting agency.
        edition: Edition of the catalogue the lines were checked with.
        submission: Number of the submission.
        origin: See `states.Origin`.
        day: Civil date of loading.
        at: Instant of loading.
        reason: Why its versions are added, in words.
        revoked_as: Why records are revoked, see `states.ChangeKind`.
    """

    family: str
    item: str
    agency: str
    edition: str
    submission: int
    origin: str
    day: date
    at: datetime
    reason: str = ""
    revoked_as: str = ChangeKind.DECISION_CHANGED.value


def prepare() -> None:
    """Make the temporary tables of this session anew."""
    _run("staging")


def lock() -> int:
    """Wait for other merges and keep them out until the transaction ends; return how many there have been."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MERGE_LOCK])
    return _generation()


@transaction.atomic
def plan(context: MergeContext) -> int:
    """Decide what would become of every good staged line, in the temporary table `plan`.

    Columns: line, subject_id (null = unmatched), is_new, record_id, known_agency, known_seq, content, action and
    outcome (inserted, updated, unchanged, revoked). Lines in `stage_bad` and `stage_repeat` have no row.

    Returns:
        How many merges there had been: while `lock` returns the same number, the plan still holds.
    """
    with connection.cursor() as cursor:
        # Plans may be made side by side, but not while a merge is under way: they would miss what it adds.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_MERGE_LOCK])
        cursor.execute("DROP TABLE IF EXISTS pg_temp.stage_subject, pg_temp.plan")
    _run("plan", context, ident=_IDENTIFIER[context.family])
    return _generation()


def merge(context: MergeContext, *, is_register: bool) -> None:
    """Write subjects, records, versions and parties as planned; inside the caller's transaction.

    Args:
        context: As given to `plan`.
        is_register: The item is the register of its subjects: it decides their present name, kind and status.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('records_merge_generation')")
    _run("merge", context)
    if is_register:
        _run("register", context)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT records_refresh_statistics((SELECT count(*) FROM pg_temp.plan WHERE outcome <> 'unchanged'))"
        )


def _generation() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value + is_called::integer FROM records_merge_generation")
        return int(cursor.fetchone()[0])


def _run(name: str, context: MergeContext | None = None, **places: str) -> None:
    text = read_sql("records", name)
    for place, value in places.items():
        text = text.replace("{" + place + "}", value)
    with connection.cursor() as cursor:
        cursor.execute(text, asdict(context) if context else None)
