"""十分钟体验: a newcomer is led through the main job, with sample files where the platform is a demonstration."""

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.models import Organisation
from xinyong.accounts.queries import name_on
from xinyong.accounts.rights import Right, grants
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.errors import UnknownItemError
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item, RecordClass
from xinyong.collection import offering, samples
from xinyong.infra.clock import now, today
from xinyong.screens.exporting import attachment
from xinyong.screens.values import Field, Link
from xinyong.workspace import touring

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AGENCY = "scjg"  # for whom the centre practises: the agency with most items


@require_safe
@staff()
def tour(request: StaffRequest) -> HttpResponse:
    """Show the steps, which of them are done, and the samples of one item."""
    context = {
        "crumbs": (Link("首页", reverse("workspace:home")), Link("十分钟体验")),
        "reports": bool(grants(request.actor, Right.SUBMIT)),
        "reviews": (Right.APPROVE in _own_rights(request)),
        "demonstration": touring.is_demonstration(),
    }
    if context["reports"]:
        context |= _stages(request) | _samples(request)
    return render(request, "workspace/tour.html", context)


def _own_rights(request: StaffRequest) -> set[Right]:
    return {right for right in Right if any(grant.is_own for grant in grants(request.actor, right))}


def _stages(request: StaffRequest) -> dict[str, Any]:
    done = touring.done_by(request.actor, now())
    shown, current = [], True
    for stage in touring.REPORTING:
        receipt = getattr(done, stage.of)
        state = "done" if receipt else "current" if current else "ahead"
        current = current and bool(receipt)
        shown.append((stage, state, _link(stage.page), _submission(receipt)))
    return {"stages": shown, "done": sum(state == "done" for _, state, _, _ in shown), "total": len(shown)}


def _link(page: tuple[str, str]) -> Link | None:
    title, name = page
    try:
        return Link(title, reverse(name))
    except NoReverseMatch:
        return None


def _submission(receipt: str) -> Link | None:
    return Link(receipt, reverse("collection:submission", args=[receipt])) if receipt else None


def _samples(request: StaffRequest) -> dict[str, Any]:
    agency = _agency(request)
    items = sorted(offering.items_of(agency), key=_easiest_first) if agency else []
    asked = request.GET.get("item", "")
    item = next((each for each in items if each.code == asked), items[0] if items else None)
    if item is None:
        return {"item": None}
    options = [(each.code, each.title) for each in items]
    return {
        "item": item,
        "fields": [Field("item", "信息事项", item.code, "select", options=options)],
        "submit": Link(item.title, reverse("collection:submit", args=[item.code])),
    }


def _agency(request: StaffRequest) -> Organisation | None:
    """Return for whom is practised: one's own organisation; the centre takes one for all."""
    code = _AGENCY if offering.acts_on_behalf(request.actor) else request.actor.organisation
    return Organisation.objects.filter(code=code).first()


def _easiest_first(item: Item) -> tuple[bool, bool, str]:
    """Put what the public will see before the rest: its way ends on a page that can be looked at."""
    return (item.record_class is not RecordClass.A, item.is_register, item.number)


@require_safe
@staff(Right.SUBMIT)
def sample(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """Hand out a sample made now: nobody else gets the same organisations and decisions."""
    agency = _agency(request)
    item = _item(code, agency)
    if item is None or agency is None or kind not in list(samples.Kind) or not touring.is_demonstration():
        raise Http404
    reporter = (agency.code, name_on(agency.code, today()))
    made = samples.sample(item, samples.Kind(kind), reporter, today(), secrets.randbelow(samples.SEEDS))
    return attachment(samples.written(made, today()), made.filename, _XLSX)


def _item(code: str, agency: Organisation | None) -> Item | None:
    try:
        item = load_catalogue().item(code)
    except UnknownItemError:
        return None
    return item if agency and item in offering.items_of(agency) else None
