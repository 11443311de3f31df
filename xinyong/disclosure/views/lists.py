"""Lists of one item, and what search engines may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.disclosure import listing, presentation
from xinyong.disclosure.caching import page as kept
from xinyong.disclosure.forms import list_form, page_of
from xinyong.disclosure.views import guides
from xinyong.disclosure.views.crumbs import HOME
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Link, Pager

_SIZE = 20
_LICENCE, _PENALTY = "licence", "penalty"
# what the site map shows to people and search engines shall not have
_NOT_INDEXED = (
    "disclosure:penalties",
    "disclosure:licences_feed",
    "disclosure:penalties_feed",
    "reports:verify",
)


@require_safe
@kept
def licences(request: HttpRequest) -> HttpResponse:
    """Show the list of 行政许可."""
    return _list(request, _LICENCE, "行政许可", "disclosure:licences")


@require_safe
@kept(adverse=True)
def penalties(request: HttpRequest) -> HttpResponse:
    """Show the list of 行政处罚."""
    return _list(request, _PENALTY, "行政处罚", "disclosure:penalties")


def _list(request: HttpRequest, item: str, title: str, name: str) -> HttpResponse:
    number, form = page_of(request.GET), list_form(request.GET)
    nothing = listing.Filter(text="?")  # too short: finds nothing, and still tells the agencies
    answer = listing.listing(item, form.chosen or nothing, limit=_SIZE, offset=(number - 1) * _SIZE)
    fields = list_form(request.GET, answer.agencies).fields
    context = {
        "title": title,
        "action": reverse(name),
        "fields": fields,
        "answer": answer,
        "table": presentation.list_table(answer.records, item, f"{title}公示"),
        "pager": Pager(number, answer.total, _SIZE, reverse(name), form.asked),
        "feed": reverse(f"{name}_feed"),
        "crumbs": (HOME, Link(title)),
    }
    part = "disclosure/_list.html" if wants_part(request) else "disclosure/list.html"
    return render(request, part, context, status=200 if form.chosen else 422)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines where the sitemap is; pages say themselves what must not be indexed."""
    where = request.build_absolute_uri(reverse("disclosure:sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow: /search/\nDisallow: /verify/\nSitemap: {where}\n",
        content_type="text/plain",
    )


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages of the site map and organisations without adverse content."""
    left_out = set(map(reverse, _NOT_INDEXED))
    shown = (link.address for _, links in guides.groups() for link in links)
    paths = [address for address in shown if address not in left_out]
    paths += [reverse("disclosure:subject", args=[number]) for number in listing.sitemap(limit=50_000)]
    addresses = [request.build_absolute_uri(path) for path in paths]
    return render(request, "disclosure/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
