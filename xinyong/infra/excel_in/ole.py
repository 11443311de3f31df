"""The OLE container of an .xls: names of its streams, and the contents of one.

Only as much as is needed to tell a workbook from other documents, an encrypted one from a plain one, and
to walk its records. Every number in the file is distrusted: chains are cut at the size of the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from xinyong.infra.excel_in.model import UnreadableError

_ENTRY = struct.Struct("<64sHBB12x16x4x16xIQ")
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA
_HEADER_DIFAT = 109


@dataclass(frozen=True)
class _Stream:
    start: int
    size: int


class Container:
    """An OLE container.

    Attributes:
        names: names of its streams and storages.

    Raises:
        UnreadableError: the container is broken.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_header()
        except (struct.error, IndexError, ValueError) as error:
            raise UnreadableError("file.broken", "ole") from error

    def stream(self, name: str) -> bytes:
        """Return the contents of a stream."""
        entry = self._streams[name]
        if entry.size < self._mini_cutoff:
            return self._gather(self._mini, self._mini_fat, entry.start, 64)[: entry.size]
        return self._chain(entry.start)[: entry.size]

    def _read_header(self) -> None:
        data = self._data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            raise ValueError
        directory, self._mini_cutoff, mini_fat, _, difat, _ = struct.unpack_from("<I4xIIIII", data, 48)
        self._fat = self._allocation(difat)
        entries = self._chain(directory)
        self._streams = dict(_entries(entries))
        self.names = set(self._streams)
        self._mini_fat = _numbers(self._chain(mini_fat))
        root = _ENTRY.unpack_from(entries, 0)
        self._mini = self._chain(root[4])[: root[5]]

    def _allocation(self, difat: int) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", self._data, 76))
        seen = 0
        while difat < _LAST_SECTOR and seen <= len(self._data) // self._sector:
            numbers = _numbers(self._at(difat))
            sectors += numbers[:-1]
            difat, seen = numbers[-1], seen + 1
        used = [sector for sector in sectors if sector < _LAST_SECTOR]
        return _numbers(b"".join(map(self._at, used)))

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _chain(self, start: int) -> bytes:
        body = self._data[self._sector :]
        return self._gather(body, self._fat, start, self._sector)

    def _gather(self, body: bytes, table: list[int], start: int, size: int) -> bytes:
        parts: list[bytes] = []
        sector = start
        while sector < len(table) and len(parts) <= len(table):
            parts.append(body[sector * size : (sector + 1) * size])
            sector = table[sector]
        return b"".join(parts)


def _numbers(data: bytes) -> list[int]:
    count = len(data) // 4
    return list(struct.unpack_from(f"<{count}I", data))


def _entries(data: bytes) -> Iterator[tuple[str, _Stream]]:
    for offset in range(0, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        name, length, kind, _, start, size = _ENTRY.unpack_from(data, offset)
        if kind:
            yield name[: max(0, length - 2)].decode("utf-16-le", "replace"), _Stream(start, size & 0xFFFFFFFF)
