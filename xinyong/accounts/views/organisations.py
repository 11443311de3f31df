"""The list of the city's organisations, for everybody in the workspace."""

from dataclasses import astuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from xinyong.accounts import actions, listing
from xinyong.accounts.errors import AccountsError, NoSuchOrganisationError
from xinyong.accounts.forms import organisation_filter
from xinyong.accounts.queries import access_organisation, has_to_do_with
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, say, see_other, staff
from xinyong.infra.clock import now, today
from xinyong.screens.asking import page_of, repeatable
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Pager, Row, Table

_SIZE = 50
_COLUMNS = ("代码", "现用名称", "类别", "上级机构", "承继机构", "状态")


@require_safe
@staff()
def organisations(request: StaffRequest) -> HttpResponse:
    """List the organisations; a line leads to those the reader has to do with."""
    wanted, fields = organisation_filter(request.GET)
    found = listing.organisations(wanted, today())
    if wants_export(request):
        return exported("机构", _COLUMNS, ((*astuple(each)[:5], _state(each)) for each in found))
    asked = {"q": repeatable(wanted.text), "kind": wanted.kind, "standing": wanted.standing}
    pager = Pager(page_of(request.GET), len(found), _SIZE, request.path, asked, unit="个")
    shown = found[pager.offset : pager.offset + _SIZE]
    columns = (Column("代码", whole=True), *map(Column, _COLUMNS[1:]))
    rows = [_row(each, request) for each in shown]
    context = {
        "fields": fields,
        "table": Table("机构", columns, rows, "没有符合条件的机构。", dense=True),
        "pager": pager,
        "export": export_link(request),
    }
    part = "accounts/_organisations.html" if wants_part(request) else "accounts/organisations.html"
    return render(request, part, context)


@require_POST
@staff((Right.APPROVE, Grant.OWN), (Right.APPROVE, Grant.WAIVERS_LETTERS))
def second_person(request: StaffRequest, code: str) -> HttpResponse:
    """Decide whether a second person looks at what an organisation confirms."""
    on = request.POST.get("on") == "1"
    try:
        found = access_organisation(actor=request.actor, code=code)
    except NoSuchOrganisationError:
        raise Http404 from None
    try:
        actions.set_second_person(organisation=found, on=on, by=request.actor, at=now())
        say(
            request,
            "已开启双人审核：报送确认后由审核员审核，再入库。"
            if on
            else "已关闭双人审核：报送确认后直接入库。",
        )
    except AccountsError as refusal:
        say(request, f"{refusal.message}。", "bad")
    return see_other(reverse("workspace:organisation", args=[code]))


def _row(each: listing.OrganisationShown, request: StaffRequest) -> Row:
    opens = has_to_do_with(request.actor, each.code)
    address = reverse("workspace:organisation", args=[each.code]) if opens else ""
    return Row(
        (
            Cell(each.code),
            Cell(each.name, address),
            Cell(each.kind),
            Cell(each.parent),
            Cell(each.successor),
            Cell(_state(each), tone="warn" if each.ended else "good"),
        )
    )


def _state(each: listing.OrganisationShown) -> str:
    return "已撤销" if each.ended else "现存"
