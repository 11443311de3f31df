"""Every code of a finding: a change to a good row that draws it, and a near one that does not."""

from datetime import date

import polars as pl
import pytest

from xinyong.catalogue.checks.cross import Check, run
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.model import Severity

DAY = date(2026, 5, 20)
PERSON_ID = "11010519491231002X"
LONG_NAME = "某" * 200
PAST = {"CF_JDRQ": "2021/7/14", "CF_GSJZQ": "2022/7/14"}

CASES = [
    # code, item, faulty change, field of the finding, sound change
    ("REQUIRED", "penalty", {"CF_SY": "N/A"}, "CF_SY", {"CF_SY": "无照"}),
    ("REQUIRED_WHEN", "penalty", {"CF_NR_FK": None}, "CF_NR_FK", {"CF_NR_FK": None, "CF_CFLB": "警告"}),
    ("REQUIRED_WHEN", "penalty", {"CF_CFLB": "警告;没收违法所得", "CF_NR_FK": None}, "CF_NR_WFFF", {"CF_CFLB": "没收违法所得", "CF_NR_WFFF": "2"}),
    ("REQUIRED_WHEN", "penalty", {"CF_CFLB": "吊销许可证件"}, "CF_NR_ZKDX", {"CF_CFLB": "吊销许可证件", "CF_NR_ZKDX": "食品经营许可证 1号"}),
    ("EMPTY_EXPECTED", "penalty", {"CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": PERSON_ID}, "CF_XDR_ZJHM", {}),
    ("EMPTY_EXPECTED", "penalty", {"CF_XDR_LB": "个体工商户", "CF_XDR_SYDW": "1"}, "CF_XDR_SYDW", {"CF_XDR_SYDW": "1"}),
    ("ONE_OF_GROUP", "penalty", {"CF_XDR_SHXYM": None}, "CF_XDR_SHXYM", {"CF_XDR_SHXYM": None, "CF_XDR_GSZC": "330000000080836"}),
    ("BOTH_OR_NEITHER", "penalty", {"CF_FR_ZJLX": "身份证"}, "CF_FR_ZJHM", {"CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": PERSON_ID}),
    ("BOTH_OR_NEITHER", "penalty", {"CF_FR_ZJHM": PERSON_ID}, "CF_FR_ZJLX", {}),
    ("TOO_LONG", "penalty", {"CF_XDR_MC": LONG_NAME + "某"}, "CF_XDR_MC", {"CF_XDR_MC": LONG_NAME}),
    ("ENCODING", "penalty", {"CF_SY": "δȡ\ufffd\ufffd"}, "CF_SY", {"CF_SY": "Ünïcode 𠮷"}),
    ("SHIFTED_COLUMNS", "penalty", {"CF_XDR_MC": "经营期限2030年"}, "CF_XDR_MC", {"CF_XDR_MC": "新郑市期限商行"}),
    ("NAME_IS_NUMBER", "penalty", {"CF_FRDB": "410184198001010011"}, "CF_FRDB", {"CF_FRDB": "张3"}),
    ("LOSSY_NUMBER", "penalty", {"CF_XDR_SHXYM": "9.14E+17"}, "CF_XDR_SHXYM", {"CF_SY": "9.14E+17"}),
    ("ERROR_VALUE", "penalty", {"CF_NR": "#REF!"}, "CF_NR", {"CF_NR": "罚款（#3）"}),
    ("NOT_IN_LIST", "penalty", {"CF_CFLB": "警告;罚金"}, "CF_CFLB", {"CF_CFLB": "警告、罚款"}),
    ("NOT_IN_LIST", "licence", {"XK_ZT": "3"}, "XK_ZT", {"XK_ZT": "有效"}),
    ("NOT_IN_LIST", "penalty", {"CF_XDR_LB": "自然人"}, "CF_XDR_LB", {"CF_XDR_LB": "法人和非法人组织"}),
    ("LIST_NOT_IN_FORCE", "penalty", {"CF_CFLB": "警告;通报批评", **PAST}, "CF_CFLB", {"CF_CFLB": "警告;通报批评", "CF_JDRQ": "2021/7/15", "CF_GSJZQ": "2022/7/14"}),
    ("LIST_NOT_IN_FORCE", "penalty", {"CF_CFLB": "吊销执照", "CF_NR_ZKDX": "执照"}, "CF_CFLB", {"CF_CFLB": "吊销执照", "CF_NR_ZKDX": "执照", **PAST}),
    ("DETAIL_EXPECTED", "licence", {"XK_XKLB": "其他"}, "XK_XKLB", {"XK_XKLB": "其他-补办"}),
    ("DATE_FORMAT", "penalty", {"CF_JDRQ": "去年"}, "CF_JDRQ", {"CF_JDRQ": "20260401"}),
    ("DATE_WITHOUT_DAY", "penalty", {"CF_JDRQ": "2026年4月"}, "CF_JDRQ", {"CF_JDRQ": "2026年4月1日"}),
    ("DATE_IMPOSSIBLE", "penalty", {"CF_JDRQ": "2026/2/29"}, "CF_JDRQ", {"CF_JDRQ": "2026/2/28", "CF_GSJZQ": "2027/2/28"}),
    ("DATE_FUTURE", "penalty", {"CF_JDRQ": "2026/5/21"}, "CF_JDRQ", {"CF_JDRQ": "2026/5/20"}),
    ("DATE_ORDER", "penalty", {"CF_YXQ": "2026/3/31"}, "CF_YXQ", {"CF_YXQ": "2026/4/1"}),
    ("DATE_ORDER", "licence", {"XK_YXQZI": "2026/3/31"}, "XK_YXQZI", {"XK_YXQZI": "长期"}),
    ("DATE_ORDER_STRICT", "penalty", {"CF_GSJZQ": "2026/4/1"}, "CF_GSJZQ", {"CF_GSJZQ": "2026/8/2"}),
    ("AMOUNT_FORMAT", "penalty", {"CF_NR_FK": "一万"}, "CF_NR_FK", {"CF_NR_FK": "1万元"}),
    ("AMOUNT_NEGATIVE", "penalty", {"CF_NR_FK": "-1"}, "CF_NR_FK", {"CF_NR_FK": "0"}),
    ("AMOUNT_PRECISION", "penalty", {"CF_NR_FK": "0.0000001"}, "CF_NR_FK", {"CF_NR_FK": "0.000001"}),
    ("AMOUNT_RANGE", "penalty", {"CF_NR_FK": "1234567890123"}, "CF_NR_FK", {"CF_NR_FK": "99999.999999"}),
    ("AMOUNT_UNIT", "penalty", {"CF_NR_FK": "100000"}, "CF_NR_FK", {"CF_NR_FK": "99999"}),
    ("USCC_SHAPE", "penalty", {"CF_XDR_SHXYM": "91410184MA00000"}, "CF_XDR_SHXYM", {}),
    ("USCC_CHECK", "penalty", {"CF_XDR_SHXYM": "91350100M000100Y44"}, "CF_XDR_SHXYM", {"CF_XDR_SHXYM": "91350100M000100Y43"}),
    ("CODE_PLACEHOLDER", "penalty", {"CF_XDR_SHXYM": "000000000000000000"}, "CF_XDR_SHXYM", {}),
    ("CODE_PLACEHOLDER", "penalty", {"CF_XDR_SHXYM": "00000000000000000X"}, "CF_XDR_SHXYM", {}),
    ("HOUSEHOLD_PLACEHOLDER", "penalty", {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": "00000000000000000X"}, "CF_XDR_SHXYM", {}),
    ("KIND_ODD", "penalty", {"CF_XDR_LB": "个体工商户"}, "CF_XDR_LB", {}),
    ("ORGANISATION_CODE", "penalty", {"CF_XDR_ZZJG": "M000100Y5"}, "CF_XDR_ZZJG", {"CF_XDR_ZZJG": "M000100Y-4"}),
    ("REGISTRATION_NUMBER", "penalty", {"CF_XDR_GSZC": "330000000080837"}, "CF_XDR_GSZC", {"CF_XDR_GSZC": "3300000000808"}),
    ("TAXPAYER_NUMBER", "penalty", {"CF_XDR_SWDJ": "1234"}, "CF_XDR_SWDJ", {"CF_XDR_SWDJ": "410184M000100Y4"}),
    ("TAXPAYER_NUMBER_ODD", "penalty", {"CF_XDR_SWDJ": "410184M000100Y5"}, "CF_XDR_SWDJ", {"CF_XDR_SWDJ": "410184M000100Y4"}),
    ("PERSONAL_NUMBER", "penalty", {"CF_XDR_SWDJ": PERSON_ID + "00"}, "CF_XDR_SWDJ", {"CF_XDR_SWDJ": "410184M000100Y4"}),
    ("PERSONAL_NUMBER", "penalty", {"CF_SY": f"张某（{PERSON_ID}）无证经营"}, "CF_SY", {"CF_SY": f"编号1{PERSON_ID}、{PERSON_ID[:-1]}"}),
    ("PERSONAL_NUMBER", "penalty", {"CF_SY": f"甲{PERSON_ID[:17]}5，乙{PERSON_ID}"}, "CF_SY", {"CF_SY": "文号41018419800101001"}),
    ("SECRET_MARK", "penalty", {"CF_SY": "机密★10年"}, "CF_SY", {"CF_SY": "侵犯商业秘密"}),
    ("SECRET_MARK", "penalty", {"CF_XDR_MC": "内部资料 注意保存"}, "CF_XDR_MC", {"CF_XDR_MC": "新郑市精密机械有限公司"}),
    ("SECRET_MARK", "penalty", {"CF_NR": "【秘密】" + "某" * 5000}, "CF_NR", {"CF_NR": "泄露国家秘密"}),
    ("SECRET_MARK", "penalty", {"CF_CFLB": "机密"}, "CF_CFLB", {}),
    ("DOCUMENT_NUMBER", "penalty_person", {"CF_XDR_ZJHM": "110105194912310021"}, "CF_XDR_ZJHM", {"CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E12345678"}),
    ("DOCUMENT_NUMBER", "penalty_person", {"CF_XDR_ZJLX": "港澳居民来往内地通行证"}, "CF_XDR_ZJHM", {"CF_XDR_ZJLX": "居民身份证"}),
    ("PHONE_FORMAT", "registration", {"LXDH": "1234"}, "LXDH", {"LXDH": "19912345678"}),
    ("DECISION_NUMBER", "penalty", {"CF_WSH": "见附件"}, "CF_WSH", {"CF_WSH": "第十二号"}),
    ("PUBLICATION_PERIOD", "penalty", {"CF_GSJZQ": "2029/4/2"}, "CF_GSJZQ", {"CF_GSJZQ": "2029/4/1"}),
    ("PUBLICATION_PERIOD", "penalty", {"CF_GSJZQ": "2026/6/30"}, "CF_GSJZQ", {"CF_GSJZQ": "2026/7/1"}),
]  # fmt: skip

ELSEWHERE = {
    "SHIFTED_ROW": "test_marks",
    "SOURCE_NOT_AGENCY": "test_source_other_than_the_agency",
    "USCC_REGION": "test_odd_codes_only_warn",
    "USCC_BODY": "test_odd_codes_only_warn",
    "MONTH_FORMAT": "test_catalogue_types",
    "INTEGER_FORMAT": "test_catalogue_types",
    "DUPLICATE_ROW": "test_catalogue_duplicates",
    "KEY_CONFLICT": "test_catalogue_duplicates",
    "HEADER_UNKNOWN": "told by the collection step",
    "HEADER_MISSING": "told by the collection step",
    "HEADER_DUPLICATE": "told by the collection step",
}


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case[0]} {case[1]} {at}") for at, case in enumerate(CASES)]
)
def test_check(check, good, codes_found, case):
    code, item, faulty, field, sound = case
    found = check(item, good(item, **faulty))
    assert (code, field) in codes_found(found)
    told = found.findings.filter(pl.col("code") == code).row(0, named=True)
    assert told["severity"] == CODES[code].severity
    assert told["message"].count("；") >= 2
    assert "依据：" in told["message"]
    assert "{" not in told["message"]
    rejected = "reject" in found.findings["severity"].to_list()
    assert found.rows["_ok"].to_list() == [not rejected]
    assert code not in {each for each, _ in codes_found(check(item, good(item, **sound)))}


