"""操作手册: the manual for staff, one part for the reporting agencies and one for the credit centre."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.actors import Actor
from xinyong.accounts.roles import Role
from xinyong.accounts.staff import StaffRequest, may_open, staff
from xinyong.infra.clock import today
from xinyong.screens.manual import Chapter, chapter, chapters
from xinyong.screens.values import Link
from xinyong.workspace.codes_table import codes_table

_TITLES = {"agency": "报送单位操作手册", "centre": "信用中心操作手册"}
_LEADS = {
    "agency": "写给各单位的报送员和审核员：从登录到拿到回执，出了错怎么改。",
    "centre": "写给信用中心的经办人、负责人和三类管理员：每天做什么，怎样管好账号、查询和账目。",
}
_WITH_CODES = ("agency", "findings")  # the chapter that ends with the table of codes
_AGENCIES = frozenset({Role.REPORTER, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the manual as its index shows it."""

    title: str
    lead: str
    chapters: tuple[Chapter, ...]


@require_safe
@staff()
def manual(request: StaffRequest) -> HttpResponse:
    """Show the chapters of both parts; one's own part comes first."""
    context = {"parts": _parts(request.actor), "crumbs": (_home(), Link("操作手册"))}
    return render(request, "workspace/manual.html", context)


@require_safe
@staff()
def chapter_page(request: StaffRequest, part: str, slug: str) -> HttpResponse:
    """Show one chapter, with the ones before and after it; links lead where the reader's post may go."""
    found = chapter(part, slug) if part in _TITLES else None
    if found is None:
        raise Http404
    every = chapters(part)
    at = every.index(found)
    whole = replace(found, text=found.text + codes_table()) if (part, slug) == _WITH_CODES else found
    context = {
        "part": _TITLES[part],
        "chapter": found,
        "prose": whole.on(today(), lambda address: _may_follow(address, request.actor)),
        "crumbs": (_home(), Link("操作手册", reverse("workspace:manual")), Link(found.title)),
        "previous": every[at - 1] if at else None,
        "next": every[at + 1] if at + 1 < len(every) else None,
    }
    return render(request, "workspace/chapter.html", context)


def _parts(actor: Actor) -> list[Part]:
    order = ("agency", "centre") if actor.role in _AGENCIES else ("centre", "agency")
    return [Part(_TITLES[name], _LEADS[name], chapters(name)) for name in order]


def _home() -> Link:
    return Link("首页", reverse("workspace:home"))


def _may_follow(address: str, actor: Actor) -> bool:
    """Tell whether a link leads the reader anywhere: pages of staff are asked whom they let in, all others are open."""
    if not address.startswith(reverse("workspace:home")):
        return True
    try:
        return may_open(resolve(urlsplit(address).path).func, actor)
    except Resolver404:
        return False
