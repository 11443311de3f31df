"""What the reporter gets back beside the counts: the marked workbook; and what the operator gets: the proof."""

import io

import openpyxl
import pytest
from builders import cells_of, column_of, csv_file, grid, penalty, titles, xls, xlsx

from xinyong.collection import marking
from xinyong.collection.errors import CollectionError, NoSuchSubmissionError

FIELDS = list(titles("penalty"))
REASON = "错误说明"
RED = "FFC9CA"


@pytest.fixture
def marked(tmp_path):
    """Return a function: the marked workbook of an answer, opened; and what kind it is."""

    def write(answer):
        made = marking.write_marked(answer.submission, tmp_path / "标注.xlsx")
        assert [path.name for path in tmp_path.iterdir()] == ["标注.xlsx"]
        book = openpyxl.load_workbook(tmp_path / "标注.xlsx")
        return made, book

    return write


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reasons(sheet, header=1):
    """Line → text of the column 错误说明."""
    column = next(cell.column for cell in sheet[header] if cell.value == REASON)
    return {
        line: value
        for line in range(header + 1, sheet.max_row + 1)
        if (value := sheet.cell(line, column).value)
    }


def test_the_users_own_workbook_comes_back_with_its_bad_cells_marked(desk, marked):
    bad = penalty(2, CF_JDRQ="2025年8月", CF_SY=None)
    content = xlsx(grid([penalty(1), bad, penalty(3)]), above=[["新郑市行政处罚信息报送表"]], sheet="三月")
    answer = desk.submit(content)
    assert answer.outcomes == {"rejected": 1, "held": 2}

    made, book = marked(answer)
    sheet = book["三月"]
    assert made == "marked"
    assert sheet["A1"].value == "新郑市行政处罚信息报送表"
    assert cells_of(sheet, 4, len(FIELDS)) == [bad.get(code) for code in FIELDS]
    for field, word in (("CF_JDRQ", "只有年和月"), ("CF_SY", "为空")):
        cell = sheet[f"{column_of(field)}4"]
        assert cell.fill.fgColor.rgb.endswith(RED)
        assert word in cell.comment.text
    assert not sheet[f"{column_of('CF_SY')}3"].comment
    (line, text), *others = reasons(sheet, header=2).items()
    assert (line, others) == (4, [])
    assert "只有年和月" in text
    assert "违法事实" in text


def test_the_marked_workbook_loads_once_it_is_corrected(desk, marked):
    """As often as it takes: with the wrong cell still wrong it comes back marked again."""
    answer = desk.submit(xlsx(grid([penalty(1), penalty(2, CF_JDRQ="2025年8月", CF_SY=None)])))
    _, book = marked(answer)
    book.worksheets[0][f"{column_of('CF_SY')}3"] = "销售超过保质期的食品"
    again = desk.submit(saved(book))
    assert [f for f in again.found if f[3] == "reject"] == [(3, "CF_JDRQ", "DATE_WITHOUT_DAY", "reject")]
    assert again.codes == ["DATE_WITHOUT_DAY"], "our own column is no unknown column"

    _, book = marked(again)
    sheet = book.worksheets[0]
    assert "违法事实" not in reasons(sheet)[3]
    assert not sheet[f"{column_of('CF_SY')}3"].comment
    sheet[f"{column_of('CF_JDRQ')}3"] = "2025/8/20"
    loaded = desk.submit(saved(book))
    assert (loaded.state, loaded.outcomes, loaded.found) == ("loaded", {"inserted": 2}, [])
    assert loaded.payloads[3]["CF_JDRQ"] == "2025-08-20"


@pytest.mark.parametrize(
    ("write", "filename"),
    [
        pytest.param(csv_file, "报送.csv", id="of a csv"),
        pytest.param(xls, "报送.xls", id="of an old workbook"),
    ],
)
def test_the_bad_rows_come_back_in_a_workbook_that_loads_once_corrected(desk, marked, write, filename):
    danger = "=cmd|' /C calc'!A0"
    rows = [penalty(1), penalty(2, CF_JDRQ="2025年8月", BZ=danger), penalty(3)]
    answer = desk.submit(write(grid(rows)), filename, accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "rejected", 4: "inserted"}

    made, book = marked(answer)
    sheet = book.worksheets[0]
    assert (made, sheet.max_row) == ("bad_rows", 2)
    assert reasons(sheet).keys() == {2}
    remark = sheet[f"{column_of('BZ')}2"]
    assert (remark.value, remark.data_type) == (danger, "s"), "a text, never a formula"

    sheet[f"{column_of('CF_JDRQ')}2"] = "2025/8/20"
    remark.value = None
    again = desk.submit(saved(book))
    assert (again.outcomes, again.found) == ({"inserted": 1}, [])


