"""A list as a workbook: what is on the screen, all pages of it, as text."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from xinyong.infra.excel_out.texts import printable, sheet_name
from xinyong.infra.excel_out.workbook import new_workbook

MOST_ROWS = 50_000
_WIDEST = 40


def write_list(
    out: IO[bytes], title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, created: date
) -> int:
    """Write a list with its head; every cell is text, so that none becomes a formula.

    Args:
        out: Written at once.
        title: Name of the sheet.
        columns: Titles.
        rows: Texts, as many as there are columns; those after the first `MOST_ROWS` are left out.
        created: Day written into the file.

    Returns:
        The number of rows written.
    """
    written = 0
    with new_workbook(out, created, {}) as workbook:
        sheet = workbook.add_worksheet(sheet_name(title))
        head = workbook.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "num_format": "@"})
        plain = workbook.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, printable(column), head)
            sheet.set_column(at, at, min(_WIDEST, max(12, 2 * len(column) + 4)))
        for written, row in enumerate(rows, start=1):
            if written > MOST_ROWS:
                return MOST_ROWS
            for at, text in enumerate(row):
                sheet.write_string(written, at, printable(text), plain)
    return written
