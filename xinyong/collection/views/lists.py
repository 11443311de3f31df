"""Lists of submissions: one's own, all of them for the centre, and those that wait for a reviewer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.listing import organisation_options
from xinyong.accounts.queries import access_organisation
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import lists, showing
from xinyong.collection.models import Submission
from xinyong.collection.states import Channel, State
from xinyong.collection.views.choosing import address_if_any
from xinyong.infra.clock import today
from xinyong.infra.excel_out import MOST_ROWS
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.asking import chosen, day_of, page_of, typed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Field, Pager, Row, Table

SIZE = 50
_COLUMNS = (
    Column("回执", whole=True),
    Column("信息事项"),
    Column("报送单位"),
    Column("文件名"),
    Column("状态", whole=True),
    Column("行数", number=True),
    Column("已入库", number=True),
    Column("不合格", number=True),
    Column("方式", whole=True),
    Column("报送时间", whole=True),
)
_AGENCY = 2
_NO_NUMBER = "请输入回执编号或文件名，不要输入证件号码、电话号码。"
_REVIEW = ("回执", "信息事项", "文件名", "行数", "不合格", "报送人", "确认时间")


@require_safe
@staff((Right.SUBMIT, Grant.OWN), (Right.APPROVE, Grant.OWN))
def submissions(request: StaffRequest) -> HttpResponse:
    """Show what the reader's own organisation has submitted, the newest first."""
    return _list(request, "报送记录")


@require_safe
@staff((Right.SUBMIT, Grant.ON_BEHALF), (Right.LOG, Grant.ALL_READ_ONLY))
def all_submissions(request: StaffRequest) -> HttpResponse:
    """Show what every organisation has submitted, the newest first."""
    return _list(request, "全部报送", organisation_options(today()))