def test_every_code_is_tried():
    assert {case[0] for case in CASES} | set(ELSEWHERE) == set(CODES)


def test_one_mistake_gives_one_finding(check, good, codes_found):
    faulty = good("penalty", CF_JDRQ="2026年4月", CF_CFLB="罚金", CF_XDR_SHXYM="123")
    assert sorted(codes_found(check("penalty", faulty))) == [
        ("DATE_WITHOUT_DAY", "CF_JDRQ"),
        ("NOT_IN_LIST", "CF_CFLB"),
        ("USCC_SHAPE", "CF_XDR_SHXYM"),
    ]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param([(2, "CF_XDR_SHXYM", "lossy_number")], [("LOSSY_NUMBER", "CF_XDR_SHXYM")], id="a code that lost digits is refused"),
        pytest.param([(2, "CF_WSH", "lossy_number")], [("LOSSY_NUMBER", "CF_WSH")], id="so is a decision's number"),
        pytest.param([(2, "CF_NR_FK", "lossy_number")], [], id="an amount of many digits is only an amount"),
        pytest.param([(2, "CF_SY", "error_value")], [("ERROR_VALUE", "CF_SY")], id="a formula's error is refused"),
        pytest.param([(2, "BZ", "error_value")], [("ERROR_VALUE", "BZ")], id="also where the cell reads as blank"),
        pytest.param([(2, None, "shifted_row")], [("SHIFTED_ROW", None)], id="a shifted row is refused, and only that is said"),
    ],
)  # fmt: skip
def test_marks(check, good, codes_found, marks, expected):
    result = check(
        "penalty",
        good("penalty", CF_SY="#N/A" if "CF_SY" in str(marks) else "事实"),
        good("penalty"),
        marks=marks,
    )
    assert codes_found(result) == expected
    assert result.rows["_ok"].to_list() == [not expected, True]


