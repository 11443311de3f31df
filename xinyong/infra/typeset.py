"""Sets papers as PDF with Typst: one compiler per thread, Debian's Noto CJK fonts and no others.

Data reaches a template as JSON and is shown as text; nothing in it can become markup. The same template, data and
instant give the same bytes on every machine with the same fonts.
"""

import io
import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from fontTools.ttLib import TTCollection

from xinyong.infra.refusal import RefusalError

FONTS = Path("/usr/share/fonts/opentype/noto")
_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc")
_NEEDED = (*_FILES, "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc")
_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
_local = threading.local()


class FontsMissingError(RefusalError):
    """The fonts of the papers are not installed."""

    code = "typeset.fonts_missing"


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that no font of the papers has, and where it stands, in words."""

    point: str
    place: str


@dataclass
class Characters:
    """Makes texts printable and remembers what could not be shown.

    A character without a glyph becomes its code point in brackets, so that the reader sees that something is there
    and what; characters that are not seen (controls, changes of direction) are treated alike.
    """

    missing: list[MissingGlyph] = field(default_factory=list)

    def text(self, value: str, place: str) -> str:
        """Return `value` as it can be printed.

        Args:
            value: Any text.
            place: Where it stands, for the note on missing glyphs.
        """
        known = covered()
        if all(ord(sign) in known or sign == "\n" for sign in value) and not _hidden(value):
            return value
        return "".join(self._sign(sign, place) for sign in value.replace("\r\n", "\n").replace("\t", " "))

    def _sign(self, sign: str, place: str) -> str:
        if sign == "\n" or (ord(sign) in covered() and not _hidden(sign)):
            return sign
        found = MissingGlyph(f"U+{ord(sign):04X}", place)
        if found not in self.missing:
            self.missing.append(found)
        return f"〔{found.point}〕"


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime) -> Paper:
    """Return the paper of a template.

    Args:
        template: A `.typ` file; it reads `sys.inputs.data` as JSON, and may import files beside it.
        data: Printable texts, numbers, lists and mappings.
        at: Written into the file as its time.

    Raises:
        FontsMissingError: Debian's package fonts-noto-cjk is not installed.
    """
    require_fonts()
    given = {"data": json.dumps(data, ensure_ascii=False)}
    compiler = _compiler(template.parent)
    pdf = compiler.compile(input=str(template), sys_inputs=given, timestamp=int(at.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("a template without an output file gives one PDF")
    count = _PAGES.search(pdf)
    return Paper(pdf, int(count[1]) if count else 0)


def require_fonts() -> None:
    """Make sure that papers can be set.

    Raises:
        FontsMissingError: They cannot.
    """
    absent = [name for name in _NEEDED if not (FONTS / name).is_file()]
    if absent:
        raise FontsMissingError(
            f"无法生成报告：缺少字体 {'、'.join(absent)}。请由系统管理员安装 Debian 软件包 fonts-noto-cjk。"
        )


def qr_code(text: str) -> str:
    """Return a QR code as an SVG document, error correction M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, nl=False)
    return out.getvalue().decode("ascii")


@cache
def covered() -> frozenset[int]:
    """Return the code points that both faces of the papers have; half a second, once per process."""
    require_fonts()
    return frozenset.intersection(*(_points(FONTS / name) for name in _FILES))


def _points(path: Path) -> frozenset[int]:
    with TTCollection(path, lazy=True) as collection:
        face = next(f for f in collection.fonts if f["name"].getDebugName(1).endswith(" CJK SC"))
        return frozenset(face.getBestCmap())


def _hidden(text: str) -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign != "\n" for sign in text)


def _compiler(root: Path) -> typst.Compiler:
    """Return this thread's compiler: one used by two threads at once raises `Already borrowed`."""
    compilers = _local.__dict__.setdefault("compilers", {})
    if root not in compilers:
        compilers[root] = typst.Compiler(root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True)
    return compilers[root]  # type: ignore[no-any-return]
