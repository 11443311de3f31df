"""Texts as tables: encodings, quotes that never close, rows that do not fit their header."""

import io

import pytest

from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import DEFAULT, Limits, UnreadableError
from xinyong.infra.excel_in.table import Source


def read(data, extension=".csv", limits=DEFAULT):
    table = open_table(Source(io.BytesIO(data), extension, None, limits))
    lines, marks = {}, []
    for frame, found in table.blocks:
        lines |= {line: list(cells) for line, *cells in frame.rows()}
        marks += [tuple(mark) for mark in found]
    return lines, marks


def refusal(data, extension=".csv", limits=DEFAULT):
    with pytest.raises(UnreadableError) as error:
        read(data, extension, limits)
    return error.value.code


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        pytest.param("utf-8", "某某公司", id="UTF-8"),
        pytest.param("utf-8-sig", "某某公司", id="UTF-8 with a mark"),
        pytest.param("gb18030", "某某公司", id="GB 18030"),
        pytest.param("gb18030", "㐂𠮷公司", id="GB 18030 with four-byte characters"),
        pytest.param("utf-16", "某某公司", id="UTF-16"),
    ],
)
def test_the_encoding_is_found(encoding, name):
    data = f"名称,代码\r\n{name},1\r\n".encode(encoding)
    assert read(data)[0] == {1: ["名称", "代码"], 2: [name, "1"]}


@pytest.mark.parametrize(
    ("text", "lines", "marks"),
    [
        pytest.param("a,b\n1,2\n", {1: ["a", "b"], 2: ["1", "2"]}, [], id="a plain table"),
        pytest.param("a\tb\n1\t2,5\n", {1: ["a", "b"], 2: ["1", "2,5"]}, [], id="tabs"),
        pytest.param("a;b\n1;2\n", {1: ["a", "b"], 2: ["1", "2"]}, [], id="semicolons"),
        pytest.param('a,b\n"x\ny",2\n3,4\n', {1: ["a", "b"], 2: ["x\ny", "2"], 3: ["3", "4"]}, [], id="a quoted line break"),
        pytest.param('a,b\n"x""y",2\n', {1: ["a", "b"], 2: ['x"y', "2"]}, [], id="a doubled quote"),
        pytest.param("a,b\n\n , \n1,2\n", {1: ["a", "b"], 4: ["1", "2"]}, [], id="blank records count but are no rows"),
        pytest.param(
            "a,b\n1,2,3\n4,5\n",
            {1: ["a", "b", None], 2: ["1", "2", "3"], 3: ["4", "5", None]},
            [(2, 0, "shifted_row")],
            id="an unquoted comma spoils its row only",
        ),
        pytest.param(
            "a,b\n1,2,,\n3,4,,\n",
            {1: ["a", "b", None, None], 2: ["1", "2", None, None], 3: ["3", "4", None, None]},
            [],
            id="trailing commas that every record has are no fields",
        ),
        pytest.param(
            "a,b\n1,2\n3,4,\n",
            {1: ["a", "b", None], 2: ["1", "2", None], 3: ["3", "4", None]},
            [(3, 0, "shifted_row")],
            id="a comma too many is a split field even before blanks",
        ),
        pytest.param("a,b,c\n1\n2,3,4\n", {1: ["a", "b", "c"], 2: ["1", None, None], 3: ["2", "3", "4"]}, [], id="missing fields are blank"),
        pytest.param("标题\n\na,b,c\n1,2,3\n", {1: ["标题", None, None], 3: ["a", "b", "c"], 4: ["1", "2", "3"]}, [], id="a title above the header"),
        pytest.param(
            'a,b\n"x,2\n3,4\n',
            {1: ["a", "b"], 2: ['"x', "2"], 3: ["3", "4"]},
            [(2, 0, "shifted_row")],
            id="a quote that never closes spoils its line only",
        ),
        pytest.param(
            'a,b\n"x,2\n3,4\n"y",5\n',
            {1: ["a", "b"], 2: ['"x', "2"], 3: ["3", "4"], 4: ["y", "5"]},
            [(2, 0, "shifted_row")],
            id="a quote that meets the next one spoils its line only",
        ),
        pytest.param("a,b\n1\0,2\n", {1: ["a", "b"], 2: ["1\ufffd", "2"]}, [], id="NUL is no character"),
        pytest.param("a,b\n=cmd|'/c calc'!A0,2\n", {1: ["a", "b"], 2: ["=cmd|'/c calc'!A0", "2"]}, [], id="a command is only text"),
        pytest.param("BM,b\n1,2\n", {1: ["BM", "b"], 2: ["1", "2"]}, [], id="a title that looks like a picture"),
        pytest.param("a\n1\n", {1: ["a"], 2: ["1"]}, [], id="one column"),
    ],
)  # fmt: skip
def test_records_become_lines(text, lines, marks):
    assert read(text.encode()) == (lines, marks)


def test_a_quote_that_swallows_100_000_characters_is_given_back():
    rest = "".join(f"{n},{n}\n" for n in range(30_000))
    lines, marks = read(f'a,b\n"x,2\n{rest}'.encode())
    assert (len(lines), marks) == (30_002, [(2, 0, "shifted_row")])


def test_undecodable_bytes_are_left_for_the_checks_to_see():
    good = "名称,代码\n" + "某某公司,1\n" * 50
    lines, _ = read(good.encode() + b"\xff\xfe\xfa,2\n")
    assert "\ufffd" in lines[52][0]


@pytest.mark.parametrize(
    ("data", "extension", "code"),
    [
        pytest.param(b"", ".csv", "file.empty", id="an empty file"),
        pytest.param(bytes(range(256)) * 8, ".csv", "file.not_a_table", id="binary data"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), ".xlsx", "file.not_a_table", id="a picture renamed"),
        pytest.param("<html><table><tr><td>甲</td></tr></table></html>".encode(), ".xls", "file.not_a_table", id="a web page renamed"),
        pytest.param(b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', ".xls", "file.not_a_table", id="XML of 2003 renamed"),
        pytest.param("一段文字".encode(), ".xls", "file.not_a_table", id="a text renamed"),
        pytest.param(b"%PDF-1.7 a,b\n", ".csv", "file.not_a_table", id="a PDF renamed"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data, extension, code):
    assert refusal(data, extension) == code


def test_a_text_with_columns_renamed_to_xls_is_read():
    assert read(b"a\tb\n1\t2\n", ".xls")[0] == {1: ["a", "b"], 2: ["1", "2"]}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param(Limits(rows=2), "file.too_many_rows", id="rows"),
        pytest.param(Limits(columns=1), "file.too_many_columns", id="columns"),
    ],
)
def test_limits_are_kept(limits, code):
    assert refusal(b"a,b\n1,2\n3,4\n", limits=limits) == code


def test_blocks_have_at_most_50_000_lines():
    data = b"a,b\n" + b"1,2\n" * 60_000
    table = open_table(Source(io.BytesIO(data), ".csv", None, DEFAULT))
    assert [frame.height for frame, _ in table.blocks] == [50_000, 10_001]
