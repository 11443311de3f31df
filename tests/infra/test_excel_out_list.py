"""A list taken away as a workbook."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from xinyong.infra import excel_out
from xinyong.infra.excel_out import listing, write_list

DAY = date(2026, 11, 25)


def cells(columns, rows):
    out = BytesIO()
    written = write_list(out, "报送记录", columns, rows, created=DAY)
    sheet = openpyxl.load_workbook(out).active
    return written, sheet


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0", "\tx", "007", "1E5", "2026-01-01"]
)
def test_a_text_stays_a_text(text):
    written, sheet = cells(["名称"], [[text]])
    assert written == 1
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    assert sheet["A2"].number_format == "@"


def test_the_head_names_the_columns_and_stays_in_sight():
    _, sheet = cells(["回执", "状态"], [["BS2026-000001", "已入库"]])
    assert [cell.value for cell in sheet[1]] == ["回执", "状态"]
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "报送记录"


def test_a_list_beyond_the_limit_is_cut(monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 3)
    written, sheet = cells(["n"], ([str(n)] for n in range(9)))
    assert (written, sheet.max_row) == (3, 4)
    assert excel_out.MOST_ROWS == 50_000


def test_what_no_workbook_can_hold_is_shown_as_such():
    _, sheet = cells(["n"], [["a\0b\ud800"]])
    assert sheet["A2"].value == "a\ufffdb\ufffd"
