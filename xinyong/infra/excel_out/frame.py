"""The workbook around streamed rows: styles, column widths, comments, properties, made by xlsxwriter."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from xinyong.infra.excel_out.marks import AUTHOR, FILLS
from xinyong.infra.excel_out.texts import sheet_name
from xinyong.infra.excel_out.workbook import new_workbook

SHEET_PART = "xl/worksheets/sheet1.xml"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

_STYLES = {
    "header": {"bold": True, "text_wrap": True, "bg_color": "#D9E1F2", "border": 1, "num_format": "@"},
    "plain": {"num_format": "@"},
    "reject": {"num_format": "@", "bg_color": f"#{FILLS['reject']}"},
    "warn": {"num_format": "@", "bg_color": f"#{FILLS['warn']}"},
}
_SHEET = re.compile(rb"^(.*)<dimension [^>]*/>(.*<sheetData>)(.*)(</sheetData>.*)$", re.DOTALL)
_STYLE_OF_CELL = re.compile(rb'<c r="\w+" s="(\d+)"')


@dataclass(frozen=True, slots=True)
class Frame:
    """A workbook without its rows.

    Attributes:
        before, after: The part of the sheet up to and from its rows.
        styles: Number of each style, by name.
        other_parts: All other parts of the package.
    """

    before: bytes
    after: bytes
    styles: Mapping[str, str]
    other_parts: tuple[tuple[zipfile.ZipInfo, bytes], ...]


def make_frame(
    title: str,
    width: int,
    created: date,
    properties: Mapping[str, str],
    comments: Mapping[tuple[int, int], str],
) -> Frame:
    """Return a workbook of one sheet: `width` columns of the source, then 原行号 and 错误说明.

    `comments` are texts by (row, column) from 0.
    """
    content = BytesIO()
    with new_workbook(content, created, properties) as workbook:
        sheet = workbook.add_worksheet(sheet_name(title))
        for column, style in enumerate(_STYLES.values()):  # a sample of each style, to learn its number
            sheet.write_blank(0, column, None, workbook.add_format(style))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, width, 16)
        sheet.set_column(width + 1, width + 1, 60)
        for (row, column), text in comments.items():
            sheet.write_comment(row, column, text, {"author": AUTHOR, "x_scale": 2, "visible": row == 0})
    return _split(content)


def _split(content: BytesIO) -> Frame:
    with zipfile.ZipFile(content) as archive:
        parts = {info.filename: (info, archive.read(info)) for info in archive.infolist()}
    found = _SHEET.match(parts.pop(SHEET_PART)[1])
    if found is None:
        raise RuntimeError("xlsxwriter wrote a sheet of another shape; see frame.py")
    # Without <dimension>, which is optional: the number of rows is not known beforehand.
    opening, views, samples, after = found.groups()
    numbers = [number.decode() for number in _STYLE_OF_CELL.findall(samples)]
    return Frame(opening + views, after, dict(zip(_STYLES, numbers, strict=True)), tuple(parts.values()))
