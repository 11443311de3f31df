"""Text on its way into a cell."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from xinyong.infra.excel_out import column_letter, csv_cell, printable, sheet_name
from xinyong.infra.excel_out.texts import MAX_CELL, MAX_SHEET_NAME, xml_text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("行政处罚", "行政处罚", id="an ordinary title stays"),
        pytest.param("许可/处罚[2018]:*?\\", "许可 处罚 2018", id="signs Excel forbids become blanks"),
        pytest.param("'名称'", "名称", id="an apostrophe may not stand at an end"),
        pytest.param("***", "Sheet", id="nothing left is still a name"),
        pytest.param("长" * 40, "长" * 31, id="cut to 31"),
        pytest.param("𠀀" * 20, "𠀀" * 15, id="a four-byte character counts twice and is never halved"),
    ],
)
def test_sheet_name(title, name):
    assert sheet_name(title) == name


@given(st.text())
def test_any_text_gives_a_name_excel_allows(title):
    name = sheet_name(title)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= MAX_SHEET_NAME
    assert not set(name) & set("[]:*?/\\")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_a_csv_cell_that_would_run_gets_an_apostrophe(text):
    assert csv_cell(text) == "'" + text


def test_other_csv_cells_stay():
    assert csv_cell("新郑市信用中心 =") == "新郑市信用中心 ="


@given(st.text(st.characters()))
def test_any_text_becomes_sound_xml(text):
    """Also control characters, noncharacters and lone surrogates."""
    element = ET.fromstring(f"<t>{xml_text(text)}</t>")
    assert (element.text is None) == (not text)


def test_text_that_looks_like_an_escape_is_not_taken_for_one():
    assert xml_text("_x0041_") == "_x005F_x0041_"


def test_text_beyond_a_cell_is_cut_between_characters():
    assert xml_text("a" + "𠀀" * MAX_CELL) == "a" + "𠀀" * (MAX_CELL // 2)


def test_what_a_workbook_cannot_hold_is_shown_as_unreadable():
    assert printable("甲\x01乙\ud800丙\uffff") == "甲\ufffd乙\ufffd丙\ufffd"


@given(st.integers(0, 16_383))
def test_column_letters(column):
    assert column_letter(column) == get_column_letter(column + 1)
