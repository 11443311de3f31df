"""What explains the site: the guide for the public, statements about the site, and the map of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.catalogue.loader import load_catalogue
from xinyong.disclosure.caching import page as kept
from xinyong.disclosure.views.crumbs import HOME
from xinyong.infra.clock import today
from xinyong.screens.manual import Chapter, chapter, chapters
from xinyong.screens.values import Link

SITE_PAGES = ("about", "accessibility", "privacy", "disclaimer")
_TITLE = "使用指南"


@require_safe
@kept
def guides(request: HttpRequest) -> HttpResponse:
    """Show the chapters of the guide, and what brings readers to each."""
    context = {"chapters": chapters("public"), "crumbs": (HOME, Link(_TITLE))}
    return render(request, "disclosure/guides.html", context)


@require_safe
@kept
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one chapter of the guide, with the ones before and after it."""
    found = _found("public", slug)
    every = chapters("public")
    at = every.index(found)
    around = {
        "previous": every[at - 1] if at else None,
        "next": every[at + 1] if at + 1 < len(every) else None,
    }
    crumbs = (HOME, Link(_TITLE, reverse("disclosure:guides")), Link(found.title))
    return _shown(request, found, crumbs, around)


@require_safe
@kept
def site_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the statements about the site."""
    found = _found("site", slug)
    return _shown(request, found, (HOME, Link(found.title)), {})


def _found(part: str, slug: str) -> Chapter:
    found = chapter(part, slug)
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest, found: Chapter, crumbs: tuple[Link, ...], around: dict[str, Chapter | None]
) -> HttpResponse:
    context = {"chapter": found, "prose": found.on(today()), "crumbs": crumbs} | around
    return render(request, "disclosure/chapter.html", context)


@require_safe
@kept
def site_map(request: HttpRequest) -> HttpResponse:
    """Show every page that has an address of its own, in groups."""
    context = {"groups": groups(), "crumbs": (HOME, Link("网站地图"))}
    return render(request, "disclosure/site_map.html", context)


def groups() -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the pages of the site in groups; also what search engines are told besides subjects."""
    items = sorted(load_catalogue().items.values(), key=lambda item: item.number)
    return (
        (
            "查询公示信息",
            (
                _page("首页（按名称或代码查询）", "home"),
                _page("行政许可公示", "licences"),
                _page("行政处罚公示", "penalties"),
            ),
        ),
        ("信用报告", (Link("核验报告", reverse("reports:verify")),)),
        (_TITLE, (_page("全部章节", "guides"), *_links("public"))),
        (
            "数据目录",
            (
                _page("全部信息事项", "catalogue"),
                *(Link(item.title, reverse("disclosure:catalogue_item", args=[item.code])) for item in items),
            ),
        ),
        (
            "订阅",
            (
                _page("行政许可订阅（Atom）", "licences_feed"),
                _page("行政处罚订阅（Atom）", "penalties_feed"),
            ),
        ),
        ("本站", (*_links("site"), _page("网站地图", "site_map"))),
    )


def _page(title: str, name: str) -> Link:
    return Link(title, reverse(f"disclosure:{name}"))


def _links(part: str) -> tuple[Link, ...]:
    return tuple(Link(each.title, each.address) for each in chapters(part))
