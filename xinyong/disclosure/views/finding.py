"""First page, results, subject and record: from a name to what is disclosed of it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.catalogue.loader import load_catalogue
from xinyong.disclosure import listing, presentation, queries
from xinyong.disclosure.caching import page as kept
from xinyong.disclosure.forms import page_of
from xinyong.disclosure.views.crumbs import HOME
from xinyong.records.states import SubjectStatus
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Line, Link, Pager, bars

_SIZE = 20
_LICENCE, _PENALTY = "licence", "penalty"


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, what can be done here, the latest decisions, the platform's numbers, and what this site is."""
    figures = listing.figures()
    context = {
        "figures": figures,
        "chart": bars(
            [
                (presentation.title_of(item), count)
                for item, count in sorted(figures.by_item, key=lambda each: -each[1])
            ]
        ),
        "latest": [
            (title, reverse(f"disclosure:{name}"), _latest(item))
            for title, name, item in (("行政许可", "licences", _LICENCE), ("行政处罚", "penalties", _PENALTY))
        ],
    }
    return render(request, "disclosure/home.html", context)


def _latest(item: str) -> list[tuple[listing.ListedRecord, str]]:
    return [(each, presentation.document_of(each, item)) for each in listing.latest(item, 5)]


@require_safe
@kept(adverse=True)  # a search engine shall not index our lists of results
def search(request: HttpRequest) -> HttpResponse:
    """Show the organisations a text finds, and by what they can be narrowed down."""
    text = request.GET.get("q", "").strip()
    if not text:
        return HttpResponsePermanentRedirect("/")
    number, chosen = page_of(request.GET), _chosen(request.GET)
    result = queries.search(text, limit=_SIZE, offset=(number - 1) * _SIZE, **chosen)
    shown = text if result.may_repeat_text else ""
    asked = {"q": shown, **chosen}
    context = {
        "text": shown,
        "result": result,
        "facets": _facets(result.facets, asked),
        "narrowed": any(chosen.values()),
        "pager": Pager(number, result.total, _SIZE, reverse("disclosure:search"), asked, unit="家"),
        "crumbs": (HOME, Link("查询结果")),
    }
    part = "disclosure/_results.html" if wants_part(request) else "disclosure/search.html"
    return render(request, part, context)


def _chosen(asked: QueryDict) -> dict[str, str]:
    """Return the narrowing asked for; what is no code of ours is left out, so that nothing typed is repeated."""
    known = {
        "kind": {"法人", "非法人组织", "个体工商户"},
        "standing": set(SubjectStatus.values),
        "item": set(load_catalogue().items),
    }
    return {name: asked.get(name, "") if asked.get(name, "") in known[name] else "" for name in known}


def _facets(
    facets: queries.Facets, asked: dict[str, str]
) -> list[tuple[str, list[tuple[str, int, str, bool]]]]:
    """Return title and choices of each facet: words, count, address, whether it is chosen."""
    groups = (
        ("主体类别", "kind", facets.kinds, str),
        ("存续状态", "standing", facets.standings, lambda code: SubjectStatus(code).label),
        ("公示内容", "item", facets.items, presentation.title_of),
    )
    return [
        (
            title,
            [
                (words(code), count, _narrow(asked, name, code), asked[name] == code)
                for code, count in counted
            ],
        )
        for title, name, counted, words in groups
        if counted
    ]


def _narrow(asked: dict[str, str], name: str, code: str) -> str:
    """Return the address with the choice made, or taken back when it is made already."""
    now = asked | {name: "" if asked[name] == code else code}
    return f"{reverse('disclosure:search')}?{urlencode({k: v for k, v in now.items() if v})}"


@require_safe
@kept
def subject(request: HttpRequest, number: int) -> HttpResponse:
    """Show one organisation: who it is, its disclosed records by kind, and how to object."""
    found = queries.subject(number)
    if found is None:
        raise Http404
    sections = {code: n for code, n in queries.sections(number) if code in load_catalogue().items}
    facts = {code: n for code, n in sections.items() if not presentation.is_register(code)}
    item = request.GET.get("item", "") if request.GET.get("item", "") in facts else ""
    shown = {item: facts[item]} if item else facts
    path = reverse("disclosure:subject", args=[number])
    pager = Pager(page_of(request.GET), sum(shown.values()), _SIZE, path, {"item": item})
    context = {
        "subject": found,
        "pager": pager,
        "cards": presentation.without(
            presentation.cards(_page_of_records(number, shown, pager)), (found.name, found.code)
        ),
        **_tabs(facts, item, path),
    }
    if not wants_part(request):
        registers = (
            queries.records_of(number, items=sections.keys() - facts.keys())
            if sections.keys() - facts.keys()
            else ()
        )
        context |= {
            "identity": _identity(found),
            "registers": presentation.cards(registers),
            "crumbs": (HOME, Link(found.name)),
        }
    response = render(request, f"disclosure/{'_records' if wants_part(request) else 'subject'}.html", context)
    if presentation.is_adverse(sections):
        response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _page_of_records(
    number: int, items: Mapping[str, int], pager: Pager
) -> Sequence[queries.DisclosedRecord]:
    return (
        queries.records_of(number, items=items.keys(), limit=pager.size, offset=pager.offset) if items else ()
    )


def _tabs(facts: Mapping[str, int], item: str, path: str) -> dict[str, object]:
    """Return one tab for all facts and one for each item, and the title of the one that is open."""
    named = {"": f"全部（{sum(facts.values())}）"}
    named |= {code: f"{presentation.title_of(code)}（{n}）" for code, n in facts.items()}
    tabs = [Link(title, f"{path}?item={code}" if code else path) for code, title in named.items()]
    return {"tabs": tabs, "current": named[item]}


def _identity(found: queries.DisclosedSubject) -> tuple[Line, ...]:
    kind = f"{found.kind}（{found.sub_kind}）" if found.sub_kind not in {"", found.kind} else found.kind
    since = f"（{found.status_on:%Y-%m-%d}）" if found.status_on else ""
    return (
        Line("统一社会信用代码", found.code or "未登记", code=True),
        Line("主体类别", kind),
        Line("存续状态", f"{found.standing.label}{since}"),
    )


@require_safe
@kept(adverse=True)
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Show one disclosed record as a paper."""
    found = queries.record(number)
    cards = presentation.cards([found]) if found else ()
    if found is None or not cards:
        raise Http404
    name = Link(found.subject_name, reverse("disclosure:subject", args=[found.subject]))
    context = {"record": found, "card": cards[0], "crumbs": (HOME, name, Link(cards[0].title))}
    return render(request, "disclosure/record.html", context)
