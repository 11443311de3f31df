"""The catalogue in the words of the people who fill in a template: notes, help and rules of one item."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from xinyong.catalogue.checks.cross import Context, compile_checks
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.checks.subjects import subject_checks
from xinyong.catalogue.model import (
    CodeEntry,
    CodeList,
    Condition,
    CrossCheck,
    Cycle,
    Disclosure,
    Field,
    Item,
    RecordClass,
    Severity,
    Test,
)
from xinyong.catalogue.types import type_of
from xinyong.rules.citation import cite
from xinyong.rules.errors import NotInForceError
from xinyong.rules.parameters import Unit, parameter

_DISCLOSURE = {
    Disclosure.PUBLIC: "向社会公开",
    Disclosure.MASKED: "向社会公开，隐去部分内容",
    Disclosure.B: "部门之间共享，不向社会公开",
    Disclosure.C: "经信用主体授权方可查询",
    Disclosure.SUBJECT: "仅信用主体本人和报送单位可见",
}
_CLASS = {
    RecordClass.A: "A类（社会公开）",
    RecordClass.B: "B类（政务共享）",
    RecordClass.C: "C类（授权查询）",
}
_STRICTNESS = list(_DISCLOSURE)  # in this order, the public first
_SEVERITY = {Severity.REJECT: "退回", Severity.WARN: "提醒"}
_PERIODS = {
    Cycle.DAY: "每日",
    Cycle.MONTH: "每月",
    Cycle.QUARTER: "每季度",
    Cycle.HALF_YEAR: "每半年",
    Cycle.YEAR: "每年",
}
_GROUPS = {"ONE_OF_GROUP": "至少填写其中一项", "BOTH_OR_NEITHER": "应同时填写或同时为空"}
_ANY_CELL = ("ENCODING", "ERROR_VALUE")
_ANY_ROW = ("SHIFTED_ROW", "DUPLICATE_ROW", "KEY_CONFLICT")
_HEADER = ("HEADER_MISSING", "HEADER_UNKNOWN", "HEADER_DUPLICATE")


class Rule(NamedTuple):
    """A line of the sheet of rules: which column, what happens to the row, code and sentence of the finding."""

    column: str
    effect: str
    code: str
    meaning: str


def choice(entry: CodeEntry) -> str:
    """Return a value as the drop-down offers it: “1 有效”. The checks read it as the value."""
    return f"{entry.value} {entry.title}" if entry.title else entry.value


def choices_on(code_list: CodeList, day: date) -> list[str]:
    """Return what a drop-down of that day offers."""
    current = set(code_list.values_on(day))
    return [choice(entry) for entry in code_list.entries if entry.value in current]


def all_choices(code_list: CodeList) -> str:
    """Return all values of all times, with their periods where they have one."""
    return "、".join(choice(entry) + _period(entry) for entry in code_list.entries)


def _period(entry: CodeEntry) -> str:
    if entry.valid_from is None and entry.valid_to is None:
        return ""
    since = f"{entry.valid_from}起" if entry.valid_from else ""
    until = f"至{entry.valid_to}" if entry.valid_to else ""
    return f"（{since}{until}）"


def required(field: Field, item: Item) -> str:
    """Return whether and when a column must be filled."""
    if field.required:
        return "必填"
    parts = [f"{condition_in_words(each, item)}时必填" for each in field.required_when]
    parts += [f"{condition_in_words(each, item)}时应为空" for each in field.empty_when]
    parts += [
        _group(each, field, item)
        for each in item.checks
        if each.code in _GROUPS and field.code in each.fields
    ]
    return "；".join(parts) or "选填"


def condition_in_words(condition: Condition, item: Item) -> str:
    """Return a condition as the first half of a sentence: “处罚类别”含“罚款”."""
    title = f"“{item.field(condition.field).title}”"
    if condition.test is Test.FILLED:
        return f"{title}已填写"
    if condition.test is Test.BLANK:
        return f"{title}未填写"
    verb = "为" if condition.test is Test.IN else "含"
    return title + verb + "或".join(f"“{value}”" for value in condition.values)


def _group(check: CrossCheck, field: Field, item: Item) -> str:
    others = "、".join(f"“{item.field(code).title}”" for code in check.fields if code != field.code)
    when = "".join(f"{condition_in_words(each, item)}时，" for each in check.when)
    return f"{when}与{others}{_GROUPS[check.code]}"


def form(field: Field) -> str:
    """Return type and format of a column."""
    kind = type_of(field.type)
    parts = [kind.title]
    if kind.cell == "date":
        parts.append("填写为 年/月/日，如 2024/08/01" + ("；无期限的填“长期”" if field.long_term else ""))
    if field.unit:
        parts.append(f"单位：{field.unit}")
    if field.decimals is not None:
        parts.append(f"最多{field.decimals}位小数")
    return "，".join(parts)


def length(field: Field) -> str:
    """Return the greatest length of a column, or nothing; of a list the values say it."""
    return f"最多{field.max_length}个字符" if field.max_length and not field.code_list else ""


def disclosure(field: Field, item: Item) -> str:
    """Return who may see a column: the stricter of what field and item say."""
    if not field.stored:
        return "只用于处理本次报送，不属于记录内容"
    of_item = Disclosure.PUBLIC if item.record_class is RecordClass.A else Disclosure(item.record_class.value)
    return _DISCLOSURE[max(field.disclosure, of_item, key=_STRICTNESS.index)]


def record_class(item: Item) -> str:
    """Return the item's class."""
    return _CLASS[item.record_class]


