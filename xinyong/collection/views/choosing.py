"""Choosing what to submit, and the template to fill in."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from xinyong.accounts.rights import Right
from xinyong.accounts.staff import StaffRequest, see_other, staff
from xinyong.catalogue.errors import UnknownItemError
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.collection import favourites, offering
from xinyong.collection.template import write_template
from xinyong.infra.clock import today
from xinyong.screens.asking import typed
from xinyong.screens.exporting import attachment
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Field

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@staff(Right.SUBMIT)
def choose(request: StaffRequest) -> HttpResponse:
    """Show the items that may be submitted; the centre says for which organisation first."""
    text, agency = typed(request.GET, "q"), offering.agency_for(request.actor, typed(request.GET, "agency"))
    context = {
        "fields": _fields(request, text, agency.code if agency else ""),
        "behalf": offering.acts_on_behalf(request.actor),
        "agency": agency,
        "offer": offering.offer(agency, text, today(), marked=favourites.favourites_of(request.user))
        if agency
        else None,
        "asked": text,
    }
    part = "collection/_offer.html" if wants_part(request) else "collection/choose.html"
    return render(request, part, context)


def _fields(request: StaffRequest, text: str, agency: str) -> list[Field]:
    fields = [Field("q", "信息事项", text, hint="名称、编号，或其中一个数据项")]
    if offering.acts_on_behalf(request.actor):
        options = (("", "请选择"), *offering.agencies(request.actor, today()))
        fields.insert(0, Field("agency", "报送单位", agency, "select", "代哪个单位报送", options=options))
    return fields


@require_POST
@staff(Right.SUBMIT)
def favourite(request: StaffRequest, code: str) -> HttpResponse:
    """Mark an item to find it again quickly, or take the mark away."""
    favourites.set_favourite(user=request.user, item=item_or_404(code), on=request.POST.get("on") == "1")
    agency = offering.agency_for(request.actor, typed(request.POST, "agency"))
    behalf = agency is not None and offering.acts_on_behalf(request.actor)
    return see_other(reverse("collection:choose") + (f"?agency={agency.code}" if agency and behalf else ""))


@require_safe
@staff()
def template(request: StaffRequest, code: str) -> HttpResponse:
    """Hand out the template of an item, made now from the catalogue in force."""
    del request
    item, content = item_or_404(code), BytesIO()
    write_template(item, load_catalogue().edition, content, today())
    return attachment(content.getvalue(), f"{item.title}-模板.xlsx", _XLSX)


def item_or_404(code: str) -> Item:
    """Return the item of an address."""
    try:
        return load_catalogue().item(code)
    except UnknownItemError:
        raise Http404 from None


def dictionary(item: Item) -> str:
    """Return the page of an item in the data dictionary, if this door has one."""
    return (
        address_if_any("workspace:item", item.code)
        or address_if_any("workspace:items")
        or address_if_any("disclosure:catalogue_item", item.code)
    )


def address_if_any(name: str, *arguments: str) -> str:
    """Return the address of a page of another room; empty where this door has none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
