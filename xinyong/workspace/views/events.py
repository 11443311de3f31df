"""操作日志: who did what, as far as the reader may know. Source: 第十四条 (安全管理)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.actors import Actor
from xinyong.accounts.listing import organisation_options
from xinyong.accounts.models import User
from xinyong.accounts.queries import has_to_do_with
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, has_grant, staff
from xinyong.audit.models import Event
from xinyong.collection import lists
from xinyong.infra.clock import LOCAL, today
from xinyong.infra.excel_out import MOST_ROWS
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.asking import before, chosen, day_of, typed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.stretches import stretch
from xinyong.screens.values import Cell, Column, Field, Row, Table
from xinyong.workspace.deeds import ALERTS, DEEDS, Names, in_words, names_for
from xinyong.workspace.queries import EventFilter, access_events, figures, narrowed

_SIZE = 50
_USUAL = timedelta(days=30)
_COLUMNS = ("时间", "操作者", "机构", "操作", "对象", "说明")
_ALL = ("", "全部")


@require_safe
@staff(Right.LOG)
def events(request: StaffRequest) -> HttpResponse:
    """List events, the latest first; for those who may have figures only, figures."""
    several = has_grant(request.actor, Right.LOG, Grant.ALL_READ_ONLY)
    alerts = has_grant(request.actor, Right.LOG, Grant.ALERTS)
    wanted, fields = _asked(request, several=several, kinds=ALERTS if alerts else tuple(DEEDS))
    if has_grant(request.actor, Right.LOG, Grant.COUNTS):
        return _figures(request, wanted, fields[:2])
    found = narrowed(access_events(actor=request.actor), wanted)
    if several and wants_export(request):
        return exported("操作日志", (*_COLUMNS, "编号"), _rows_to_take_away(found))
    shown = stretch(found, request, _SIZE, wanted.asked())
    context = {
        "fields": fields,
        "stretch": shown,
        "table": _table(list(shown.rows), request.actor),
        "export": export_link(request, wanted.asked()) if several else None,
        "lead": _lead(several=several, alerts=alerts),
        "alerts": alerts,
    }
    part = "workspace/_events.html" if wants_part(request) else "workspace/events.html"
    return render(request, part, context)


def _lead(*, several: bool, alerts: bool) -> str:
    if several:
        return "平台上的每一次操作，不能修改或者删除。日志只记编号和数量，不记信息内容。"
    return "登录失败的告警。" if alerts else "本单位工作人员的操作。"


def _asked(
    request: HttpRequest, *, several: bool, kinds: tuple[str, ...]
) -> tuple[EventFilter, tuple[Field, ...]]:
    asked, choices = request.GET, organisation_options(today()) if several else ()
    until = day_of(asked, "until") or today()
    wanted = EventFilter(
        since=day_of(asked, "since") or before(until, _USUAL),
        until=until,
        kind=chosen(asked, "kind", kinds),
        user=typed(asked, "user", 50),
        target=typed(asked, "target", 50),
        organisation=chosen(asked, "organisation", dict(choices)),
    )
    deeds = ((kind, DEEDS[kind]) for kind in kinds)
    fields = [
        Field("since", "日期自", str(wanted.since), "date"),
        Field("until", "日期至", str(wanted.until), "date"),
        Field("kind", "操作", wanted.kind, "select", options=(_ALL, *deeds)),
        Field("user", "操作者", mask_numbers_in(wanted.user), hint="登录名或姓名"),
        Field("target", "对象编号", mask_numbers_in(wanted.target), hint="例如回执编号"),
    ]
    if several:
        fields.append(Field("organisation", "机构", wanted.organisation, "select", options=(_ALL, *choices)))
    return wanted, tuple(fields)


def _table(shown: list[Event], actor: Actor) -> Table:
    names = names_for(shown, today())
    columns = (Column(_COLUMNS[0], whole=True), *map(Column, _COLUMNS[1:]))
    rows = [_row(each, names, actor) for each in shown]
    return Table("操作日志", columns, rows, "这些天里没有符合条件的操作。", dense=True)


def _row(each: Event, names: Names, actor: Actor) -> Row:
    said = in_words(each, names)
    return Row(
        (
            Cell(f"{each.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"),
            Cell(said.who),
            Cell(names.organisations.get(each.organisation, "")),
            Cell(said.deed, tone=said.tone),
            Cell(said.target, _address(each, actor)),
            Cell(said.details),
        )
    )


def _address(each: Event, actor: Actor) -> str:
    """Return where more is to be read, for those who may read it there."""
    if each.target_kind == "user" and has_grant(actor, Right.USERS, Grant.RIGHTS):
        return reverse("accounts:user", args=[each.target])
    if each.target_kind == "submission":
        theirs = lists.sees_all(actor) or each.data.get("agency") == actor.organisation
        return reverse("collection:submission", args=[each.target]) if theirs else ""
    if each.target_kind == "organisation" and has_to_do_with(actor, each.target):
        return reverse("workspace:organisation", args=[each.target])
    return ""


def _rows_to_take_away(found: QuerySet[Event]) -> Iterator[list[str]]:
    """Say events a row at a time; names are asked for once, there are not many."""
    users = User.objects.values_list("pk", "name", "username")
    names = Names(
        {number: f"{name}（{username}）" for number, name, username in users},
        dict(organisation_options(today())),
    )
    for each in found.order_by("-at", "-pk")[:MOST_ROWS].iterator():
        said = in_words(each, names)
        at = f"{each.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
        place = names.organisations.get(each.organisation, each.organisation)
        yield [at, said.who, place, said.deed, said.target, said.details, str(each.pk)]


def _figures(request: StaffRequest, wanted: EventFilter, fields: tuple[Field, ...]) -> HttpResponse:
    rows = [
        Row((Cell(DEEDS.get(kind, kind)), Cell(str(count))))
        for kind, count in figures(wanted.since, wanted.until)
    ]
    columns = (Column("操作"), Column("次数", number=True))
    context = {"fields": fields, "table": Table("操作次数", columns, rows, "这些天里没有操作。", dense=True)}
    part = "workspace/_event_figures.html" if wants_part(request) else "workspace/event_figures.html"
    return render(request, part, context)
