"""An .xlsx as a table.

What the reader gets is never the file itself but a small workbook written here in memory: one sheet with
only the rows of one piece, the shared strings and the styles. So nothing else in the file can reach it, the
limits are ours, and a block is all that is in memory.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing

import fastexcel
import polars as pl

from xinyong.infra.ahead import ahead
from xinyong.infra.excel_in.cell_marks import marked
from xinyong.infra.excel_in.model import MEBIBYTE, Limits, Mark, Note, UnreadableError
from xinyong.infra.excel_in.package import Package, Sheet
from xinyong.infra.excel_in.sheet_chunks import Chunks
from xinyong.infra.excel_in.sheet_rows import Piece, Rows
from xinyong.infra.excel_in.table import BlockOfLines, Source, Table, in_blocks, line_frame, texts

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FIXED_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="a" Type="{_OFFICE}/worksheet" Target="sheet.xml"/></Relationships>',
}
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="%d"/>'
    '<sheets><sheet name="1" sheetId="1" r:id="a"/></sheets></workbook>'
)
_BREAKAGE = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, fastexcel.FastExcelError)
_LEAD = '<row r="%d"><c r="A%d" t="str"><v>.</v></c></row>'
_PIECE_BYTES = 24 * MEBIBYTE
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')


def open_table(source: Source) -> Table:
    """Open a zip container as a table.

    Raises:
        UnreadableError: no workbook, encrypted, broken, beyond its limits, or without the wanted sheet.
    """
    package = Package(source.file, source.limits)
    names = [sheet.name for sheet in package.sheets]
    reader = _Reader(package, source.limits)
    table = Table("xlsx", iter(()), sheets=names, stamp=package.stamp, notes=reader.notes)
    if package.macros:
        table.notes.append(Note("macros_ignored"))
    for sheet in _candidates(package, source.sheet):
        blocks = reader.blocks(sheet)
        if (first := next(blocks, None)) is not None:
            table.sheet, table.lines, table.blocks = sheet.name, reader.last, _chain(first, blocks)
            return table
    raise UnreadableError("file.no_rows")


def _candidates(package: Package, wanted: str | None) -> list[Sheet]:
    if wanted is None:
        return [sheet for sheet in package.sheets if sheet.visible]
    found = [sheet for sheet in package.sheets if sheet.name.strip() == wanted.strip()]
    if not found:
        shown = "、".join(sheet.name for sheet in package.sheets)
        raise UnreadableError("file.sheet_unknown", sheet=wanted, sheets=shown)
    return found


def _chain(first: BlockOfLines, rest: Iterator[BlockOfLines]) -> Iterator[BlockOfLines]:
    yield first
    yield from rest


class _Reader:
    """Reads sheets of one package, piece by piece."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._parts = _FIXED_PARTS | {"xl/workbook.xml": _BOOK % package.epoch_1904}
        self._shared = {
            f"xl/{kind}.xml": part
            for kind in ("sharedStrings", "styles")
            if (part := package.table_part(kind)) is not None
        }
        # the shared strings are read anew for each piece: large ones want large pieces
        self._piece_bytes = max(_PIECE_BYTES, 2 * sum(map(len, self._shared.values())))
        self.notes: list[Note] = []
        self.last: int | None = None  # line of the sheet that is being read, as it says itself

    def blocks(self, sheet: Sheet) -> Iterator[BlockOfLines]:
        """Yield the blocks of a sheet that hold something."""
        try:
            with self._package.open(sheet.part) as stream:
                chunks = Chunks(stream)
                rows = Rows(chunks, self._limits, self._piece_bytes)
                with closing(ahead(map(_judged, rows.pieces()))) as pieces:
                    for piece, marks in pieces:
                        self.last = chunks.last
                        yield from in_blocks(self._frame(piece, marks, rows.width), marks)
        except _BREAKAGE as error:
            raise UnreadableError("file.broken", type(error).__name__) from error
        self.notes += rows.notes + _merged(chunks.tail)

    def _frame(self, piece: Piece, marks: list[Mark], width: int) -> pl.DataFrame:
        """Read a piece; below line 1 it is led by a cell of our own that says where it begins.

        Told to skip lines the reader would lay them out all the same; left alone it begins at the first cell.
        """
        led = piece.first > 1
        lead = _LEAD % (piece.first - 1, piece.first - 1) if led else ""
        sheet = fastexcel.read_excel(self._workbook(lead.encode() + piece.xml)).load_sheet(
            0, header_row=None, skip_rows=None if led else 0, dtypes="string", whitespace_as_null=True
        )
        read = texts(pl.DataFrame(sheet).slice(int(led)))
        columns = {
            column.absolute_index: series
            for column, series in zip(sheet.available_columns(), read, strict=True)
        }
        lines = pl.int_range(piece.first, piece.first + read.height, dtype=pl.UInt32, eager=True)
        return line_frame(lines, columns, width, {mark.line for mark in marks})

    def _workbook(self, rows: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for name, part in (self._parts | self._shared).items():
                package.writestr(name, part)
            with package.open("xl/sheet.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                sheet.write(rows)
                sheet.write(b"</sheetData></worksheet>")
        return buffer.getvalue()


def _judged(piece: Piece) -> tuple[Piece, list[Mark]]:
    xml, marks = marked(piece.xml)
    return Piece(piece.first, xml), marks


def _merged(tail: bytes) -> list[Note]:
    ranges = _MERGED.findall(tail)
    return [Note("merged_cells", ranges[0].decode(), str(len(ranges)))] if ranges else []
