"""Text on its way into a cell: characters a workbook cannot hold, formulas, names of sheets.

A formula in a cell of ours is impossible by construction: cells are written as strings, never parsed, and carry
the text format, so that editing one in Excel does not turn it into a formula either. A CSV file has no types;
there the apostrophe is the only guard (`csv_cell`).
"""

import re
from functools import cache

MAX_CELL = 32_767  # UTF-16 units in one cell, a limit of Excel
MAX_SHEET_NAME = 31

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_XML_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def printable(text: str) -> str:
    """Return text with the characters XML cannot hold shown as U+FFFD, cut to what a cell can hold."""
    return cut(_UNPRINTABLE.sub("\ufffd", text))


def cut(text: str, limit: int = MAX_CELL) -> str:
    """Return at most `limit` UTF-16 units of the text, never half a character of a supplementary plane."""
    if len(text) <= limit // 2:
        return text
    return text.encode("utf-16-le", "replace")[: 2 * limit].decode("utf-16-le", "ignore")


def xml_text(text: str) -> str:
    """Return the text as the content of an XML element of a workbook, without loss.

    Control characters become the `_x000D_` of ISO/IEC 29500 (22.9.2.19), and text that looks like one is escaped
    itself; a lone surrogate, which is no character, becomes U+FFFD.
    """
    text = cut(text)
    if not _XML_SPECIAL.search(text):
        return text
    return _XML_SPECIAL.sub(lambda match: _escaped(match.group()), text)


def _escaped(found: str) -> str:
    if found in _XML_NAMED:
        return _XML_NAMED[found]
    if len(found) > 1:
        return "_x005F" + found
    return "\ufffd" if "\ud800" <= found <= "\udfff" else f"_x{ord(found):04X}_"


def csv_cell(text: str) -> str:
    """Return the text for a CSV file, with an apostrophe before what a spreadsheet would take for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def sheet_name(title: str) -> str:
    """Return the title as a name Excel allows: 1 to 31 UTF-16 units, none of its eight forbidden characters."""
    return cut(_NOT_IN_SHEET_NAME.sub(" ", printable(title)), MAX_SHEET_NAME).strip("' ") or "Sheet"


@cache
def column_letter(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(65 + rest) + letters
        column -= 1
    return letters
