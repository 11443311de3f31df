"""统一社会信用代码, 组织机构代码, 工商注册号, 纳税人识别号 (GB 32100, GB 11714, GS 15)."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinyong.rules.identifiers import (
    Kind,
    canonical_code,
    canonical_uscc,
    check_organisation_code,
    check_registration_number,
    check_taxpayer_number,
    check_uscc,
    expr_canonical_code,
    expr_kind_of_uscc,
    expr_organisation_code_valid,
    expr_placeholder,
    expr_region_known,
    expr_uscc_placeholder,
    expr_uscc_valid,
    is_placeholder,
    kind_of_uscc,
    organisation_code_check_character,
    uscc_check_character,
)
from xinyong.rules.identifiers.algorithms import ORGANISATION_ALPHABET, USCC_ALPHABET

REAL = "91350100M000100Y43"
REGISTRY = Path(__file__).parents[3] / "shared/data/registry/xinzheng_345.csv"


def with_check(first17: str) -> str:
    return first17 + uscc_check_character(first17)


def column(expr, values, dtype=pl.String):
    return (
        pl.DataFrame({"c": pl.Series(values, dtype=dtype)})
        .select(expr(pl.col("c")).alias("r"))["r"]
        .to_list()
    )


USCC_CASES = [
    pytest.param(REAL, (), (), id="a real code"),
    pytest.param(
        " ９１350100-m000100y43\u200b", (), (), id="full width, lower case, hyphen and invisible signs"
    ),
    pytest.param("'" + REAL, (), (), id="an apostrophe that marks text in a spreadsheet"),
    pytest.param("91350100M000100Y44", ("uscc.check_character",), (), id="a wrong check character"),
    pytest.param(with_check("91990100M000100Y4"), (), ("uscc.region_unknown",), id="no such province"),
    pytest.param(with_check("12100000M000100Y4"), (), (), id="given by a national authority"),
    pytest.param(
        with_check("91350100M000100Y5"), (), ("uscc.organisation_code",), id="an odd organisation code"
    ),
    pytest.param(with_check("N2410184M000100Y4"), (), (), id="a village collective, authority N"),
    pytest.param(with_check("A1410184M000100Y4"), (), (), id="an army institution, authority A"),
    pytest.param(with_check("Y1410184M000100Y4"), (), (), id="other authority, Y"),
    pytest.param(with_check("B1410184M000100Y4"), ("uscc.shape",), (), id="an authority nobody named"),
    pytest.param(with_check("01410184M000100Y4"), ("uscc.shape",), (), id="authority nought"),
    pytest.param(REAL[:17], ("uscc.shape",), (), id="one character short"),
    pytest.param(REAL + "3", ("uscc.shape",), (), id="one character long"),
    pytest.param(REAL + "\n", (), (), id="a line end after it"),
    pytest.param("91350100I000100Y43", ("uscc.shape",), (), id="the letter I is not used"),
    pytest.param("9135010A0000100Y43", ("uscc.shape",), (), id="a letter in the region"),
    pytest.param("９" * 400, ("uscc.placeholder",), (), id="four hundred nines"),
    pytest.param("91" * 200, ("uscc.shape",), (), id="four hundred digits"),
    pytest.param("٩١٣٥٠١٠٠M000100Y43", ("uscc.shape",), (), id="Arabic digits are no digits here"),
    pytest.param("\ud800" * 18, ("uscc.shape",), (), id="lone surrogates"),
    pytest.param(None, ("uscc.blank",), (), id="nothing"),
    pytest.param(" \u3000", ("uscc.blank",), (), id="blanks"),
    pytest.param("0" * 18, ("uscc.placeholder",), (), id="eighteen zeros, which pass the check character"),
]


@pytest.mark.parametrize(("text", "errors", "warnings"), USCC_CASES)
def test_unified_social_credit_code(text, errors, warnings):
    verdict = check_uscc(text)
    assert (verdict.errors, verdict.warnings) == (errors, warnings)
    assert verdict.valid is (errors == ())


def test_a_wrong_code_keeps_its_canonical_form_for_an_override():
    assert check_uscc("91350100m000100y44").canonical == "91350100M000100Y44"
    assert check_uscc("无").canonical is None


PLACEHOLDERS = [
    "0" * 18,
    "0" * 17 + "X",
    "０" * 17 + "x",
    "1" * 18,
    "X" * 18,
    "无",
    " 无 ",
    "/",
    "／",
    "-",
    "——",
    "--",
    "N/A",
    "null",
    "*",
    "0",
    "、",
]
NO_PLACEHOLDERS = ["", "  ", REAL, "张三", "1230", "无锡", "X0", "110105194912310021"]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_stands_for_no_code(text):
    assert is_placeholder(text)
    assert column(expr_uscc_placeholder, [text]) == [True]


@pytest.mark.parametrize("text", NO_PLACEHOLDERS)
def test_is_a_code_or_a_blank(text):
    assert not is_placeholder(text)
    assert column(expr_placeholder, [text]) == [False]


def test_nothing_is_no_placeholder_and_a_null_stays_null():
    assert not is_placeholder(None)
    assert column(expr_placeholder, [None]) == [None]


@pytest.mark.parametrize(
    ("prefix", "kind", "sub_kind", "code"),
    [
        ("91", Kind.LEGAL_PERSON, "企业法人", "01"),
        ("92", Kind.HOUSEHOLD, "个体工商户", "98"),
        ("93", Kind.LEGAL_PERSON, "其他法人", "97"),
        ("11", Kind.LEGAL_PERSON, "机关法人", "02"),
        ("12", Kind.LEGAL_PERSON, "事业单位法人", "03"),
        ("51", Kind.LEGAL_PERSON, "社会团体法人", "04"),
        ("N2", Kind.LEGAL_PERSON, "其他法人", "97"),
        ("31", Kind.UNINCORPORATED, "其他组织", "99"),
        ("Y1", Kind.UNINCORPORATED, "其他组织", "99"),
    ],
)
def test_the_prefix_says_the_kind(prefix, kind, sub_kind, code):
    found = kind_of_uscc(with_check(prefix + "410184M000100Y4").lower())
    assert found is not None
    assert (found.kind, found.sub_kind, found.code) == (kind, sub_kind, code)
    assert column(expr_kind_of_uscc, [with_check(prefix + "410184M000100Y4")]) == [kind]


@pytest.mark.parametrize("text", [None, "", "0" * 18, "91", "410184198001010015"[:17]])
def test_what_is_no_code_has_no_kind(text):
    assert kind_of_uscc(text) is None
    assert column(expr_kind_of_uscc, [text]) == [None]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param("M000100Y4", (), id="real"),
        pytest.param("M000100Y-4", (), id="printed with its hyphen"),
        pytest.param("M000100Y5", ("organisation_code.check_character",), id="wrong check character"),
        pytest.param("M000100Y", ("organisation_code.shape",), id="short"),
        pytest.param("M000100YY", ("organisation_code.shape",), id="only X may be a letter at the end"),
        pytest.param("/", ("organisation_code.placeholder",), id="a slash"),
        pytest.param("", ("organisation_code.blank",), id="blank"),
    ],
)
def test_organisation_code(text, errors):
    assert check_organisation_code(text).errors == errors


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param("330000000080836", (), id="real"),
        pytest.param("331000000064894", (), id="another real one"),
        pytest.param("330000000080837", ("registration_number.check_digit",), id="wrong check digit"),
        pytest.param("3300002108083", (), id="thirteen digits have no check"),
        pytest.param("33000000008083", ("registration_number.shape",), id="fourteen digits"),
        pytest.param("33000000008083A", ("registration_number.shape",), id="a letter"),
        pytest.param("0" * 15, ("registration_number.placeholder",), id="zeros"),
        pytest.param(None, ("registration_number.blank",), id="nothing"),
    ],
)
def test_registration_number(text, errors):
    assert check_registration_number(text).errors == errors


@pytest.mark.parametrize(
    ("text", "errors", "warnings"),
    [
        pytest.param("410184M000100Y4", (), (), id="region and organisation code"),
        pytest.param("410184M000100Y5", (), ("taxpayer_number.check_character",), id="a wrong code inside"),
        pytest.param(REAL, (), (), id="the unified code"),
        pytest.param("11010519491231002X", (), (), id="a person's number"),
        pytest.param("11010519491231002X01", (), (), id="a person's number and two more"),
        pytest.param(REAL[:-1] + "4", (), ("taxpayer_number.check_character",), id="neither is right"),
        pytest.param("41018419800101001", (), (), id="seventeen: nothing to check"),
        pytest.param("4101841980010100", ("taxpayer_number.shape",), (), id="sixteen"),
        pytest.param("无", ("taxpayer_number.placeholder",), (), id="none"),
        pytest.param("", ("taxpayer_number.blank",), (), id="blank"),
    ],
)
def test_taxpayer_number(text, errors, warnings):
    verdict = check_taxpayer_number(text)
    assert (verdict.errors, verdict.warnings) == (errors, warnings)


def test_check_characters_refuse_what_is_no_code():
    for wrong in ("91350100M000100Y", "91350100I000100Y4"):
        with pytest.raises(ValueError, match=r"."):
            uscc_check_character(wrong)


codes17 = st.builds(
    "".join,
    st.tuples(
        st.sampled_from("123456789ANY"),
        st.sampled_from("123456789"),
        st.text("0123456789", min_size=6, max_size=6),
        st.text(USCC_ALPHABET, min_size=9, max_size=9),
    ),
)


@given(codes17, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_changed_character_is_found(first17, place, sign):
    code = with_check(first17)
    changed = code[:place] + sign + code[place + 1 :]
    assert check_uscc(code).valid or is_placeholder(code)
    assert (changed == code) or not check_uscc(changed).valid


@given(
    st.text(ORGANISATION_ALPHABET, min_size=8, max_size=8),
    st.integers(0, 7),
    st.sampled_from(ORGANISATION_ALPHABET),
)
def test_an_organisation_code_always_has_a_check_character(first8, place, sign):
    """One changed character is found unless the two values are 11 apart: the modulus is smaller than the alphabet."""
    code = first8 + organisation_code_check_character(first8)
    changed = code[:place] + sign + code[place + 1 :]
    apart = ORGANISATION_ALPHABET.index(sign) - ORGANISATION_ALPHABET.index(code[place])
    assert check_organisation_code(code).valid or is_placeholder(code)
    assert apart % 11 == 0 or not check_organisation_code(changed).valid


mixed = st.one_of(
    codes17.map(with_check),
    codes17.map(lambda first: first + "0"),
    st.text(USCC_ALPHABET + "IOx无/ '-－\u200b", max_size=20),
    st.text(max_size=20).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)),
    st.sampled_from([*PLACEHOLDERS, *NO_PLACEHOLDERS]),
)


@given(st.lists(st.one_of(st.none(), mixed), max_size=30))
def test_columns_agree_with_single_codes(texts):
    codes = [None if text is None else canonical_code(text) for text in texts]
    assert column(expr_canonical_code, texts) == codes
    assert column(expr_placeholder, texts) == [
        None if text is None else is_placeholder(text) for text in texts
    ]
    assert column(expr_uscc_valid, codes) == [
        None if code is None else check_uscc(code).valid for code in codes
    ]
    inside = [None if code is None else code[8:17] for code in codes]
    expected = [None if code is None else check_organisation_code(code).valid for code in inside]
    assert column(expr_organisation_code_valid, inside) == expected


@given(codes17.map(with_check))
def test_the_column_knows_the_same_regions(code):
    assert column(expr_region_known, [code, None]) == [
        "uscc.region_unknown" not in check_uscc(code).warnings,
        None,
    ]


@given(st.text())
def test_the_canonical_form_is_final_and_nothing_raises(text):
    code = canonical_uscc(text)
    assert canonical_uscc(code) == code or not code.isascii()
    for check in (check_uscc, check_organisation_code, check_registration_number, check_taxpayer_number):
        assert check(text).canonical in (None, code)


def test_real_companies_of_the_city_pass():
    if not REGISTRY.exists():
        pytest.skip("the shared data are not on this machine")
    with REGISTRY.open(encoding="utf-8-sig") as file:
        codes = [row["统一社会信用代码"] for row in csv.DictReader(file)]
    assert [code for code in codes if not check_uscc(code).valid] == []
    assert column(expr_uscc_valid, codes) == [True] * len(codes)
