"""Records of an .xls: sheets, encryption, and cells whose value cannot be trusted.

The reader's text no longer shows an error or a number of 16 digits, so the records are walked for them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from xinyong.infra.excel_in.model import Mark, MarkKind, Note

_FORMULA, _EOF, _FILEPASS, _HIDDEN_ROW = 0x0006, 0x000A, 0x002F, 0x0208
_BOUNDSHEET, _MULRK, _MERGED, _NUMBER, _BOOLERR, _RK = 0x0085, 0x00BD, 0x00E5, 0x0203, 0x0205, 0x027E
_CELL = struct.Struct("<HH")
_LOSSY = 1e15
_ROW_IS_HIDDEN = 0x20


@dataclass(frozen=True)
class BookSheet:
    """A sheet with cells of an .xls: its name, whether it is shown, where its records begin."""

    name: str
    visible: bool
    offset: int


def is_encrypted(stream: bytes) -> bool:
    """Tell whether the workbook needs a password to be opened."""
    return any(kind == _FILEPASS for kind, _ in _records(stream, 0))


def book_sheets(stream: bytes) -> list[BookSheet]:
    """Return the sheets of the workbook in order, charts and macro sheets included as they count."""
    found = []
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET and len(body) > 8:  # noqa: PLR2004 - its fixed part
            offset, state, _, length, wide = struct.unpack_from("<IBBBB", body)
            text = body[8 : 8 + length * (2 if wide & 1 else 1)]
            name = text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            found.append(BookSheet(name, state & 3 == 0, offset))
    return found


def sheet_marks(stream: bytes, sheet: BookSheet) -> list[Mark]:
    """Return the cells of a sheet that hold an error or a number of 16 and more digits."""
    marks: list[Mark] = []
    for kind, body in _records(stream, sheet.offset):
        for place, mark in _judged(kind, body):
            line, column = place
            marks.append(Mark(line + 1, column, mark))
    return sorted(marks)


def sheet_notes(stream: bytes, sheet: BookSheet) -> list[Note]:
    """Return notes on merged cells and hidden rows of a sheet."""
    merged = hidden = 0
    for kind, body in _records(stream, sheet.offset):
        if kind == _MERGED and len(body) > 1:
            merged += struct.unpack_from("<H", body)[0]
        elif kind == _HIDDEN_ROW and len(body) > 12:  # noqa: PLR2004 - the flags
            hidden += bool(body[12] & _ROW_IS_HIDDEN)
    found = [Note("merged_cells", detail=str(merged))] if merged else []
    return found + ([Note("hidden_rows", detail=str(hidden))] if hidden else [])


def _judged(kind: int, body: bytes) -> Iterator[tuple[tuple[int, int], MarkKind]]:
    if kind == _NUMBER and len(body) == 14:  # noqa: PLR2004 - place, format, double
        if abs(struct.unpack_from("<d", body, 6)[0]) >= _LOSSY:
            yield _place(body), "lossy_number"
    elif kind in {_RK, _MULRK}:
        yield from _compressed(body)
    elif kind == _BOOLERR and len(body) >= 8 and body[7]:  # noqa: PLR2004 - place, format, value, is error
        yield _place(body), "error_value"
    elif kind == _FORMULA and len(body) >= 14:  # noqa: PLR2004 - place, format, result
        yield from _result(body)


def _compressed(body: bytes) -> Iterator[tuple[tuple[int, int], MarkKind]]:
    if len(body) < 10:  # noqa: PLR2004 - place, format, one number
        return
    line, column = _place(body)
    for index in range((len(body) - 4) // 6):
        packed = struct.unpack_from("<I", body, 6 + 6 * index)[0]
        if not packed & 2 and abs(struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]) >= _LOSSY:
            yield (line, column + index), "lossy_number"


def _result(body: bytes) -> Iterator[tuple[tuple[int, int], MarkKind]]:
    if body[12:14] != b"\xff\xff":
        if abs(struct.unpack_from("<d", body, 6)[0]) >= _LOSSY:
            yield _place(body), "lossy_number"
    elif body[6] == 2:  # noqa: PLR2004 - an error
        yield _place(body), "error_value"


def _place(body: bytes) -> tuple[int, int]:
    line, column = _CELL.unpack_from(body)
    return line, column


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, up to its end."""
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        if kind == _EOF:
            return
        offset += 4 + length