def test_a_missing_column_is_marked_at_the_header(desk, marked):
    answer = desk.submit(xlsx(grid([penalty(1)], without=["CF_WSH"])))
    _, book = marked(answer)
    sheet = book.worksheets[0]
    place = next(cell for cell in sheet[1] if cell.value == REASON)
    assert "行政处罚决定书文号" in place.comment.text
    assert place.fill.fgColor.rgb.endswith(RED)


def test_an_unreadable_file_cannot_be_marked_and_it_says_why(desk, marked, tmp_path):
    answer = desk.submit(b"")
    with pytest.raises(CollectionError) as refusal:
        marked(answer)
    assert refusal.value.code == "marked.unreadable"
    assert "文件是空的" in refusal.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_receipt_of_another_agency_looks_like_none(desk):
    from conftest import AT

    from xinyong.accounts import actions
    from xinyong.accounts.actors import os_actor
    from xinyong.accounts.queries import actor_for_user
    from xinyong.collection.queries import access_submission

    for agency in ("jt", "scjg"):
        actions.add_user(
            username=f"clerk-{agency}",
            name="王试例",
            organisation=agency,
            role="reporter",
            by=os_actor("root"),
            at=AT,
        )
    receipt = desk.submit(xlsx(grid([penalty(1)]))).receipt
    texts = []
    for known in (receipt, "BS2026-999999"):
        with pytest.raises(NoSuchSubmissionError) as refusal:
            access_submission(actor=actor_for_user("clerk-jt", AT.date()), receipt=known)
        texts.append(refusal.value.message.replace(known, "…"))
    assert texts[0] == texts[1]
    own = access_submission(actor=actor_for_user("clerk-scjg", AT.date()), receipt=receipt)
    assert own.receipt == receipt


def test_a_template_filled_with_its_own_choices_is_accepted(desk, template):
    """Every drop-down of a row set to its first choice."""
    blank = openpyxl.load_workbook(io.BytesIO(template("penalty")))
    sheet = blank.worksheets[0]
    choices = {}
    for each in sheet.data_validations.dataValidation:
        if each.type == "list":
            name, _, area = each.formula1.replace("$", "").partition("!")
            values = [cell.value for (cell,) in blank[name.strip("'")][area]]
            (columns,) = each.sqref.ranges
            choices[FIELDS[columns.min_col - 1]] = values
    assert choices.keys() >= {"CF_XDR_LB", "CF_FR_ZJLX", "SYFW", "CZ"}
    chosen = {
        code: choices[code][0] for code in ("CF_XDR_LB", "CF_FR_ZJLX", "CF_CFLB", "SYFW") if code in choices
    }
    answer = desk.submit(template("penalty", penalty(1, **chosen), penalty(2)))
    assert (answer.state, answer.outcomes, answer.found) == ("loaded", {"inserted": 2}, [])


def test_an_untouched_template_has_no_rows(desk, template):
    answer = desk.submit(template("penalty"))
    assert answer.error["code"] == "file.no_rows"
    assert "没有数据" in answer.error["message"]


@pytest.mark.parametrize("damage", ["changed", "cut"])
def test_a_damaged_original_is_reported_by_its_receipt(desk, home, damage):
    from xinyong.collection.reconciling import reconcile

    desk.submit(xlsx(grid([penalty(1)])))
    answer = desk.submit(xlsx(grid([penalty(2)])))
    path = home / "files" / answer.submission.stored_name
    good = path.read_bytes()
    path.write_bytes(good[:-10] if damage == "cut" else good[:50] + bytes([good[50] ^ 1]) + good[51:])
    report = reconcile()
    assert report.faults == {"original_damaged": [answer.receipt]}
    assert answer.receipt in report.in_words()
    path.write_bytes(good)
