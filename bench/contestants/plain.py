"""The rules of a penalty in plain Python, as a careful programmer writes them: for the peers of c, both alike.

Answers about codes, numbers and dates are remembered, since the same agency and the same party come again.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

REMEMBER = 1 << 17
USCC = re.compile("[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
RESIDENT = re.compile("[0-9]{17}[0-9X]")
NAME_IS_NUMBER = re.compile(r"[0-9A-Za-z.\-]*[0-9]{4,}[0-9A-Za-z.\-]*")
HAS_NUMBER = re.compile("[0-9０-９一二三四五六七八九十〇零]")
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
ENCODING = re.compile("\ufffd|锟斤拷|烫烫烫")
SHIFTED = re.compile("经营项目|出资期限|经营期限|有效期")
_ODD = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\x00-\x08\x0b-\x1f\x7f-\x9f\u00a0\u2000-\u200a\u202f]|^['’]"
)
BLANKS = ("", "n/a", "N/A", "null", "None", "nan", "无", "暂无", "/", "／", "-", "--", "—", "——")
_BLANK = frozenset(BLANKS)
_DATE = re.compile(r"([0-9]{4}) *[-/.年] *([0-9]{1,2}) *[-/.月] *([0-9]{1,2}) *日?")

_USCC_VALUES = {sign: at for at, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_VALUES = {sign: at for at, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)

CATEGORIES = ("法人及非法人组织", "个体工商户")
DOCUMENTS = ("身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证")
_PENALTIES_SINCE_2021 = frozenset(
    [
        "警告",
        "通报批评",
        "罚款",
        "没收违法所得",
        "没收非法财物",
        "暂扣许可证件",
        "降低资质等级",
        "吊销许可证件",
        "限制开展生产经营活动",
        "责令停产停业",
        "责令关闭",
        "限制从业",
        "行政拘留",
        "法律、行政法规规定的其他行政处罚",
        "其他",
    ]
)
REQUIRED = (
    "CF_XDR_MC", "CF_XDR_LB", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_JDRQ", "CF_GSJZQ",
    "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM",
)  # fmt: skip
LENGTHS = {
    "CF_XDR_MC": 200, "CF_XDR_LB": 16, "CF_XDR_SHXYM": 18, "CF_XDR_GSZC": 50, "CF_XDR_ZZJG": 32, "CF_XDR_SWDJ": 32, "CF_XDR_SYDW": 120,
    "CF_XDR_SHZZ": 50, "CF_FRDB": 50, "CF_FR_ZJLX": 64, "CF_FR_ZJHM": 64, "CF_XDR_ZJLX": 64, "CF_XDR_ZJHM": 64, "CF_WSH": 128,
    "CF_WFXW": 2000, "CF_SY": 5000, "CF_YJ": 2048, "CF_CFLB": 64, "CF_NR": 4000, "CF_NR_ZKDX": 200, "CF_CFJG": 200, "CF_CFJGDM": 18,
    "CF_SJLY": 200, "CF_SJLYDM": 18, "BZ": 512,
}  # fmt: skip
FIRST_DAY, TODAY = date(2021, 7, 15), date(2026, 6, 30)


def clean(cell: str) -> str | None:
    """Return a cell without the dirt of spreadsheets; None for what means "nothing"."""
    cell = cell.strip()
    if _ODD.search(cell):
        cell = _ODD.sub("", cell).strip()
    return None if cell in _BLANK else cell


@lru_cache(REMEMBER)
def uscc_holds(code: str) -> bool:
    """Tell whether a 统一社会信用代码 has its shape and check character."""
    if not USCC.fullmatch(code):
        return False
    total = sum(_USCC_VALUES[sign] * weight for sign, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return -total % 31 == _USCC_VALUES[code[17]]


@lru_cache(REMEMBER)
def uscc_warnings(code: str) -> tuple[str, ...]:
    """Return what is odd about a valid code: its province, the organisation code inside it."""
    total = sum(
        _ORGANISATION_VALUES[sign] * weight
        for sign, weight in zip(code[8:16], _ORGANISATION_WEIGHTS, strict=True)
    )
    region = () if code[2:4] in _PROVINCES or code[2:4] == "10" else ("USCC_REGION",)
    return region if "0X987654321"[total % 11] == code[16] else (*region, "USCC_BODY")


@lru_cache(REMEMBER)
def publication_bounds(decided: date) -> tuple[date, date]:
    """Return the shortest and the longest end of the publication of a penalty decided on a day."""
    return add_months(decided, 3), add_months(decided, 36)


def add_months(start: date, months: int) -> date:
    """Return the day of the same number some months later, or the last of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@lru_cache(REMEMBER)
