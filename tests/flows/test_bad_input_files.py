"""Files that are no submission at all: each gets a receipt, one sentence that says what to do, and loads nothing."""

import io
import zipfile

import pytest
from builders import (
    NUMBER_CUT_SHORT,
    cell_record,
    csv_file,
    grid,
    licence,
    penalty,
    with_part,
    xls,
    xlsx,
)

GOOD = grid([penalty()])
SHEET = "xl/worksheets/sheet1.xml"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return out.getvalue()


def locked():
    """A package whose parts say they are encrypted (bit 0 of the flags, in both headers)."""
    package = bytearray(xlsx(GOOD))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = package.find(magic)
        while at >= 0:
            package[at + place] |= 1
            at = package.find(magic, at + 4)
    return bytes(package)


def bomb():
    """160 MB of blanks behind the rows, in a file of some 160 kB."""
    return with_part(xlsx(GOOD), SHEET, lambda xml: xml + b" " * 160_000_000, level=6)


def lying_bomb():
    """The same, with a directory that speaks of 1,000 bytes."""
    package = bytearray(bomb())
    for magic, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = package.find(magic)
        while at >= 0:
            size = int.from_bytes(package[at + place : at + place + 4], "little")
            if size > 100_000_000:
                package[at + place : at + place + 4] = (1_000).to_bytes(4, "little")
            at = package.find(magic, at + 4)
    return bytes(package)


def wide():
    return xlsx([[*GOOD[0], *(f"列{n}" for n in range(len(GOOD[0]), 16_384))], GOOD[1]])


CASES = [
    pytest.param(lambda: b"", "a.xlsx", "file.empty", "空", id="an empty file"),
    pytest.param(lambda: PICTURE, "a.xlsx", "file.not_a_table", "图片", id="a picture called .xlsx"),
    pytest.param(
        lambda: packed(word__document_xml="<a/>"),
        "a.xlsx",
        "file.not_a_table",
        "Word",
        id="a letter called .xlsx",
    ),
    pytest.param(
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "a.xls",
        "file.not_a_table",
        "网页",
        id="a page called .xls, as some systems export it",
    ),
    pytest.param(locked, "a.xlsx", "file.encrypted", "加密", id="encrypted entries in the package"),
    pytest.param(
        lambda: xls(GOOD, password=True),
        "a.xls",
        "file.encrypted",
        "加密",
        id="an old workbook with a password",
    ),
    pytest.param(lambda: xlsx(GOOD)[:3000], "a.xlsx", "file.broken", "损坏", id="an upload that broke off"),
    pytest.param(
        lambda: xls(GOOD, spoilt=NUMBER_CUT_SHORT),
        "a.xls",
        "file.broken",
        "损坏",
        id="an .xls on which the reader panics",
    ),
    pytest.param(
        lambda: xls(GOOD, spoilt=cell_record(65535, 65535, 1.0)),
        "a.xls",
        "file.reader_stopped",
        "意外停止",
        id="an .xls on which the reader is aborted",
    ),
    pytest.param(bomb, "a.xlsx", "file.inflated_too_large", "异常巨大", id="a zip bomb"),
    pytest.param(lying_bomb, "a.xlsx", "file.broken", "损坏", id="a zip bomb whose directory lies"),
    pytest.param(wide, "a.xlsx", "file.too_many_columns", "1000 列", id="16,384 titles"),
    pytest.param(lambda: xlsx([]), "a.xlsx", "file.no_rows", "没有任何内容", id="a workbook without a value"),
    pytest.param(
        lambda: xlsx(GOOD[:1]), "a.xlsx", "file.no_rows", "没有数据", id="a header and nothing below it"
    ),
    pytest.param(
        lambda: csv_file(GOOD[:1]), "a.csv", "file.no_rows", "没有数据", id="a csv of a header alone"
    ),
    pytest.param(
        lambda: xlsx(GOOD[1:]), "a.xlsx", "template.no_header", "标题行", id="rows without any header"
    ),
    pytest.param(
        lambda: xlsx(grid([licence()], "licence")),
        "a.xlsx",
        "template.wrong_item",
        "行政许可公示信息",
        id="the columns of another item",
    ),
]


def assert_unreadable(answer, code, word):
    from xinyong.records.models import Record, Subject

    assert (answer.state, answer.error["code"], answer.rows) == ("unreadable", code, 0)
    assert word in answer.error["message"]
    assert answer.receipt.startswith("BS2026-")
    assert (answer.findings_total, answer.findings, answer.outcomes) == (0, [], {})
    assert answer.submission.wrapped_key is not None, "the original is kept as evidence"
    assert not Record.objects.exists()
    assert not Subject.objects.exists()


@pytest.mark.parametrize(("content", "filename", "code", "word"), CASES)
def test_what_cannot_be_read_gets_a_receipt_and_a_sentence(desk, content, filename, code, word):
    assert_unreadable(desk.submit(content(), filename), code, word)


def test_a_real_workbook_with_a_password(desk, shared_data):
    content = (shared_data / "workbooks/pass_protected.xlsx").read_bytes()
    assert_unreadable(desk.submit(content), "file.encrypted", "加密")


def test_a_real_workbook_with_an_empty_sheet(desk, shared_data):
    content = (shared_data / "workbooks/empty_sheet.xlsx").read_bytes()
    assert_unreadable(desk.submit(content), "file.no_rows", "没有任何内容")


def test_a_real_report_form_in_xls_is_no_penalty(desk, shared_data):
    content = (shared_data / "platform-templates/双公示月报表统计模板.xls").read_bytes()
    assert_unreadable(desk.submit(content, "月报.xls"), "template.no_header", "下载模板")


def test_the_template_of_another_item_is_known_by_its_stamp(desk, template):
    """Filled with whatever titles: the stamp says what it was made for."""
    answer = desk.submit(template("licence", licence()))
    assert_unreadable(answer, "template.wrong_item", "不是《行政处罚公示信息》")


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are(desk):
    answer = desk.submit(xlsx(GOOD, sheet="三月"), sheet="四月")
    assert_unreadable(answer, "file.sheet_unknown", "四月")
    assert "三月" in answer.error["message"]


def test_the_template_of_another_item_is_called_by_its_title(desk, template):
    answer = desk.submit(template("licence", licence()))
    assert answer.error["code"] == "template.wrong_item"
    assert "行政许可公示信息" in answer.error["message"]
