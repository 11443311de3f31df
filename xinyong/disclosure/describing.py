"""Puts the catalogue in force into plain words for the public: what is collected, by whom, how soon, who may see it.

Everything is said from the catalogue, the figures of the law and the city's organisations; no table is read.
Source: 第七条, 第八条, 第十二条, 第十五条, 第二十条, 第二十六条.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from xinyong.accounts.organisations import OrganisationSpec, city_file, read_organisations
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import (
    CodeList,
    Condition,
    Cycle,
    Disclosure,
    Field,
    Item,
    Nature,
    RecordClass,
    Test,
)
from xinyong.catalogue.types import type_of
from xinyong.rules.citation import cite
from xinyong.rules.names import search_name
from xinyong.rules.parameters import Value, parameter
from xinyong.rules.retention import publication_limit
from xinyong.screens.site import CITY
from xinyong.screens.values import Cell, Column, Line, Row, Table
from xinyong.screens.wording import word

CLASSES = {RecordClass.A: "社会公开", RecordClass.B: "部门共享", RecordClass.C: "有限共享"}
TONES = {RecordClass.A: "good", RecordClass.B: "calm", RecordClass.C: "warn"}
_VIEWERS = {  # from the least strict
    Disclosure.PUBLIC: "公开",
    Disclosure.MASKED: "脱敏后公开",
    Disclosure.B: "部门共享",
    Disclosure.C: "有限共享",
    Disclosure.SUBJECT: "仅主体本人",
}
_SUPPLIERS = {
    "行政": "各行政机关",
    "司法": "各司法机关",
    "公共事务组织": "具有管理公共事务职能的组织",
    "公用企业": "公用事业单位",
}
_PERIODS = {Cycle.MONTH: "每月", Cycle.QUARTER: "每季度", Cycle.HALF_YEAR: "每半年", Cycle.YEAR: "每年"}
_TESTS = {
    Test.IN: "为{}",
    Test.CONTAINS: "包含{}",
    Test.FILLED: "已填写",
    Test.BLANK: "为空",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which items are asked for; empty = all."""

    text: str = ""
    record_class: str = ""
    nature: str = ""

    def fits(self, item: Item) -> bool:
        """Tell whether an item is asked for; the text may stand in its titles, its number or a field's title."""
        words = (item.title, item.number, item.code, *(field.title for field in item.fields))
        folded = search_name(self.text)
        return (
            self.record_class in ("", item.record_class)
            and self.nature in ("", item.nature)
            and (not folded or any(folded in search_name(each) for each in words))
        )