def _list(request: StaffRequest, title: str, organisations: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Return the list; with organisations to choose from it is that of all of them."""
    asked = _asked(request, organisations)
    found = lists.submissions(request.actor, asked, everywhere=bool(organisations))
    columns = [column for at, column in enumerate(_COLUMNS) if organisations or at != _AGENCY]
    if wants_export(request):
        titles = [column.title for column in columns]
        return exported(title, titles, _texts(found[:MOST_ROWS].iterator(), organisations))
    total = lists.count_of(found)
    pager = Pager(page_of(request.GET), total, SIZE, request.path, _repeated(request), unit="份")
    shown = list(found[pager.offset : pager.offset + SIZE])
    context = {
        "title": title,
        "action": request.path,
        "fields": _fields(asked, organisations, _NO_NUMBER if _holds_number(request) else ""),
        "table": Table(title, columns, _rows(shown, organisations), "没有符合条件的报送。", dense=True),
        "pager": pager,
        "capped": total >= lists.MOST_COUNTED,
        "export": export_link(request),
    }
    part = "collection/_submissions.html" if wants_part(request) else "collection/submissions.html"
    return render(request, part, context, status=422 if _holds_number(request) else 200)


def _holds_number(request: StaffRequest) -> bool:
    """Tell whether a personal number was typed: it is neither looked for nor repeated, and stands in no address of ours."""
    text = typed(request.GET, "q")
    return mask_numbers_in(text) != text


def _asked(request: StaffRequest, organisations: Sequence[tuple[str, str]]) -> lists.Asked:
    asked = request.GET
    return lists.Asked(
        state=chosen(asked, "state", State.values),
        item=chosen(asked, "item", load_catalogue().items),
        channel=chosen(asked, "channel", Channel.values),
        agency=chosen(asked, "agency", dict(organisations)),
        text="" if _holds_number(request) else typed(asked, "q"),
        first=day_of(asked, "since"),
        last=day_of(asked, "until"),
    )


def _repeated(request: StaffRequest) -> dict[str, str]:
    names = ("q", "state", "item", "channel", "agency", "since", "until")
    return {name: typed(request.GET, name) for name in names if name != "q" or not _holds_number(request)}


def _fields(asked: lists.Asked, organisations: Sequence[tuple[str, str]], fault: str) -> list[Field]:
    items = [(item.code, item.title) for item in load_catalogue().items.values()]
    fields = [
        Field("q", "回执或文件名", asked.text, hint="回执编号的开头，或文件名中的几个字", error=fault),
        Field("state", "状态", asked.state, "select", options=(("", "全部"), *State.choices)),
        Field("item", "信息事项", asked.item, "select", options=(("", "全部"), *items)),
        Field("channel", "方式", asked.channel, "select", options=(("", "全部"), *Channel.choices)),
        Field("since", "报送日期自", _day(asked.first), "date"),
        Field("until", "报送日期至", _day(asked.last), "date"),
    ]
    if organisations:
        fields.insert(
            1, Field("agency", "报送单位", asked.agency, "select", options=(("", "全部"), *organisations))
        )
    return fields


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _texts(found: Iterable[Submission], organisations: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield the cells of each submission as texts."""
    items, names = load_catalogue().items, dict(organisations)
    for each in found:
        cells = [
            each.receipt,
            items[each.item].title if each.item in items else each.item,
            names.get(each.agency, each.agency),
            each.filename,
            State(each.state).label,
            str(each.rows),
            str(showing.loaded_rows(each)),
            str(each.rejected),
            Channel(each.channel).label,
            showing.moment(each.received_at),
        ]
        yield cells if organisations else cells[:_AGENCY] + cells[_AGENCY + 1 :]


def _rows(shown: Sequence[Submission], organisations: Sequence[tuple[str, str]]) -> list[Row]:
    rows = []
    for each, texts in zip(shown, _texts(shown, organisations), strict=True):
        state = State(each.state).label
        cells = [showing.state_cell(each.state) if text == state else Cell(text) for text in texts]
        rows.append(Row((_receipt(each), *cells[1:])))
    return rows


def _receipt(submission: Submission) -> Cell:
    return Cell(submission.receipt, reverse("collection:submission", args=[submission.receipt]))


@require_safe
@staff((Right.APPROVE, Grant.OWN))
def reviews(request: StaffRequest) -> HttpResponse:
    """Show what waits for this reviewer: of their organisation, handed in and confirmed by others."""
    found = lists.to_review(request.actor)
    if wants_export(request):
        return exported("待审核", _REVIEW, _reviews(found[:MOST_ROWS]))
    pager = Pager(page_of(request.GET), lists.count_of(found), SIZE, request.path, unit="份")
    shown = list(found[pager.offset : pager.offset + SIZE])
    rows = [
        Row((_receipt(each), *map(Cell, texts[1:])))
        for each, texts in zip(shown, _reviews(shown), strict=True)
    ]
    columns = [
        Column(title, number=title in {"行数", "不合格"}, whole=title in {"回执", "确认时间"})
        for title in _REVIEW
    ]
    context = {
        "table": Table("等您审核的报送", columns, rows, "没有等您审核的报送。", dense=True),
        "pager": pager,
        "export": export_link(request),
        "second_person": access_organisation(
            actor=request.actor, code=request.actor.organisation
        ).second_person,
        "organisation": address_if_any("workspace:organisation", request.actor.organisation),
    }
    part = "collection/_reviews.html" if wants_part(request) else "collection/reviews.html"
    return render(request, part, context)


def _reviews(found: QuerySet[Submission] | Sequence[Submission]) -> list[list[str]]:
    items, shown = load_catalogue().items, list(found)
    names = showing.people((each.actor_kind, each.actor) for each in shown)
    return [
        [
            each.receipt,
            items[each.item].title if each.item in items else each.item,
            each.filename,
            str(each.rows),
            str(each.rejected),
            names[each.actor_kind, each.actor],
            showing.moment(each.confirmed_at),
        ]
        for each in shown
    ]
