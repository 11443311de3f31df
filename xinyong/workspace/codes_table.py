"""The permanent codes of findings as a table for the people who have to mend what they name."""

from xinyong.catalogue.checks.generic import CODES, Generic
from xinyong.catalogue.model import Severity

_EFFECTS = {Severity.REJECT: "退回", Severity.WARN: "提醒"}
# What stands for the properties of a field where no field is meant in particular.
_ANY_FIELD = {
    "title": "该列",
    "other": "有关的列",
    "length": "规定的",
    "unit": "规定的单位",
    "decimals": "规定的",
    "values": "模板“代码表”中的值",
    "example": "填写说明中的示例",
}


def codes_table() -> str:
    """Return every code as a table in Markdown: what is wrong, what was expected, what to do."""
    rows = [_row(each) for each in sorted(CODES.values(), key=lambda each: each.code)]
    return "\n".join(["| 代码和级别 | 哪里不对 | 应当怎样，请怎么做 |", "|---|---|---|", *rows, ""])


def _row(each: Generic) -> str:
    wrong, expected, fix = (part.format_map(_ANY_FIELD) for part in (each.wrong, each.expected, each.fix))
    return f"| `{each.code}` {_EFFECTS[each.severity]} | {wrong} | {expected}。{fix} |"