@dataclass(frozen=True, slots=True)
class Category:
    """One point of 第七条 or 第八条 and the items under it, in words for the list."""

    place: str
    title: str
    items: tuple["Listed", ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as the list shows it."""

    code: str
    number: str
    title: str
    record_class: str
    class_title: str
    tone: str
    facts: tuple[str, ...]


def categories(chosen: Chosen, day: date) -> tuple[Category, ...]:
    """Return every point of 第七条 and 第八条 with the items asked for, also points that have none."""
    items = sorted(load_catalogue().items.values(), key=lambda item: item.number)
    return tuple(
        Category(
            place(code),
            title,
            tuple(_listed(item, day) for item in items if item.category == code and chosen.fits(item)),
        )
        for code, title in _titles().items()
    )


def _listed(item: Item, day: date) -> Listed:
    facts = (
        f"{item.nature}信息",
        "、".join(item.kinds),
        f"报送：{suppliers(item, day)}",
        due(item, day),
    )
    kind = item.record_class
    return Listed(item.code, item.number, item.title, kind, CLASSES[kind], TONES[kind], facts)


@cache
def _titles() -> dict[str, str]:
    file = files("xinyong.disclosure") / "data" / CITY / "categories.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def place(category: str) -> str:
    """Return a category as the regulation is cited: 第七条(十二)."""
    return f"第{category.replace('(', '条(', 1)}"


def facts(item: Item, day: date) -> tuple[Line, ...]:
    """Return what is to be known of an item as a whole."""
    kind = item.record_class
    return (
        Line("编号", item.number, code=True),
        Line("类别", f"{kind} 类（{CLASSES[kind]}）"),
        Line("性质", f"{item.nature}信息"),
        Line("主体", "、".join(item.kinds)),
        Line("内容", f"{place(item.category)}　{_titles().get(item.category, '')}".strip()),
        Line("报送单位", suppliers(item, day)),
        Line("报送时间", f"{due(item, day)}{_ground(parameter(item.deadline.parameter).on(day))}"),
        Line("公示", publication(item, day)),
        Line("保存", retention(item, day)),
        Line("依据", "\n".join(map(_cited, item.articles))),
        *([Line("说明", item.help)] if item.help else []),
    )


def suppliers(item: Item, day: date) -> str:
    """Return who reports an item: by the names borne on a day, or by kind."""
    named = [_name(code, day) for code in item.suppliers.organisations]
    return "、".join(named + [_SUPPLIERS.get(kind, kind) for kind in item.suppliers.kinds])


@cache
def _organisations() -> dict[str, OrganisationSpec]:
    return {each.code: each for each in read_organisations(city_file(CITY))}


def _name(code: str, day: date) -> str:
    """Return the name of an organisation on a day; when its duties have passed on, of the one that has them."""
    known = _organisations()[code]
    if known.successor and known.successor[1] <= day:
        return _name(known.successor[0], day)
    borne = [each.name for each in known.names if (each.valid_from or date.min) <= day]
    return borne[-1] if borne else known.names[0].name


def due(item: Item, day: date) -> str:
    """Return how soon an item is reported. Source: 第十二条(二)."""
    limit = word(item.deadline.parameter, day)
    if item.deadline.from_field:
        return f"自“{item.field(item.deadline.from_field).title}”起{limit}内报送"
    if item.cycle in _PERIODS:
        return f"{_PERIODS[item.cycle]}结束之日起{limit}内报送"
    return f"每{limit.removeprefix('1')}报送一次"


def publication(item: Item, day: date) -> str:
    """Return from when until when records of an item are disclosed. Source: 第十七条."""
    if item.record_class is not RecordClass.A:
        return "不向社会公示"
    begin, end = (
        f"“{item.field(code).title}”" if code else ""
        for code in (item.publication.from_field, item.publication.until_field)
    )
    said = f"自{begin or '报送'}起公示，" + (f"至{end}为止，当日仍公示" if end else "没有截止期限")
    if item.publication.limited:
        source = publication_limit(day).article.source
        said += f"；不超过《{source.title}》等规定的最长公示期限，按作出决定当日的规定计算"
    return said


def retention(item: Item, day: date) -> str:
    """Return how long records of an item are kept. Source: 第二十条."""
    if item.retention is None:
        return "随主体的档案保存"
    start = item.field(item.retention.from_field).title
    return (
        f"自“{start}”起保存{word(item.retention.parameter, day)}"
        f"{_ground(parameter(item.retention.parameter).on(day))}"
    )


def _ground(value: Value) -> str:
    """Return the article of a figure, and that it awaits confirmation where it does."""
    return f"（{value.article.article}{'' if value.confirmed else '，原办法期满后沿用，待主管部门确认'}）"


def _cited(citation: str) -> str:
    article = cite(citation)
    return f"《{article.source.title}》{article.article}"


def fields_table(item: Item) -> Table:
    """Return the fields of an item, those that are part of its records."""
    columns = tuple(map(Column, ("数据项", "类型", "必填", "取值", "谁可以看", "说明")))
    rows = [Row(_field_cells(field, item)) for field in item.fields]
    return Table(f"{item.title}的数据项", columns, rows)


def _field_cells(field: Field, item: Item) -> Sequence[Cell]:
    kind = type_of(field.type).title + (f"（{field.unit}）" if field.unit else "")
    required = "是" if field.required else "有时" if field.required_when else "否"
    values = (
        Cell(field.code_list.title, f"#{anchor(field.code_list)}")
        if field.code_list
        else Cell(f"最多{field.max_length}字" if field.max_length else "")
    )
    return (
        Cell(field.title),
        Cell(kind),
        Cell(required),
        values,
        Cell(viewers(field, item)),
        Cell("".join(_notes(field, item))),
    )


def viewers(field: Field, item: Item) -> str:
    """Return who may see a field: the item's class bounds what the field says. Source: 第十五条."""
    strictness = list(_VIEWERS)
    bound = Disclosure.PUBLIC if item.record_class is RecordClass.A else Disclosure(item.record_class)
    if strictness.index(field.disclosure) < strictness.index(bound):
        return _VIEWERS[bound]
    masked = f"（{'、'.join(field.masked_for)}脱敏）" if field.masked_for else ""
    return _VIEWERS[field.disclosure] + masked


def _notes(field: Field, item: Item) -> Iterator[str]:
    for conditions, said in ((field.required_when, "必填"), (field.empty_when, "不填")):
        for each in conditions:
            yield f"{_condition(each, item)}时{said}。"
    if field.sensitive:
        yield "加密保存。"
    yield field.help


def _condition(condition: Condition, item: Item) -> str:
    tested = _TESTS[condition.test].format("、".join(condition.values))
    return f"“{item.field(condition.field).title}”{tested}"


def code_lists(item: Item, day: date) -> tuple[tuple[str, CodeList, str], ...]:
    """Return id, list and values in force of every code list of an item, each once."""
    used = {field.code_list.code: field.code_list for field in item.fields if field.code_list}
    return tuple((anchor(each), each, _values(each, day)) for each in used.values())


def anchor(code_list: CodeList) -> str:
    """Return the id of a code list on the page of an item."""
    return f"list-{code_list.code}"


def _values(code_list: CodeList, day: date) -> str:
    titles = {entry.value: entry.title for entry in code_list.entries}
    return "、".join(
        f"{value}（{titles[value]}）" if titles[value] else value for value in code_list.values_on(day)
    )


def natures() -> tuple[str, ...]:
    """Return every nature an item may have."""
    return tuple(Nature)
