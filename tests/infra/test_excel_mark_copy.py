"""The marked copy of a user's own workbook."""

import tempfile
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import fastexcel
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from xinyong.infra import excel_mark
from xinyong.infra.excel_mark.guard import MAX_LINES, objection
from xinyong.infra.excel_out import REASON_TITLE, Mark, Row, Source
from xinyong.infra.excel_out.marks import FILLS, HEADING, MAX_COMMENTS

DAY = date(2018, 9, 1)
WORKBOOKS = Path(__file__).parents[2] / "../shared/data/workbooks"


def workbook(*rows):
    book = openpyxl.Workbook()
    book.active.title = "数据"
    for row in rows or (["名称", "代码", "日期"], ["甲公司", "9141", "x"], ["乙公司", "9142", "y"]):
        book.active.append(row)
    return book


def saved(book):
    out = BytesIO()
    book.save(out)
    return out


def original(stream, *, kind="xlsx", sheet="数据", header_line=1, rows=2, texts=()):
    return excel_mark.Original(
        stream, kind, sheet, rows, Source("数据", Row(header_line, ["名称", "代码", "日期"]), texts)
    )


def marked(book, *marks, header_line=1):
    out = BytesIO()
    assert (
        excel_mark.mark(original(saved(book), header_line=header_line), marks, out, created=DAY) == "marked"
    )
    return openpyxl.load_workbook(out, rich_text=True)


def colour(cell):
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None


BAD = Mark(2, 2, "日期不正确", "reject")


def test_bad_cells_and_the_last_column():
    sheet = marked(workbook(), BAD, Mark(2, 1, "代码可疑", "warn"), Mark(3, None, "与第2行重复", "reject"))[
        "数据"
    ]
    assert [sheet["D1"].value, sheet["D2"].value, sheet["D3"].value] == [
        REASON_TITLE,
        "B列：代码可疑；C列：日期不正确",
        "与第2行重复",
    ]
    assert [colour(sheet[at]) for at in ("A2", "B2", "C2", "C3")] == [
        None,
        FILLS["warn"],
        FILLS["reject"],
        None,
    ]
    assert sheet["C2"].comment.text == f"{HEADING}\n日期不正确"


def test_what_the_user_made_stays():
    book = workbook()
    sheet = book.active
    sheet["B3"] = "=A3&1"
    sheet["C3"] = datetime(2018, 9, 1)  # noqa: DTZ001 - a workbook's dates have no zone
    sheet["A2"].font = Font(name="仿宋", size=20)
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = "A2"
    sheet["C2"].comment = Comment("我的批注", "王")
    sheet.add_data_validation(DataValidation("list", formula1='"甲,乙"', sqref="A2:A1048576"))
    book.create_sheet("说明")["A1"] = "别动"
    copy = marked(book, BAD)
    sheet = copy["数据"]
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["C3"].value.year) == ("=A3&1", "f", 2018)
    assert (sheet["A2"].font.name, sheet.column_dimensions["B"].hidden, sheet.freeze_panes) == (
        "仿宋",
        True,
        "A2",
    )
    assert sheet["C2"].comment.text == f"我的批注\n{HEADING}\n日期不正确"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A2:A1048576"
    assert copy["说明"]["A1"].value == "别动"


def test_a_copy_of_a_copy_shows_only_the_new_marks():
    book = workbook()
    book.active["C2"].comment = Comment("我的批注", "王")
    first = marked(book, BAD, Mark(3, 0, "名称可疑", "warn"), Mark(0, None, "旧模板", "warn"))
    sheet = marked(first, Mark(2, 0, "名称可疑", "warn"))["数据"]
    assert [cell.value for cell in sheet[1]] == ["名称", "代码", "日期", REASON_TITLE]
    assert [sheet["D2"].value, sheet["D3"].value] == ["A列：名称可疑", None]
    assert [colour(sheet[at]) for at in ("A2", "C2", "A3", "D1")] == [FILLS["warn"], None, None, None]
    assert sheet["C2"].comment.text == "我的批注"
    assert sheet["A3"].comment is None
    assert sheet["D1"].comment is None


def test_colours_of_the_user_that_are_not_ours_stay():
    book = workbook()
    book.active["A3"].fill = PatternFill("solid", fgColor="FFFFC7CE")  # Excel's own "bad"
    assert colour(marked(book, BAD)["数据"]["A3"]) == "FFC7CE"


def test_a_header_under_merged_titles():
    book = workbook(["新郑市行政处罚报送表"], [], ["名称", "代码", "日期"], ["甲公司", "9141", "x"])
    book.active.merge_cells("A1:F2")
    sheet = marked(
        book,
        Mark(0, None, "用了旧模板", "warn"),
        Mark(3, None, "缺少列：处罚内容", "reject"),
        Mark(4, 2, "错", "reject"),
        header_line=3,
    )["数据"]
    assert (sheet["D3"].value, sheet["D4"].value) == (REASON_TITLE, "C列：错")
    assert sheet["D3"].comment.text == f"{HEADING}\n用了旧模板\n缺少列：处罚内容"
    assert colour(sheet["D3"]) == FILLS["reject"]
    assert sheet["A1"].value == "新郑市行政处罚报送表"


def test_marks_in_merged_cells_stand_at_the_first():
    book = workbook()
    book.active.merge_cells("A2:A3")
    sheet = marked(book, Mark(2, 0, "甲", "warn"), Mark(3, 0, "乙", "reject"), Mark(3, 0, "丙", "warn"))[
        "数据"
    ]
    assert sheet["A2"].comment.text == f"{HEADING}\n甲\n乙\n丙"
    assert colour(sheet["A2"]) == FILLS["reject"]


