"""公民身份号码, other documents of persons, masks (GB 11643; design §5)."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinyong.rules.identifiers import (
    DOCUMENT_TYPES,
    OTHER_DOCUMENT_TYPES,
    canonical_code,
    check_document,
    check_resident_id,
    expr_document_valid,
    expr_mask_document,
    expr_mask_name,
    expr_resident_id_valid,
    mask_document,
    mask_name,
    resident_id_check_character,
    upgrade_resident_id,
)

TODAY = date(2026, 3, 1)
NAUGHTY = Path(__file__).parents[3] / "shared/data/strings/blns.json"


def with_check(first17: str) -> str:
    return first17 + resident_id_check_character(first17)


def column(expr, values):
    return (
        pl.DataFrame({"c": pl.Series(values, dtype=pl.String)})
        .select(expr(pl.col("c")).alias("r"))["r"]
        .to_list()
    )


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param("11010519491231002X", (), id="the example of the standard"),
        pytest.param("１１０１０５１９４９１２３１００２ｘ", (), id="full width and small x"),
        pytest.param(with_check("41018419800101001"), (), id="born in 新郑 in 1980, before it had this code"),
        pytest.param("110105194912310021", ("id.check_digit",), id="a wrong check digit"),
        pytest.param(with_check("41018419900230001"), ("id.birth_date",), id="30 February"),
        pytest.param(with_check("41018420000229001"), (), id="29 February of a leap year"),
        pytest.param(with_check("41018419000229001"), ("id.birth_date",), id="1900 was no leap year"),
        pytest.param(with_check("41018420260301001"), (), id="born today"),
        pytest.param(with_check("41018420260302001"), ("id.birth_date",), id="born tomorrow"),
        pytest.param(with_check("41018418500101001"), (), id="the first of 1850"),
        pytest.param(with_check("41018418491231001"), ("id.birth_date",), id="born before 1850"),
        pytest.param(with_check("41018400000101001"), ("id.birth_date",), id="year nought"),
        pytest.param(with_check("99018419800101001"), (), id="a foreigner's card of 2023"),
        pytest.param(with_check("81000019800101001"), (), id="a resident from Hong Kong"),
        pytest.param(with_check("82000019800101001"), (), id="a resident from Macao"),
        pytest.param(with_check("83000019800101001"), (), id="a resident from Taiwan"),
        pytest.param(with_check("16018419800101001"), ("id.province",), id="no such province"),
        pytest.param(
            "160184199002300010", ("id.province", "id.birth_date", "id.check_digit"), id="all of it"
        ),
        pytest.param("4101841980010100", ("id.shape",), id="sixteen digits"),
        pytest.param("9" * 17 + "1" * 383, ("id.shape",), id="four hundred digits"),
        pytest.param("१" * 18, ("id.shape",), id="Devanagari digits"),
        pytest.param("\ud83d" * 18, ("id.shape",), id="lone surrogates"),
        pytest.param("0" * 17 + "X", ("id.placeholder",), id="zeros and X"),
        pytest.param("", ("id.blank",), id="blank"),
        pytest.param(None, ("id.blank",), id="nothing"),
    ],
)
def test_resident_id(text, errors):
    assert check_resident_id(text, TODAY).errors == errors


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param("410184800101001", (), id="fifteen digits"),
        pytest.param("410184800230001", ("id.birth_date",), id="30 February"),
        pytest.param("910184800101001", ("id.province",), id="foreigners had no such number"),
    ],
)
def test_the_old_form(text, errors):
    verdict = check_resident_id(text, TODAY)
    assert (verdict.canonical, verdict.errors, verdict.warnings) == (text, errors, ("id.old_form",))
    assert column(lambda col: expr_resident_id_valid(col, TODAY), [text]) == [errors == ()]


@pytest.mark.parametrize(
    ("text", "upgraded"),
    [
        pytest.param("410184800101001", with_check("41018419800101001"), id="19 goes in, the check behind"),
        pytest.param("11010519491231002x", "11010519491231002X", id="already of eighteen"),
        pytest.param("E12345678", None, id="a passport"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_upgrade(text, upgraded):
    assert upgrade_resident_id(text) == upgraded


DOCUMENTS = [
    pytest.param("身份证", "11010519491231002X", (), id="identity card"),
    pytest.param("身份证", "E12345678", ("document.shape",), id="a passport called identity card"),
    pytest.param(
        "身份证", "110105194912310021", ("id.check_digit",), id="identity card with a wrong check digit"
    ),
    pytest.param("护照号", "E12345678", (), id="passport"),
    pytest.param("护照号", "EA1234567", (), id="passport with two letters"),
    pytest.param("护照号", "ABCDEFGHI", ("document.shape",), id="a passport without a digit"),
    pytest.param("港澳居民来往内地通行证", "h12345678", (), id="Hong Kong"),
    pytest.param("港澳居民来往内地通行证", "M1234567801", (), id="Macao, with the renewal"),
    pytest.param("港澳居民来往内地通行证", "T12345678", ("document.shape",), id="a wrong first letter"),
    pytest.param("台湾居民来往大陆通行证", "12345678", (), id="Taiwan"),
    pytest.param("台湾居民来往大陆通行证", "1234567801（B）", (), id="Taiwan, old form"),
    pytest.param("台湾居民来往大陆通行证", "1234567", ("document.shape",), id="Taiwan, too short"),
    pytest.param("外国人永久居留身份证", with_check("91100119800101001"), (), id="foreigner, since 2023"),
    pytest.param("外国人永久居留身份证", "USA110080010112", (), id="foreigner, before"),
    pytest.param("外国人永久居留身份证", "11010519491231002X", ("document.shape",), id="a citizen's number"),
    pytest.param("军官证", "南字第01234567号", (), id="officer"),
    pytest.param("士兵证", "12345678", (), id="soldier"),
    pytest.param("驾驶证", "E12345678", ("document.type_unknown",), id="a type nobody listed"),
    pytest.param("护照号", "无", ("document.placeholder",), id="none"),
    pytest.param("护照号", " ", ("document.blank",), id="blank"),
]


@pytest.mark.parametrize(("name", "text", "errors"), DOCUMENTS)
def test_document(name, text, errors):
    assert check_document(name, text, TODAY).errors == errors
    frame = pl.DataFrame({"kind": [name], "number": [canonical_code(text)]})
    valid = frame.select(expr_document_valid(pl.col("kind"), pl.col("number"), TODAY).alias("r"))["r"]
    assert valid.to_list() == [errors == ()]


def test_a_document_without_type_or_number_is_null():
    frame = pl.DataFrame({"kind": ["护照号", None], "number": [None, "E12345678"]})
    valid = frame.select(expr_document_valid(pl.col("kind"), pl.col("number"), TODAY).alias("r"))["r"]
    assert valid.to_list() == [None, None]


def test_the_tables_hold_the_five_types_of_the_standard_and_no_more():
    assert list(DOCUMENT_TYPES) == [
        "身份证",
        "护照号",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
        "外国人永久居留身份证",
    ]
    assert not set(DOCUMENT_TYPES) & set(OTHER_DOCUMENT_TYPES)


birth_dates = st.dates(date(1840, 1, 1), date(2030, 12, 31)).map(lambda day: day.strftime("%Y%m%d").zfill(8))
ids17 = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["41", "11", "81", "83", "90", "16", "00"]),
    st.text("0123456789", min_size=4, max_size=4),
    st.one_of(birth_dates, st.text("0123456789", min_size=8, max_size=8)),
    st.text("0123456789", min_size=3, max_size=3),
)
numbers = st.one_of(
    ids17.map(with_check),
    ids17.map(lambda first: first + "X"),
    st.text("0123456789", min_size=15, max_size=15),
    st.builds("410184{}001".format, birth_dates.map(lambda text: text[2:])),
    st.text("0123456789XA-号", max_size=20),
)


@given(st.lists(st.one_of(st.none(), numbers), max_size=30))
def test_the_column_agrees_with_single_numbers(texts):
    codes = [None if text is None else canonical_code(text) for text in texts]
    expected = [None if code is None else check_resident_id(code, TODAY).valid for code in codes]
    assert column(lambda col: expr_resident_id_valid(col, TODAY), codes) == expected


@given(
    st.lists(
        st.tuples(st.sampled_from([*DOCUMENT_TYPES, *OTHER_DOCUMENT_TYPES, "驾驶证"]), numbers), max_size=20
    )
)
def test_the_column_agrees_with_single_documents(pairs):
    rows = [(kind, canonical_code(text)) for kind, text in pairs]
    frame = pl.DataFrame(rows, schema={"kind": pl.String, "number": pl.String}, orient="row")
    valid = frame.select(expr_document_valid(pl.col("kind"), pl.col("number"), TODAY).alias("r"))["r"]
    assert valid.to_list() == [check_document(kind, code, TODAY).valid for kind, code in rows]


@given(ids17, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_changed_digit_is_found(first17, place, digit):
    code = with_check(first17)
    changed = code[:place] + digit + code[place + 1 :]
    assert (
        changed == code
        or "id.check_digit" in check_resident_id(changed, TODAY).errors
        or set(changed) == {"0"}
    )


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_an_upgraded_number_is_valid(born):
    upgraded = upgrade_resident_id(f"410184{born:%y%m%d}001")
    assert check_resident_id(upgraded, TODAY).valid


@given(st.text(), st.sampled_from([*DOCUMENT_TYPES, *OTHER_DOCUMENT_TYPES, ""]))
def test_nothing_raises(text, name):
    check_resident_id(text, TODAY)
    check_document(name, text, TODAY)
    upgrade_resident_id(text)


def test_naughty_strings_do_not_pass():
    if not NAUGHTY.exists():
        pytest.skip("the shared data are not on this machine")
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        assert not check_resident_id(text, TODAY).valid


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param(
            "11010519491231002x", "110105***********X", id="an ID number shows region and check digit"
        ),
        pytest.param("410184800101001", "410184********1", id="so does an old one"),
        pytest.param("4101841980010", "4101*********", id="a truncated one shows no end"),
        pytest.param("E12345678", "E12******", id="a passport shows less"),
        pytest.param("13800138000", "138********", id="a telephone"),
        pytest.param("12", "**", id="very short shows nothing"),
        pytest.param("", "", id="blank"),
    ],
)
def test_mask_document(text, masked):
    assert mask_document(text) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        (" 买买提·吐尔逊 ", "买******"),
        ("张", "*"),
        ("𠮷野家", "𠮷**"),
        ("", ""),
        (None, ""),
    ],
)
def test_mask_name(name, masked):
    assert mask_name(name) == masked


plain = st.text(max_size=25).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text))


@given(st.text("0123456789X", max_size=25))
def test_a_mask_never_shows_the_seventh_to_fourteenth_digit(text):
    masked = mask_document(text)
    assert len(masked) == len(text)
    assert set(masked[6:14]) <= {"*"}
    assert set(masked[6:-1]) <= {"*"}


@given(st.lists(st.one_of(st.none(), plain, st.text("0123456789X", max_size=25)), max_size=20))
def test_masks_of_columns_agree(texts):
    assert column(expr_mask_document, texts) == [
        None if text is None else mask_document(text) for text in texts
    ]
    codes = [None if text is None else canonical_code(text) for text in texts]
    assert column(expr_mask_name, codes) == [None if text is None else mask_name(text) for text in codes]
