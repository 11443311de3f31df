"""Reads the SQL files of an app: `xinyong/<app>/sql/<name>.sql`."""

from pathlib import Path

from django.db.migrations import RunSQL

_PACKAGE = Path(__file__).resolve().parents[1]


def read_sql(app: str, name: str) -> str:
    """Return the text of `xinyong/<app>/sql/<name>.sql`.

    Raises:
        FileNotFoundError: There is no such file.
    """
    return (_PACKAGE / app / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def run_sql_file(app: str, name: str) -> RunSQL:
    """Return the migration operation that runs a file; going back does nothing, so files replace what they find."""
    return RunSQL(read_sql(app, name), reverse_sql=RunSQL.noop)
