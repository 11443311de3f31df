"""Feeds of the latest decisions, for programs that look for new ones: the same records as the lists."""

from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_safe

from xinyong.catalogue.loader import load_catalogue
from xinyong.disclosure import listing, presentation
from xinyong.disclosure.caching import page as kept
from xinyong.records.states import Validity
from xinyong.screens.site import site

_MOST = 50


@require_safe
@kept
def licences(request: HttpRequest) -> HttpResponse:
    """Answer with the latest 行政许可."""
    return _feed(request, "licence", "行政许可公示", "licences")


@require_safe
@kept(adverse=True)
def penalties(request: HttpRequest) -> HttpResponse:
    """Answer with the latest 行政处罚."""
    return _feed(request, "penalty", "行政处罚公示", "penalties")


class _Feed(Atom1Feed):
    """A feed as old as its latest decision, not as the moment somebody asked."""

    def latest_post_date(self) -> datetime:
        return max((each["updateddate"] for each in self.items), default=_begin())


def _feed(request: HttpRequest, item: str, title: str, name: str) -> HttpResponse:
    feed = _Feed(
        title=f"{site().brand} {title}",
        link=request.build_absolute_uri(reverse(f"disclosure:{name}")),
        description="",
        subtitle=f"最近{_MOST}条，按决定日期排列；以个人姓名为名称的个体工商户不在其中。",
        language="zh-Hans",
        author_name=site().operator,
        feed_url=request.build_absolute_uri(reverse(f"disclosure:{name}_feed")),
        feed_guid=_tag(name),
    )
    for each in listing.latest(item, _MOST):
        _add(feed, each, item, request)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: _Feed, record: listing.ListedRecord, item: str, request: HttpRequest) -> None:
    decided = _moment(record)
    feed.add_item(
        title=_clean(" ".join((record.subject_name, presentation.document_of(record, item))).strip()),
        link=request.build_absolute_uri(reverse("disclosure:record", args=[record.number])),
        description=escape(_clean(_summary(record))),  # readers take a summary for HTML
        unique_id=_tag(f"record/{record.number}"),
        pubdate=decided,
        updateddate=decided,
    )


def _summary(record: listing.ListedRecord) -> str:
    until = f"{record.disclosed_until:%Y-%m-%d}" if record.disclosed_until else "长期"
    state = "异议处理中" if record.disputed else Validity(record.validity).label
    return f"决定机关：{record.organ or record.agency_name}；公示截止：{until}；状态：{state}"


def _moment(record: listing.ListedRecord) -> datetime:
    """Return the beginning of the day of decision: the only time of a record that the public is told."""
    if record.decided_on is None:
        return _begin()
    return datetime.combine(record.decided_on, time(), get_default_timezone())


def _begin() -> datetime:
    return datetime.combine(load_catalogue().edition.effective_from, time(), get_default_timezone())


def _tag(what: str) -> str:
    """Return an id that stays the same whatever name the site is reached by (RFC 4151)."""
    host = urlsplit(settings.XINYONG_PUBLIC_URL).hostname or "localhost"
    return f"tag:{host},{load_catalogue().edition.effective_from}:{what}"


def _clean(text: str) -> str:
    """Return a text without what XML cannot say."""
    return "".join(sign for sign in text if sign.isprintable())
