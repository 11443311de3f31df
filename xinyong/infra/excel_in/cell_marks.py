"""Cells whose value cannot be trusted, found in the XML, because the reader's text no longer shows it.

Patterns look for rare things behind a fast literal; only where one is found are cells looked at closely.
"""

import re
from collections.abc import Iterator

from xinyong.infra.excel_in.addresses import cell_place
from xinyong.infra.excel_in.model import Mark, MarkKind

_REF = re.compile(rb'<c r="([A-Z]+\d+)"')
_TYPE = re.compile(rb'\bt="(\w+)"')
# 16 digits before the point, or an exponent of 15 and more: a double keeps only 15 of them
_LONG = re.compile(rb"<v>-?(?:\d{16}|\d(?:\.\d+)?[Ee]\+?(?:1[5-9]|[2-9]\d|\d{3}))")
_ERROR = re.compile(rb'<c ([^>]*?)\bt="e"([^>]*)>')
_BOOLEAN = re.compile(
    rb'<c ([^>]*?)\bt="b"([^>]*)>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?\s*<v>(?:([1t])|[0f])[a-z]*</v>'
)
_UNCOUNTED = re.compile(
    rb'<c (r="[A-Z]+\d+")([^>]*)>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def marked(xml: bytes) -> tuple[bytes, list[Mark]]:
    """Return the rows with errors and truth values spelled as text, and the marks of the cells.

    A number of 16 and more digits has lost some of them; an error (#N/A) is no value; a formula that was
    never calculated has none.
    """
    marks = list(_lossy(xml))
    if b't="e"' in xml:
        marks += _marks(_ERROR.finditer(xml), "error_value")
        xml = _ERROR.sub(rb'<c \1t="str"\2>', xml)
    if b't="b"' in xml:
        xml = _BOOLEAN.sub(_truth, xml)
    if b"<f" in xml:
        empty_text = (cell for cell in _UNCOUNTED.finditer(xml) if b't="str"' not in cell[2])
        marks += _marks(empty_text, "error_value")
        xml = _UNCOUNTED.sub(rb'<c \1 t="str"><v></v></c>', xml)
    return xml, sorted(marks)


def _lossy(xml: bytes) -> Iterator[Mark]:
    for value in _LONG.finditer(xml):
        start = xml.rfind(b"<c ", 0, value.start())
        head = xml[start : xml.find(b">", start)]
        kind = _TYPE.search(head)
        if kind is None or kind[1] == b"n":
            yield _mark(head, "lossy_number")


def _marks(cells: Iterator[re.Match[bytes]], kind: MarkKind) -> list[Mark]:
    return [_mark(cell[0][: cell[0].find(b">")], kind) for cell in cells]


def _mark(head: bytes, kind: MarkKind) -> Mark:
    found = _REF.match(head)
    line, column = cell_place(found[1] if found else b"")
    return Mark(line, column, kind)


def _truth(cell: re.Match[bytes]) -> bytes:
    return b'<c %bt="str"%b><v>%b</v>' % (cell[1], cell[2], b"TRUE" if cell[3] else b"FALSE")
