"""The exact state of the disclosed data, and what is worked out once for each state (docs/decisions/0010)."""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from xinyong.disclosure.queries import read

T = TypeVar("T")
_MOST = 200  # values of one state
_known: ContextVar[str] = ContextVar("disclosed_state", default="")
_lock = threading.Lock()


def state() -> str:
    """Return the exact state of the disclosed data, today's date in it; one statement."""
    return str(read("SELECT disclosure_state() AS state")[0]["state"])


def with_state(disclosed: str, make: Callable[[], T]) -> T:
    """Call `make`; what it needs that is worked out once for each state is looked up under `disclosed`."""
    token = _known.set(disclosed)
    try:
        return make()
    finally:
        _known.reset(token)


def once_per_state(function: Callable[..., T]) -> Callable[..., T]:
    """Decorate a dear read: its answer is held until anything disclosed changes. Asks for the state if nobody has."""

    @wraps(function)
    def answer(*arguments: object) -> T:
        disclosed = _known.get() or state()
        key = (function.__qualname__, *arguments)
        with _lock:
            if _held.state == disclosed and key in _held.values:
                return _held.values[key]  # type: ignore[no-any-return]
        value = function(*arguments)  # two threads may both ask; neither waits for the other
        _held.keep(disclosed, key, value)
        return value

    return answer


class _Held:
    """Values of one state, the one met last."""

    def __init__(self) -> None:
        self.state = ""
        self.values: dict[tuple[object, ...], Any] = {}

    def keep(self, disclosed: str, key: tuple[object, ...], value: object) -> None:
        with _lock:
            if self.state != disclosed or len(self.values) >= _MOST:
                self.state, self.values = disclosed, {}
            self.values[key] = value


_held = _Held()
