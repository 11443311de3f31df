"""The catalogue for everybody: which information is collected, and who may see it (第二十六条)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.catalogue.errors import UnknownItemError
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Family, RecordClass
from xinyong.disclosure import describing
from xinyong.disclosure.caching import page as kept
from xinyong.disclosure.queries import may_hold_number
from xinyong.disclosure.views.crumbs import HOME
from xinyong.infra.clock import today
from xinyong.screens.values import Field, Link

_TITLE = "数据目录"
_LONGEST = 50  # characters of what is looked for
_LISTS = {"licence": "disclosure:licences", "penalty": "disclosure:penalties"}


@require_safe
@kept
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the items in force, grouped as 第七条 and 第八条 list them."""
    chosen, fields = _asked(request.GET)
    faulty = any(field.error for field in fields)
    found = () if faulty else describing.categories(chosen, today())
    context = {
        "edition": load_catalogue().edition,
        "fields": fields,
        "categories": [each for each in found if each.items],
        # what the regulation lists and nobody reports yet; said only of the whole catalogue
        "vacant": [each for each in found if not each.items] if chosen == describing.Chosen() else (),
        "total": sum(len(each.items) for each in found),
        "crumbs": (HOME, Link(_TITLE)),
    }
    return render(request, "disclosure/catalogue.html", context, status=422 if faulty else 200)


def _asked(asked: QueryDict) -> tuple[describing.Chosen, tuple[Field, ...]]:
    """Return what is asked for, and the fields that repeat it; no text that may hold a personal number is repeated."""
    text = asked.get("q", "").strip()
    fault = _fault(text)
    kind = asked.get("class", "") if asked.get("class", "") in set(RecordClass) else ""
    nature = asked.get("nature", "") if asked.get("nature", "") in describing.natures() else ""
    classes = [(str(each), f"{each} 类（{title}）") for each, title in describing.CLASSES.items()]
    natures = [(each, each) for each in describing.natures()]
    fields = (
        Field("q", "事项或数据项", "" if fault else text, hint="名称中的几个字，或者编号", error=fault),
        Field("class", "类别", kind, "select", options=(("", "全部"), *classes)),
        Field("nature", "性质", nature, "select", options=(("", "全部"), *natures)),
    )
    return describing.Chosen("" if fault else text, kind, nature), fields


def _fault(text: str) -> str:
    if may_hold_number(text):
        return "请输入事项或数据项的名称，不要输入证件号码、电话号码。"
    return f"内容过长，请输入{_LONGEST}个字以内。" if len(text) > _LONGEST else ""


@require_safe
@kept
def catalogue_item(request: HttpRequest, code: str) -> HttpResponse:
    """Show one item with its fields and code lists; its number leads to its code."""
    try:
        item = load_catalogue().item(code)
    except UnknownItemError:
        raise Http404 from None
    if code != item.code:
        return HttpResponsePermanentRedirect(reverse("disclosure:catalogue_item", args=[item.code]))
    kind = item.record_class
    context = {
        "item": item,
        "badge": (f"{kind} 类 {describing.CLASSES[kind]}", describing.TONES[kind]),
        "of_persons": item.family is Family.PERSON,
        "is_public": kind is RecordClass.A,
        "records": reverse(_LISTS[item.code]) if item.code in _LISTS else "",
        "facts": describing.facts(item, today()),
        "table": describing.fields_table(item),
        "code_lists": describing.code_lists(item, today()),
        "crumbs": (HOME, Link(_TITLE, reverse("disclosure:catalogue")), Link(item.title)),
    }
    return render(request, "disclosure/catalogue_item.html", context)
