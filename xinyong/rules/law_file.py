"""Strict YAML for law data: duplicate and unknown keys refused, every fault named with file and line."""

from collections.abc import Collection, Hashable, Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, NoReturn

import yaml

from xinyong.rules.errors import LawDataError


class Block(dict[Any, Any]):
    """A mapping of a law file that knows its file and the line of each key."""

    def __init__(self, source: str, line: int) -> None:
        super().__init__()
        self.source = source
        self.line = line
        self.lines: dict[Any, int] = {}

    def fail(self, fault: str, key: Hashable = None) -> NoReturn:
        """Raise `LawDataError` at the line of the key, or of the block."""
        raise LawDataError(f"{self.source}:{self.lines.get(key, self.line)}: {fault}")

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Refuse keys that are not named and miss those that are required."""
        for key in self:
            if key not in required and key not in optional:
                self.fail(f"unknown key {key!r}", key)
        for key in required:
            if key not in self:
                self.fail(f"{key!r} is missing")

    def text(self, key: str) -> str:
        """Return a text that is not blank."""
        value = self[key]
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{key!r} must be a text", key)
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text that is not blank, or None when it is absent or null."""
        return None if self.get(key) is None else self.text(key)

    def day(self, key: str) -> date:
        """Return a date."""
        return self.as_day(self[key], key)

    def as_day(self, value: Any, key: Hashable) -> date:
        """Return a date given as a key or in a list; the key says the line of the fault."""
        if type(value) is not date:
            self.fail(f"{value!r} is not a date (YYYY-MM-DD)", key)
        return value

    def count(self, key: str, least: int = 1) -> int:
        """Return a whole number that is not less than `least`."""
        value = self[key]
        if type(value) is not int or value < least:
            self.fail(f"{key!r} must be a whole number from {least}", key)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false, or the default when it is absent."""
        value = self.get(key, default)
        if type(value) is not bool:
            self.fail(f"{key!r} must be true or false", key)
        return value

    def dates(self) -> list[date]:
        """Return the keys of a mapping from date to something, which must ascend."""
        days = [self.as_day(key, key) for key in self]
        for earlier, later in pairwise(days):
            if later < earlier:
                self.fail(f"{later} stands after {earlier}: dates must ascend", later)
        return days

    def block(self, key: Hashable) -> "Block":
        """Return the mapping under a key."""
        value = self[key]
        if not isinstance(value, Block) or not value:
            self.fail(f"{key!r} must be a mapping with entries", key)
        return value

    def blocks(self, key: Hashable) -> "list[Block]":
        """Return the list of mappings under a key."""
        value = self[key]
        if not isinstance(value, list) or not value or not all(isinstance(each, Block) for each in value):
            self.fail(f"{key!r} must be a list of mappings", key)
        return value

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """Return one of a few words."""
        if self[key] not in allowed:
            self.fail(f"{key!r} must be one of {', '.join(sorted(allowed))}", key)
        return str(self[key])


class _Loader(yaml.CSafeLoader):  # libyaml: ten times as fast
    """SafeLoader whose mappings are blocks; a date that does not exist is a fault with a line."""

    source = ""


def _construct_block(loader: _Loader, node: yaml.MappingNode) -> Iterator[Block]:
    block = Block(loader.source, node.start_mark.line + 1)
    yield block
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        block.lines[key] = key_node.start_mark.line + 1
        if key in block:
            block.fail(f"{key!r} is given twice", key)
        block[key] = loader.construct_object(value_node, deep=True)


def _construct_day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        raise LawDataError(
            f"{loader.source}:{node.start_mark.line + 1}: no such date: {node.value}"
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_block)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _construct_day)


def read_law_file(file: Traversable) -> Block:
    """Return the mapping a law file holds.

    Raises:
        LawDataError: It is not YAML, not a mapping, has a duplicate key or a date that does not exist.
    """
    loader = _Loader(file.read_text(encoding="utf-8"))
    loader.source = file.name
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LawDataError(f"{file.name}:{line}: {error.problem}") from error
    finally:
        loader.dispose()
    if not isinstance(content, Block) or not content:
        raise LawDataError(f"{file.name}:1: the file must hold a mapping with entries")
    return content


def law_folder() -> Traversable:
    """Return the folder of the law data that ships with the program."""
    return files("xinyong.rules") / "law"


def yaml_files(folder: Traversable) -> list[Traversable]:
    """Return the YAML files of a folder, by name."""
    return sorted(
        (each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name
    )
