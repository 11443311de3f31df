"""Puts marks on a sheet of openpyxl, and takes off those of an earlier marked copy."""

from collections.abc import Iterable, Iterator

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from xinyong.infra.excel_out import REASON_TITLE, CellMark, Mark, Severity, fold, gather, reason
from xinyong.infra.excel_out.marks import AUTHOR, FILLS, HEADING, MAX_COMMENTS

MAX_COLUMNS = 16_384
_WIDTH = 60
_COMMENT_SIZE = (120, 320)  # height and width in pixels

_FILLS: dict[Severity, PatternFill] = {
    severity: PatternFill("solid", fgColor=f"FF{colour}") for severity, colour in FILLS.items()
}


def mark_sheet(sheet: Worksheet, header_line: int, marks: Iterable[Mark]) -> None:
    """Colour and comment the marked cells and fill the column 错误说明, in place of any earlier marks.

    Only the first `MAX_COMMENTS` cells get a comment. A mark inside a merged area stands at its first cell. A
    hidden line that has a mark is shown.
    """
    lines = gather(fold(marks, header_line))
    _forget(sheet)
    column = _reason_column(sheet, header_line)
    room = MAX_COMMENTS
    for line, line_marks in lines.items():
        if line > header_line:
            _write(_cell(sheet, line, column), reason(line_marks))
        if line in sheet.row_dimensions:
            sheet.row_dimensions[line].hidden = False
        for place, mark in line_marks.items():
            if place is not None or line == header_line:
                cell = _cell(sheet, line, column if place is None else place + 1)
                _mark(cell, mark, with_comment=room > 0)
                room -= 1


def _existing(sheet: Worksheet) -> Iterator[tuple[int, int, Cell]]:
    """Yield line, column and cell of the cells there are; `iter_rows` would create all up to a stray XFD1048576."""
    cells = list(sheet._cells.items())  # noqa: SLF001 - see above; there is no public way
    for (line, column), cell in cells:
        if isinstance(cell, Cell):
            yield line, column, cell


def _forget(sheet: Worksheet) -> None:
    """Take off colours and comments of ours; the colour that a cell had before the first copy is not known."""
    for _, _, cell in _existing(sheet):
        if cell.has_style and _is_ours(cell):
            cell.fill = PatternFill()
        if cell.comment is not None and HEADING in cell.comment.text:
            kept = cell.comment.text.partition(HEADING)[0].rstrip()
            cell.comment = Comment(kept, cell.comment.author) if kept else None


def _is_ours(cell: Cell) -> bool:
    return cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[2:] in FILLS.values()


def _reason_column(sheet: Worksheet, header_line: int) -> int:
    """Return the column of 错误说明, emptied below its title: that of an earlier copy, or a new one.

    A new one stands after the last title, where no cell from the header line on has a value.
    """
    cells = [(line, column, cell) for line, column, cell in _existing(sheet) if line >= header_line]
    titles = {column: cell.value for line, column, cell in cells if line == header_line and cell.value}
    for column, title in titles.items():
        if str(title).strip() == REASON_TITLE:
            for line, other, cell in cells:
                if other == column and line > header_line:
                    cell.value = None
            return column
    taken = {column for _, column, cell in cells if cell.value is not None} | _merged(sheet, header_line)
    column = next(each for each in range(max(titles, default=0) + 1, MAX_COLUMNS + 1) if each not in taken)
    _show_column(sheet, column)
    title_cell = _cell(sheet, header_line, column)
    _write(title_cell, REASON_TITLE)
    title_cell.font = Font(bold=True)
    return column


def _merged(sheet: Worksheet, from_line: int) -> set[int]:
    return {
        column
        for area in sheet.merged_cells.ranges
        if area.max_row >= from_line
        for column in range(area.min_col, area.max_col + 1)
    }


def _show_column(sheet: Worksheet, column: int) -> None:
    """Give the column a width of its own, out of a span that may be hidden: "hide all to the right" is common."""
    spans = sheet.column_dimensions
    for span in list(spans.values()):
        span.reindex()
        first, last = span.min or 0, span.max or 0
        if first <= column < last:
            letter = get_column_letter(column + 1)
            spans[letter] = ColumnDimension(
                sheet, letter, span.width, hidden=span.hidden, min=column + 1, max=last
            )
        if first < column <= last:
            span.max = column - 1
    letter = get_column_letter(column)
    spans[letter] = ColumnDimension(sheet, letter, _WIDTH)


def _write(cell: Cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = "@"


def _cell(sheet: Worksheet, line: int, column: int) -> Cell:
    """Return the cell at a place, or the first of the merged area it lies in: the others hold nothing."""
    cell = sheet.cell(line, column)
    if isinstance(cell, Cell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return _cell(sheet, area.min_row, area.min_col)


def _mark(cell: Cell, mark: CellMark, *, with_comment: bool) -> None:
    if mark.severity == "reject" or not _is_ours(cell):
        cell.fill = _FILLS[mark.severity]
    if with_comment:
        old = cell.comment.text if cell.comment else ""
        ours = "\n".join(mark.messages) if HEADING in old else mark.comment()
        author = cell.comment.author if cell.comment else AUTHOR
        cell.comment = Comment(f"{old}\n{ours}".lstrip("\n"), author, *_COMMENT_SIZE)
