"""The private folder of the server's socket, in a place where anybody may create files."""

import os
import stat
from pathlib import Path

from xinyong.infra.database.account import Account
from xinyong.infra.database.errors import UnsafeFolderError
from xinyong.infra.database.server import Server


def make(server: Server, account: Account) -> None:
    """Create the folder for `account`, or make sure that the one that is there is safe.

    Raises:
        UnsafeFolderError: Somebody else made it first.
    """
    try:
        server.socket_dir.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        account.own(server.socket_dir)
    verify(server, account)


def verify(server: Server, account: Account) -> bool:
    """Return whether the folder exists; refuse it unless it belongs to `account` alone.

    Raises:
        UnsafeFolderError: It belongs to another user, is open to others, or is no folder.
    """
    try:
        found = os.lstat(server.socket_dir)
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise UnsafeFolderError(
            f"{server.socket_dir} must be a folder of user {account.uid} with mode 0700, but is of user "
            f"{found.st_uid} with mode {found.st_mode:o}; somebody else made it; remove it or set XINYONG_RUN"
        )
    return True


def clear(server: Server) -> None:
    """Remove the socket and its lock; only while no server of this home runs."""
    for path in (server.socket, _lock(server)):
        path.unlink(missing_ok=True)


def remove(server: Server) -> None:
    """Remove the folder with what PostgreSQL leaves in it; only while no server of this home runs."""
    clear(server)
    server.socket_dir.rmdir()


def _lock(server: Server) -> Path:
    return server.socket.with_name(f"{server.socket.name}.lock")