def test_a_shifted_row_is_not_judged_cell_by_cell(check, good, codes_found):
    result = check("penalty", good("penalty", CF_JDRQ="x", CF_SY=None), marks=[(2, None, "shifted_row")])
    assert codes_found(result) == [("SHIFTED_ROW", None)]


@pytest.mark.parametrize(
    ("agency", "warned"),
    [
        ({}, False),
        ({"agency_name": "新郑市市场监督管理局"}, False),
        ({"agency_name": "新郑市城市管理局"}, True),
        ({"agency_name": "新郑市市监局", "agency_code": "1"}, True),
    ],
)
def test_source_other_than_the_agency(check, good, codes_found, agency, warned):
    result = check("penalty", good("penalty"), **agency)
    assert codes_found(result) == ([("SOURCE_NOT_AGENCY", "CF_SJLY")] if warned else [])
    assert result.rows["_ok"].all()


@pytest.mark.parametrize(
    ("code", "expected"), [("91990184MA00000115", "USCC_REGION"), ("91410184MA0000012", "USCC_BODY")]
)
def test_odd_codes_only_warn(check, good, codes_found, code, expected):
    from xinyong.rules.identifiers import organisation_code_check_character, uscc_check_character

    body = "MA000001"
    right = organisation_code_check_character(body)
    first = (
        "91990184" + body + right
        if expected == "USCC_REGION"
        else "91410184" + body + ("0" if right != "0" else "1")
    )
    result = check("penalty", good("penalty", CF_XDR_SHXYM=first + uscc_check_character(first)))
    assert codes_found(result) == [(expected, "CF_XDR_SHXYM")]
    assert result.rows["_ok"].all()


