"""Old workbooks: their records, lost digits, errors, passwords and a reader that panics."""

import io
import struct

import pytest

from xinyong.infra.excel_in import UnreadableError, read_table
from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import DEFAULT
from xinyong.infra.excel_in.table import Source


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def place(line, column):
    return struct.pack("<HHH", line - 1, column, 0)


def text(line, column, value):
    return record(0x0204, place(line, column) + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))


def number(line, column, value):
    return record(0x0203, place(line, column) + struct.pack("<d", value))


def packed(line, column, value):
    return record(
        0x027E,
        place(line, column) + struct.pack("<I", struct.unpack("<Q", struct.pack("<d", value))[0] >> 32),
    )


def error(line, column):
    return record(0x0205, place(line, column) + b"\x2a\x01")


def formula_error(line, column):
    return record(0x0006, place(line, column) + b"\x02\0\x2a\0\0\0\xff\xff" + bytes(8))


def stream(cells, *, state=0, before=b"", offset=None):
    """The records of a workbook of one sheet, 数据."""

    def begin(kind):
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))

    def globals_(place_of_sheet):
        sheet = struct.pack("<IBBBB", place_of_sheet, state, 0, 2, 1) + "数据".encode("utf-16-le")
        return begin(5) + before + record(0x0085, sheet) + record(0x000A)

    start = len(globals_(0))
    return globals_(start if offset is None else offset) + begin(0x10) + b"".join(cells) + record(0x000A)


def container(body, name="Workbook"):
    """An OLE container with one stream: header, allocation table, directory, the stream's sectors."""
    body = body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0")
    sectors = len(body) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry(name, 2, 2, len(body))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + table + directory.ljust(512, b"\0") + body


def entry(name, kind, start, size, child=0xFFFFFFFF):
    letters = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return letters.ljust(64, b"\0") + struct.pack(
        "<HBBIII16sIQQIQ", len(letters), kind, 1, none, none, child, b"", 0, 0, 0, start, size
    )


GOOD = container(
    stream(
        [
            text(1, 0, "名称"),
            text(1, 1, "代码"),
            text(3, 0, "甲"),
            number(3, 1, 4111010001.0),
            number(4, 1, 914101840000000001.0),
            error(5, 0),
            formula_error(6, 0),
            packed(7, 1, 2.0**60),
        ]
    )
)


def read(data, sheet=None):
    table = open_table(Source(io.BytesIO(data), ".xls", sheet, DEFAULT))
    lines, marks = {}, []
    for frame, found in table.blocks:
        lines |= {line: list(cells) for line, *cells in frame.rows()}
        marks += [tuple(mark) for mark in found]
    return lines, marks


def refusal(data, sheet=None):
    with pytest.raises(UnreadableError) as error_:
        read(data, sheet)
    return error_.value.code


def test_lines_are_true_and_untrusted_cells_are_marked():
    lines, marks = read(GOOD)
    assert list(lines) == [1, 3, 4, 5, 6, 7]
    assert lines[3] == ["甲", "4111010001"]
    assert marks == [
        (4, 1, "lossy_number"),
        (5, 0, "error_value"),
        (6, 0, "error_value"),
        (7, 1, "lossy_number"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(
            container(stream([], before=record(0x002F, bytes(54)))), "file.encrypted", id="a password"
        ),
        pytest.param(container(b"", "EncryptedPackage"), "file.encrypted", id="an encrypted .xlsx"),
        pytest.param(container(b"", "WordDocument"), "file.not_a_table", id="a Word document"),
        pytest.param(container(stream([])), "file.no_rows", id="a blank sheet"),
        pytest.param(
            container(stream([text(1, 0, "甲")], state=2)), "file.no_rows", id="only a very hidden sheet"
        ),
        pytest.param(GOOD[:600], "file.broken", id="a file cut short"),
        pytest.param(GOOD[:8], "file.broken", id="a bare signature"),
    ],
)
def test_what_cannot_be_read_says_why(data, code):
    assert refusal(data) == code


def test_a_sheet_is_found_by_name_and_an_unknown_one_lists_those_there_are():
    hidden = container(stream([text(1, 0, "甲")], state=2))
    assert read(hidden, "数据")[0] == {1: ["甲"]}
    with pytest.raises(UnreadableError, match=r"“明细”.*数据"):
        read(hidden, "明细")


def test_a_panic_of_the_reader_becomes_an_answer():
    broken = container(stream([text(1, 0, "甲")], offset=900_000_000))
    with pytest.raises(UnreadableError) as error_, read_table(io.BytesIO(broken), filename="坏.xls"):
        pass
    assert error_.value.code == "file.reader_stopped"
