"""Log files of the database: private, and bounded in size."""

import os
import shutil
from pathlib import Path

LIMIT_BYTES = 8 * 1024 * 1024


def open_log(path: Path) -> int:
    """Return a descriptor that appends to a private log file."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def bound(path: Path, limit: int = LIMIT_BYTES) -> None:
    """Keep at most `limit` bytes in the log and one older copy beside it.

    The file is emptied, not renamed: a server that outlived its keeper goes on writing to the same file.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return
    older = path.with_name(f"{path.name}.1")
    shutil.copyfile(path, older)
    older.chmod(0o600)
    os.truncate(path, 0)
