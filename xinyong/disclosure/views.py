"""The pages of the public site: plain, without script, good for a minute in any cache."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from xinyong.disclosure import presentation, queries

_minute = cache_control(public=True, max_age=60)
_vary = vary_on_headers("Accept-Encoding", "HX-Request", "Cookie")


@require_safe
@_minute
@_vary
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box and, for `?q=`, what the public may find."""
    text = request.GET.get("q", "").strip()
    result = queries.search(text) if text else None
    context = {
        "text": text if result is None or result.may_repeat_text else "",
        "result": result,
    }
    response = render(request, "disclosure/home.html", context)
    if text:
        response["X-Robots-Tag"] = "noindex"  # a search engine shall not index our lists of results
    return response


@require_safe
@_minute
@_vary
def subject(request: HttpRequest, number: int) -> HttpResponse:
    """Show the disclosed records of one organisation."""
    found = queries.subject(number)
    if found is None:
        raise Http404
    cards = presentation.cards(queries.records_of(number))
    context = {"subject": found, "cards": cards}
    return render(request, "disclosure/subject.html", context)
