"""How each type reads what people, programs and spreadsheets write."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinyong.catalogue.checks.columns import read_column
from xinyong.catalogue.model import CodeEntry, CodeList, Disclosure, Field
from xinyong.catalogue.types import TYPES
from xinyong.catalogue.types.decisions import expr_decision_number
from xinyong.catalogue.types.numbers import parse_amount
from xinyong.rules.identifiers import check_registration_number, check_taxpayer_number

COLOURS = CodeList(
    "colours",
    "颜色",
    "—",
    (CodeEntry("1", "红", ("赤",)), CodeEntry("2", "绿"), CodeEntry("其他"), CodeEntry("青、蓝")),
    ("其他",),
)


def read(type_name, *texts, **attributes):
    """Read texts as a field of the type; return (values, codes of findings)."""
    attributes.setdefault("unit", "万元")
    field = Field("F", "数据项", type_name, Disclosure.PUBLIC, code_list=COLOURS, **attributes)
    raw = pl.Series("F", texts, dtype=pl.String)
    lines = pl.Series("line", range(len(texts)), dtype=pl.UInt32)
    column = read_column(raw, lines, field)
    return column.values.to_list(), column.findings["code"].to_list()


@pytest.mark.parametrize(
    ("type_name", "text", "value"),
    [
        pytest.param("text", "  某某 ", "某某", id="blanks around"),
        pytest.param("text", "\u3000某\u00a0某\ufeff", "某 某", id="blanks of other kinds"),
        pytest.param("text", "某\u200b某\u202e", "某某", id="zero-width and direction marks"),
        pytest.param("text", "一\r\n二", "一\n二", id="a line break in a text stays"),
        pytest.param("organisation_name", "某公\n司", "某公司", id="one in a name goes"),
        pytest.param(
            "organisation_name",
            "ＡＢＣ（新郑）公司",
            "ＡＢＣ（新郑）公司",
            id="a name's width stays as written",
        ),
        pytest.param("person_name", "阿卜杜拉·某", "阿卜杜拉·某", id="the middle dot stays"),
        pytest.param("uscc", "'91350100m000100y43", "91350100M000100Y43", id="apostrophe and lower case"),
        pytest.param("uscc", "９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43", id="full width"),
        pytest.param("uscc", "9135 0100\u200bM000100Y43", "91350100M000100Y43", id="blanks inside"),
        pytest.param("organisation_code", "m000100y-4", "M000100Y4", id="hyphen of an organisation code"),
        pytest.param(
            "registration_number", "330000000080836.0", "330000000080836", id="a code read as a number"
        ),
        pytest.param("document_number", "11010519491231002x", "11010519491231002X", id="lower x"),
        pytest.param(
            "phone", "（0371）6269 0000", "03716269 0000".replace(" ", ""), id="brackets in a phone number"
        ),
        pytest.param("phone", "+86-13912345678", "13912345678", id="country code"),
        pytest.param("date", "2015/8/1", "2015-08-01", id="slashes"),
        pytest.param("date", "2015-08-01", "2015-08-01", id="hyphens"),
        pytest.param("date", "20150801", "2015-08-01", id="eight digits"),
        pytest.param("date", "2015年8月1日", "2015-08-01", id="Chinese"),
        pytest.param("date", "2015.8.1", "2015-08-01", id="dots"),
        pytest.param("date", "２０１５／８／１", "2015-08-01", id="full-width date"),
        pytest.param("date", "2015-08-01 00:00:00", "2015-08-01", id="with a time"),
        pytest.param("date", "2015-08-01T00:00:00.000", "2015-08-01", id="with a time after T"),
        pytest.param("date", "42217", "2015-08-01", id="a serial"),
        pytest.param("date", "42217.0", "2015-08-01", id="a serial with a point"),
        pytest.param("date", "2000-02-29", "2000-02-29", id="leap day"),
        pytest.param("month", "2015年8月", "2015-08", id="month"),
        pytest.param("month", "201508", "2015-08", id="month of six digits"),
        pytest.param("amount", "1.50", "1.5", id="idle zeros"),
        pytest.param("amount", "0005", "5", id="leading zeros"),
        pytest.param("amount", "0", "0", id="nought"),
        pytest.param("amount", "0.000000", "0", id="a long nought"),
        pytest.param("amount", "1,080.50", "1080.5", id="thousands"),
        pytest.param("amount", "1.5E-05", "0.000015", id="exponent of a small number"),
        pytest.param("amount", "15000元", "1.5", id="another unit is converted"),
        pytest.param("amount", "0.30000000000000004", "0.3", id="noise of binary fractions"),
        pytest.param("amount", "１．５", "1.5", id="full-width number"),
        pytest.param("integer", "1,234", "1234", id="thousands of an integer"),
        pytest.param("integer", "12.0", "12", id="an integer read as a fraction"),
        pytest.param("code", "红", "1", id="title of a code"),
        pytest.param("code", "赤", "1", id="alias of a code"),
        pytest.param("code", "1.0", "1", id="a code read as a number"),
        pytest.param("code", "1.红", "1", id="value and title"),
        pytest.param("code", "其他（紫）", "其他-紫", id="detail in brackets"),
        pytest.param("code", "其他－紫", "其他-紫", id="detail after a full-width hyphen"),
        pytest.param("codes", "红；绿", "1;2", id="several"),
        pytest.param("codes", "红、绿，红", "1;2", id="other separators, each once"),
        pytest.param("codes", "青、蓝、红", "青、蓝;1", id="a value that holds a separator"),
    ],
)
def test_normal_form(type_name, text, value):
    assert read(type_name, text) == ([value], [])
    assert read(type_name, value) == ([value], []), "a second reading changes nothing"


@pytest.mark.parametrize(
    "word", ["N/A", "n/a", "/", "／", "-", "—", "——", "无", "null", "NULL", "", "  ", "\ufeff"]
)
def test_words_for_nothing(word):
    assert read("text", word) == ([None], [])
    assert read("text", word, required=True) == ([None], ["REQUIRED"])


@pytest.mark.parametrize(
    ("type_name", "text", "code"),
    [
        pytest.param("date", "2015年8月", "DATE_WITHOUT_DAY", id="a month is not its first day"),
        pytest.param("date", "2015-08", "DATE_WITHOUT_DAY", id="nor with a hyphen"),
        pytest.param("date", "2015/2/30", "DATE_IMPOSSIBLE", id="no such day"),
        pytest.param("date", "20151301", "DATE_IMPOSSIBLE", id="no such month"),
        pytest.param("date", "1015/1/1", "DATE_IMPOSSIBLE", id="an impossible year"),
        pytest.param("date", "8/1/2015", "DATE_FORMAT", id="the American order"),
        pytest.param("date", "12345", "DATE_FORMAT", id="a number that is no likely serial"),
        pytest.param("date", "长期", "DATE_FORMAT", id="长期 where it may not stand"),
        pytest.param("month", "2015-13", "MONTH_FORMAT", id="month thirteen"),
        pytest.param("integer", "1.5", "INTEGER_FORMAT", id="a fraction"),
        pytest.param("amount", "1,08", "AMOUNT_FORMAT", id="odd thousands"),
        pytest.param("amount", "500万美元", "AMOUNT_FORMAT", id="another currency"),
        pytest.param("uscc", "9.14E+17", "LOSSY_NUMBER", id="a code shown with an exponent"),
        pytest.param("document_number", "4.10E+17", "LOSSY_NUMBER", id="so is an ID number"),
        pytest.param("text", "\ufffd\ufffd", "ENCODING", id="mojibake"),
        pytest.param("text", "锟斤拷", "ENCODING", id="mojibake twice converted"),
        pytest.param("text", "#N/A", "ERROR_VALUE", id="a formula's error as text"),
        pytest.param("code", "紫", "NOT_IN_LIST", id="not of the list"),
        pytest.param("codes", "1;紫", "NOT_IN_LIST", id="one of several not of the list"),
    ],
)
def test_refused_as_written(type_name, text, code):
    values, codes = read(type_name, text)
    assert codes == [code]
    assert values == [text]


def test_long_term_where_the_field_takes_it():
    words = ("长期", "长期有效", "2099/12/31", "2099-12-31")
    assert read("date", *words, long_term=True) == (["2099-12-31"] * 4, [])
    shown = pl.select(
        TYPES["date"].display(pl.lit("2099-12-31"), Field("F", "数据项", "date", Disclosure.PUBLIC))
    ).item()
    assert shown == "长期"


SHOWN = CodeList(
    "states",
    "状态",
    "—",
    (
        CodeEntry("1", "存续"),
        CodeEntry("9", "其他"),
        CodeEntry("警告"),
        CodeEntry("法律、行政法规规定的其他行政处罚"),
    ),
    ("9",),
)


@pytest.mark.parametrize(
    ("type_name", "value", "words"),
    [
        pytest.param("code", "1", "存续", id="a code by its title"),
        pytest.param("code", "警告", "警告", id="a value that is its own title"),
        pytest.param("code", "9-补办", "其他-补办", id="the words after a code stay"),
        pytest.param("code", "紫", "紫", id="what the list no longer knows, as it is"),
        pytest.param("code", None, None, id="a blank stays blank"),
        pytest.param("codes", "1;警告;9-补办", "存续；警告；其他-补办", id="several, joined as people write"),
        pytest.param("codes", None, None, id="none of several"),
        pytest.param("document_type", "1", "存续", id="a type of document"),
    ],
)
def test_codes_are_read_by_their_titles(type_name, value, words):
    field = Field("F", "数据项", type_name, Disclosure.PUBLIC, code_list=SHOWN)
    shown = pl.DataFrame({"F": pl.Series([value], dtype=pl.String)})
    assert shown.select(TYPES[type_name].display(pl.col("F"), field)).item() == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("290.5397(万元)", "290.5397"),
        ("108.5万人民币", "108.5"),
        ("1,200(万)", "1200"),
        ("5,111.9500(万元)", "5111.95"),
        ("500万元人民币", "500"),
        ("人民币500万元整", "500"),
        ("1亿元", "10000"),
        ("50000元", "5"),
        ("500", None),
        ("500万美元", None),
        ("N/A", None),
        ("约500万元", None),
    ],
)
def test_capital_is_read_only_without_doubt(text, amount):
    assert parse_amount(text, "万元", stated=True) == amount


@pytest.mark.parametrize(
    "spelling",
    [
        "新市监罚〔2024〕12号",
        "新市监罚[2024]12号",
        "新市监罚（2024）第12号",
        "新市监罚【2024】 12 号",
        "新市监罚(2024)012号",
        "新市监罚〔２０２４〕１２号",
        "新市监罚﹝2024﹞12",
        "新市监罚［2024］12号",
    ],
)
def test_decision_numbers_are_compared_in_one_form(spelling):
    assert pl.select(expr_decision_number(pl.lit(spelling))).item() == "新市监罚(2024)12"


@pytest.mark.parametrize(
    "other",
    ["新市监罚〔2024〕13号", "新市监罚〔2023〕12号", "新城管罚〔2024〕12号", "新市监罚〔2024〕12-1号"],
)
def test_other_decisions_stay_apart(other):
    assert pl.select(expr_decision_number(pl.lit(other))).item() != "新市监罚(2024)12"


def test_a_decision_without_a_number_has_no_number():
    assert pl.select(expr_decision_number(pl.lit("空"))).item() is None


@pytest.mark.parametrize(
    ("type_name", "value", "masked"),
    [
        ("document_number", "11010519491231002X", "110105***********X"),
        ("phone", "13912345678", "139********"),
        ("person_name", "王某某", "王**"),
        ("address", "河南省新郑市新华路街道人民路1号", "河南省新郑市新华路街道***"),
        ("address", "新郑市梨河镇学田村12号", "新郑市梨河镇***"),
        ("address", "新郑市火车站", "新郑市***"),
        ("address", "人民路1号", "***"),
        ("text", "任何", "***"),
    ],
)
def test_masks(type_name, value, masked):
    assert pl.select(TYPES[type_name].mask(pl.lit(value))).item() == masked
    assert pl.select(TYPES[type_name].mask(pl.lit(None, pl.String))).item() is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.dates(date(1900, 1, 1), date(2098, 12, 31)), min_size=1, max_size=20))
def test_every_date_is_read_in_every_form(days):
    for form in ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y.%m.%d 00:00:00"):
        texts = [day.strftime(form).replace(f"{day.year % 10000:d}", f"{day.year:04d}", 1) for day in days]
        assert read("date", *texts) == ([day.isoformat() for day in days], [])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(), max_size=20), st.sampled_from(sorted(TYPES)))
def test_no_text_makes_a_type_fail_and_a_second_reading_changes_nothing(texts, type_name):
    values, _ = read(type_name, *texts)
    plain = [each for each in values if each is None or each.isascii() or not TYPES[type_name].exact]
    assert read(type_name, *plain)[0] == plain


@settings(deadline=None, max_examples=40)
@given(st.lists(st.from_regex(r"[0-9]{13}|[0-9]{15}|[0-9]{14}", fullmatch=True), min_size=1, max_size=50))
def test_registration_numbers_agree_with_the_rules(numbers):
    field = Field("F", "数据项", "registration_number", Disclosure.PUBLIC)
    raw = pl.Series("F", numbers, dtype=pl.String)
    found = read_column(raw, pl.Series("line", range(len(numbers)), dtype=pl.UInt32), field).findings
    wrong = {at for at, number in enumerate(numbers) if not check_registration_number(number).valid}
    assert set(found["line"]) == wrong


@settings(deadline=None, max_examples=40)
@given(st.from_regex(r"[0-9A-Z]{14,20}", fullmatch=True))
def test_taxpayer_numbers_agree_with_the_rules(number):
    verdict = check_taxpayer_number(number)
    _, codes = read("taxpayer_number", number)
    if verdict.errors:
        assert codes in (["TAXPAYER_NUMBER"], ["CODE_PLACEHOLDER"])
    else:
        assert codes in ([], ["TAXPAYER_NUMBER_ODD"])
