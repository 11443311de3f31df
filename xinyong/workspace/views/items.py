"""数据字典: every item of the catalogue as those who report it and work with it need it; read-only.

Said as on the public site (`disclosure.describing`), with codes, keys and checks beside it. Source: 第十二条(三), 第二十六条.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.models import Organisation
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.errors import UnknownItemError
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import CrossCheck, Item, RecordClass, Severity
from xinyong.catalogue.types import type_of
from xinyong.disclosure import describing
from xinyong.infra.clock import today
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.asking import chosen, typed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Field, Line, Link, Row, Table
from xinyong.workspace.views.organisation import supplied

_TITLE = "数据字典"
_SEVERITIES = {Severity.REJECT: ("退回", "bad"), Severity.WARN: ("提示", "warn")}
_COLUMNS = ("编号", "信息事项", "类别", "性质", "主体", "报送单位", "报送时间", "代码")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are asked for."""

    chosen: describing.Chosen
    mine: bool

    def fits(self, item: Item, own: Collection[Item]) -> bool:
        """Tell whether an item is asked for."""
        return self.chosen.fits(item) and (not self.mine or item in own)


@require_safe
@staff()
def items(request: StaffRequest) -> HttpResponse:
    """List the items in force by number, one's own marked."""
    own = _own(request)
    wanted, fields = _asked(request, own)
    everything = sorted(load_catalogue().items.values(), key=lambda item: item.number)
    found = [item for item in everything if wanted.fits(item, own)]
    if wants_export(request):
        return exported(_TITLE, _COLUMNS, map(_texts, found))
    context = {
        "edition": load_catalogue().edition,
        "fields": fields,
        "total": len(found),
        "table": _table(found, own),
        "export": export_link(request),
    }
    part = "workspace/_items.html" if wants_part(request) else "workspace/items.html"
    return render(request, part, context)


def _own(request: StaffRequest) -> tuple[Item, ...]:
    """Return what the reader's own organisation may report."""
    found = Organisation.objects.filter(code=request.actor.organisation).first()
    return supplied(found) if found else ()


def _asked(request: StaffRequest, own: tuple[Item, ...]) -> tuple[Wanted, tuple[Field, ...]]:
    asked = request.GET
    given = describing.Chosen(
        typed(asked, "q", 50),
        chosen(asked, "class", [str(each) for each in RecordClass]),
        chosen(asked, "nature", describing.natures()),
    )
    mine = bool(own) and asked.get("whose") == "own"
    classes = [(str(each), f"{each} 类（{title}）") for each, title in describing.CLASSES.items()]
    natures = [(each, each) for each in describing.natures()]
    fields = [
        Field("q", "事项或数据项", mask_numbers_in(given.text), hint="名称中的几个字，或者编号、代码"),
        Field("class", "类别", given.record_class, "select", options=(("", "全部"), *classes)),
        Field("nature", "性质", given.nature, "select", options=(("", "全部"), *natures)),
    ]
    if own:
        whose = (("", "全部"), ("own", "本单位可以报送的"))
        fields.append(Field("whose", "范围", "own" if mine else "", "select", options=whose))
    return Wanted(given, mine), tuple(fields)


def _texts(item: Item) -> tuple[str, ...]:
    return (
        item.number,
        item.title,
        f"{item.record_class} 类 {describing.CLASSES[item.record_class]}",
        str(item.nature),
        "、".join(item.kinds),
        describing.suppliers(item, today()),
        describing.due(item, today()),
        item.code,
    )


def _table(found: list[Item], own: tuple[Item, ...]) -> Table:
    columns = (*(Column(title, whole=title in {"编号", "代码"}) for title in _COLUMNS), Column("本单位"))
    rows = []
    for item in found:
        number, title, kind, *more = _texts(item)
        cells = [
            Cell(number),
            Cell(title, reverse("workspace:item", args=[item.code])),
            Cell(kind, tone=describing.TONES[item.record_class]),
            *map(Cell, more),
            Cell("可以报送", tone="good") if item in own else Cell(""),
        ]
        rows.append(Row(cells))
    return Table("信息事项", columns, rows, "没有符合条件的信息事项。")


