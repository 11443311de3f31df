"""The parent's side: hand a file to a child, and take its table block by block."""

import io
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from xinyong.infra.excel_in import wire
from xinyong.infra.excel_in.launch import Child, start_child
from xinyong.infra.excel_in.model import (
    DEFAULT,
    HEAD_LINES,
    MEBIBYTE,
    Kind,
    Limits,
    Note,
    Stamp,
    UnreadableError,
)

_COPY_BYTES = MEBIBYTE


@dataclass(frozen=True)
class Block:
    """Up to 50,000 lines of the table, in order.

    Attributes:
        frame: `line` UInt32 and `c0`, `c1`, … String, one for each column from A to the last used one (blank
            cell = null); only lines that hold something. A later block may have more columns, never fewer than
            the first lines use.
        marks: `line` UInt32, `column` UInt32, `kind` String (`lossy_number` | `error_value` | `shifted_row`).
    """

    frame: pl.DataFrame
    marks: pl.DataFrame


class Reading:
    """A table that is being read.

    Attributes:
        kind: what the file is by its contents.
        sheet: name of the sheet that is read; None for a csv.
        sheets: names of all sheets with cells, in order.
        stamp: what the product's own template says it is, or None.
        lines: how many lines the table has, about; None where that is known only at its end.
        notes: what the reporter should know; complete once `blocks` is exhausted.
        head: the first lines that are not blank, at most 60, to find the header in.
    """

    def __init__(self, child: Child) -> None:
        self._child = child
        header = json.loads(_expect(child, b"H"))
        self.kind: Kind = header["kind"]
        self.sheet: str | None = header["sheet"]
        self.sheets: tuple[str, ...] = tuple(header["sheets"])
        self.lines: int | None = header["lines"]
        self.stamp = Stamp(**header["stamp"]) if header["stamp"] else None
        self.notes = _notes(header["notes"])
        first = self._next_block()
        if first is None:
            raise UnreadableError("file.no_rows")
        self._first: Block | None = first
        self.head = first.frame.head(HEAD_LINES)

    def blocks(self) -> Iterator[Block]:
        """Yield every block once, the first included; memory holds one at a time.

        Raises:
            UnreadableError: the rest of the file cannot be read.
        """
        block, self._first = self._first, None
        while block is not None:
            yield block
            block = self._next_block()

    def _next_block(self) -> Block | None:
        letter, body = _receive(self._child)
        if letter == b"N":
            self.notes = _notes(json.loads(body))
            return None
        return Block(_frame(body), _frame(_expect(self._child, b"M")))


@contextmanager
def read_table(
    source: Path | BinaryIO | int,
    *,
    filename: str,
    sheet: str | None = None,
    limits: Limits = DEFAULT,
    child: Child | None = None,
) -> Iterator[Reading]:
    """Read a table in a child process with limits.

    Args:
        source: path, open binary file (read from its present position, e.g. while decrypting; its contents
            never touch a named file), or an open descriptor of a regular file.
        filename: the name the reporter gave; only its extension is used, and only for a note.
        sheet: name of the sheet to read, a hidden one included; else the first visible one with contents.
        limits: what the file may cost.
        child: one started earlier by `start_child`; it is used up.

    Yields:
        The reading; it ends with the block of the `with` statement, and the child with it.

    Raises:
        UnreadableError: the file cannot be read as a table; also raised while blocks are taken.
    """
    with child or start_child() as reader:
        number = _descriptor(source, limits)
        try:
            _ask(
                reader, number, {"filename": Path(filename).suffix, "sheet": sheet, "limits": asdict(limits)}
            )
        finally:
            os.close(number)
        reader.link.settimeout(limits.silence_seconds)
        yield Reading(reader)


def _descriptor(source: Path | BinaryIO | int, limits: Limits) -> int:
    """Return a descriptor of our own of a regular file that holds the source."""
    if isinstance(source, int):
        number = os.dup(source)
    elif isinstance(source, Path):
        number = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    else:
        number = _in_memory(source, limits)
    if os.fstat(number).st_size > limits.file_bytes:
        os.close(number)
        raise UnreadableError("file.too_large", limit=str(limits.file_bytes // MEBIBYTE))
    return number


def _in_memory(source: BinaryIO, limits: Limits) -> int:
    """Copy a stream to memory that has a descriptor but no name; stops just above the limit."""
    number = os.memfd_create("xinyong", os.MFD_CLOEXEC)
    with io.FileIO(number, "w", closefd=False) as copy:
        while copy.tell() <= limits.file_bytes and (part := source.read(_COPY_BYTES)):
            copy.write(part)
    return number


def _ask(child: Child, number: int, request: dict[str, Any]) -> None:
    try:
        socket.send_fds(child.link, [b"F"], [number])
        wire.send_json(child.link, b"R", request)
    except OSError as error:
        raise _stopped(child) from error


def _expect(child: Child, wanted: bytes) -> bytearray:
    letter, body = _receive(child)
    if letter != wanted:
        raise UnreadableError("file.reader_stopped", f"message {letter!r} instead of {wanted!r}")
    return body


def _receive(child: Child) -> tuple[bytes, bytearray]:
    try:
        letter, body = wire.receive(child.link)
    except TimeoutError as error:
        raise UnreadableError("file.timeout", "silence") from error
    except wire.ClosedError as error:
        raise _stopped(child) from error
    if letter == b"E":
        fault = json.loads(body)
        raise UnreadableError(fault["code"], fault["detail"], **fault["values"])
    return letter, body


def _stopped(child: Child) -> UnreadableError:
    number = child.exit_signal()
    if number == signal.SIGXCPU:
        return UnreadableError("file.timeout", "processor time")
    return UnreadableError("file.reader_stopped", f"signal {number}" if number else "exit")


def _frame(body: bytearray) -> pl.DataFrame:
    return pl.read_ipc_stream(io.BytesIO(body))


def _notes(values: list[dict[str, str]]) -> tuple[Note, ...]:
    return tuple(Note(**value) for value in values)
