"""Titles as other people's software writes them."""

import polars as pl
import pytest

from xinyong.catalogue.header import best_item, edit_distance, find_header, fold, match_header


def sheet(*lines):
    """Lines of text as the reader gives them; None or "" is a blank cell."""
    width = max(len(line) for line in lines)
    rows = [
        [at, *(cell or None for cell in line), *[None] * (width - len(line))]
        for at, line in enumerate(lines, 1)
    ]
    schema = {"line": pl.UInt32} | {f"c{at}": pl.String for at in range(width)}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize(
    "title",
    [
        "行政相对人代码_1(统一社会信用代码)",
        "*行政相对人代码_1(统一社会信用代码)",
        "行政相对人代码_1（统一社会信用代码）",
        "行政相对人代码-1（统一社会信用代码）",
        "行政相对人代码＿1（统一社会信用代码） ",
        "行政相对人代码_1 （统一社会信用代码）：",
        "行政相对人代码_1\n【统一社会信用代码】",
        "行政相对人代码１（统一社会信用代码）（必填）",
        "统一社会信用代码：",
        "社会信用代码（纳税人识别号）",
        "xk_xdr_shxym",
        "XK_XDR_SHXYM",
    ],
)
def test_spellings_of_one_title(catalogue, title):
    assert match_header(catalogue.item("licence"), {3: title}).columns == {"XK_XDR_SHXYM": 3}


@pytest.mark.parametrize(
    ("item", "title", "suggested"),
    [
        pytest.param("penalty", "没收违法所得、没收非法财务的金额（万元）", "没收违法所得、没收非法财物的金额（万元）", id="财务 for 财物"),
        pytest.param("penalty", "罚款金额（元）", "罚款金额（万元）", id="another unit is never taken for the right one"),
        pytest.param("penalty", "处罚决定日起", "处罚决定日期", id="a slip of the pen"),
    ],
)  # fmt: skip
def test_a_near_miss_is_suggested_not_guessed(catalogue, item, title, suggested):
    match = match_header(catalogue.item(item), {0: title})
    assert match.columns == {}
    assert match.unknown == ((0, title),)
    assert match.suggestions == {title: suggested}


def test_what_resembles_nothing_is_not_suggested(catalogue):
    match = match_header(catalogue.item("penalty"), {0: "序号", 1: "数据导出时间", 2: "天气"})
    assert match.suggestions == {}
    assert [title for _, title in match.unknown] == ["序号", "数据导出时间", "天气"]


def test_every_item_knows_its_own_titles_and_codes(catalogue):
    for item in catalogue.items.values():
        by_title = match_header(item, {at: f"*{each.title}" for at, each in enumerate(item.input_fields)})
        by_code = match_header(item, {at: each.code.lower() for at, each in enumerate(item.input_fields)})
        assert (
            by_title.columns
            == by_code.columns
            == {each.code: at for at, each in enumerate(item.input_fields)}
        )
        assert (by_title.unknown, by_title.missing, by_title.duplicates) == ((), (), ())


def test_titles_of_the_first_generation(catalogue):
    match = match_header(catalogue.item("penalty"), {0: "CF_JG", 1: "CF_XZJG", 2: "CF_CFLB1", 3: "CF_FR"})
    assert match.columns == {"CF_NR": 0, "CF_CFJG": 1, "CF_CFLB": 2, "CF_FRDB": 3}


def test_missing_required_columns_are_named(catalogue):
    item = catalogue.item("penalty")
    kept = [field for field in item.fields if field.code not in ("CF_SY", "CF_XDR_SHXYM")]
    assert match_header(item, dict(enumerate(each.title for each in kept))).missing == ("CF_SY",)
    bare = [field for field in kept if not field.code.startswith("CF_XDR_")]
    assert match_header(item, dict(enumerate(each.title for each in bare))).missing == (
        "CF_XDR_MC", "CF_XDR_LB", "CF_SY", "CF_XDR_SHXYM")  # fmt: skip


def test_the_title_goes_before_an_alias_and_the_rest_is_reported(catalogue):
    titles = {0: "统一社会信用代码", 1: "行政相对人代码_1(统一社会信用代码)", 2: "行政相对人代码_1"}
    match = match_header(catalogue.item("penalty"), titles)
    assert match.columns == {"CF_XDR_SHXYM": 1}
    assert match.duplicates == (
        (0, "统一社会信用代码", "CF_XDR_SHXYM"),
        (2, "行政相对人代码_1", "CF_XDR_SHXYM"),
    )


