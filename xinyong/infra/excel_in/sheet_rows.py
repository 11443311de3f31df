"""Rows of a sheet that hold something, in pieces small enough to be read densely.

The reader lays a sheet out as a full rectangle, so one stray value in XFD1048576 would take 17 thousand
million cells, and a million formatted blank rows would be read for nothing. So only rows that hold a value
go on, in pieces of at most 65,536 lines and a bounded rectangle; cells far right of the table are cut off
and noted.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xinyong.infra.excel_in.addresses import cell_place
from xinyong.infra.excel_in.model import (
    HEAD_LINES,
    SHEET_LINES,
    Limits,
    Note,
    UnreadableError,
)

_ROW = re.compile(rb'<row r="(\d{1,9})"[^>]*>')
_HIDDEN = re.compile(rb'<row [^>]*?\bhidden="(?:1|true)"')
_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_ADDRESS = re.compile(rb'<c r="([A-Z]+\d+)"')
_NARROW = 256  # cells up to column IV are read whatever the header's width
_PIECE_LINES = 65_536
_RECTANGLE = 4_000_000  # cells of one piece when laid out densely
_TOLD_STRAYS = 20


@dataclass(frozen=True)
class Piece:
    """Rows to be read together: the first line, and their XML."""

    first: int
    xml: bytes


class Rows:
    """The rows of a sheet that hold something.

    Args:
        chunks: XML of whole rows in plain spelling.
        limits: rows and columns.
        piece_bytes: XML of one piece, about.

    Attributes:
        width: columns the first lines use; known with the first piece.
    """

    def __init__(self, chunks: Iterable[bytes], limits: Limits, piece_bytes: int) -> None:
        self._piece_bytes = piece_bytes
        self._chunks = chunks
        self._limits = limits
        self._hidden = 0
        self._strays: list[str] = []
        self._bound = _NARROW
        self.width = 0

    @property
    def notes(self) -> list[Note]:
        """Return what was met so far: stray cells, hidden rows."""
        found = [Note("stray_cell", place) for place in self._strays[:_TOLD_STRAYS]]
        if self._hidden:
            found.append(Note("hidden_rows", detail=str(self._hidden)))
        return found

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in order.

        Raises:
            UnreadableError: too many rows or columns, or the XML is broken.
        """
        xml, first, widest = bytearray(), 0, 0
        for held, (line, reach, row) in enumerate(self._trimmed()):
            widest = max(widest, reach)
            if xml and self._is_full(line - first + 1, widest, len(xml)):
                yield Piece(first, bytes(xml))
                xml, widest = bytearray(), reach
            first = first if xml else line
            xml += row
            if held == self._limits.rows:
                raise UnreadableError("file.too_many_rows", limit=str(self._limits.rows))
        if xml:
            yield Piece(first, bytes(xml))

    def _is_full(self, lines: int, widest: int, size: int) -> bool:
        return lines > _PIECE_LINES or lines * widest > _RECTANGLE or size > self._piece_bytes

    def _trimmed(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield line, columns used and XML of the rows, without the cells far right of the table."""
        rows = self._with_values()
        head = list(itertools.islice(rows, HEAD_LINES))
        self._measure([row for _, row in head])
        for line, row in itertools.chain(head, rows):
            end = _ADDRESS.match(row, row.rfind(b"<c "))
            reach = cell_place(end[1])[1] + 1 if end else 0
            if reach <= self._bound:
                yield line, reach, row
            elif _holds(kept := _CELL.sub(self._keep, row)):
                yield line, self._bound, kept

    def _measure(self, head: list[bytes]) -> None:
        """Learn how wide the table is from its first lines; a line mostly blank says nothing of it."""
        for row in head:
            columns = [cell_place(cell[1])[1] for cell in _CELL.finditer(row) if cell[2] and _holds(cell[2])]
            reach = max(columns, default=-1) + 1
            if reach <= _NARROW or 2 * len(columns) >= reach:
                self.width = max(self.width, reach)
        if self.width > self._limits.columns:
            raise UnreadableError("file.too_many_columns", limit=str(self._limits.columns))
        self._bound = max(_NARROW, self.width)

    def _keep(self, cell: re.Match[bytes]) -> bytes:
        if cell_place(cell[1])[1] < self._bound:
            return cell[0]
        if cell[2] and _holds(cell[2]):
            self._strays.append(cell[1].decode())
        return b""

    def _with_values(self) -> Iterator[tuple[int, bytes]]:
        """Yield line and XML of each row that holds a value.

        Raises:
            UnreadableError: lines are out of order or beyond the end of a sheet.
        """
        before = 0
        for chunk in self._chunks:
            if b' hidden="' in chunk:
                self._hidden += len(_HIDDEN.findall(chunk))
            rows = list(_ROW.finditer(chunk))
            ends = [row.start() for row in rows[1:]] + [len(chunk)]
            for row, end in zip(rows, ends, strict=True):
                line = int(row[1])
                if not before < line <= SHEET_LINES:
                    raise UnreadableError("file.broken", "line order")
                before = line
                if self._limits.until is not None and line > self._limits.until:
                    return
                if _holds(chunk, row.end(), end):
                    yield line, chunk[row.start() : end]


def _holds(xml: bytes, start: int = 0, end: int | None = None) -> bool:
    if xml.find(b"<v>", start, end) >= 0:
        return True
    return xml.find(b"<is>", start, end) >= 0 or xml.find(b"<f", start, end) >= 0
