"""An old workbook (.xls) as a table.

Such a file has at most 65,536 lines and 256 columns and is read whole, by a reader that may panic on a
broken one; the child is there for that.
"""

import fastexcel
import polars as pl

from xinyong.infra.excel_in import biff
from xinyong.infra.excel_in.model import Limits, Mark, UnreadableError
from xinyong.infra.excel_in.ole import Container
from xinyong.infra.excel_in.table import Source, Table, in_blocks, line_frame, texts

_BOOKS = ("Workbook", "Book")
_ENCRYPTED = {"EncryptedPackage", "EncryptionInfo"}


def open_table(source: Source) -> Table:
    """Open an OLE container as a table.

    Raises:
        UnreadableError: no workbook, encrypted, broken, or without the wanted sheet.
    """
    data = source.file.read()
    stream = _book_stream(Container(data))
    sheets = biff.book_sheets(stream)
    reader = fastexcel.read_excel(data)
    names: list[str] = reader.sheet_names
    for index in _candidates(sheets, names, source.sheet):
        read = reader.load_sheet(
            index, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True
        )
        marks = biff.sheet_marks(stream, sheets[index])
        frame = _frame(read, marks, source.limits)
        if not frame.is_empty():
            notes = biff.sheet_notes(stream, sheets[index])
            return Table("xls", in_blocks(frame, marks), names[index], names, lines=frame.height, notes=notes)
    raise UnreadableError("file.no_rows")


def _book_stream(container: Container) -> bytes:
    if container.names & _ENCRYPTED:
        raise UnreadableError("file.encrypted", "package")
    name = next((name for name in _BOOKS if name in container.names), None)
    if name is None:
        raise UnreadableError("file.not_a_table", found="其他办公文档")
    stream = container.stream(name)
    if biff.is_encrypted(stream):
        raise UnreadableError("file.encrypted", "records")
    return stream


def _candidates(sheets: list[biff.BookSheet], names: list[str], wanted: str | None) -> list[int]:
    if len(sheets) != len(names):
        raise UnreadableError("file.broken", "sheets")
    if wanted is None:
        return [index for index, sheet in enumerate(sheets) if sheet.visible]
    found = [index for index, name in enumerate(names) if name.strip() == wanted.strip()]
    if not found:
        raise UnreadableError("file.sheet_unknown", sheet=wanted, sheets="、".join(names))
    return found


def _frame(read: fastexcel.ExcelSheet, marks: list[Mark], limits: Limits) -> pl.DataFrame:
    columns = {column.absolute_index: name for name, column in enumerate(read.available_columns())}
    frame = texts(pl.DataFrame(read))
    lines = pl.int_range(1, frame.height + 1, dtype=pl.UInt32, eager=True)
    cells = {column: frame.to_series(position) for column, position in columns.items()}
    found = line_frame(lines, cells, 0, {mark.line for mark in marks})
    if found.height > limits.rows:
        raise UnreadableError("file.too_many_rows", limit=str(limits.rows))
    return found
