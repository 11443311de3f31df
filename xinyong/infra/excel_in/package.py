"""The zip package of an .xlsx: its parts within their limits, its sheets, its stamp."""

import codecs
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, BinaryIO
from xml.etree import ElementTree as ET

from xinyong.infra.excel_in.model import MEBIBYTE, Limits, Stamp, UnreadableError

_SMALL_PART = 32 * MEBIBYTE
_LOOK_AT_RATIO_FROM = 100 * MEBIBYTE
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8 = {"utf-8", "ascii"}


@dataclass(frozen=True)
class Sheet:
    """A sheet with cells: its name, whether it is shown, and where its part is."""

    name: str
    visible: bool
    part: str


class Package:
    """An .xlsx; its directory is judged before anything is inflated.

    Attributes:
        sheets: the sheets with cells, in the workbook's order.
        stamp: what the product's template carries, or None.
        epoch_1904: whether dates count from 1904.
        macros: whether it carries macros (they are never run).

    Raises:
        UnreadableError: not a workbook, broken, or too large when inflated.
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError("file.broken", "zip directory") from error
        self._parts = {info.filename.lower().lstrip("/"): info for info in self._zip.infolist()}
        self._judge_directory(limits)
        book = self._book_part()
        tree = self._tree(book)
        self.epoch_1904 = _epoch_1904(tree)
        self._targets = self._relations(book)
        self.sheets = _sheets(tree, self._targets)
        self.stamp = self._stamp()
        self.macros = "xl/vbaproject.bin" in self._parts

    def open(self, part: str) -> IO[bytes]:
        """Open a part as a stream of UTF-8."""
        info = self._parts.get(part.lower())
        if info is None:
            raise UnreadableError("file.broken", "part missing")
        if info.flag_bits & 1:
            raise UnreadableError("file.encrypted", "zip entry")
        with self._zip.open(info) as stream:
            encoding = _encoding(stream.read(200))
        stream = self._zip.open(info)
        return codecs.EncodedFile(stream, "utf-8", encoding) if encoding not in _UTF8 else stream

    def table_part(self, kind: str) -> bytes | None:
        """Return the part that serves all sheets, `sharedStrings` or `styles`, or None when there is none."""
        part = next((target for relation, target in self._targets.values() if relation == kind), None)
        if part is None or part.lower() not in self._parts:
            return None
        with self.open(part) as stream:
            return _without_declaration(stream.read())

    def _judge_directory(self, limits: Limits) -> None:
        infos = self._parts.values()
        inflated = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if inflated > limits.inflated_bytes:
            raise UnreadableError("file.inflated_too_large", "size")
        if inflated > _LOOK_AT_RATIO_FROM and inflated > limits.ratio * packed:
            raise UnreadableError("file.inflated_too_large", "ratio")

    def _book_part(self) -> str:
        if "xl/workbook.xml" in self._parts:
            return "xl/workbook.xml"
        for relation, target in self._relations("").values():
            if relation == "officeDocument" and target.lower() in self._parts and _is_workbook(target):
                return target
        raise UnreadableError("file.not_a_table", found=self._found())

    def _found(self) -> str:
        names = {
            "xl/workbook.bin": "二进制工作簿（.xlsb）",
            "word/document.xml": "Word 文档",
            "ppt/presentation.xml": "演示文稿",
            "content.xml": "OpenDocument 文档",
        }
        return next((name for part, name in names.items() if part in self._parts), "压缩包")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return relation id → (last word of its type, part it points to)."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place.lower() not in self._parts:
            return {}
        return {
            item.get("Id", ""): (
                item.get("Type", "").rpartition("/")[2],
                _resolved(folder, item.get("Target", "")),
            )
            for item in self._tree(place)
            if item.get("TargetMode") != "External"
        }

    def _stamp(self) -> Stamp | None:
        if "docprops/custom.xml" not in self._parts:
            return None
        values = {item.get("name"): "".join(item.itertext()) for item in self._tree("docprops/custom.xml")}
        item, edition = values.get("xinyong_item"), values.get("xinyong_edition")
        return Stamp(item, edition) if item and edition else None

    def _tree(self, part: str) -> ET.Element:
        with self.open(part) as stream:
            text = stream.read(_SMALL_PART)
        if b"<!DOCTYPE" in text:
            raise UnreadableError("file.broken", "document type")
        try:
            return ET.fromstring(text.decode() if isinstance(text, bytes) else text)  # noqa: S314 - no document type
        except (ET.ParseError, UnicodeDecodeError, zlib.error) as error:
            raise UnreadableError("file.broken", "xml") from error


def _is_workbook(target: str) -> bool:
    return (
        target.lower().endswith(".xml") and "/" in target and not target.lower().startswith(("word/", "ppt/"))
    )


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(start)
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError as error:
        raise UnreadableError("file.broken", "xml encoding") from error


def _without_declaration(text: bytes) -> bytes:
    if text.lstrip(codecs.BOM_UTF8).startswith(b"<?xml"):
        return text.partition(b"?>")[2]
    return text


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(
        target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _epoch_1904(tree: ET.Element) -> bool:
    return any(
        _local(item.tag) == "workbookPr" and item.get("date1904") in {"1", "true", "on"} for item in tree
    )


def _sheets(tree: ET.Element, targets: dict[str, tuple[str, str]]) -> list[Sheet]:
    found = []
    for item in tree.iter():
        identity = next((value for name, value in item.items() if _local(name) == "id"), "")
        kind, part = targets.get(identity, ("", ""))
        if _local(item.tag) == "sheet" and kind == "worksheet":
            found.append(Sheet(item.get("name", ""), item.get("state", "visible") == "visible", part))
    return found
