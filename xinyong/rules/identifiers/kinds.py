"""What kind of subject a 统一社会信用代码 was given to, from its first two characters."""

import re
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from xinyong.rules.identifiers.algorithms import USCC_SHAPE
from xinyong.rules.identifiers.text import canonical_code


class Kind(StrEnum):
    """Kind of credit subject (design §5)."""

    LEGAL_PERSON = "法人"
    UNINCORPORATED = "非法人组织"
    HOUSEHOLD = "个体工商户"
    PERSON = "自然人"


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """Kind and sub-kind of an organisation; `code` is that of the master-data list (01 … 99)."""

    kind: Kind
    sub_kind: str
    code: str


_ENTERPRISE = SubjectKind(Kind.LEGAL_PERSON, "企业法人", "01")
_STATE_ORGAN = SubjectKind(Kind.LEGAL_PERSON, "机关法人", "02")
_INSTITUTION = SubjectKind(Kind.LEGAL_PERSON, "事业单位法人", "03")
_ASSOCIATION = SubjectKind(Kind.LEGAL_PERSON, "社会团体法人", "04")
_OTHER_LEGAL_PERSON = SubjectKind(Kind.LEGAL_PERSON, "其他法人", "97")
_HOUSEHOLD = SubjectKind(Kind.HOUSEHOLD, "个体工商户", "98")
_OTHER = SubjectKind(Kind.UNINCORPORATED, "其他组织", "99")

_BY_PREFIX = {
    "11": _STATE_ORGAN,
    "12": _INSTITUTION,
    "13": _ASSOCIATION,  # 编办直接管理机构编制的群众团体
    "19": _OTHER_LEGAL_PERSON,
    "32": _OTHER_LEGAL_PERSON,  # 公证处
    "35": _OTHER_LEGAL_PERSON,  # 仲裁委员会
    "51": _ASSOCIATION,
    "52": _OTHER_LEGAL_PERSON,  # 民办非企业单位
    "53": _OTHER_LEGAL_PERSON,  # 基金会
    "59": _OTHER_LEGAL_PERSON,
    "71": _OTHER_LEGAL_PERSON,  # 宗教活动场所, 捐助法人
    "72": _OTHER_LEGAL_PERSON,
    "81": _ASSOCIATION,  # 基层工会
    "91": _ENTERPRISE,
    "92": _HOUSEHOLD,
    "93": _OTHER_LEGAL_PERSON,  # 农民专业合作社, 特别法人
    "A1": _INSTITUTION,  # 军队事业单位
    "N1": _OTHER_LEGAL_PERSON,  # 农村集体经济组织, 特别法人: 组, 村, 乡镇
    "N2": _OTHER_LEGAL_PERSON,
    "N3": _OTHER_LEGAL_PERSON,
}

_uscc = re.compile(USCC_SHAPE)


def kind_of_uscc(code: str | None) -> SubjectKind | None:
    """Return the kind of organisation that a code's prefix says; None when the text has no code's shape.

    The prefix is a presumption for files that are silent. It cannot tell a branch or another enterprise
    without legal personality (分支机构, 合伙企业, 个人独资企业) from a company: all are 91. What the file
    says goes first. Prefixes that hold both kinds (律师执业机构, foreign offices, Y) count as 其他组织.
    """
    canonical = canonical_code(code)
    if not _uscc.fullmatch(canonical):
        return None
    return _BY_PREFIX.get(canonical[:2], _OTHER)


def expr_kind_of_uscc(col: pl.Expr) -> pl.Expr:
    """Return the `kind` that `kind_of_uscc` gives for canonical text, as text; null where it gives none."""
    kinds = {prefix: found.kind.value for prefix, found in _BY_PREFIX.items()}
    kind = col.str.head(2).replace_strict(kinds, default=_OTHER.kind.value, return_dtype=pl.String)
    return pl.when(col.str.contains(USCC_SHAPE)).then(kind)
