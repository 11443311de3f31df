"""Real workbooks and texts that nobody on this project wrote: each gets a sensible answer."""

import pytest

from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import DEFAULT, UnreadableError
from xinyong.infra.excel_in.table import Source


def read(path):
    with path.open("rb") as file:
        table = open_table(Source(file, path.suffix, None, DEFAULT))
        lines = {line: cells for frame, _ in table.blocks for line, *cells in frame.rows()}
    return table, lines


@pytest.mark.parametrize(
    ("name", "sheet", "count", "last"),
    [
        ("workbooks/compatibility_t02.xlsx", "测试配方1027", 3, 3),
        ("workbooks/compatibility_t03.xlsx", "重算文件", 2, 2),
        ("workbooks/date.xlsx", "Sheet1", 3, 3),
        ("workbooks/date_1904.xlsx", "Sheet1", 3, 3),
        ("workbooks/merged_range.xlsx", "Sheet1", 3, 4),
        ("platform-templates/双公示月报表统计模板.xls", "双公示月报统计", 5, 6),
        ("platform-templates/中介基本信息模板.xlsx", "企业目录", 1, 1),
        ("platform-templates/行政权力目录模板.xlsx", "Sheet1", 1, 1),
        ("platform-templates/双公示_DP_LOGIC_COLUMN_TEMPLATE.csv", None, 45, 45),
        ("registry/xinzheng_345.csv", None, 346, 346),
        ("penalties/bank_penalties_12-60.csv", None, 50, 50),
        ("licences/cosmetics_15.csv", None, 16, 16),
    ],
)
def test_a_real_file_is_read_to_its_last_line(shared_data, name, sheet, count, last):
    table, lines = read(shared_data / name)
    assert (table.sheet, len(lines), max(lines)) == (sheet, count, last)


@pytest.mark.parametrize("name", ["date.xlsx", "date_1904.xlsx"])
def test_dates_are_the_same_in_both_systems(shared_data, name):
    _, lines = read(shared_data / "workbooks" / name)
    assert [lines[1][0], lines[2][0]] == ["2021-01-01", "2021-01-02"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("workbooks/pass_protected.xlsx", "file.encrypted"),
        ("workbooks/empty_sheet.xlsx", "file.no_rows"),
        ("platform-templates/法人审查报告模板.docx", "file.not_a_table"),
    ],
)
def test_what_is_no_table_is_refused(shared_data, name, code):
    with pytest.raises(UnreadableError) as error:
        read(shared_data / name)
    assert error.value.code == code


def test_a_command_in_a_csv_is_only_text(shared_data):
    _, lines = read(shared_data / "strings" / "dde-in-csv.csv")
    assert next(iter(lines.values()))[0].startswith("=cmd|")
