"""Whole workbooks, made by real programs or on purpose: which sheet, which stamp, which refusal."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import DEFAULT, Limits, Stamp, UnreadableError
from xinyong.infra.excel_in.table import Source


def made(fill, **options):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True} | options) as book:
        fill(book)
    return buffer.getvalue()


def table_of(data, extension=".xlsx", sheet=None, limits=DEFAULT):
    table = open_table(Source(io.BytesIO(data), extension, sheet, limits))
    return table, {line: cells for frame, _ in table.blocks for line, *cells in frame.rows()}


def refusal(data, **more):
    with pytest.raises(UnreadableError) as error:
        table_of(data, **more)
    assert error.value.message.endswith("。")
    return error.value.code


def several_sheets(book):
    blank = book.add_worksheet("空白")
    blank.set_row(5, 30)
    chart = book.add_chartsheet("图表")
    hidden = book.add_worksheet("隐藏")
    hidden.write("A1", "不读")
    hidden.very_hidden()
    book.add_worksheet("数据").write("B2", "甲")
    book.add_worksheet("说明").write("A1", "帮助")
    line = book.add_chart({"type": "line"})
    line.add_series({"values": "=数据!$B$2:$B$2"})
    chart.set_chart(line)


def test_the_first_visible_sheet_with_contents_is_read():
    table, lines = table_of(made(several_sheets))
    assert (table.sheet, lines) == ("数据", {2: [None, "甲"]})
    assert table.sheets == ["空白", "隐藏", "数据", "说明"]


@pytest.mark.parametrize(("sheet", "value"), [("说明", "帮助"), (" 说明 ", "帮助"), ("隐藏", "不读")])
def test_a_sheet_is_read_by_name(sheet, value):
    _, lines = table_of(made(several_sheets), sheet=sheet)
    assert lines == {1: [value]}


def test_an_unknown_sheet_lists_those_there_are():
    with pytest.raises(UnreadableError, match=r"“明细”.*空白、隐藏、数据、说明") as error:
        table_of(made(several_sheets), sheet="明细")
    assert error.value.code == "file.sheet_unknown"


def test_the_stamp_of_a_template_is_read():
    def fill(book):
        book.add_worksheet().write("A1", "甲")
        book.set_custom_property("xinyong_item", "penalty")
        book.set_custom_property("xinyong_edition", "2024-1")

    assert table_of(made(fill))[0].stamp == Stamp("penalty", "2024-1")


@pytest.mark.parametrize("memory", [False, True])
def test_what_xlsxwriter_writes_is_read(memory):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["名称", "数", "式", "日"])
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("A2", ["甲", 4111010001])
        sheet.write_formula("C2", "=1+1", None, 2)
        sheet.write_number("D2", 45000, date)
        sheet.set_row(1, None, None, {"hidden": True})

    _, lines = table_of(made(fill, constant_memory=memory))
    assert lines == {1: ["名称", "数", "式", "日"], 2: ["甲", "4111010001", "2", "2023-03-15"]}


def test_what_openpyxl_writes_is_read():
    book = openpyxl.Workbook()
    book.active.append(["名称", "数"])
    book.active.append(["甲", 914101840000000001])
    book.active.append(["=A1", "#N/A"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = open_table(Source(io.BytesIO(buffer.getvalue()), ".xlsx", None, DEFAULT))
    [(frame, marks)] = table.blocks
    assert frame.rows()[1:] == [(2, "甲", "914101840000000000"), (3, None, "#N/A")]
    assert marks == [(2, 1, "lossy_number"), (3, 0, "error_value"), (3, 1, "error_value")]


def test_the_extension_is_only_a_claim():
    data = made(lambda book: book.add_worksheet().write("A1", "甲"))
    table, lines = table_of(data, extension=".xls")
    assert lines == {1: ["甲"]}
    assert [(note.code, note.detail) for note in table.notes] == [("extension_mismatch", "xlsx")]


def zipped(parts, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def with_parts(data, parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


SIMPLE = made(lambda book: book.add_worksheet().write("A1", "甲"))


def test_macros_are_ignored_and_said():
    table, lines = table_of(with_parts(SIMPLE, {"xl/vbaProject.bin": b"x"}), extension=".xlsm")
    assert (lines, [note.code for note in table.notes]) == ({1: ["甲"]}, ["macros_ignored"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(zipped({"a.txt": "x"}), "file.not_a_table", id="a zip of something else"),
        pytest.param(zipped({"word/document.xml": "<x/>"}), "file.not_a_table", id="a Word document"),
        pytest.param(zipped({"xl/workbook.bin": "x"}), "file.not_a_table", id="a binary workbook"),
        pytest.param(SIMPLE[:-200], "file.broken", id="a file cut short"),
        pytest.param(b"PK\x03\x04 and nothing", "file.broken", id="a bare signature"),
        pytest.param(made(lambda book: book.add_worksheet()), "file.no_rows", id="a blank workbook"),
        pytest.param(with_parts(SIMPLE, {"xl/sharedStrings.xml": None}), "file.broken", id="shared strings missing"),
        pytest.param(with_parts(SIMPLE, {"xl/worksheets/sheet1.xml": None}), "file.broken", id="a sheet missing"),
        pytest.param(with_parts(SIMPLE, {"xl/workbook.xml": "<workbook"}), "file.broken", id="a workbook part cut short"),
        pytest.param(
            with_parts(SIMPLE, {"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "file.broken", id="entities"
        ),
        pytest.param(with_parts(SIMPLE, {"xl/media/a.bin": bytes(150_000_000)}), "file.inflated_too_large", id="a zip bomb"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, code):
    assert refusal(data) == code


def test_the_inflated_size_is_limited():
    assert refusal(SIMPLE, limits=Limits(inflated_bytes=1000)) == "file.inflated_too_large"


def test_a_size_that_lies_in_the_directory_gains_nothing():
    size = len(zipfile.ZipFile(io.BytesIO(SIMPLE)).read("xl/worksheets/sheet1.xml"))
    lying = SIMPLE.replace(size.to_bytes(4, "little"), (size - 50).to_bytes(4, "little"))
    assert refusal(lying) == "file.broken"
