"""What a file is, by its first bytes: the extension is only a claim."""

from xinyong.infra.excel_in import csv_table, xls_table, xlsx_table
from xinyong.infra.excel_in.csv_text import CONTROL
from xinyong.infra.excel_in.model import Note, UnreadableError
from xinyong.infra.excel_in.table import Source, Table

_OPENERS = {"xlsx": xlsx_table.open_table, "xls": xls_table.open_table, "csv": csv_table.open_table}
_USUAL = {"xlsx": {".xlsx", ".xlsm", ".et"}, "xls": {".xls", ".et"}, "csv": {".csv", ".txt"}}
_FOREIGN = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"RIFF", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x09\x08", "很旧的 Excel 表格（95 版以前）"),
    (b"\x09\x04", "很旧的 Excel 表格（95 版以前）"),
    (b"\x09\x02", "很旧的 Excel 表格（95 版以前）"),
    (b"SQLite format", "数据库文件"),
)
_MARKUP = (
    (b"<!doctype html", "网页（HTML）"),
    (b"<html", "网页（HTML）"),
    (b"<table", "网页（HTML）"),
    (b"<meta", "网页（HTML）"),
    (b"<?mso-application", "XML 表格（2003 版）"),
    (b"<?xml", "XML 文档"),
    (b"<workbook", "XML 表格（2003 版）"),
    (b"{\\rtf", "RTF 文档"),
    (b"mime-version:", "网页（MHTML）"),
)


def open_table(source: Source) -> Table:
    """Open the table of a source.

    Raises:
        UnreadableError: the file is empty, no table, encrypted, broken or beyond its limits.
    """
    start = source.file.read(4096)
    source.file.seek(0)
    kind = _kind(start)
    table = _OPENERS[kind](source)
    if source.extension.lower() not in _USUAL[kind]:
        table.notes.append(Note("extension_mismatch", detail=kind))
    return table


def _kind(start: bytes) -> str:
    if not start:
        raise UnreadableError("file.empty")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if foreign := _foreign(start):
        raise UnreadableError("file.not_a_table", found=foreign)
    return "csv"


def _foreign(start: bytes) -> str | None:
    for magic, name in _FOREIGN:
        if start.startswith(magic) and _binary(start):
            return name
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, name in _MARKUP:
        if text.startswith(magic):
            return name
    return None


def _binary(start: bytes) -> bool:
    """Tell a picture that begins with `BM` from a table whose first title does."""
    return start.startswith(b"%PDF") or not CONTROL.isdisjoint(start)
