"""The template of every item of the catalogue, opened again."""

import re
import time
from datetime import date
from io import BytesIO
from itertools import pairwise

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter

from xinyong.catalogue.checking import check_block
from xinyong.catalogue.checks.columns import read_column
from xinyong.catalogue.header import match_header
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.types import type_of
from xinyong.collection.template import EDITION_PROPERTY, HELP, ITEM_PROPERTY, LISTS, RULES, write_template
from xinyong.infra.excel_in import Stamp, read_table
from xinyong.infra.excel_mark import MAX_ROWS, Original, mark
from xinyong.infra.excel_out import REASON_TITLE, Mark, Row, Source

DAY = date(2026, 3, 2)
CATALOGUE = load_catalogue()
PENALTY = CATALOGUE.item("penalty")
ITEMS = [pytest.param(each, id=each.code) for each in CATALOGUE.items.values()]
LAST = 1_048_576


def template(item, day=DAY):
    out = BytesIO()
    write_template(item, CATALOGUE.edition, out, day)
    return out


def opened(item, day=DAY):
    return openpyxl.load_workbook(template(item, day))


def validations(sheet):
    """Return the validation of each column, by letter; each covers its column to the end of the sheet."""
    found = {}
    for each in sheet.data_validations.dataValidation:
        for area in each.sqref.ranges:
            assert (area.min_row, area.max_row, area.min_col) == (2, LAST, area.max_col)
            found[get_column_letter(area.min_col)] = each
    return found


def choices(book, validation):
    sheet, _, area = validation.formula1.partition("!")
    assert sheet.strip("'") == LISTS
    return [row[0].value for row in book[LISTS][area.replace("$", "")]]


