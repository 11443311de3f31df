"""What must be known of a workbook before openpyxl may load it into this process.

openpyxl builds every cell, formatted row, merged and linked area as objects, whatever the file says they are for:
one merged range A1:XFD1048576 in a file of 5 kB is 17 billion cells. Its XML parser is expat. expat ≥ 2.4.1
stops the amplification of entities ("billion laughs") itself, and nothing external is fetched; a document type
has no place in a workbook (ISO/IEC 29500-2, 8.1.4), so that one is refused before any parser sees it.
"""

import re
import zipfile
from collections import Counter
from typing import BinaryIO

from openpyxl.utils.cell import range_boundaries

MAX_INFLATED = 128 * 2**20
MAX_PARTS = 2_000
MAX_CELLS = 800_000  # about 400 bytes each in openpyxl
MAX_LINES = 50_000

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(c|row)[\s/>]")
_AREA = re.compile(rb"<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s[^<>]*?\bref\s*=\s*[\"']([^\"':]+:[^\"']+)[\"']")
_XML = (".xml", ".rels", ".vml")


def objection(stream: BinaryIO) -> str | None:
    """Return why openpyxl must not load the file, or None if it may. The stream is left at its beginning.

    Nothing of the file's contents is in the answer.
    """
    try:
        return _objection(stream)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        return f"not a sound workbook ({type(error).__name__})"  # RuntimeError: an encrypted part
    finally:
        stream.seek(0)


def _objection(stream: BinaryIO) -> str | None:
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INFLATED:
            return "too large when inflated"
        made: Counter[bytes] = Counter()
        for part in parts:
            if part.filename.lower().endswith(_XML):
                content = archive.read(part)  # never more than the size stated above
                if content.startswith(_NOT_UTF8) or _DOCTYPE.search(content):
                    return "document type or foreign encoding in XML"
                made.update(_ELEMENT.findall(content))
                made[b"c"] += sum(_area(found.decode()) for found in _AREA.findall(content))
    return "too many cells or lines" if made[b"c"] > MAX_CELLS or made[b"row"] > MAX_LINES else None


def _area(reference: str) -> int:
    """Return the cells openpyxl would make of a range, read by openpyxl's own reading of it."""
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        return MAX_CELLS + 1
    return max(0, right - left + 1) * max(0, bottom - top + 1)