def test_remarks_without_a_title_are_not_overwritten():
    book = workbook(["名称", "代码", "日期"], ["甲", "1", "x", "经办人备注"])
    sheet = marked(book, BAD)["数据"]
    assert (sheet["D2"].value, sheet["E1"].value, sheet["E2"].value) == (
        "经办人备注",
        REASON_TITLE,
        "C列：日期不正确",
    )


def test_hidden_columns_to_the_right_and_hidden_rows_are_shown_where_marked():
    book = workbook()
    book.active.column_dimensions.group("C", "XFD", hidden=True, outline_level=0)
    book.active.row_dimensions[2].hidden = True
    book.active.row_dimensions[3].hidden = True
    sheet = marked(book, BAD)["数据"]
    spans = {key: (each.min, each.max, each.hidden) for key, each in sheet.column_dimensions.items()}
    assert spans == {"C": (3, 3, True), "D": (4, 4, False), "E": (5, 16384, True)}
    assert [sheet.row_dimensions[line].hidden for line in (2, 3)] == [False, True]


def test_a_stray_value_at_the_far_corner_costs_nothing():
    book = workbook()
    book.active["XFD1048576"] = "x"
    sheet = marked(book, BAD)["数据"]
    assert sheet["D2"].value == "C列：日期不正确"


def test_a_message_is_never_a_formula():
    sheet = marked(workbook(), Mark(2, None, "=HYPERLINK(1)\x01", "reject"))["数据"]
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=HYPERLINK(1)\ufffd", "s")


def test_rich_text_and_the_stamp_stay():
    book = workbook()
    book.custom_doc_props.append(
        openpyxl.packaging.custom.StringProperty(name="xinyong_item", value="penalty")
    )
    assert marked(book, BAD).custom_doc_props["xinyong_item"].value == "penalty"


def test_comments_are_limited_colours_are_not():
    marks = [Mark(line, 0, "错", "reject") for line in range(2, MAX_COMMENTS + 12)]
    sheet = marked(workbook(), *marks)["数据"]
    assert sum(1 for row in sheet.iter_rows() for cell in row if cell.comment) == MAX_COMMENTS
    assert colour(sheet.cell(MAX_COMMENTS + 11, 1)) == FILLS["reject"]


def test_other_readers_read_the_copy():
    out = BytesIO()
    excel_mark.mark(original(saved(workbook())), [BAD], out, created=DAY)
    rows = fastexcel.read_excel(out.getvalue()).load_sheet(0, header_row=None).to_polars().rows()
    assert rows[1] == ("甲公司", "9141", "x", "C列：日期不正确")


def test_no_plain_text_in_a_named_file(monkeypatch, tmp_path):
    stream = saved(workbook())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert excel_mark.mark(original(stream), [BAD], BytesIO(), created=DAY) == "marked"


# -- where the workbook of bad rows is the answer


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        pytest.param("xlsx", excel_mark.MAX_ROWS + 1, id="more than 20,000 rows"),
        pytest.param("xls", 2, id="an old .xls"),
        pytest.param("csv", 2, id="a csv"),
    ],
)
def test_the_workbook_of_bad_rows_instead(kind, rows):
    out = BytesIO()
    source = original(saved(workbook()), kind=kind, rows=rows, texts=[Row(2, ["甲公司", "9141", "x"])])
    assert excel_mark.mark(source, iter([BAD]), out, created=DAY) == "bad_rows"
    assert openpyxl.load_workbook(out).active["E2"].value == "C列：日期不正确"


def _with_part(book, name, old, new):
    """Return the workbook as a file with `old` replaced in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(saved(book)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, content.replace(old, new, 1) if part == name else content)
    return out


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><worksheet'
MERGED = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins'
LINKED = b'<hyperlinks><hyperlink display="x" ref="A1:XFD1048576" location="A1"/></hyperlinks><pageMargins'
LINES = b"<sheetData>" + b"".join(
    b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(9, MAX_LINES + 20)
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"<worksheet", BOMB, id="a document type with entities"),
        pytest.param(b"<pageMargins", MERGED, id="one merged area over the whole sheet"),
        pytest.param(b"<pageMargins", LINKED, id="one link over the whole sheet"),
        pytest.param(b"<sheetData>", LINES, id="a hundred thousand formatted blank lines"),
        pytest.param(b"</sheetData>", b"<broken>", id="broken XML"),
    ],
)
def test_a_dangerous_file_is_not_loaded_here(old, new):
    stream = _with_part(workbook(), SHEET, old, new)
    out = BytesIO()
    source = original(stream, texts=[Row(2, ["甲公司", "9141", "x"])])
    assert excel_mark.mark(source, [BAD], out, created=DAY) == "bad_rows"
    assert openpyxl.load_workbook(out).active["D2"].value == "2"


def test_what_is_no_archive_is_said_without_its_contents():
    assert objection(BytesIO(b"41010119800101")) == "not a sound workbook (BadZipFile)"


@pytest.mark.skipif(not WORKBOOKS.is_dir(), reason="the shared data folder is absent")
def test_odd_workbooks_get_one_answer_or_the_other():
    answers = {}
    for path in sorted(WORKBOOKS.glob("*.xlsx")):
        out = BytesIO()
        with path.open("rb") as stream:
            source = original(stream, sheet=None, texts=[Row(2, ["甲公司"])])
            answers[path.name] = excel_mark.mark(source, [Mark(2, 0, "错", "reject")], out, created=DAY)
        assert openpyxl.load_workbook(out)
    assert "marked" in answers.values()
