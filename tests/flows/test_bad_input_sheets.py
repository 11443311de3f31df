"""Odd sheets whose rows are good: they load, and what is odd is said."""

import io
from datetime import date

import pytest
import xlsxwriter
from builders import column_of, csv_file, grid, penalty, titles, uscc, with_part, xls, xlsx

FIELDS = list(titles("penalty"))
WIDTH = len(FIELDS)
TWO = grid([penalty(1), penalty(2)])
SHEET = "xl/worksheets/sheet1.xml"


def at(field):
    return FIELDS.index(field)


def test_a_stray_value_in_the_last_cell_is_noted_and_is_no_row(desk):
    def stray(book, page):
        page.write_string(1_048_575, 16_383, "误填")

    answer = desk.submit(xlsx(TWO, arrange=stray))
    assert answer.outcomes == {"inserted": 2}
    assert answer.found == [(0, "", "FILE_NOTE", "warn")]
    assert "XFD1048576" in answer.findings[0]["message"]


def test_a_million_formatted_blank_rows_are_no_rows(desk):
    blank = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(4, 1_000_004))
    answer = desk.submit(
        with_part(xlsx(TWO), SHEET, lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"))
    )
    assert (answer.rows, answer.outcomes, answer.found) == (2, {"inserted": 2}, [])


def test_sixteen_thousand_formatted_blank_columns_are_no_columns(desk):
    def painted(book, page):
        red = book.add_format({"bg_color": "red"})
        for line in range(3):
            for column in range(WIDTH, 16_384):
                page.write_blank(line, column, None, red)

    answer = desk.submit(xlsx(TWO, arrange=painted))
    assert (answer.outcomes, answer.found) == ({"inserted": 2}, [])


def test_the_header_on_line_3_under_merged_titles(desk):
    def merged(book, page):
        page.merge_range(0, 0, 0, WIDTH - 1, "新郑市行政处罚信息报送表")
        page.merge_range(1, 0, 1, 3, "填报单位：新郑市市场监督管理局")

    bad = penalty(3, CF_JDRQ="2015年8月")
    table = grid([penalty(1), penalty(2), bad])
    answer = desk.submit(xlsx(table, above=[[], []], arrange=merged), accept_valid=True)
    assert answer.ledger == {4: "inserted", 5: "inserted", 6: "rejected"}
    finding = next(f for f in answer.findings if f["severity"] == "reject")
    assert (finding["row"], finding["cell"]) == (6, f"{column_of('CF_JDRQ')}6")
    assert answer.submission.header_line == 3


def test_blank_rows_between_the_rows_are_no_rows_and_keep_the_line_numbers(desk):
    table = grid([penalty(1), penalty(2), penalty(3, CF_JDRQ="昨天")])
    table.insert(2, ["  ", "　", None])
    answer = desk.submit(xlsx(table, blank_after=(1,)), accept_valid=True)
    assert answer.rows == 3
    assert answer.ledger == {2: "inserted", 5: "inserted", 6: "rejected"}


def test_merged_cells_hold_their_value_once(desk):
    """The second row of a merged 文号 has none: it is told so, and that there are merged cells."""

    def merged(book, page):
        page.merge_range(1, at("CF_WSH"), 2, at("CF_WSH"), "新市监罚〔2025〕1号")

    table = grid([penalty(1), penalty(2, CF_WSH=None)])
    answer = desk.submit(xlsx(table, arrange=merged), accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "rejected"}
    assert answer.of_row(3) == {("CF_WSH", "REQUIRED")}
    assert any("合并单元格" in f["message"] and f["code"] == "FILE_NOTE" for f in answer.findings)


def test_hidden_rows_are_read_like_the_others_and_said(desk):
    answer = desk.submit(xlsx(TWO, arrange=lambda book, page: page.set_row(2, None, None, {"hidden": True})))
    assert answer.outcomes == {"inserted": 2}
    assert answer.codes == ["FILE_NOTE"]
    assert "隐藏" in answer.findings[0]["message"]


def test_formulas_count_by_their_results(desk):
    """A result is a value; an error and a formula never calculated are none."""

    def formulas(book, page):
        page.write_formula(1, at("CF_NR_FK"), "=1+0.5", None, 1.5)
        page.write_formula(1, at("CF_XDR_MC"), '="新郑市"&"甲公司"', None, "新郑市甲公司")
        page.write_formula(2, at("CF_NR_FK"), "=1/0", None, "#DIV/0!")
        page.write_formula(3, at("CF_SY"), "=VLOOKUP(1,A:B,2)", None, "#N/A")

    answer = desk.submit(
        xlsx(grid([penalty(1), penalty(2), penalty(3)]), arrange=formulas), accept_valid=True
    )
    assert answer.ledger == {2: "inserted", 3: "rejected", 4: "rejected"}
    assert answer.payloads[2]["CF_NR_FK"] == "1.5"
    assert answer.payloads[2]["CF_XDR_MC"] == "新郑市甲公司"
    assert answer.of_row(3) == {("CF_NR_FK", "ERROR_VALUE")}
    assert answer.of_row(4) == {("CF_SY", "ERROR_VALUE")}


def test_the_named_sheet_is_read_and_no_other(desk):
    def second(book, page):
        other = book.add_worksheet("二月")
        for line, cells in enumerate(grid([penalty(7)])):
            for column, cell in enumerate(cells):
                if cell is not None:
                    other.write_string(line, column, cell)

    content = xlsx(TWO, sheet="一月", arrange=second)
    first = desk.submit(content)
    assert (first.submission.sheet, first.rows) == ("一月", 2)
    named = desk.submit(content, sheet="二月")
    assert (named.submission.sheet, named.outcomes) == ("二月", {"inserted": 1})
    assert named.payload["CF_XDR_SHXYM"] == uscc(7)


@pytest.mark.parametrize("epoch_1904", [False, True], ids=["dates from 1900", "dates from 1904"])
def test_dates_typed_as_dates(desk, epoch_1904):
    row = penalty(1, CF_JDRQ=date(2025, 11, 3), CF_GSJZQ=date(2026, 11, 3))
    answer = desk.submit(xlsx(grid([row]), date_1904=epoch_1904))
    assert answer.found == []
    assert (answer.payload["CF_JDRQ"], answer.payload["CF_GSJZQ"]) == ("2025-11-03", "2026-11-03")


def test_an_old_workbook_is_the_same_table(desk):
    """Texts, a number, and a day that is only the number of days since 1900."""
    desk.submit(xlsx(grid([penalty(1)])))
    row = penalty(1, CF_NR_FK=1.5, CF_JDRQ=45_964.0)
    again = desk.submit(xls(grid([row])), "报送.xls")
    assert (again.outcomes, again.found) == ({"unchanged": 1}, [])
    assert again.submission.kind == "xls"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_each_usual_encoding(desk, encoding):
    answer = desk.submit(
        csv_file(grid([penalty(1, CF_XDR_MC="新郑市㛃𬭎商贸有限公司")]), encoding), "报送.csv"
    )
    assert (answer.outcomes, answer.found) == ({"inserted": 1}, [])
    assert answer.payload["CF_XDR_MC"] == "新郑市㛃𬭎商贸有限公司"


def test_a_field_split_by_an_unquoted_comma_spoils_its_row_alone(desk):
    """Records are numbered with the header as 1, whatever line breaks and blank records there are."""
    broken_line = penalty(2, CF_SY="销售\n超过保质期的食品")
    rows = [row | {"BZ": "无异议"} for row in (penalty(1), broken_line, penalty(3), penalty(4))]
    lines = csv_file(grid(rows, without=["SYFW", "CZ"])).decode().split("\r\n")
    split = [line.replace("新郑市试例3号食品有限公司", "新郑市试例3号,食品有限公司") for line in lines]
    content = "\r\n".join([*split[:3], ",,,", *split[3:]]).encode()
    answer = desk.submit(content, "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "inserted", 5: "rejected", 6: "inserted"}
    assert answer.of_row(5) == {("", "SHIFTED_ROW")}
    assert answer.payloads[3]["CF_SY"] == "销售\n超过保质期的食品"


def test_a_quote_that_is_never_closed_spoils_its_row_alone(desk):
    lines = csv_file(grid([penalty(1), penalty(2), penalty(3)])).decode().split("\r\n")
    lines[2] = '"' + lines[2]
    answer = desk.submit("\r\n".join(lines).encode(), "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "rejected", 4: "inserted"}
    assert answer.of_row(3) == {("", "SHIFTED_ROW")}


def test_a_workbook_called_csv_is_read_for_what_it_is(desk):
    answer = desk.submit(xlsx(TWO), "报送.csv")
    assert answer.outcomes == {"inserted": 2}
    assert answer.codes == ["FILE_NOTE"]
    assert "扩展名" in answer.findings[0]["message"]


# --- the header


def test_an_unknown_column_is_one_warning_and_never_stored(desk):
    rows = [penalty(n) | {"办案人员手记": "内部材料勿外传"} for n in range(1, 6)]
    answer = desk.submit(xlsx(grid(rows, extra=["办案人员手记"])))
    assert answer.outcomes == {"inserted": 5}
    assert answer.found == [(1, "", "HEADER_UNKNOWN", "warn")]
    assert "“办案人员手记”" in answer.findings[0]["message"]
    assert answer.findings[0]["cell"] == f"{xlsxwriter.utility.xl_col_to_name(WIDTH)}1"
    assert all("内部材料" not in str(payload) for payload in answer.payloads.values())


def test_a_near_miss_of_a_title_is_suggested_and_not_guessed(desk):
    wrong = "没收违法所得、没收非法财务的金额（万元）"
    table = grid([penalty(1)])
    table[0][at("CF_NR_WFFF")] = wrong
    answer = desk.submit(xlsx(table))
    assert answer.outcomes == {"inserted": 1}
    assert answer.codes == ["HEADER_UNKNOWN"]
    assert "财物" in answer.findings[0]["message"]


def test_a_missing_required_column_is_one_finding_on_the_header_line(desk):
    table = grid([penalty(n) for n in range(1, 4)], without=["CF_WSH"])
    answer = desk.submit(xlsx(table, above=[["行政处罚信息报送表"]]))
    assert answer.found == [(2, "CF_WSH", "HEADER_MISSING", "reject")]
    assert answer.findings_total == 1
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": 3})


def test_a_missing_required_column_loads_nothing_even_when_good_rows_may_load(desk):
    answer = desk.submit(xlsx(grid([penalty(1)], without=["CF_SY"])), accept_valid=True)
    assert answer.found == [(1, "CF_SY", "HEADER_MISSING", "reject")]
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": 1})


def test_a_column_given_twice_is_refused_rather_than_chosen(desk):
    table = grid([penalty(1) | {"文号": "新市监罚〔2025〕9号"}], extra=["文号"])
    answer = desk.submit(xlsx(table))
    assert answer.found == [(1, "CF_WSH", "HEADER_DUPLICATE", "reject")]
    assert answer.outcomes == {"rejected": 1}


def test_titles_in_other_spellings_are_the_same_columns(desk):
    table = grid([penalty(1)])
    table[0][at("CF_XDR_SHXYM")] = " 行政相对人代码＿1（统一社会信用代码）*"
    table[0][at("CF_WSH")] = "处罚决定书文号："
    table[0][at("CF_NR_FK")] = "罚款金额(万元)"
    answer = desk.submit(xlsx(table))
    assert (answer.outcomes, answer.found) == ({"inserted": 1}, [])


def test_a_book_whose_first_sheet_is_hidden_is_read_from_the_first_visible_one(desk):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    hidden, shown = book.add_worksheet("代码"), book.add_worksheet("数据")
    hidden.write_string(0, 0, "代码表")
    for line, cells in enumerate(TWO):
        for column, cell in enumerate(cells):
            if cell is not None:
                shown.write_string(line, column, cell)
    shown.activate()
    shown.set_first_sheet()
    hidden.hide()
    book.close()
    answer = desk.submit(out.getvalue())
    assert (answer.submission.sheet, answer.outcomes) == ("数据", {"inserted": 2})


def test_a_field_split_by_a_comma_before_trailing_blanks_is_a_shifted_row(desk):
    """Every record has one delimiter per title; this one has one more, although what is behind it is blank."""
    lines = csv_file(grid([penalty(1), penalty(2), penalty(3)])).decode()
    split = lines.replace("新郑市试例2号食品有限公司", "新郑市试例2号,食品有限公司")
    answer = desk.submit(split.encode(), "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "rejected", 4: "inserted"}
    assert answer.of_row(3) == {("", "SHIFTED_ROW")}


def test_a_split_address_does_not_pass_as_address_and_province(desk):
    """Of optional texts followed by blanks nothing else would notice."""
    rows = [{"MC": f"新郑市试例{n}号商行", "SHXYM": uscc(n), "ZS": "新郑市新建路人民路1号"} for n in (1, 2)]
    lines = csv_file(grid(rows, "registration")).decode()
    split = lines.replace("新郑市新建路人民路1号", "新郑市新建路,人民路1号", 1)
    answer = desk.submit(split.encode(), "报送.csv", item="registration", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted"}
