"""The child that reads one file and answers with Arrow record batches, then ends.

It imports polars and the spreadsheet reader, nothing of Django; it takes its limits before it looks at the
first byte, and can neither write a file nor leave a core image of somebody's data.
"""

import io
import json
import resource
import socket
import sys
from dataclasses import asdict
from typing import Any

import polars as pl

from xinyong.infra.excel_in import wire
from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import Limits, Mark, UnreadableError
from xinyong.infra.excel_in.table import Source, Table

_MARKS = pl.Schema({"line": pl.UInt32, "column": pl.UInt32, "kind": pl.String})


def main(number: int) -> None:
    """Serve one file over the socket of this number.

    Only `BaseException` is wide enough: a panic of the reader's Rust is one and must become an answer.
    """
    with socket.socket(fileno=number) as link:
        try:
            _serve(link)
        except UnreadableError as error:
            _fail(link, error)
        except (BrokenPipeError, ConnectionResetError, wire.ClosedError):
            return  # the parent has gone
        except MemoryError:
            _fail(link, UnreadableError("file.inflated_too_large", "memory"))
        except Exception as error:  # noqa: BLE001 - whatever a broken file provokes is an answer
            _fail(link, UnreadableError("file.broken", _described(error)))
        except BaseException as error:  # noqa: BLE001 - PanicException of the reader's Rust is no Exception
            _fail(link, UnreadableError("file.reader_stopped", _described(error)))


def _described(error: BaseException) -> str:
    """Return kind and place of an error; its text may hold values of the file."""
    trace, last = error.__traceback__, None
    while trace is not None:
        trace, last = trace.tb_next, trace
    place = f" {last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last else ""
    return f"{type(error).__name__}{place}"


def _serve(link: socket.socket) -> None:
    _, numbers, _, _ = socket.recv_fds(link, 1, 1)
    if not numbers:
        return
    request = json.loads(wire.receive(link)[1])
    limits = Limits(**request["limits"])
    _confine(limits)
    with io.FileIO(numbers[0], "r") as file:
        file.seek(0)
        source = Source(io.BufferedReader(file), request["filename"], request["sheet"], limits)
        _answer(link, open_table(source))


def _confine(limits: Limits) -> None:
    _limit(resource.RLIMIT_DATA, limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, hard))


def _answer(link: socket.socket, table: Table) -> None:
    header = {"kind": table.kind, "sheet": table.sheet, "sheets": table.sheets, "lines": table.lines}
    stamp = asdict(table.stamp) if table.stamp else None
    wire.send_json(link, b"H", header | {"stamp": stamp, "notes": [asdict(note) for note in table.notes]})
    for frame, marks in table.blocks:
        _send_frame(link, b"B", frame)
        _send_frame(link, b"M", _marks_frame(marks))
    wire.send_json(link, b"N", [asdict(note) for note in table.notes])


def _marks_frame(marks: list[Mark]) -> pl.DataFrame:
    return pl.DataFrame(marks, schema=_MARKS, orient="row")


def _send_frame(link: socket.socket, letter: bytes, frame: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer)
    wire.send(link, letter, buffer.getbuffer())


def _fail(link: socket.socket, error: UnreadableError) -> None:
    values: dict[str, Any] = {"code": error.code, "detail": error.detail, "values": error.values}
    wire.send_json(link, b"E", values)


if __name__ == "__main__":
    main(int(sys.argv[1]))
