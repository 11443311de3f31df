"""A temporary home with a server of its own, removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from xinyong.infra import database
from xinyong.project.installation import open_home


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Yield an empty installation whose database stays up; the environment points every contestant at it."""
    before = dict(os.environ)
    home = Path(tempfile.mkdtemp(prefix="xinyong-bench-"))
    for name in ("DATABASE_URL", "DATABASE_URL_PUBLIC", "XINYONG_ROLE", "XINYONG_SITE", "XINYONG_DEBUG"):
        os.environ.pop(name, None)
    os.environ["XINYONG_HOME"] = str(home)
    try:
        with open_home():
            yield home
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(home, ignore_errors=True)


def settle(home: Path, *, analyze: bool = False) -> None:
    """Write out what the last contestant left in memory, so that the next does not pay for it.

    Args:
        home: The installation.
        analyze: Bring the statistics up to date too, as autovacuum does within minutes of a load.
    """
    with _administrator(home) as connection:
        if analyze:
            connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def sequential_scans(home: Path, tables: Sequence[str]) -> int:
    """Return how often the server has read one of the tables from end to end, ever.

    The counters see inside functions, where EXPLAIN does not; those of a session are complete when it has ended.
    """
    with _administrator(home) as connection:
        row = connection.execute(
            "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname = ANY(%s)", [list(tables)]
        ).fetchone()
    return int(row[0]) if row else 0


def subject_numbers(home: Path, count: int) -> list[int]:
    """Return numbers of organisations, at random since numbers are."""
    with _administrator(home) as connection:
        rows = connection.execute(
            "SELECT id FROM records_subject WHERE family = 'organisation' ORDER BY id LIMIT %s", [count]
        ).fetchall()
    return [number for (number,) in rows]


def listed_names(home: Path) -> list[str]:
    """Return names of organisations that a piece of the name finds: all but households named as a person."""
    with _administrator(home) as connection:
        rows = connection.execute(
            "SELECT s.name FROM records_subject AS s WHERE s.family = 'organisation'"
            " AND NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named) ORDER BY s.id"
        ).fetchall()
    return [name for (name,) in rows]


def _administrator(home: Path) -> psycopg.Connection:
    server = database.connection_parameters(home)
    dsn = psycopg.conninfo.make_conninfo(server.superuser_dsn, dbname=server.database)
    return psycopg.connect(dsn, autocommit=True)