def resident_id_holds(number: str) -> bool:
    """Tell whether an 18-digit number has province, birth date and check character."""
    if not RESIDENT.fullmatch(number) or number[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _RESIDENT_WEIGHTS, strict=False))
    return born <= TODAY and "10X98765432"[total % 11] == number[17]


@lru_cache(REMEMBER)
def day(text: str) -> date:
    """Return the day a text names.

    Raises:
        ValueError: It names none.
    """
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    return date(int(found[1]), int(found[2]), int(found[3]))


@lru_cache(REMEMBER)
def categories(text: str) -> tuple[str, ...]:
    """Return the categories of a penalty.

    Raises:
        ValueError: One is not of the list.
    """
    parts = tuple(part.strip() for part in text.split(";"))
    if not all(part in _PENALTIES_SINCE_2021 for part in parts):
        raise ValueError("not in the list")
    return parts


def row_faults(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the codes of what is wrong between the fields of a row.

    Args:
        row: By field code; CF_JDRQ, CF_YXQ and CF_GSJZQ are days, CF_CFLB is a tuple; a field that is wrong is missing.
    """
    get = row.get
    if not (get("CF_XDR_SHXYM") or get("CF_XDR_GSZC") or get("CF_XDR_ZZJG") or get("CF_XDR_SWDJ")):
        yield "ONE_OF_GROUP"
    if bool(get("CF_FR_ZJLX")) != bool(get("CF_FR_ZJHM")):
        yield "BOTH_OR_NEITHER"
    elif get("CF_FR_ZJLX") == "身份证" and not resident_id_holds(get("CF_FR_ZJHM")):
        yield "DOCUMENT_NUMBER"
    if get("CF_XDR_ZJLX") or get("CF_XDR_ZJHM"):
        yield "EMPTY_EXPECTED"
    if get("CF_XDR_LB") == "个体工商户" and (get("CF_XDR_SYDW") or get("CF_XDR_SHZZ")):
        yield "EMPTY_EXPECTED"
    yield from _by_category(get("CF_CFLB") or (), row)
    yield from _by_day(row)


def _by_category(kinds: tuple[str, ...], row: Mapping[str, Any]) -> Iterator[str]:
    if "罚款" in kinds and row.get("CF_NR_FK") is None:
        yield "REQUIRED_WHEN"
    if any("没收" in kind for kind in kinds) and row.get("CF_NR_WFFF") is None:
        yield "REQUIRED_WHEN"
    if any("暂扣" in kind or "吊销" in kind for kind in kinds) and not row.get("CF_NR_ZKDX"):
        yield "REQUIRED_WHEN"


def _by_day(row: Mapping[str, Any]) -> Iterator[str]:
    decided, ends, until = row.get("CF_JDRQ"), row.get("CF_YXQ"), row.get("CF_GSJZQ")
    if decided is None:
        return
    if decided > TODAY:
        yield "DATE_FUTURE"
    if decided < FIRST_DAY:
        yield "LIST_NOT_IN_FORCE"
    if ends is not None and ends < decided:
        yield "DATE_ORDER"
    if until is not None and until <= decided:
        yield "DATE_ORDER_STRICT"


def row_warnings(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the codes of what is odd in a row that passed; arguments as `row_faults`."""
    for code in ("CF_XDR_SHXYM", "CF_CFJGDM", "CF_SJLYDM"):
        if row.get(code):
            yield from uscc_warnings(row[code])
    for code in ("CF_XDR_MC", "CF_CFJG", "CF_SJLY"):
        if SHIFTED.search(row[code]):
            yield "SHIFTED_COLUMNS"
    shortest, longest = publication_bounds(row["CF_JDRQ"])
    if not shortest <= row["CF_GSJZQ"] <= longest:
        yield "PUBLICATION_PERIOD"
    household = (row.get("CF_XDR_SHXYM") or "").startswith("92")
    if row.get("CF_XDR_SHXYM") and household != (row["CF_XDR_LB"] == "个体工商户"):
        yield "KIND_ODD"
