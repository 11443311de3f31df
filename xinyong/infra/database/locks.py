"""Locks that the kernel frees when their holder dies, however it dies.

They are locks of an *open file description*: every `LockFile` counts for itself, also within one process;
children do not inherit them over exec; and one can ask who holds a lock without touching it.
"""

import errno
import fcntl
import os
import struct
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from xinyong.infra.database.patience import attempts

_FLOCK = "hhqqi"  # struct flock of 64-bit Linux: type, whence, start, length, pid


class Kind(Enum):
    """How a lock is held."""

    SHARED = fcntl.F_RDLCK
    EXCLUSIVE = fcntl.F_WRLCK


class LockFile:
    """One handle on a lock file; closing it, or dying, frees what it holds."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)

    def take(self, kind: Kind) -> None:
        """Hold the lock; wait for it as long as it takes."""
        fcntl.fcntl(self._fd, fcntl.F_OFD_SETLKW, _request(kind.value))

    def take_before(self, deadline: float, kind: Kind) -> bool:
        """Hold the lock and return True, or return False when `time.monotonic()` passes `deadline`."""
        return any(self._try(kind) for _ in attempts(until=deadline))

    def holder(self) -> Kind | None:
        """Return how somebody else holds the lock, None when nobody does."""
        answer = fcntl.fcntl(self._fd, fcntl.F_OFD_GETLK, _request(fcntl.F_WRLCK))
        held: int = struct.unpack(_FLOCK, answer)[0]
        return None if held == fcntl.F_UNLCK else Kind(held)

    def close(self) -> None:
        """Free the lock; closing twice does no harm."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _try(self, kind: Kind) -> bool:
        try:
            fcntl.fcntl(self._fd, fcntl.F_OFD_SETLK, _request(kind.value))
        except OSError as error:
            if error.errno in {errno.EAGAIN, errno.EACCES}:
                return False
            raise
        return True


def _request(kind: int) -> bytes:
    return struct.pack(_FLOCK, kind, os.SEEK_SET, 0, 0, 0)
