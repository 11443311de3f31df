"""The text of a csv: which encoding it is in, and its lines."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from xinyong.infra.excel_in.model import MEBIBYTE, UnreadableError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\f\v")
_CONTROL_SHARE = 0.02
_CONTROL_SOME = 4
_FAULTY_SHARE = 0.1
_REPLACEMENT = "\ufffd"


def text_lines(file: BinaryIO) -> Iterator[str]:
    """Yield the physical lines of a text with their ends; NUL and undecodable bytes become U+FFFD.

    Raises:
        UnreadableError: the bytes are no text, or no known encoding fits most of it.
    """
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        for line in text:
            yield line.replace("\0", _REPLACEMENT)
    finally:
        text.detach()  # the file is not ours to close


def line_ends(file: BinaryIO) -> int:
    """Return how many lines end in a file, whatever its encoding, and leave it at its start."""
    count = 0
    while part := file.read(MEBIBYTE):
        count += part.count(b"\n")
    file.seek(0)
    return count


def _encoding(file: BinaryIO) -> str:
    start = file.read(4096)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return encoding
    if sum(byte in CONTROL for byte in start) > max(_CONTROL_SOME, _CONTROL_SHARE * len(start)):
        raise UnreadableError("file.not_a_table", found="二进制数据")
    faults = {encoding: _faults(file, encoding) for encoding in ("utf-8", "gb18030")}
    best = min(faults, key=faults.__getitem__)
    if faults[best] > _FAULTY_SHARE * max(1, file.tell()):
        raise UnreadableError("file.encoding")
    return best


def _faults(file: BinaryIO, encoding: str) -> int:
    """Count the places an encoding cannot decode."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    count = 0
    while part := file.read(MEBIBYTE):
        count += decoder.decode(part).count(_REPLACEMENT)
    return count + decoder.decode(b"", final=True).count(_REPLACEMENT)
