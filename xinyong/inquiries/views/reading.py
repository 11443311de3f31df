"""查询记录: the log of looks, as far as the reader may see it. Source: 第十九条."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.listing import organisation_options
from xinyong.accounts.queries import names_on
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, has_grant, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.infra.clock import LOCAL, today
from xinyong.infra.excel_out import MOST_ROWS
from xinyong.inquiries.forms import entry_filter
from xinyong.inquiries.models import Entry, Outcome, Way
from xinyong.inquiries.own_looks import is_of_list
from xinyong.inquiries.purposes import purposes
from xinyong.inquiries.queries import EntryFilter, access_entries, figures, narrowed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.stretches import stretch
from xinyong.screens.values import Cell, Column, Line, Link, Row, Table

_SIZE = 50
_COLUMNS = ("时间", "查询人", "机构", "查询事由", "依据", "所查事项", "结果", "主体编号")
_TONES = {Outcome.ANSWERED: "good", Outcome.NOTHING: "calm", Outcome.REFUSED: "bad"}


@require_safe
@staff(Right.LOG)
def entries(request: StaffRequest) -> HttpResponse:
    """List looks, the latest first; for those who may have figures only, figures."""
    several = has_grant(request.actor, Right.LOG, Grant.ALL_READ_ONLY)
    alerts = has_grant(request.actor, Right.LOG, Grant.ALERTS)
    choices = organisation_options(today()) if several or alerts else ()
    wanted, fields = entry_filter(request.GET, today(), choices)
    if has_grant(request.actor, Right.LOG, Grant.COUNTS):
        return _figures(request, wanted, fields[:2])
    found = narrowed(access_entries(actor=request.actor), wanted)
    if several and wants_export(request):
        return _export(found.order_by("-at", "-pk"))
    shown = stretch(found, request, _SIZE, wanted.asked())
    context = {
        "fields": fields,
        "stretch": shown,
        "table": _table(list(shown.rows)),
        "export": export_link(request, wanted.asked()) if several else None,
        "whose": _whose(request),
    }
    part = "inquiries/_entries.html" if wants_part(request) else "inquiries/entries.html"
    return render(request, part, context)


def _whose(request: StaffRequest) -> str:
    held = (
        (Grant.ALL_READ_ONLY, "全部查询，每一次都在这里，不能修改或者删除。"),
        (Grant.CENTRE_ALL, "本中心工作人员的查询。"),
        (Grant.ALERTS, "被拒绝的查询。"),
    )
    said = (words for grant, words in held if has_grant(request.actor, Right.LOG, grant))
    return next(said, "您本人的查询。每一次查询都有记录，被查询的主体可以知道。")


def _table(shown: list[Entry]) -> Table:
    names = names_on({each.organisation for each in shown if each.organisation}, today())
    columns = (Column(_COLUMNS[0], whole=True), *map(Column, _COLUMNS[1:]))
    rows = [_row(each, names) for each in shown]
    return Table("查询记录", columns, rows, "这些天里没有符合条件的查询。", dense=True)


def _row(each: Entry, names: dict[str, str]) -> Row:
    at, *texts = _texts(each, names)
    cells = [Cell(at, reverse("inquiries:entry", args=[each.pk])), *map(Cell, texts)]
    cells[6] = Cell(texts[5], tone=_TONES[Outcome(each.outcome)])
    return Row(cells)


def _texts(each: Entry, names: dict[str, str]) -> list[str]:
    """Return the cells of an entry; who is unknown to the platform has no number."""
    known = purposes().get(each.purpose)
    return [
        f"{each.at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        each.actor_label,
        names.get(each.organisation, ""),
        known.title if known else each.purpose,
        each.basis,
        "、".join(map(_title, each.items)) or "没有",
        Outcome(each.outcome).label,
        str(each.subject or ("列表" if is_of_list(each) else "不在平台")),
    ]


def _title(item: str) -> str:
    known = load_catalogue().items.get(item)
    return known.title if known else item


def _export(found: QuerySet[Entry]) -> HttpResponse:
    names = dict(organisation_options(today()))
    rows = (
        [*_texts(each, names), each.purpose_text, Way(each.way).label, str(each.pk)]
        for each in found[:MOST_ROWS].iterator()
    )
    return exported("查询记录", (*_COLUMNS, "具体用途", "查询方式", "编号"), rows)


def _figures(request: StaffRequest, wanted: EntryFilter, fields: tuple[object, ...]) -> HttpResponse:
    counted = figures(wanted.since, wanted.until)
    names = names_on({code for code, _, _ in counted if code}, today())
    by_code: dict[str, dict[str, int]] = {}
    for code, outcome, looks in counted:
        by_code.setdefault(code, {})[outcome] = looks
    columns = (Column("机构"), *(Column(outcome.label, number=True) for outcome in Outcome))
    rows = [
        Row(
            (
                Cell(names.get(code, "没有岗位的操作者")),
                *(Cell(str(by.get(outcome, 0))) for outcome in Outcome),
            )
        )
        for code, by in by_code.items()
    ]
    context = {"fields": fields, "table": Table("查询次数", columns, rows, "这些天里没有查询。", dense=True)}
    part = "inquiries/_figures.html" if wants_part(request) else "inquiries/figures.html"
    return render(request, part, context)


@require_safe
@staff(Right.LOG)
def entry(request: StaffRequest, number: int) -> HttpResponse:
    """Show one look."""
    found = access_entries(actor=request.actor).filter(pk=number).first()
    if found is None:
        raise Http404
    title = f"查询记录 第{found.pk}号"
    context = {
        "title": title,
        "facts": _facts(found, today()),
        "crumbs": (Link("查询记录", reverse("inquiries:entries")), Link(title)),
    }
    return render(request, "inquiries/entry.html", context)


def _facts(found: Entry, day: date) -> tuple[Line, ...]:
    names = names_on({found.organisation}, day) if found.organisation else {}
    _, label, place, purpose, basis, items, outcome, subject = _texts(found, names)
    refused = f"（{found.reason_code}）" if found.reason_code else ""
    return (
        Line("查询时间", f"{found.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"),
        Line("查询人", f"{label}　{place}"),
        Line("查询方式", Way(found.way).label),
        Line("查询事由", purpose),
        Line("具体用途", found.purpose_text),
        Line("查询依据", basis),
        Line("结果", outcome + refused),
        Line("所查事项", items),
        Line("主体编号", subject, code=True),
        Line("数据版本", found.data_version, code=True),
    )