@pytest.mark.parametrize("item", ITEMS)
def test_the_sheets_and_the_header(item):
    book = opened(item)
    sheet = book.worksheets[0]
    assert book.sheetnames[1:] == [HELP, RULES, LISTS]
    assert [cell.value for cell in sheet[1]] == [
        each.title + "*" * each.required for each in item.input_fields
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1
    assert all(
        cell.comment.text.startswith(field.title)
        for cell, field in zip(sheet[1], item.input_fields, strict=True)
    )


@pytest.mark.parametrize("item", ITEMS)
def test_the_header_is_matched_without_remainder(item):
    titles = {at: cell.value for at, cell in enumerate(opened(item).worksheets[0][1])}
    match = match_header(item, titles)
    assert dict(match.columns) == {field.code: at for at, field in enumerate(item.input_fields)}
    assert [*match.unknown, *match.missing, *match.duplicates] == []


@pytest.mark.parametrize("item", ITEMS)
def test_drop_downs_cover_the_column_and_offer_the_whole_list(item):
    book = opened(item)
    by_column = validations(book.worksheets[0])
    for at, field in enumerate(item.input_fields, 1):
        if field.code_list is not None:
            validation = by_column[get_column_letter(at)]
            offered = [str(each).split(" ")[0] for each in choices(book, validation)]
            assert validation.type == "list"
            assert offered == list(field.code_list.values_on(DAY)), field.title


@pytest.mark.parametrize("item", ITEMS)
def test_every_value_of_a_drop_down_is_accepted(item):
    book = opened(item)
    by_column = validations(book.worksheets[0])
    for at, field in enumerate(item.input_fields, 1):
        if field.code_list is not None:
            offered = pl.Series(field.code, choices(book, by_column[get_column_letter(at)]), dtype=pl.String)
            column = read_column(offered, pl.Series("line", range(len(offered)), dtype=pl.UInt32), field)
            assert column.values.to_list() == list(field.code_list.values_on(DAY))
            assert set(column.findings["code"]) <= {"DETAIL_EXPECTED"}


@pytest.mark.parametrize("item", ITEMS)
def test_only_plain_lists_refuse_what_is_not_in_them(item):
    by_column = validations(opened(item).worksheets[0])
    for at, field in enumerate(item.input_fields, 1):
        validation = by_column.get(get_column_letter(at))
        if validation is not None:
            stops = validation.showErrorMessage and validation.errorStyle in (None, "stop")
            plain_list = (
                field.code_list is not None and field.type != "codes" and not field.code_list.detailed
            )
            assert stops == plain_list, field.title


@pytest.mark.parametrize("item", ITEMS)
def test_text_columns_keep_what_is_typed(item):
    sheet = opened(item).worksheets[0]
    formats = {}
    for span in sheet.column_dimensions.values():
        formats.update(dict.fromkeys(range(span.min, span.max + 1), span.number_format))
    for at, field in enumerate(item.input_fields, 1):
        if type_of(field.type).cell == "number":
            assert formats[at].startswith("0") or formats[at] == "General", field.title
        else:
            assert formats[at] == "@", field.title


@pytest.mark.parametrize("item", ITEMS)
def test_the_stamp_and_the_same_bytes(item):
    properties = opened(item).custom_doc_props
    stamp = {each.name: each.value for each in properties.props}
    assert stamp == {ITEM_PROPERTY: item.code, EDITION_PROPERTY: CATALOGUE.edition.code}
    assert template(item).getvalue() == template(item).getvalue()


@pytest.mark.parametrize("item", ITEMS)
def test_help_names_every_column_and_the_deadline(item):
    rows = list(opened(item)[HELP].iter_rows(values_only=True))
    names = dict(row[:2] for row in rows if row[0])
    assert re.search(r"\d+(个工作日|日)内（依据：《新郑市公共信用信息管理暂行办法", names["报送时限"])
    assert [field.title for field in item.input_fields] == [row[0] for row in rows][-len(item.input_fields) :]
    assert all(row[5] for row in rows[-len(item.input_fields) :]), "every column says who may see it"


@pytest.mark.parametrize("item", ITEMS)
def test_rules_name_every_check_of_an_empty_and_of_a_wrong_row(item):
    rows = list(opened(item)[RULES].iter_rows(min_row=2, values_only=True))
    told = {(column, code) for column, _, code, _ in rows}
    wrong = {field.code: ["0", "=1+1", "2031年2月", "甲\ufffd", None] for field in item.input_fields}
    findings = check_block(
        pl.DataFrame({"line": pl.Series(range(2, 7), dtype=pl.UInt32), **wrong}), None, item, DAY
    ).findings
    general = {code for column, code in told if column in ("任一数据项", "整行")}
    for field, code in findings.select("field", "code").unique().rows():
        assert code in general or (item.field(field).title, code) in told


def test_a_list_longer_than_255_characters_is_a_range():
    long = max(
        (each for item in CATALOGUE.items.values() for each in item.input_fields if each.code_list),
        key=lambda f: len("".join(f.code_list.values)),
    )
    item = next(each for each in CATALOGUE.items.values() if long in each.input_fields)
    book = opened(item)
    at = get_column_letter(item.input_fields.index(long) + 1)
    assert len(choices(book, validations(book.worksheets[0])[at])) == len(long.code_list.values_on(DAY))


def test_lists_follow_the_day():
    """行政处罚法 of 2021 changed the kinds of penalties on 15 July."""
    item = PENALTY
    at = get_column_letter([each.code for each in item.input_fields].index("CF_CFLB") + 1)
    offered = []
    for day in (date(2021, 7, 14), date(2021, 7, 15)):
        book = opened(item, day)
        offered.append(choices(book, validations(book.worksheets[0])[at]))
    assert "吊销执照" in offered[0]
    assert "吊销执照" not in offered[1]
    assert "通报批评" in offered[1]


def test_words_of_a_penalty():
    item = PENALTY
    sheet = opened(item).worksheets[0]
    notes = {field.code: cell.comment.text for field, cell in zip(item.input_fields, sheet[1], strict=True)}
    assert "“处罚类别”含“罚款”时必填" in notes["CF_NR_FK"]
    assert "单位：万元，最多6位小数" in notes["CF_NR_FK"]
    assert "无期限的填“长期”" in notes["CF_YXQ"]
    assert "与“法定代表人证件类型”应同时填写或同时为空" in notes["CF_FR_ZJHM"]
    assert "仅信用主体本人和报送单位可见" in notes["CF_FR_ZJHM"]
    assert "更正＝原报送有差错" in notes["CZ"]


def test_an_item_of_persons_is_nowhere_called_public():
    item = CATALOGUE.item("penalty_person")
    rows = list(opened(item)[HELP].iter_rows(values_only=True))[-len(item.input_fields) :]
    assert not [row[0] for row in rows if "向社会公开" in row[5] and "不向" not in row[5]]


@pytest.fixture
def filled(tmp_path):
    """Return the template of penalties with one row, as a clerk saves it."""
    book = opened(PENALTY)
    book.worksheets[0].append(["甲公司", "个体工商户", "0012345678", "410184198001010012"])
    book.save(tmp_path / "模板.xlsx")
    return tmp_path / "模板.xlsx"


def test_filled_in_it_comes_back_as_typed(filled):
    """Text columns: leading zeros and 18 digits are read as they were typed, and the stamp is known."""
    with read_table(filled, filename=filled.name) as reading:
        frame = pl.concat([block.frame for block in reading.blocks()])
        assert reading.stamp == Stamp(PENALTY.code, CATALOGUE.edition.code)
        assert reading.sheet == PENALTY.title
    assert frame.row(1)[:5] == (2, "甲公司", "个体工商户", "0012345678", "410184198001010012")


@pytest.mark.parametrize(
    "rows", [pytest.param(1, id="marked copy"), pytest.param(MAX_ROWS + 1, id="bad rows")]
)
def test_what_goes_back_to_the_clerk_keeps_the_stamp(filled, tmp_path, rows):
    stamp = {ITEM_PROPERTY: PENALTY.code, EDITION_PROPERTY: CATALOGUE.edition.code}
    header = Row(1, [field.title for field in PENALTY.input_fields])
    source = Source(PENALTY.title, header, [Row(2, ["甲公司"])], stamp)
    answer = tmp_path / "标注.xlsx"
    with filled.open("rb") as stream, answer.open("wb") as out:
        original = Original(stream, "xlsx", PENALTY.title, rows, source)
        mark(original, [Mark(2, 3, "不正确", "reject")], out, created=DAY)
    with read_table(answer, filename=answer.name) as reading:
        assert reading.stamp == Stamp(PENALTY.code, CATALOGUE.edition.code)
        assert REASON_TITLE in reading.head.row(0)


def test_all_templates_together_take_less_than_a_second():
    times = [time.perf_counter()]
    for item in CATALOGUE.items.values():
        template(item)
        times.append(time.perf_counter())
    assert max(after - before for before, after in pairwise(times)) < 1
