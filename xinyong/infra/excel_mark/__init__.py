"""The marked copy of a user's own workbook: bad cells coloured with a comment, a column 错误说明 at the end.

The user's values, formulas and formatting stay; what openpyxl does not carry is lost in the copy: pictures, form
controls, threads of comments, extensions of newer Excels. The original is stored untouched elsewhere.
A file that cannot be marked in place (large, .xls, .csv, dangerous or beyond openpyxl) is answered with the
workbook of its bad rows.
"""

import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import IO, BinaryIO, Literal

from xinyong.infra.excel_mark.archive import load, save
from xinyong.infra.excel_mark.guard import objection
from xinyong.infra.excel_mark.sheet import mark_sheet
from xinyong.infra.excel_out import Mark, Source, write_bad_rows

__all__ = ["MAX_ROWS", "Original", "mark"]

MAX_ROWS = 20_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it was submitted.

    Attributes:
        stream: Its bytes, seekable.
        kind: "xlsx", "xls" or "csv".
        sheet: The sheet that was read; None for a csv.
        row_count: Rows that were read, blank ones apart.
        source: What was read; its rows are taken only when the file is not marked in place.
    """

    stream: BinaryIO
    kind: str
    sheet: str | None
    row_count: int
    source: Source


def mark(
    original: Original, marks: Iterable[Mark], out: IO[bytes], *, created: date
) -> Literal["marked", "bad_rows"]:
    """Write the marked copy, or where that is impossible the workbook of the bad rows.

    Marks of the whole workbook and of lines before the header are shown at the header of 错误说明.

    Args:
        original: The submitted file and what was read of it.
        marks: In order of line.
        out: Written from front to back.
        created: Day written into a workbook of bad rows.

    Returns:
        Which of the two was written.
    """
    if original.kind == "xlsx" and original.row_count <= MAX_ROWS:
        marks = list(marks)
        copy = _marked(original, marks)
        if copy is not None:
            shutil.copyfileobj(copy, out)
            return "marked"
    write_bad_rows(out, original.source, marks, created=created)
    return "bad_rows"


def _marked(original: Original, marks: list[Mark]) -> BytesIO | None:
    reason = objection(original.stream)
    if reason is not None:
        _log.info("not marked in place: %s", reason)
        return None
    try:
        workbook = load(original.stream)
        sheet = workbook[original.sheet] if original.sheet else workbook.worksheets[0]
        mark_sheet(sheet, original.source.header.line, marks)
        return save(workbook)
    except Exception as error:  # noqa: BLE001 - openpyxl meets odd files with any error; the answer is the other workbook
        _log.warning("not marked in place: openpyxl raised %s", type(error).__name__)
        return None