def articles(item: Item) -> str:
    """Return the articles an item rests on, with the titles of their texts."""
    cited = (cite(each) for each in item.articles)
    return "；".join(f"《{each.source.title}》{each.article}" for each in cited)


def example(field: Field) -> str:
    """Return an example value of a column, or nothing."""
    return field.example or type_of(field.type).example


def deadline(item: Item, day: date) -> str:
    """Return when the item must be reported, by the figure in force on `day`, with its article.

    Source: 第十二条第二项.
    """
    start = (
        f"自“{item.field(item.deadline.from_field).title}”之日起"
        if item.deadline.from_field
        else f"{_PERIODS.get(item.cycle, '归集周期')}终了后"
    )
    try:
        limit = parameter(item.deadline.parameter).on(day)
    except NotInForceError:
        return f"{start}报送；{day}没有有效的期限规定，请咨询市信用中心"
    unit = f"个{limit.unit}" if limit.unit in (Unit.WORKDAY, Unit.MONTH) else limit.unit
    return f"{start}{limit.value}{unit}内（依据：《{limit.article.source.title}》{limit.article.article}）"


def note(field: Field, item: Item, day: date) -> str:
    """Return the note on the header cell of a column."""
    lines = [f"{field.title}（{required(field, item)}）", form(field), length(field)]
    if field.code_list is not None:
        lines.append(f"可填：{'、'.join(choices_on(field.code_list, day))}")
    lines += [field.help, f"示例：{example(field)}" if example(field) else "", disclosure(field, item)]
    return "\n".join(line for line in lines if line)


def rules(item: Item, day: date) -> Iterator[Rule]:
    """Yield the checks of an item: of single columns, of several columns, of rows, of the header."""
    for field in item.input_fields:
        yield from _rules_of_column(field)
    context = Context(day, "报送单位", "报送单位")
    crossed = chain(compile_checks(item, context), subject_checks(item, context))
    for check in crossed:
        yield Rule(
            check.field.title if check.field else "", _SEVERITY[check.severity], check.code, check.message
        )
    yield from _general(_ANY_CELL, "任一数据项")
    yield from _general(_ANY_ROW, "整行")
    yield from _general(_HEADER, "标题行")


def _rules_of_column(field: Field) -> Iterator[Rule]:
    kind = type_of(field.type)
    codes: list[tuple[str, Severity | None]] = [("REQUIRED", None)] if field.required else []
    codes += [("LOSSY_NUMBER", None)] if kind.exact else []
    codes += [("TOO_LONG", None)] if field.max_length is not None else []
    codes += [(each.code, each.severity) for each in kind.problems(field)]
    listed = field.code_list
    for code, severity in dict(codes).items():
        if code == "DETAIL_EXPECTED" and listed is not None and not listed.detailed:
            continue  # the type has the check, this list no such value
        generic = CODES[code]
        yield Rule(field.title, _SEVERITY[severity or generic.severity], code, generic.message(field))


def _general(codes: Iterable[str], place: str) -> Iterator[Rule]:
    column = Field(
        code="", title=place if place == "任一数据项" else "该列", type="text", disclosure=Disclosure.B
    )
    for code in codes:
        yield Rule(place, _SEVERITY[CODES[code].severity], code, CODES[code].message(column))
