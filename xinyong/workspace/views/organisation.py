"""One organisation: what it is called and was called, whose duties it has, who works there, what it reports."""

from datetime import date

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.actors import Actor
from xinyong.accounts.errors import NoSuchOrganisationError
from xinyong.accounts.models import Organisation, OrganisationKind, Succession
from xinyong.accounts.queries import access_organisation, access_posts_at, name_on, names_on
from xinyong.accounts.rights import Grant, Right, may
from xinyong.accounts.roles import Role
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.infra.clock import today
from xinyong.screens.values import Cell, Column, Line, Link, Row, Step, Table


@require_safe
@staff()
def organisation(request: StaffRequest, code: str) -> HttpResponse:
    """Show an organisation the reader has to do with."""
    try:
        found = access_organisation(actor=request.actor, code=code)
    except NoSuchOrganisationError:
        raise Http404 from None
    day = today()
    name = name_on(code, day)
    context = {
        "name": name,
        "facts": _facts(found, day),
        "names": _names(found),
        "successions": _successions(found, day),
        "second_person": found.second_person,
        "may_set": may(request.actor, Right.APPROVE, code)
        or may(request.actor, Right.APPROVE, code, under=Grant.WAIVERS_LETTERS),
        "code": code,
        "staff": _staff(request.actor, found, day),
        "items": supplied(found),
        "crumbs": (Link("机构", reverse("accounts:organisations")), Link(name)),
    }
    return render(request, "workspace/organisation.html", context)


def supplied(found: Organisation) -> tuple[Item, ...]:
    """Return the items an organisation may report, by number. Source: 第十一条."""
    kind = OrganisationKind(found.kind).label
    items = sorted(load_catalogue().items.values(), key=lambda item: item.number)
    return tuple(item for item in items if item.suppliers.allow(found.code, kind))


def _facts(found: Organisation, day: date) -> tuple[Line, ...]:
    parent = found.parent
    ended = found.valid_to is not None and found.valid_to < day
    return (
        Line("机构代码", found.code, code=True),
        Line(
            "类别", OrganisationKind(found.kind).label + ("，乡镇、街道、管委会" if found.is_township else "")
        ),
        Line("统一社会信用代码", found.uscc or "未核实", code=bool(found.uscc)),
        Line("上级机构", name_on(parent.code, day) if parent else "无"),
        Line("状态", f"{found.valid_to}撤销" if ended else "现存"),
        Line("设立", str(found.valid_from or "早于平台记载")),
    )


def _names(found: Organisation) -> tuple[Step, ...]:
    borne = found.names.order_by(F("valid_from").asc(nulls_first=True))
    return tuple(
        Step(
            each.name,
            "done" if each.valid_to else "current",
            f"{each.valid_from or '早于平台记载'}　至　{each.valid_to or '今'}",
        )
        for each in borne
    )


def _successions(found: Organisation, day: date) -> tuple[str, ...]:
    """Return in words whose duties it has taken over, and who has taken over its own."""
    around = Succession.objects.filter(predecessor=found) | Succession.objects.filter(successor=found)
    steps = list(around.order_by("on").values_list("predecessor__code", "successor__code", "on"))
    names = names_on({code for step in steps for code in step[:2]}, day)
    return tuple(f"自{on}起，{names[before]}的职责由{names[after]}承继" for before, after, on in steps)


def _staff(actor: Actor, found: Organisation, day: date) -> Table | None:
    posts = access_posts_at(actor=actor, organisation=found, on=day)
    if posts is None:
        return None
    columns = tuple(map(Column, ("姓名", "登录名", "角色", "科室", "任职之日", "账号")))
    rows = [
        Row(
            (
                Cell(post.user.name),
                Cell(post.user.username),
                Cell(Role(post.role).label),
                Cell(post.section),
                Cell(str(post.valid_from)),
                Cell(
                    "使用中" if post.user.is_active else "已停用",
                    tone="good" if post.user.is_active else "bad",
                ),
            )
        )
        for post in posts
    ]
    return Table("岗位", columns, rows, "现在没有人在这个机构任职。", dense=True)
