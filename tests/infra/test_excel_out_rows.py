"""The workbook of bad rows, opened again by two readers."""

import tempfile
from datetime import date
from io import BytesIO, RawIOBase

import fastexcel
import openpyxl
import pytest

from xinyong.infra.excel_out import LINE_TITLE, REASON_TITLE, Mark, Row, Source, write_bad_rows
from xinyong.infra.excel_out.marks import FILLS, HEADING, MAX_COMMENTS

DAY = date(2018, 9, 1)
HEADER = Row(2, ["名称", None, "处罚决定日期"])
NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2",
    "甲\x01乙",
    "_x0041_",
    " 前后 ",
    "a\r\nb\tc",
    "<&>\"'",
    "𠀀𫚭㐂",
    "9" * 18,
]


def written(rows, marks, properties=None):
    out = BytesIO()
    count = write_bad_rows(out, Source("行政处罚", HEADER, rows, properties or {}), marks, created=DAY)
    return count, out


def sheet_of(out):
    return openpyxl.load_workbook(out).worksheets[0]


def grid(out):
    return (
        fastexcel.read_excel(out.getvalue())
        .load_sheet(0, header_row=None, dtypes="string")
        .to_polars()
        .rows()
    )


def test_only_bad_rows_with_line_and_reason():
    rows = [Row(3, ["甲公司", None, "x"]), Row(4, ["乙公司", None, "2018-01-01"]), Row(9, [None, None, "y"])]
    marks = [
        Mark(3, 2, "日期不正确。", "reject"),
        Mark(9, 0, "不能为空", "reject"),
        Mark(9, None, "重复", "warn"),
    ]
    count, out = written(rows, marks)
    assert count == 2
    assert grid(out) == [
        ("名称", None, "处罚决定日期", LINE_TITLE, REASON_TITLE),
        ("甲公司", None, "x", "3", "C列：日期不正确"),
        (None, None, "y", "9", "重复；A列：不能为空"),
    ]


def test_bad_cells_are_coloured_and_explained():
    marks = [Mark(3, 0, "提醒", "warn"), Mark(3, 2, "甲", "warn"), Mark(3, 2, "乙", "reject")]
    sheet = sheet_of(written([Row(3, ["甲公司"])], marks)[1])
    assert sheet["A2"].fill.fgColor.rgb[2:] == FILLS["warn"]
    assert sheet["C2"].fill.fgColor.rgb[2:] == FILLS["reject"]
    assert sheet["C2"].comment.text == f"{HEADING}\n甲\n乙"
    assert sheet["B2"].comment is None


@pytest.mark.parametrize("text", NASTY)
def test_text_survives_and_never_runs(text):
    _, out = written([Row(3, [text])], [Mark(3, 0, text, "reject")])
    cell = sheet_of(out)["A2"]
    assert grid(out)[1][0] == text
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_marks_of_the_workbook_and_the_header_stand_at_the_header():
    marks = [
        Mark(0, None, "用了旧模板", "warn"),
        Mark(2, 0, "未识别的列", "warn"),
        Mark(2, None, "缺少列", "reject"),
    ]
    count, out = written([], marks)
    sheet = sheet_of(out)
    assert count == 0
    assert sheet["A1"].comment.text == f"{HEADING}\n未识别的列"
    assert sheet["E1"].comment.text == f"{HEADING}\n用了旧模板\n缺少列"
    assert sheet["E1"].value == REASON_TITLE


def test_cells_beyond_the_header_are_kept():
    _, out = written([Row(3, ["甲", None, "x", "多余"])], [Mark(3, 3, "多出一格", "reject")])
    assert grid(out)[1] == ("甲", None, "x", "3", "D列：多出一格", "多余")


def test_a_mark_without_its_row_is_not_lost_silently():
    with pytest.raises(ValueError, match="line 5"):
        written([Row(3, ["甲"])], [Mark(5, 0, "错", "reject")])


def test_the_stamp_and_the_same_bytes():
    again = [
        written([Row(3, ["甲"])], [Mark(3, 0, "错", "reject")], properties={"xinyong_item": "penalty"})
        for _ in "12"
    ]
    assert again[0][1].getvalue() == again[1][1].getvalue()
    assert openpyxl.load_workbook(again[0][1]).custom_doc_props["xinyong_item"].value == "penalty"


def test_streams_without_a_file_and_limits_comments(monkeypatch, tmp_path):
    """No plain text in a named file: the folder of temporary files may not even exist."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    rows = [Row(line, ["甲"]) for line in range(3, MAX_COMMENTS + 103)]
    out = _Counter()
    assert write_bad_rows(
        out, Source("s", HEADER, iter(rows)), (Mark(r.line, 0, "错", "reject") for r in rows), created=DAY
    )
    assert len(rows) > MAX_COMMENTS
    assert out.written > 0


class _Counter(RawIOBase):
    """A stream that can only be written."""

    written = 0

    def writable(self):
        return True

    def write(self, data):
        self.written += len(data)
        return len(data)
