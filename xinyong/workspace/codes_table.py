"""The permanent codes of findings as a table for the people who have to mend what they name."""

from xinyong.catalogue.checks.generic import CODES, Generic
from xinyong.catalogue.model import Severity
from xinyong.screens.values import Cell, Column, Row, Table

_EFFECTS = {Severity.REJECT: ("退回", "bad"), Severity.WARN: ("提醒", "warn")}
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
_COLUMNS = ("代码", "级别", "哪里不对", "应当怎样", "请怎么做")


def codes_table() -> Table:
    """Return every code with what is wrong, what was expected and what to do."""
    rows = [
        Row([Cell(text) if isinstance(text, str) else text for text in _told(each)]) for each in _sorted()
    ]
    return Table(
        "校验代码", [Column(title, whole=title in _COLUMNS[:2]) for title in _COLUMNS], rows, dense=True
    )


def _sorted() -> list[Generic]:
    return sorted(CODES.values(), key=lambda each: each.code)


def _told(each: Generic) -> list[str | Cell]:
    effect, tone = _EFFECTS[each.severity]
    said = [part.format_map(_ANY_FIELD) for part in (each.wrong, each.expected, each.fix)]
    return [each.code, Cell(effect, tone=tone), *said]