def test_no_sensitive_value_in_any_finding(check, good):
    wrong = "410184199001011230"
    result = check(
        "penalty_person",
        good("penalty_person", CF_XDR_ZJHM=wrong),
        good("penalty_person", CF_SY=wrong + "某" * 5000),
    )
    text = result.findings.write_json()
    assert result.findings.height == 2
    assert wrong not in text
    assert "19900101" not in text
    assert result.findings["shown"].str.len_chars().max() <= 40


def test_what_bears_a_secret_mark_is_shown_in_no_finding(check, good):
    """Not even where the cell is wrong in another way too."""
    result = check(
        "penalty", good("penalty", CF_SY="机密★10年 某工程的坐标", CF_NR="【秘密】某工程\ufffd" + "某" * 5000)
    )
    assert set(result.findings["code"]) == {"SECRET_MARK"}
    assert "某工程" not in result.findings.write_json()


def test_a_null_answer_of_a_check_counts_as_a_violation(catalogue):
    field = catalogue.item("penalty").field("BZ")
    frame = pl.DataFrame(
        {"line": [2, 3, 4], "BZ": ["a", None, "b"]}, schema={"line": pl.UInt32, "BZ": pl.String}
    )
    found = run(iter([Check("X", field, pl.col("BZ") == "b", "…", Severity.WARN)]), frame)
    assert found["line"].to_list() == [3, 4]


