"""The items of the edition: what they promise, and that a good row of each kind of subject passes."""

from datetime import date

import pytest

from xinyong.catalogue.errors import UnknownFieldError, UnknownItemError
from xinyong.catalogue.model import Disclosure, Family, RecordClass

PENALTY_ORDER = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_XDR_GSZC",
    "CF_XDR_ZZJG",
    "CF_XDR_SWDJ",
    "CF_XDR_SYDW",
    "CF_XDR_SHZZ",
    "CF_FRDB",
    "CF_FR_ZJLX",
    "CF_FR_ZJHM",
    "CF_XDR_ZJLX",
    "CF_XDR_ZJHM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_NR_ZKDX",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_GSJZQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
    "BZ",
]
LICENCE_ORDER = [
    "XK_XDR_MC",
    "XK_XDR_LB",
    "XK_XDR_SHXYM",
    "XK_XDR_GSZC",
    "XK_XDR_ZZJG",
    "XK_XDR_SWDJ",
    "XK_XDR_SYDW",
    "XK_XDR_SHZZ",
    "XK_FRDB",
    "XK_FR_ZJLX",
    "XK_FR_ZJHM",
    "XK_XDR_ZJLX",
    "XK_XDR_ZJHM",
    "XK_XKWS",
    "XK_WSH",
    "XK_XKLB",
    "XK_XKZS",
    "XK_XKBH",
    "XK_NR",
    "XK_JDRQ",
    "XK_YXQZ",
    "XK_YXQZI",
    "XK_XKJG",
    "XK_XKJGDM",
    "XK_ZT",
    "XK_LYDW",
    "XK_LYDWDM",
    "BZ",
]


@pytest.mark.parametrize(
    ("code", "number", "family", "record_class", "category"),
    [
        pytest.param("registration", "XZF0101", "organisation", "A", "七(一)", id="registration is public"),
        pytest.param("licence", "XZF0401", "organisation", "A", "七(四)", id="licences are public"),
        pytest.param("penalty", "XZF1201", "organisation", "A", "七(十二)", id="penalties are public"),
        pytest.param("honour", "XZF1501", "organisation", "A", "七(十五)", id="honours are public"),
        pytest.param("tax_arrears", "XZF0801", "organisation", "A", "七(八)", id="arrears are public"),
        pytest.param(
            "judgment_debtor", "XZF0703", "organisation", "A", "七(七)", id="judgment debtors are public"
        ),
        pytest.param("licence_person", "XZZ0214", "person", "C", "八(二)", id="licences of persons are not"),
        pytest.param("penalty_person", "XZZ0202", "person", "C", "八(二)", id="penalties of persons are not"),
    ],
)
def test_item(catalogue, code, number, family, record_class, category):
    item = catalogue.item(code)
    assert (item.number, item.family, item.record_class, item.category) == (
        number,
        family,
        record_class,
        category,
    )
    assert catalogue.item(number) is item
    assert catalogue.edition.stamp(item) == f"{code}@2026-1"


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        *(
            (item, kind)
            for item in ("registration", "licence", "penalty", "honour", "tax_arrears", "judgment_debtor")
            for kind in ("法人", "个体工商户")
        ),
        ("registration", "非法人组织"),
        ("licence_person", "自然人"),
        ("penalty_person", "自然人"),
    ],
)
def test_a_good_row_has_no_findings(check, good, item, kind):
    result = check(item, good(item, kind))
    assert result.findings.to_dicts() == []
    row = result.rows.row(0, named=True)
    assert row["_ok"]
    assert row["_kind"] == kind
    assert row["_subject"]
    assert row["_name"]


def test_the_standards_fields_in_the_standards_order(catalogue):
    assert [field.code for field in catalogue.item("penalty").fields] == [*PENALTY_ORDER, "SYFW"]
    assert [field.code for field in catalogue.item("licence").fields] == [*LICENCE_ORDER, "SYFW"]


@pytest.mark.parametrize(
    ("item", "order"), [("penalty_person", PENALTY_ORDER), ("licence_person", LICENCE_ORDER)]
)
def test_person_form_drops_codes_and_representative(catalogue, item, order):
    kept = [code for code in order if code[3:] not in {
        "XDR_SHXYM", "XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ", "FRDB", "FR_ZJLX", "FR_ZJHM"}]  # fmt: skip
    assert [field.code for field in catalogue.item(item).fields] == [*kept, "SYFW"]


def test_nothing_sensitive_or_personal_is_public(catalogue):
    for item in catalogue.items.values():
        for field in item.input_fields:
            open_ = field.disclosure in (Disclosure.PUBLIC, Disclosure.MASKED)
            assert not (open_ and field.sensitive), field.code
            assert not (open_ and item.family is Family.PERSON), field.code
            assert field.type != "phone" or field.disclosure is Disclosure.B
            assert field.type != "document_number" or field.disclosure is Disclosure.SUBJECT
        assert item.family is Family.ORGANISATION or item.record_class is not RecordClass.A


@pytest.mark.parametrize(
    ("item", "organisation", "kind", "may"),
    [
        pytest.param("penalty", "scjg", "行政", True, id="any administrative organ reports penalties"),
        pytest.param(
            "penalty", "x", "公共事务组织", True, id="so does an organisation managing public affairs"
        ),
        pytest.param("penalty", "fy", "司法", False, id="a court does not"),
        pytest.param("registration", "scjg", "行政", True, id="the market regulator reports registrations"),
        pytest.param("registration", "sw", "行政", False, id="the tax office does not"),
        pytest.param("judgment_debtor", "fy", "司法", True, id="the court reports judgment debtors"),
        pytest.param("tax_arrears", "scjg", "行政", False, id="only the tax office reports arrears"),
    ],
)
def test_suppliers(catalogue, item, organisation, kind, may):
    assert catalogue.item(item).suppliers.allow(organisation, kind) is may


def test_the_list_of_penalties_changes_on_2021_07_15(catalogue):
    penalties = catalogue.code_lists["penalty_category"]
    before, after = penalties.values_on(date(2021, 7, 14)), penalties.values_on(date(2021, 7, 15))
    assert "暂扣或者吊销许可证" in before
    assert "暂扣或者吊销许可证" not in after
    assert "通报批评" not in before
    assert "通报批评" in after


def test_unknown_names_say_what_there_is(catalogue):
    with pytest.raises(UnknownItemError, match="penalty"):
        catalogue.item("penality")
    with pytest.raises(UnknownFieldError, match="NOPE"):
        catalogue.item("penalty").field("NOPE")
