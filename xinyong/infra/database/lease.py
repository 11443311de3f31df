"""Using the server: it runs while at least one process holds a lease, and not a moment longer."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

import xinyong
from xinyong.infra.database import errors, logs, postmaster
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.locks import Kind, LockFile
from xinyong.infra.database.patience import attempts
from xinyong.infra.database.provision import is_provisioned, provision
from xinyong.infra.database.server import Server, connection_parameters

START_SECONDS = 120.0  # long enough for the recovery after a power failure
STOP_SECONDS = 90.0  # more than postmaster.stop takes at worst
_KEEPER = "xinyong.infra.database.keeper"
_READY = b"ready"


@dataclass(frozen=True)
class Lease:
    """The right to find the server of a home running. Ends with `release()` or with the process."""

    server: Server
    _users: LockFile

    def release(self) -> None:
        """Give the server back; when nobody else uses it, wait until it has stopped."""
        self._users.close()
        _wait_until_stopped(self.server, time.monotonic() + STOP_SECONDS)


def acquire(home: Path, *, fsync: bool = True, timeout: float = START_SECONDS) -> Lease:
    """Make sure that the server of `home` runs, has its roles and database, and goes on running.

    Creates the home and everything in it when absent. Any number of processes may call this at once.

    Args:
        home: The folder XINYONG_HOME.
        fsync: False only for data that may be lost, such as a test's; counts when this call starts the server.
        timeout: Seconds to wait at most.

    Raises:
        DatabaseUnavailableError: Why the server cannot be used; its subclasses say what is wrong.
    """
    deadline = time.monotonic() + timeout
    layout = Layout.of(home)
    layout.make()
    server = connection_parameters(home)
    users = LockFile(layout.users_lock)
    with ExitStack() as undo:
        undo.callback(users.close)
        if not users.take_before(deadline, Kind.SHARED):
            raise errors.StartTimeoutError(f"the server of {layout.home} does not finish stopping")
        _start_in_turn(layout, server, fsync=fsync, deadline=deadline)
        undo.pop_all()
    return Lease(server, users)


@contextmanager
def running(home: Path, *, fsync: bool = True) -> Iterator[Server]:
    """Keep the server of `home` running inside a `with` block; see `acquire`."""
    lease = acquire(home, fsync=fsync)
    try:
        yield lease.server
    finally:
        lease.release()


def _start_in_turn(layout: Layout, server: Server, *, fsync: bool, deadline: float) -> None:
    with LockFile(layout.start_lock) as turn, LockFile(layout.keeper_lock) as keeper:
        if not turn.take_before(deadline, Kind.EXCLUSIVE):
            raise _timeout(layout, server)
        started = _ensure(layout, server, keeper, fsync=fsync, deadline=deadline)
        try:
            if started or not is_provisioned(server):
                provision(server, layout.home)
        except psycopg.OperationalError as error:
            raise errors.DatabaseUnavailableError(
                f"the server of {layout.home} went away: {error}"
            ) from error


def _ensure(layout: Layout, server: Server, keeper: LockFile, *, fsync: bool, deadline: float) -> bool:
    """Return once the server answers and a keeper watches it; True when we started the keeper."""
    started = False
    for _ in attempts(until=deadline):
        if keeper.holder() is None:
            _start_keeper(layout, fsync=fsync, deadline=deadline)
            started = True
        if postmaster.is_ready(server):
            return started
    raise _timeout(layout, server)


def _start_keeper(layout: Layout, *, fsync: bool, deadline: float) -> None:
    command = [sys.executable, "-P", "-m", _KEEPER, str(layout.home), *([] if fsync else ["--no-fsync"])]
    reader, writer = os.pipe()
    log = logs.open_log(layout.keeper_log)
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(writer)
        os.close(log)
    with os.fdopen(reader, "rb") as answers:
        readable = select.select([answers], [], [], max(0.0, deadline - time.monotonic()))[0]
        _understand(answers.readline().strip() if readable else None, layout)


def _understand(answer: bytes | None, layout: Layout) -> None:
    """Raise what the keeper reported. No word at all means that it was killed or not needed: look again."""
    if answer is None:
        raise errors.StartTimeoutError(
            f"the server of {layout.home} is not ready yet; see {layout.server_log}"
        )
    name, _, message = answer.decode("utf-8", "replace").partition(": ")
    if answer not in {b"", _READY}:
        kind = getattr(errors, name, None)
        raise (
            kind(message) if kind else errors.StartFailedError(f"{name}: {message}; see {layout.keeper_log}")
        )


def _environment() -> dict[str, str]:
    """Return our environment, in which the keeper finds this very package."""
    root = str(Path(xinyong.__file__).parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, *([inherited] if inherited else [])])}


def _wait_until_stopped(server: Server, deadline: float) -> None:
    layout = Layout(server.home)
    with LockFile(layout.users_lock) as users, LockFile(layout.keeper_lock) as keeper:
        for _ in attempts(until=deadline):
            if users.holder() is Kind.SHARED:
                return
            if keeper.holder() is None and not _adopted(layout, server, keeper, deadline):
                return


def _adopted(layout: Layout, server: Server, keeper: LockFile, deadline: float) -> bool:
    """Give a server whose keeper was killed to a new one, which will stop it; False when none is left."""
    with LockFile(layout.start_lock) as turn:
        if not turn.take_before(deadline, Kind.EXCLUSIVE) or keeper.holder() is not None:
            return True
        if not postmaster.is_ready(server):
            return False
        _start_keeper(layout, fsync=True, deadline=deadline)
        return True


def _timeout(layout: Layout, server: Server) -> errors.StartTimeoutError:
    return errors.StartTimeoutError(
        f"the server of {layout.home} does not answer at {server.socket_dir}; see {layout.server_log}, and "
        "check that every process uses the same XINYONG_RUN"
    )
