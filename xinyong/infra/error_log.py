"""The log of internal errors: where they happened, never the values that were being handled."""

import os
import traceback
from datetime import datetime
from pathlib import Path


def write(error: BaseException, *, home: Path, at: datetime, told: str = "") -> str:
    """Append an error's type and frames to `log/errors.log` and return its number.

    The text of an error may quote what was being handled (a database names the row it refuses): it is left out.

    Args:
        error: What happened.
        home: Folder of the installation.
        at: Now; part of the number.
        told: Text known to hold no value, such as the output of the set-up.

    Raises:
        OSError: The log cannot be written.
    """
    number = at.strftime("%Y%m%d%H%M%S") + f"-{os.getpid()}"
    folder = home / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    descriptor = os.open(folder / "errors.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        log.write(f"{number} {kind}\n{frames}{told}\n")
    return number
