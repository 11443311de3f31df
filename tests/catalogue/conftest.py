"""Good rows of every item, and a way to check rows without a file around them."""

from datetime import date

import polars as pl
import pytest

from xinyong.catalogue.checking import check_block
from xinyong.catalogue.loader import load_catalogue
from xinyong.rules.identifiers import organisation_code_check_character, uscc_check_character

DAY = date(2026, 5, 20)
PERSON_ID = "11010519491231002X"


def uscc(prefix="91", number=1):
    """A made-up 统一社会信用代码 that passes its checks."""
    body = f"MA{number:06d}"
    first = f"{prefix}410184{body}{organisation_code_check_character(body)}"
    return first + uscc_check_character(first)


COMPANY, HOUSEHOLD, ORGAN = uscc(), uscc("92"), uscc("11", 7)

_PENALTY = {
    "CF_XDR_MC": "新郑市虚构商贸有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": COMPANY,
    "CF_FRDB": "张某",
    "CF_WSH": "新市监罚〔2026〕12号",
    "CF_WFXW": "无照经营",
    "CF_SY": "未取得营业执照从事经营活动。",
    "CF_YJ": "《无证无照经营查处办法》第十三条",
    "CF_CFLB": "警告;罚款",
    "CF_NR": "警告，罚款一万五千元。",
    "CF_NR_FK": "1.5",
    "CF_JDRQ": "2026/4/1",
    "CF_GSJZQ": "2027/4/1",
    "CF_CFJG": "新郑市市场监督管理局",
    "CF_CFJGDM": ORGAN,
    "CF_SJLY": "新郑市市场监督管理局",
    "CF_SJLYDM": ORGAN,
}
_LICENCE = {
    "XK_XDR_MC": "新郑市虚构餐饮有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": COMPANY,
    "XK_FRDB": "李某",
    "XK_XKWS": "食品经营许可决定书",
    "XK_WSH": "新食许决〔2026〕3号",
    "XK_XKLB": "普通",
    "XK_XKBH": "JY24101840000000",
    "XK_NR": "热食类食品制售",
    "XK_JDRQ": "2026/4/1",
    "XK_YXQZ": "2026/4/1",
    "XK_YXQZI": "2031/3/31",
    "XK_XKJG": "新郑市市场监督管理局",
    "XK_XKJGDM": ORGAN,
    "XK_ZT": "1",
    "XK_LYDW": "新郑市市场监督管理局",
    "XK_LYDWDM": ORGAN,
}


def _person(row, prefix):
    dropped = {f"{prefix}_XDR_SHXYM", f"{prefix}_FRDB"}
    who = {"XDR_MC": "王某", "XDR_LB": "自然人", "XDR_ZJLX": "身份证", "XDR_ZJHM": PERSON_ID}
    return {k: v for k, v in row.items() if k not in dropped} | {f"{prefix}_{k}": v for k, v in who.items()}


_GOOD = {
    "penalty": _PENALTY,
    "licence": _LICENCE,
    "penalty_person": _person(_PENALTY, "CF"),
    "licence_person": _person(_LICENCE, "XK"),
    "registration": {
        "MC": "新郑市虚构商贸有限公司",
        "SHXYM": COMPANY,
        "LX": "有限责任公司",
        "ZCZB": "500万元人民币",
        "CLRQ": "2010/1/2",
        "ZS": "新郑市新华路街道人民路1号",
        "DJZT": "存续",
        "LXDH": "0371-62690000",
    },
    "honour": {
        "MC": "新郑市虚构商贸有限公司",
        "SHXYM": COMPANY,
        "RYMC": "先进集体",
        "RYJB": "郑州市级",
        "RDWH": "郑政〔2026〕5号",
        "RDJG": "郑州市人民政府",
        "RDRQ": "2026/1/5",
    },
    "tax_arrears": {
        "NSRMC": "新郑市虚构商贸有限公司",
        "NSRSBH": COMPANY,
        "SZ": "增值税",
        "LJJE": "1234.56",
        "JZRQ": "2026/3/31",
        "ZJJG": "国家税务总局新郑市税务局",
    },
    "judgment_debtor": {
        "MC": "新郑市虚构商贸有限公司",
        "SHXYM": COMPANY,
        "ZXFY": "新郑市人民法院",
        "AH": "（2026）豫0184执12号",
        "LASJ": "2026/1/5",
        "YW": "支付货款一万元。",
        "LXQK": "全部未履行",
        "XWQX": "有履行能力而拒不履行",
        "FBRQ": "2026/2/5",
    },
}
_HOUSEHOLD = {
    "penalty": {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": HOUSEHOLD},
    "licence": {"XK_XDR_LB": "个体工商户", "XK_XDR_SHXYM": HOUSEHOLD},
    "registration": {"LX": "个体工商户", "SHXYM": HOUSEHOLD},
    "honour": {"SHXYM": HOUSEHOLD},
    "tax_arrears": {"NSRSBH": HOUSEHOLD},
    "judgment_debtor": {"SHXYM": HOUSEHOLD},
}
_BRANCH = {"registration": {"LX": "有限责任公司分公司"}}


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="session")
def good():
    """Make a good row: good("penalty", "个体工商户", CF_NR="…")."""

    def make(item, kind="", **changes):
        variants = {"": {}, "法人": {}, "自然人": {}, "个体工商户": _HOUSEHOLD, "非法人组织": _BRANCH}
        return {**_GOOD[item], **variants[kind].get(item, {}), **changes}

    return make


@pytest.fixture(scope="session")
def check(catalogue):
    """Check rows of an item, which start on line 2: check("penalty", row, row)."""

    def run(code, *rows, day=DAY, marks=None, **agency):
        item = catalogue.item(code)
        schema = {"line": pl.UInt32} | {field.code: pl.String for field in item.input_fields}
        frame = pl.DataFrame([{"line": at, **row} for at, row in enumerate(rows, 2)], schema=schema)
        told = pl.DataFrame(
            marks or [], {"line": pl.UInt32, "field": pl.String, "kind": pl.String}, orient="row"
        )
        return check_block(frame, told, item, day, **agency)

    return run


@pytest.fixture(scope="session")
def codes_found():
    """Return (code, field) of every finding."""
    return lambda result: [(each["code"], each["field"]) for each in result.findings.iter_rows(named=True)]
