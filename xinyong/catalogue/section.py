"""Reads one mapping of a specification: each call takes a key and checks its type; `close` names the rest.

A mistake becomes a fault and a harmless stand-in value, so that one reading finds all mistakes.
"""

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from xinyong.catalogue.errors import Fault
from xinyong.catalogue.located import Node

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    date: "a date",
    list: "a list",
}


class Section:
    """One mapping under reading.

    Attributes:
        name: Where it stands, for messages: “fields.CF_WSH”.
        line: Its first line.
    """

    def __init__(self, name: str, node: Node, file: str, faults: list[Fault]) -> None:
        self.name = name
        self.line = node.line
        self.file = file
        self._faults = faults
        self._left: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
        self._lines = {key: each.line for key, each in self._left.items()}
        if not isinstance(node.value, dict):
            self.fault("a mapping was expected")

    def fault(self, text: str, key: str | None = None) -> None:
        """Record a mistake at the line of `key`, or of the section."""
        line = self._lines.get(key, self.line) if key else self.line
        self._faults.append(Fault(self.file, line, f"{self.name}: {text}" if self.name else text))

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text; without a default it must be there."""
        return self._take(key, str, default)

    def optional(self, key: str) -> str | None:
        """Take a text that may be absent."""
        return self._take(key, str, None) if key in self._left else None

    def flag(self, key: str) -> bool:
        """Take true or false; absent is false."""
        return self._take(key, bool, default=False)

    def whole(self, key: str) -> int | None:
        """Take a whole number that may be absent."""
        return self._take(key, int, None) if key in self._left else None

    def needed_day(self, key: str) -> date:
        """Take a date that must be there."""
        return self._take(key, date, None)

    def day(self, key: str) -> date | None:
        """Take a date that may be absent."""
        return self._take(key, date, None) if key in self._left else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; absent is empty."""
        nodes: list[Node] = self._take(key, list, [])
        wrong = [node for node in nodes if not isinstance(node.value, str)]
        for node in wrong:
            self._faults.append(
                Fault(self.file, node.line, f"{self.name}: {key}: {node.value!r} is not text; quote it")
            )
        return tuple(node.value for node in nodes if isinstance(node.value, str))

    def known_texts(self, key: str, names: Collection[str], what: str) -> tuple[str, ...]:
        """Take a list of texts that must all be of `names`."""
        values = self.texts(key)
        for value in values:
            self.must_know(value, names, what, key)
        return values

    def pairs(self, key: str) -> Iterator[tuple[str, str]]:
        """Take a mapping of texts to texts, in order."""
        inner = self.sub(key)
        for name in inner.left():
            yield name, inner.text(name)

    def left(self) -> tuple[str, ...]:
        """Return the keys nobody has taken yet, in order."""
        return tuple(self._left)

    def choice(self, key: str, options: type[E], default: E | None = None) -> E:
        """Take one of the values of an enumeration; without a default it must be there."""
        value = self._take(key, str, default.value if default else None)
        if value in {each.value for each in options}:
            return options(value)
        if value:
            self.fault(f"{key}: “{value}” is none of {'、'.join(options)}", key)
        return next(iter(options))

    def known(self, key: str, names: Collection[str], what: str) -> str | None:
        """Take a text that must name one of `names`; may be absent."""
        value = self.optional(key)
        self.must_know(value, names, what, key)
        return value

    def must_know(self, value: str | None, names: Collection[str], what: str, key: str) -> None:
        """Record a fault unless `value` is absent or one of `names`."""
        if value is not None and value not in names:
            self.fault(f"{key}: no {what} “{value}”", key)

    def sub(self, key: str) -> "Section":
        """Take a mapping; absent is empty."""
        node = self._left.pop(key, Node({}, self.line))
        return Section(self._path(key), node, self.file, self._faults)

    def named(self, key: str) -> Iterator[tuple[str, "Section"]]:
        """Take a mapping of mappings, in order."""
        inner = self.sub(key)
        for name in inner.left():
            yield name, inner.sub(name)

    def listed(self, key: str) -> Iterator["Section"]:
        """Take a list of mappings, in order."""
        nodes: list[Node] = self._take(key, list, [])
        for index, node in enumerate(nodes, 1):
            yield Section(self._path(f"{key}[{index}]"), node, self.file, self._faults)

    def texts_or_sections(self, key: str) -> Iterator["str | Section"]:
        """Take a list whose members are texts or mappings."""
        nodes: list[Node] = self._take(key, list, None)
        for index, node in enumerate(nodes, 1):
            if isinstance(node.value, str):
                yield node.value
            else:
                yield Section(self._path(f"{key}[{index}]"), node, self.file, self._faults)

    def close(self) -> None:
        """Record a fault for every key that nobody took."""
        for key in self._left:
            self.fault(f"unknown key “{key}”", key)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _take(self, key: str, kind: type[T], default: T | None) -> T:
        node = self._left.pop(key, None)
        if node is None:
            if default is None:
                self.fault(f"“{key}” is missing")
            return kind() if default is None and kind is not date else default  # type: ignore[return-value] # a stand-in after a fault
        if not _is(node.value, kind):
            self.fault(f"{key}: {_WORDS[kind]} was expected, not {_shown(node.value)}", key)
            return date.min if kind is date else kind()  # type: ignore[return-value] # a stand-in after a fault
        value: T = node.value
        return value


def _is(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _shown(value: Any) -> str:
    return type(value).__name__ if isinstance(value, (dict, list)) else repr(value)
