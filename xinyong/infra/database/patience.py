"""Waiting for what has no event to wait for."""

import math
import time
from collections.abc import Iterator

_FIRST_SECONDS = 0.01
_LONGEST_SECONDS = 0.25
_GROWTH = 1.3


def attempts(*, until: float = math.inf) -> Iterator[None]:
    """Yield at once, then after growing pauses, until `time.monotonic()` has passed `until`."""
    pause = _FIRST_SECONDS
    while True:
        yield
        if time.monotonic() > until:
            return
        time.sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_SECONDS)
