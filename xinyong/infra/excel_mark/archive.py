"""Loads a user's workbook and writes it again, without plain text in a named file."""

# ruff: noqa: SLF001 - openpyxl has no public way to say where a sheet is written

import warnings
import zipfile
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


def load(stream: BinaryIO) -> Workbook:
    """Return the workbook with formulas as formulas and rich text kept; `guard.objection` comes first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of every extension it does not carry
        return load_workbook(stream, rich_text=True)


def save(workbook: Workbook) -> BytesIO:
    """Return the workbook as a file, at its beginning."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _MemoryWriter(workbook, archive).write_data()
    out.seek(0)
    return out


class _MemoryWriter(ExcelWriter):
    """Writes sheets to memory; openpyxl's own way leads over a named temporary file, in plain text."""

    def __init__(self, workbook: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(workbook, archive)
        self._target = archive

    def write_worksheet(self, ws: Any) -> None:
        content = BytesIO()
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        writer: Any = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._target.writestr(ws.path[1:], content.getbuffer())
        self.manifest.append(ws)
