"""The keeper: a small process that owns the server while anybody uses it.

`python -m xinyong.infra.database.keeper HOME [--no-fsync]` detaches itself, starts the server (or adopts one
whose keeper died), says so on standard output, starts it again when it crashes, and stops it when the kernel
says that no user is left. Started by `lease.acquire` only.
"""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from xinyong.infra.database import cluster, logs, postmaster, socket_folder
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.locks import Kind, LockFile
from xinyong.infra.database.programs import programs
from xinyong.infra.database.server import connection_parameters

READY = "ready"
_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.5
_LOG_CHECK_MILLISECONDS = 60_000
_STDOUT, _STDERR = 1, 2


def main(arguments: Sequence[str]) -> None:
    """Detach from the starter and keep the server of the home that the first argument names."""
    if os.fork():
        os._exit(0)  # the starter waits for this process only, so that no zombie is left to it
    try:
        keep(Path(arguments[0]), fsync="--no-fsync" not in arguments)
    except Exception as error:
        _report(f"{type(error).__name__}: {error}")
        raise
    os._exit(0)  # at once, without the interpreter's tidying


def keep(home: Path, *, fsync: bool) -> None:
    """Keep the server until the last user has left or we are told to stop.

    The locks are freed by the end of this process, so that who sees them free sees nothing of us any more.
    """
    layout = Layout.of(home)
    users, ours = LockFile(layout.users_lock), LockFile(layout.keeper_lock)
    if ours.take_before(time.monotonic(), Kind.EXCLUSIVE):
        _serve(layout, _ending(users), fsync=fsync)
    # else another keeper was faster: its starter was killed before it had the lock


def _serve(layout: Layout, ending: int, *, fsync: bool) -> None:
    server = connection_parameters(layout.home)
    tools = programs(layout)
    cluster.prepare(layout, tools, fsync=fsync)
    socket_folder.make(server, tools.account)
    while True:
        pidfd = postmaster.start(server, tools, fsync=fsync, patience=_PATIENCE_SECONDS)
        _report(READY)
        if _wait(pidfd, ending, layout):
            break
        os.close(pidfd)
        time.sleep(_PAUSE_SECONDS)  # it crashed: users are waiting for it
    postmaster.stop(server, pidfd)
    socket_folder.remove(server)


def _ending(users: LockFile) -> int:
    """Return a descriptor that becomes readable when the last user has left or SIGTERM has come."""
    ending = os.eventfd(0)

    def wait_for_users() -> None:
        users.take(Kind.EXCLUSIVE)
        os.eventfd_write(ending, 1)

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # not for the thread
    threading.Thread(target=wait_for_users, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: os.eventfd_write(ending, 1))
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # whatever the starter had blocked
    return ending


def _wait(pidfd: int, ending: int, layout: Layout) -> bool:
    """Return True when it is time to stop, False when the server has ended by itself."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(ending, select.POLLIN)
    while not (events := poll.poll(_LOG_CHECK_MILLISECONDS)):
        logs.bound(layout.server_log)
        logs.bound(layout.keeper_log)
    return any(fd == ending for fd, _ in events)


def _report(word: str) -> None:
    """Tell the starter, who may have lost patience, and let go of its pipe; later words go to the log."""
    with suppress(BrokenPipeError):
        os.write(_STDOUT, f"{word}\n".encode())
    os.dup2(_STDERR, _STDOUT)


if __name__ == "__main__":
    main(sys.argv[1:])
