"""The workbook of bad rows: for files too large, or of a kind, that cannot be marked in place.

Streamed: xlsxwriter makes the frame (styles, widths, comments) in memory, and the rows are written into the part
of its sheet as they come. Its own constant-memory mode would put the rows into a named file in plain text.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from typing import IO, NamedTuple

from xinyong.infra.excel_out.frame import SHEET_PART, ZIP_TIME, make_frame
from xinyong.infra.excel_out.marks import MAX_COMMENTS, REASON_TITLE, CellMark, LineMarks, Mark, fold, reason
from xinyong.infra.excel_out.texts import column_letter, xml_text

LINE_TITLE = "原行号"


class Row(NamedTuple):
    """A row of the source: its line in the user's sheet and the texts of its cells from column 0."""

    line: int
    cells: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of the user's sheet.

    Attributes:
        title: Name for the sheet.
        header: The header line; its cells go to the width of the sheet, blank ones included.
        rows: In order of line, every row that has a mark and as many others as is easy; read once.
        properties: Custom document properties for the new workbook, such as the stamp of the template.
    """

    title: str
    header: Row
    rows: Iterable[Row]
    properties: Mapping[str, str] = field(default_factory=dict)


def write_bad_rows(out: IO[bytes], source: Source, marks: Iterable[Mark], *, created: date) -> int:
    """Write the rows that have marks: their own columns at their own letters, then 原行号 and 错误说明.

    Marked cells are coloured and the first `MAX_COMMENTS` carry a comment. Marks of the whole workbook and of the
    lines up to the header are shown at the header. Cells beyond the header's width follow after 错误说明.

    Args:
        out: Written from front to back; need not be seekable.
        source: What was read.
        marks: In order of line.
        created: Day written into the file.

    Returns:
        The number of rows written.

    Raises:
        ValueError: A mark stands at a line that no row has, or out of order.
    """
    frame = partial(make_frame, source.title, len(source.header.cells), created, source.properties)
    empty = frame({})
    writer = _RowWriter(len(source.header.cells), empty.styles)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        with target.open(zipfile.ZipInfo(SHEET_PART, ZIP_TIME), "w", force_zip64=True) as part:
            part.write(empty.before)
            for row, line in _join(source, marks):
                part.write(writer.xml(row, line).encode())
            full = frame(writer.comments)  # only now the comments are known
            part.write(full.after)
        for info, content in full.other_parts:
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
    return writer.written - 1


def _join(source: Source, marks: Iterable[Mark]) -> Iterator[tuple[Row, LineMarks]]:
    """Yield the header and each row that has marks, with its marks."""
    pending = fold(marks, source.header.line)
    mark = next(pending, None)
    for row in chain([source.header], source.rows):
        line: LineMarks = {}
        while mark is not None and mark.line == row.line:
            line.setdefault(mark.column, CellMark("warn")).add(mark)
            mark = next(pending, None)
        if line or row is source.header:
            yield row, line
    if mark is not None:
        raise ValueError(f"a mark stands at line {mark.line}, which no row has")


class _RowWriter:
    """Makes the XML of the rows of the new sheet one after the other; the header is the first."""

    def __init__(self, width: int, styles: Mapping[str, str]) -> None:
        self.written = 0
        self.comments: dict[tuple[int, int], str] = {}
        self._width = width
        self._styles = styles

    def xml(self, row: Row, line: LineMarks) -> str:
        """Return the element of one row and keep its comments."""
        self.written += 1
        header = self.written == 1
        cells = dict(enumerate(row.cells[: self._width]))
        cells[self._width] = LINE_TITLE if header else str(row.line)
        cells[self._width + 1] = REASON_TITLE if header else reason(line)
        cells.update(enumerate(row.cells[self._width :], self._width + 2))
        marked = {self._place(column): mark for column, mark in line.items() if header or column is not None}
        self._comment(marked)
        plain = "header" if header else "plain"
        texts = (
            self._cell(column, cells.get(column), marked[column].severity if column in marked else plain)
            for column in sorted(cells.keys() | marked.keys())
        )
        return f'<row r="{self.written}">{"".join(texts)}</row>'

    def _place(self, column: int | None) -> int:
        """Return the new column of a source column; what concerns the whole line stands at 错误说明."""
        if column is None:
            return self._width + 1
        return column if column < self._width else column + 2

    def _comment(self, marked: Mapping[int, CellMark]) -> None:
        for column, mark in marked.items():
            if len(self.comments) < MAX_COMMENTS:
                self.comments[self.written - 1, column] = mark.comment()

    def _cell(self, column: int, text: str | None, style: str) -> str:
        place = f'<c r="{column_letter(column)}{self.written}" s="{self._styles[style]}"'
        if text:
            return f'{place} t="inlineStr"><is><t xml:space="preserve">{xml_text(text)}</t></is></c>'
        return f"{place}/>" if style != "plain" else ""