@require_safe
@staff()
def item(request: StaffRequest, code: str) -> HttpResponse:
    """Show one item: what it is, its fields, its values, its checks."""
    try:
        found = load_catalogue().item(code)
    except UnknownItemError:
        raise Http404 from None
    fields = _fields(found)
    if wants_export(request):
        return exported(f"{found.title}-数据项", [c.title for c in fields.columns], _cells(fields))
    kind = found.record_class
    context = {
        "item": found,
        "badge": (f"{kind} 类 {describing.CLASSES[kind]}", describing.TONES[kind]),
        "own": found in _own(request),
        "facts": (*describing.facts(found, today()), *_keys(found)),
        "fields": fields,
        "checks": _checks(found),
        "code_lists": describing.code_lists(found, today()),
        "template": _address("collection:template", found.code),
        "submit": _address("collection:submit", found.code),
        "export": export_link(request),
        "crumbs": (Link(_TITLE, reverse("workspace:items")), Link(found.title)),
    }
    return render(request, "workspace/item.html", context)


def _address(name: str, code: str) -> str:
    """Return the address of a page of the collection; empty at a door that lacks it."""
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return ""


def _keys(found: Item) -> tuple[Line, ...]:
    """Return how the platform tells one row from another. Source: 第十二条."""
    key = ["主体", *(f"“{found.field(code).title}”" for code in found.natural_key)]
    alike = "、".join(key) + (
        "相同的，是同一条记录" if found.natural_key else "相同的，是同一条记录；一个主体只有一条"
    )
    codes = "、".join(f"“{found.field(field).title}”" for _, field in found.subject.codes)
    named = f"“{found.field(found.subject.name).title}”"
    number = found.subject.document_number
    whom = codes or (f"“{found.field(number).title}”" if number else named)
    return (
        Line("代码", found.code, code=True),
        Line("记录的识别", alike),
        Line("主体的识别", f"按{whom}，只有名称的不能识别"),
    )


def _fields(found: Item) -> Table:
    """Return the table of the public catalogue with the place in the template and the code of each field."""
    public = describing.fields_table(found)
    own = [(Cell(str(at)), Cell(field.code)) for at, field in enumerate(found.fields, 1)]
    rows = [
        Row((number, row.cells[0], code, *row.cells[1:]))
        for (number, code), row in zip(own, public.rows, strict=True)
    ]
    rows += _instructions(found)
    first, *others = public.columns
    columns = (Column("列", number=True), first, Column("代码", whole=True), *others)
    return Table(public.caption, columns, rows, dense=True)


def _instructions(found: Item) -> Iterator[Row]:
    """Return the columns of the template that tell the platform what to do and are not kept."""
    for at, field in enumerate(found.platform_fields, len(found.fields) + 1):
        values = "、".join(field.code_list.values) if field.code_list else ""
        texts = (
            str(at),
            field.title,
            field.code,
            type_of(field.type).title,
            "否",
            values,
            "不保存",
            field.help,
        )
        yield Row(tuple(map(Cell, texts)))


def _cells(table: Table) -> Iterator[list[str]]:
    return ([cell.text for cell in row.cells] for row in table.rows)


def _checks(found: Item) -> Table:
    columns = (Column("校验代码", whole=True), *map(Column, ("级别", "数据项", "不符合时的提示")))
    rows = [_check(each, found) for each in found.checks]
    return Table("数据项之间的校验", columns, rows, "这个事项没有数据项之间的校验。", dense=True)


def _check(each: CrossCheck, found: Item) -> Row:
    *others, last = (found.field(code) for code in each.fields)
    words, tone = _SEVERITIES[each.severity]
    message = each.message or CODES[each.code].message(last, others, each.basis)
    titles = "、".join(found.field(code).title for code in each.fields)
    return Row((Cell(each.code), Cell(words, tone=tone), Cell(titles), Cell(message)))
