"""Real servers in temporary homes; every home is checked for leftovers when its test ends."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from xinyong.infra.database import connection_parameters, postmaster, running
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.locks import Kind, LockFile
from xinyong.infra.database.server import Server

ROOT = Path(__file__).parents[3]
USER = """
import sys
from pathlib import Path
import psycopg
from xinyong.infra.database import acquire
lease = acquire(Path(sys.argv[1]), fsync=False)
with psycopg.connect(lease.server.superuser_dsn) as connection:
    print(*connection.execute("SELECT pg_postmaster_start_time()").fetchone(), flush=True)
sys.stdin.read()
lease.release()
"""


class User:
    """Another process that holds a lease until its standard input ends."""

    def __init__(self, home: Path, *prefix: str) -> None:
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", USER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd="/",
        )

    def ready(self) -> str:
        """Wait for its lease; return the start time of the server it got."""
        line = self.process.stdout.readline().strip()
        assert line, "the user process died"
        return line

    def leave(self) -> int:
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.process.stdin.close()
        self.process.stdout.close()


def processes(home: Path, word: str = "") -> list[psutil.Process]:
    """Return keeper, postmaster and everything else that works for `home`; or those started with `word`."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "cwd", "uids"])
        if process.pid != os.getpid() and _works_for(process.info, home, word)
    ]


def _works_for(info: dict[str, Any], home: Path, word: str) -> bool:
    command = info["cmdline"] or []
    return (info["cwd"] == str(home / "database") or str(home) in command) and (not word or word in command)


def wait_until_stopped(home: Path) -> None:
    """Wait for the kernel's word that no keeper is left."""
    with LockFile(Layout.of(home).keeper_lock) as keeper:
        assert keeper.take_before(time.monotonic() + 60, Kind.EXCLUSIVE)


@pytest.fixture(name="processes")
def _processes() -> Callable[[Path], list[psutil.Process]]:
    return processes


@pytest.fixture(name="wait_until_stopped")
def _wait_until_stopped() -> Callable[[Path], None]:
    return wait_until_stopped


@pytest.fixture
def new_home() -> Iterator[Callable[[Path], Path]]:
    """Register a folder as a home; afterwards nothing of it may run or lie outside of it."""
    homes: list[Path] = []

    def register(path: Path) -> Path:
        homes.append(path.resolve())
        return path

    yield register
    for home in homes:
        if home.exists():
            wait_until_stopped(home)
        assert processes(home) == []
        assert not connection_parameters(home).socket_dir.exists()


@pytest.fixture
def home(tmp_path: Path, new_home: Callable[[Path], Path]) -> Path:
    return new_home(tmp_path / "home")


@pytest.fixture
def user(home: Path) -> Iterator[Callable[..., User]]:
    """Start other processes that use a home; whatever happens, they end with the test."""
    users: list[User] = []

    def start(of: Path = home, *prefix: str) -> User:
        users.append(User(of, *prefix))
        return users[-1]

    yield start
    for started in users:
        started.close()


@pytest.fixture
def watch() -> Iterator[Callable[[Path], int]]:
    """Return a pidfd of the postmaster that serves a home, proven by the kernel."""
    pidfds: list[int] = []

    def find(home: Path) -> int:
        pidfd = postmaster.find(connection_parameters(home))
        assert pidfd is not None
        pidfds.append(pidfd)
        return pidfd

    yield find
    for pidfd in pidfds:
        os.close(pidfd)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a module that only talk to it."""
    with running(tmp_path_factory.mktemp("shared") / "home", fsync=False) as started:
        yield started
    assert not started.socket_dir.exists()


@pytest.fixture
def query(server: Server) -> Callable[..., list[tuple]]:
    """Run one statement as a role, in a connection of its own."""

    def run(role: str, statement: str, *values: object, database: str | None = None) -> list[tuple]:
        dsn = psycopg.conninfo.make_conninfo(server.dsn(role), dbname=database or server.database)
        with psycopg.connect(dsn, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    return run
