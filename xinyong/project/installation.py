"""Brings an installation to the state of the code: database, migrations, rights of roles, organisations.

Done once under a lock; afterwards a look at one row tells that nothing is to be done.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from xinyong.infra import database
from xinyong.infra.refusal import RefusalError
from xinyong.project import env

_PACKAGE = Path(__file__).resolve().parents[1]
_LOCK = 0x78796964
_TURN_SECONDS = 0.2


class InstallationError(Exception):
    """The database could not be brought to the state of the code; the text is the output of what failed."""


class HomeError(RefusalError):
    """The home folder cannot be used."""

    code = "home.unusable"


@contextmanager
def open_home() -> Iterator[Path]:
    """Hold the database of the installation, set up and current, for the duration.

    Yields:
        The home folder.

    Raises:
        HomeError: The folder cannot be made.
        DatabaseUnavailableError: The server cannot be started or reached.
        InstallationError: Migrations failed.
    """
    home = env.home()
    _make(home)
    if url := env.text("DATABASE_URL"):
        _bring_up_to_date(url)
        yield home
        return
    with database.running(home) as server:
        _bring_up_to_date(server.dsn(database.OWNER))
        yield home


def _make(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"数据目录 {home} 无法建立（{error.strerror}）。请核对 XINYONG_HOME，或改用可写的目录。"
        ) from error


def state_of_code() -> str:
    """Return a digest over everything a set-up depends on: migrations, their SQL, rights, organisations."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/sql/*.sql", "accounts/data/**/*.yaml"):
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _bring_up_to_date(dsn: str) -> None:
    """Set the database up unless it already is; several commands starting at once wait for the first."""
    wanted = state_of_code()
    with _connected(dsn) as connection:
        if _state_of_database(connection) == wanted:
            return
        _wait_for_turn(connection)
        if _state_of_database(connection) == wanted:
            return
        if env.text("DATABASE_URL"):
            database.provision_external(dsn)
        _set_up()
        connection.execute("CREATE TABLE IF NOT EXISTS xinyong_installation (state text NOT NULL)")
        with connection.transaction():
            connection.execute("DELETE FROM xinyong_installation")
            connection.execute("INSERT INTO xinyong_installation VALUES (%s)", [wanted])


def _wait_for_turn(connection: psycopg.Connection) -> None:
    """Take the lock of the set-up, asking again and again.

    Waiting inside one statement would hold a snapshot all the time, and an index that the one whose turn it is builds
    CONCURRENTLY waits for every older snapshot: both would wait for ever, and the server could not see it.
    """
    while not connection.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()[0]:  # type: ignore[index]
        time.sleep(_TURN_SECONDS)


def _connected(dsn: str) -> psycopg.Connection:
    try:
        return psycopg.connect(dsn, autocommit=True, connect_timeout=30)
    except psycopg.OperationalError as error:
        # Its text names host and user, and never the password; neither is for the answer.
        raise database.DatabaseUnavailableError("the database does not answer") from error


def _state_of_database(connection: psycopg.Connection) -> str | None:
    if not connection.execute("SELECT to_regclass('xinyong_installation')").fetchone()[0]:  # type: ignore[index]
        return None
    row = connection.execute("SELECT state FROM xinyong_installation").fetchone()
    return row[0] if row else None


def _set_up() -> None:
    """Run the set-up in a process of its own, as the owner of the tables."""
    done = subprocess.run(
        [sys.executable, "-m", "xinyong.project.set_up"],
        env=os.environ | {"XINYONG_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "xinyong.project.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InstallationError(f"setting the database up failed:\n{done.stderr.strip()[-2000:]}")