def test_a_title_that_names_the_document_fills_its_type(catalogue):
    item = catalogue.item("licence")
    frame = sheet(["行政相对人名称", "法定代表人身份证号"], ["甲", "11010519491231002X"], ["乙", ""])
    match = find_header(item, frame)
    assert match.implied == {"XK_FR_ZJLX": ("XK_FR_ZJHM", "身份证")}
    rows = match.select(frame, item)
    assert rows["XK_FR_ZJLX"].to_list() == ["身份证", None]
    assert rows["XK_FR_ZJHM"].to_list() == ["11010519491231002X", None]
    with_type = match_header(item, {0: "法定代表人证件类型", 1: "法定代表人身份证号"})
    assert with_type.implied == {}


def test_header_under_merged_titles(catalogue, good):
    item = catalogue.item("penalty")
    row = good("penalty")
    titles = [item.field(code).title for code in row]
    frame = sheet(
        ["新郑市行政处罚信息汇总表"], ["填报单位：某局", "", "填报日期"], titles, list(row.values())
    )
    match = find_header(item, frame)
    assert match.line == 3
    taken = match.select(frame, item)
    assert taken["line"].to_list() == [4]
    assert taken.select(list(row)).row(0, named=True) == row


def test_no_header_at_all(catalogue):
    assert find_header(catalogue.item("penalty"), sheet(["甲", "乙"], ["1", "2"])) is None
    assert best_item(catalogue, sheet(["甲", "乙"], ["1", "2"])) is None


def test_columns_a_block_lacks_are_blank_and_marks_find_their_fields(catalogue):
    item = catalogue.item("honour")
    match = match_header(item, {0: "荣誉名称", 5: "认定文号", 9: "备注"}, line=1)
    frame = sheet(["荣誉名称", "", "", "", "", "认定文号"], ["先进", "", "", "", "", "1号"])
    taken = match.select(frame, item)
    assert taken.columns == ["line", *(field.code for field in item.input_fields)]
    assert taken.row(0, named=True)["BZ"] is None
    marks = pl.DataFrame(
        [(1, 5, "lossy_number"), (2, 5, "lossy_number"), (2, 7, "error_value"), (3, 0, "shifted_row")],
        {"line": pl.UInt32, "column": pl.UInt32, "kind": pl.String},
        orient="row",
    )
    assert match.select_marks(marks).sort("line").rows() == [
        (2, "RDWH", "lossy_number"),
        (3, "RYMC", "shifted_row"),
    ]


def test_the_best_item_of_every_template_is_its_own(catalogue):
    for item in catalogue.items.values():
        found = best_item(catalogue, sheet([f"*{field.title}" for field in item.input_fields]))
        assert found is not None
        assert found[0].code == item.code


def test_headers_of_other_software(catalogue, shared_data):
    titles = (
        (shared_data / "headers" / "transport_licence_export.txt").read_text("utf-8").strip("\n").split("\t")
    )
    match = match_header(catalogue.item("licence"), dict(enumerate(titles)))
    assert match.unknown == ((26, "数据导出时间"),)
    assert match.missing == ("XK_XDR_LB",)
    assert match.columns["XK_FR_ZJHM"] == 8
    assert best_item(catalogue, sheet(titles))[0].code == "licence"
    for title in (shared_data / "headers" / "aliases.txt").read_text("utf-8").strip("\n").split("\t"):
        assert match_header(catalogue.item("licence"), {0: title}).columns == {"XK_XDR_SHXYM": 0}, title


@pytest.mark.parametrize(
    ("one", "other", "distance"), [("", "", 0), ("财务", "财物", 1), ("abc", "", 3), ("日期", "决定日期", 2)]
)
def test_edit_distance(one, other, distance):
    assert edit_distance(one, other) == edit_distance(other, one) == distance


def test_fold_is_stable():
    assert fold("＊ 注册资本（万元）：") == fold("注册资本[万元]") == "注册资本万元"
    assert fold("注册资本（万元）") != fold("注册资本（元）")