@pytest.mark.parametrize(
    ("item", "change", "subject", "scheme"),
    [
        pytest.param("penalty", {}, "91", "uscc", id="the social credit code first"),
        pytest.param("penalty", {"CF_XDR_SHXYM": None, "CF_XDR_GSZC": "330000000080836"}, "330000000080836", "registration_number", id="else the registration number"),
        pytest.param("penalty", {"CF_XDR_SHXYM": "00000000000000000X", "CF_XDR_LB": "个体工商户"}, None, None, id="a placeholder identifies nobody"),
        pytest.param("penalty", {"CF_XDR_SHXYM": "000000000000000000"}, None, None, id="eighteen zeros identify nobody"),
        pytest.param("tax_arrears", {}, "91", "uscc", id="a taxpayer number that is a social credit code"),
        pytest.param("tax_arrears", {"NSRSBH": "410184M000100Y4"}, "410184M000100Y4", "taxpayer_number", id="an old taxpayer number"),
        pytest.param("penalty_person", {}, PERSON_ID, "resident_id", id="an identity card"),
        pytest.param("penalty_person", {"CF_XDR_ZJHM": "11010549123102x".replace("x", "2")}, None, "resident_id", id="an old number of fifteen digits is upgraded"),
        pytest.param("penalty_person", {"CF_XDR_ZJLX": "护照", "CF_XDR_ZJHM": "e12345678"}, "E12345678", "passport", id="a passport"),
    ],
)  # fmt: skip
def test_subject(check, good, item, change, subject, scheme):
    row = check(item, good(item, **change)).rows.row(0, named=True)
    assert row["_subject_scheme"] == scheme
    if scheme == "resident_id":
        assert len(row["_subject"]) == 18
    elif subject is None:
        assert row["_subject"] is None
    else:
        assert row["_subject"].startswith(subject)


def test_the_fact_of_a_row(check, good):
    row = check(
        "penalty", good("penalty", CF_WSH="新市监罚[2026]第012号", CZ="撤销", SYFW="仅政府部门内部共享")
    ).rows.row(0, named=True)
    same = check("penalty", good("penalty")).rows.row(0, named=True)
    assert row["_key"] == same["_key"]
    assert row["_key"].endswith("|新市监罚(2026)12")
    assert row["CF_WSH"] == "新市监罚[2026]第012号"
    assert (row["_action"], same["_action"]) == ("撤销", None)
    assert row["SYFW"] == "1"
    assert str(row["_decided_on"]) == "2026-04-01"
    assert row["_organ"] == "新郑市市场监督管理局"


def test_a_column_the_file_lacks_is_blank(catalogue, good):
    from xinyong.catalogue.checking import check_block

    row = good("penalty")
    frame = pl.DataFrame([{"line": 2, **row}], schema_overrides={"line": pl.UInt32})
    assert check_block(frame, None, catalogue.item("penalty"), DAY).findings.is_empty()
    without = check_block(frame.drop("CF_SY"), None, catalogue.item("penalty"), DAY)
    assert without.findings["field"].to_list() == ["CF_SY"]


def test_a_declared_basis_is_told_in_words(catalogue):
    from xinyong.catalogue.checks.cross import COMPILERS, Context
    from xinyong.catalogue.model import CrossCheck

    declared = CrossCheck("DATE_ORDER", ("RDRQ", "GSJZQ"), Severity.WARN, "XZ-2018 第十一条")
    (compiled,) = COMPILERS["DATE_ORDER"](declared, catalogue.item("honour"), Context(DAY))
    assert compiled.message.endswith("（依据：新郑市公共信用信息管理暂行办法第十一条）")
    assert compiled.severity is Severity.WARN
