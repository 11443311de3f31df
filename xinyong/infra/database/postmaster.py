"""The server's main process: start it, recognise it beyond doubt, stop it.

A process id read from a file proves nothing. The kernel's word does: the peer of a connected socket is the
process that listens on it, and a pidfd goes on meaning that very process.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from xinyong.infra.database import logs, socket_folder
from xinyong.infra.database.account import Account
from xinyong.infra.database.errors import StartFailedError
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.patience import attempts
from xinyong.infra.database.programs import ENVIRONMENT, Programs
from xinyong.infra.database.server import Server

_WITHOUT_FSYNC = ("-c", "fsync=off", "-c", "full_page_writes=off")
# What PostgreSQL says when a predecessor is still on its way out (or in): worth another try.
_PASSING = ("is still in use", "already exists")
# Fast, immediate, kill; together less than anybody waits in lease.py.
_STOP = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 15.0), (signal.SIGKILL, 5.0))


def is_ready(server: Server) -> bool:
    """Return whether the server of this home, and no other, accepts connections.

    Raises:
        StartFailedError: A server answers and rejects our password.
        UnsafeFolderError: Somebody else made the folder of the socket.
    """
    layout = Layout(server.home)
    if not socket_folder.verify(server, Account.of(layout)):
        return False
    try:
        with psycopg.connect(server.superuser_dsn, connect_timeout=10) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise StartFailedError(
                f"the server of {server.home} rejects the password in its keys folder"
            ) from error
        return False
    return row is not None and layout.cluster.samefile(row[0])


def find(server: Server) -> int | None:
    """Return a pidfd of the postmaster that serves this home, None when it does not answer."""
    pid = _listener(server)
    if pid is None:
        return None
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    # Asked again with the pidfd in hand: from here on the number cannot be that of another process.
    if _listener(server) == pid and is_ready(server):
        return pidfd
    os.close(pidfd)
    return None


def start(server: Server, programs: Programs, *, fsync: bool, patience: float) -> int:
    """Start the server, or adopt the one that runs, and return its pidfd once it answers.

    Waits without limit while the server recovers, but at most `patience` seconds for a predecessor to go.

    Raises:
        StartFailedError: It did not start; the message ends with its last words.
    """
    deadline = time.monotonic() + patience
    process: subprocess.Popen[bytes] | None = None
    words_from = 0
    pauses = attempts()
    while (pidfd := find(server)) is None:
        next(pauses)
        if process is not None and process.poll() is not None:
            words = _words(server, words_from)
            was_killed = process.returncode < 0
            if time.monotonic() > deadline or not (was_killed or any(text in words for text in _PASSING)):
                raise StartFailedError(f"PostgreSQL did not start: {words[-600:]}")
            process = None
        if process is None:
            words_from = _size(Layout(server.home).server_log)
            process = _launch(server, programs, fsync=fsync)
    return pidfd


def stop(server: Server, pidfd: int) -> None:
    """Stop the server; with force when it does not listen, which the next start repairs.

    A server that is recovering is not asked twice: it has nothing to save, and a fast stop in the middle of
    a crash restart has been seen to hang.
    """
    for number, seconds in _STOP[1:] if _is_recovering(server) else _STOP:
        try:
            signal.pidfd_send_signal(pidfd, number)
        except ProcessLookupError:
            return
        if has_ended(pidfd, seconds):
            return


def has_ended(pidfd: int, seconds: float) -> bool:
    """Return whether the process ends within `seconds`."""
    return bool(select.select([pidfd], [], [], seconds)[0])


def _is_recovering(server: Server) -> bool:
    address = make_conninfo(host=str(server.socket_dir), port=server.port, connect_timeout=5)
    return pq.PGconn.ping(address.encode()) == pq.Ping.REJECT


def _listener(server: Server) -> int | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(server.socket))
        except OSError:
            return None
        peer = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", peer)[0]
    return pid


def _launch(server: Server, programs: Programs, *, fsync: bool) -> subprocess.Popen[bytes]:
    layout = Layout(server.home)
    environment = dict(ENVIRONMENT)
    recorded = _recorded_pid(layout.cluster)
    if recorded is None or not _works_in(recorded, layout.cluster):
        socket_folder.clear(server)
        # A number that another program got since is no postmaster. PostgreSQL takes the pid of a grandparent
        # for stale, and still looks for survivors in shared memory, which removing the file would prevent.
        environment["PG_GRANDPARENT_PID"] = str(recorded or 0)
    command = programs.command(
        "postgres",
        *("-D", str(layout.cluster)),
        *("-c", f'unix_socket_directories="{server.socket_dir}"', "-c", f"port={server.port}"),
        *(() if fsync else _WITHOUT_FSYNC),
    )
    log = logs.open_log(layout.server_log)
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment,
            start_new_session=True,
        )
    finally:
        os.close(log)


def _recorded_pid(cluster: Path) -> int | None:
    try:
        first = (cluster / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.isdecimal() else None


def _works_in(pid: int, folder: Path) -> bool:
    """Return whether a process has `folder` as its working directory, as every postmaster has its cluster."""
    try:
        return folder.samefile(f"/proc/{pid}/cwd")
    except OSError:
        return False


def _words(server: Server, start: int) -> str:
    """Return in one line what the server has said since its log had `start` bytes."""
    with Layout(server.home).server_log.open("rb") as log:
        log.seek(start)
        return " ".join(log.read().decode("utf-8", "replace").split())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
