"""Start the child that reads a file, and end it.

The child knows nothing of the parent: its own environment holds no secret, it inherits one socket, and the
file arrives over that socket as an open descriptor. It serves one file and ends; when the parent goes,
however it goes, the socket closes and the child ends too.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

_MODULE = "xinyong.infra.excel_in.child"
_ROOT = Path(__file__).resolve().parents[3]


class Child:
    """A reading child that waits for its file, or is reading it."""

    def __init__(self, process: subprocess.Popen[bytes], link: socket.socket) -> None:
        self.process = process
        self.link = link

    def close(self) -> None:
        """End the child, whatever it is doing; may be called twice."""
        self.link.close()
        self.process.kill()
        self.process.wait()

    def exit_signal(self) -> int:
        """Wait for a child that has gone by itself and return the signal that ended it, or 0."""
        return max(0, -self.process.wait())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start_child() -> Child:
    """Start a child that is ready to read one file; it warms up (about 0.3 s) while the caller goes on.

    The caller closes it, or hands it to `read_table`, which does.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE, str(number)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # a reader's panic may print contents of the file
            pass_fds=[number],
            env=_environment(),
            cwd="/",
        )
    return Child(process, ours)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "POLARS_MAX_THREADS": "1",  # one file is one core's work; threads only add memory
    }
