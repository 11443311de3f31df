"""Records of a csv: fields, and whether the record can be trusted.

A quote that is never closed would swallow the lines after it. Here it costs one line: when a quoted field
runs to the end of the file, grows beyond 100,000 characters or closes before something other than a
delimiter, its first line is given as a record of its own that cannot be trusted, and reading goes on with
the line after it.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

FIELD_CHARACTERS = 100_000
_DELIMITERS = ",\t;"


@dataclass(frozen=True)
class Record:
    """One record: its ordinal from 1 (blank records count), its fields, and whether its quoting is sound."""

    line: int
    fields: list[str]
    sound: bool


class _Lines:
    """Physical lines that can be given back, so that a wrong guess is taken anew."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *rest = self.taken
        self._returned.extendleft(reversed(rest))
        return first


def records(lines: Iterator[str], delimiter: str) -> Iterator[Record]:
    """Yield the records of a csv in order."""
    csv.field_size_limit(FIELD_CHARACTERS)
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    line = 0
    while True:
        source.taken.clear()
        line += 1
        try:
            yield Record(line, next(reader), sound=True)
        except StopIteration:
            return
        except csv.Error:
            first = source.give_back_all_but_first()
            yield Record(line, first.rstrip("\r\n")[:FIELD_CHARACTERS].split(delimiter), sound=False)
            reader = csv.reader(source, delimiter=delimiter, strict=True)


def delimiter_of(start: list[str]) -> str:
    """Return the delimiter that splits one of the first lines most often, and most of them; else a comma."""

    def splits(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in start]
        return max(counts, default=0), sum(map(bool, counts))

    return max(_DELIMITERS, key=splits)
