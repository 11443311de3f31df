"""The XML of a sheet as chunks of whole rows in one plain spelling.

Sheets of 100 MB and more are scanned with byte patterns, so their spelling must be the one that
spreadsheet programs use: no prefix, double quotes, single blanks, every row and cell with its address.
What is spelled otherwise is respelled (`respelling`), chunk by chunk.
"""

import re
from collections.abc import Iterator
from typing import IO

from xinyong.infra.excel_in.model import MEBIBYTE, SHEET_LINES, UnreadableError
from xinyong.infra.excel_in.respelling import Respeller

_READ = 4 * MEBIBYTE
_LONGEST = 64 * MEBIBYTE  # preamble of a sheet, or one row
_TAIL = 8 * MEBIBYTE
_DATA = re.compile(rb"<(?:(\w+):)?sheetData\s*(/?)>")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?ref="[A-Z]+[0-9]+:[A-Z]+([0-9]{1,7})"')
_ODD = re.compile(rb'<(?:!|c(?! r="[A-Z])|row(?! r="\d)|v [^/])')
_UNUSUAL = re.compile(rb"<(?:row|c|v|f|is)[^\S ]|\s\w+(?:\s*=\s*'|\s+=\s*\"|=\s+\")")


class Chunks:
    """Chunks of whole rows of a sheet, each plain.

    Attributes:
        last: The last line as the sheet itself says it, from the first chunk on; None where it does not, or claims all.
        tail: What follows the rows, when they are exhausted.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.last: int | None = None
        self.tail = b""

    def __iter__(self) -> Iterator[bytes]:
        opened = self._opened()
        if opened is None:
            return
        prefix, rest = opened
        respeller = Respeller()
        unusual = bool(prefix)
        for first, chunk in enumerate(self._whole_rows(prefix, rest)):
            unusual = unusual or (not first and _UNUSUAL.search(chunk[: 64 * 1024]) is not None)
            yield respeller.respell(chunk) if unusual or not _plain(chunk) else chunk

    def _opened(self) -> tuple[bytes, bytes] | None:
        """Return the prefix of the elements, and the start of the rows; None when there are no rows."""
        text = b""
        while (found := _DATA.search(text)) is None:
            part = self._stream.read(_READ)
            if not part or len(text) > _LONGEST:
                raise UnreadableError("file.broken", "no rows element")
            text += part
        prefix = found[1] + b":" if found[1] else b""
        told = _DIMENSION.search(text, 0, found.start())
        self.last = int(told[1]) if told and int(told[1]) < SHEET_LINES else None
        if found[2]:
            self._finish(text[found.end() :])
            return None
        return prefix, text[found.end() :]

    def _whole_rows(self, prefix: bytes, rest: bytes) -> Iterator[bytes]:
        row, end = b"<" + prefix + b"row", b"</" + prefix + b"sheetData>"
        while (stop := rest.find(end)) < 0:
            cut = max(0, rest.rfind(row))
            if cut:
                yield rest[:cut]
            part = self._stream.read(_READ)
            if not part or len(rest) - cut > _LONGEST:
                raise UnreadableError("file.broken", "rows do not end")
            rest = rest[cut:] + part
        if rest[:stop].strip():
            yield rest[:stop]
        self._finish(rest[stop + len(end) :])

    def _finish(self, rest: bytes) -> None:
        """Keep the start of what follows and read to the end: only there the checksum is compared."""
        while part := self._stream.read(_READ):
            if len(rest) < _TAIL:
                rest += part
        self.tail = rest


def _plain(chunk: bytes) -> bool:
    """Tell whether every row and cell begins with its address and nothing hides an element."""
    return _ODD.search(chunk) is None
