"""What components are fed with: small values that a view makes and a template shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

_AROUND = 2
_HALF = 24  # characters of a value that fit into one of two columns


@dataclass(frozen=True, slots=True)
class Link:
    """Something to follow; without an address it is only said."""

    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        tone: Of a badge around the text: calm, good, warn, bad; empty = plain text.
    """

    text: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        sort: Address that sorts by it; empty = cannot be sorted.
        sorted: ascending, descending or empty.
        number: Figures: set right, with digits of one width.
        whole: Short texts that are not broken over lines: days, codes.
    """

    title: str
    sort: str = ""
    sorted: str = ""
    number: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `key` is the value of its box where rows can be chosen."""

    cells: Sequence[Cell]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rows.

    Attributes:
        caption: What it lists; read out first.
        empty: What is said when there are no rows, and what to do.
        choose: Name of the boxes with which rows are chosen; empty = none.
        dense: For daily work rather than for the public.
        loading: The rows are being fetched.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    empty: str = "没有符合条件的记录。"
    choose: str = ""
    dense: bool = False
    loading: bool = False

    @property
    def aligned(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Rows with each cell beside its column."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Pager:
    """Pages of a list.

    Attributes:
        number: Of this page, from 1.
        total: Entries in all pages.
        size: Entries of a page.
        path: Address without its question part.
        query: What else the address asks.
        unit: What is counted: 条, 家.
    """

    number: int
    total: int
    size: int
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    unit: str = "条"

    @property
    def last(self) -> int:
        """Number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """Entries before this page."""
        return (self.number - 1) * self.size

    @property
    def first_shown(self) -> int:
        """Place of the first entry of this page, from 1; 0 when there is none."""
        return self.offset + 1 if self.total > self.offset else 0

    @property
    def last_shown(self) -> int:
        """Place of the last entry of this page."""
        return min(self.total, self.offset + self.size)

    @property
    def previous(self) -> str:
        """Address of the page before; empty on the first."""
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """Address of the page after; empty on the last."""
        return self.address(self.number + 1) if self.number < self.last else ""

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Number and address of the first, the last and the pages around this one; (0, "") = pages left out."""
        near = range(self.number - _AROUND, self.number + _AROUND + 1)
        wanted = sorted({1, self.last, *(n for n in near if 1 <= n <= self.last)})
        shown: list[tuple[int, str]] = []
        for number in wanted:
            if shown and number > shown[-1][0] + 1:
                shown.append((0, ""))
            shown.append((number, self.address(number)))
        return shown

    def address(self, number: int) -> str:
        """Return the address of a page; the first has no number, so that it has one address only."""
        asked = {k: v for k, v in self.query.items() if v} | ({"page": str(number)} if number > 1 else {})
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a way, or a moment of a history; state: done, current or ahead."""

    title: str
    state: str = "ahead"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A title and its value in a key-value sheet."""

    title: str
    value: str
    code: bool = False

    @property
    def long(self) -> bool:
        """Whether it is too much for one of two columns."""
        return len(self.value) > _HALF or "\n" in self.value


def in_two_columns(lines: Sequence[Line]) -> list[tuple[Line, bool]]:
    """Return each line and whether it takes the whole width: long ones, and those that would stand alone in a row."""
    placed: list[tuple[Line, bool]] = []
    at = 0
    while at < len(lines):
        pair = lines[at : at + 2]
        apart = len(pair) == 1 or any(line.long for line in pair)
        placed += [(lines[at], True)] if apart else [(line, False) for line in pair]
        at += 1 if apart else 2
    return placed


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, and its share of the longest in percent."""

    title: str
    value: int
    share: float


def bars(values: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Return the bars of a chart, in the same order; all empty when every value is nought."""
    most = max((value for _, value in values), default=0)
    return tuple(Bar(title, value, round(100 * value / most, 1) if most else 0.0) for title, value in values)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form as it is shown.

    Attributes:
        kind: Type of the HTML input, or `select`.
        hint: How to fill it in.
        error: What is wrong with it and what to do; empty = nothing.
        options: Value and title of each choice of a `select`.
        autocomplete: What browsers may fill in.
    """

    name: str
    title: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    error: str = ""
    options: Sequence[tuple[str, str]] = ()
    autocomplete: str = ""
