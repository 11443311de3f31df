"""The components as tags: `{% load screens %}`. Each fills a partial of `templates/screens/components/`."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from xinyong.infra.clock import today
from xinyong.rules.names import search_name
from xinyong.screens.stretches import Stretch
from xinyong.screens.values import Bar, Field, Line, Link, Pager, Step, Table, in_two_columns
from xinyong.screens.wording import word

register = template.Library()
_PARTS = "screens/components"


@register.inclusion_tag(f"{_PARTS}/page_head.html")
def page_head(title: str, lead: str = "") -> dict[str, Any]:
    """Show the heading of a page with a sentence under it."""
    return {"title": title, "lead": lead}


@register.inclusion_tag(f"{_PARTS}/breadcrumb.html")
def breadcrumb(links: Sequence[Link]) -> dict[str, Any]:
    """Show the way to this page; the last is where one is."""
    return {"links": links}


@register.inclusion_tag(f"{_PARTS}/table.html")
def table(table: Table) -> dict[str, Any]:
    """Show rows under a head that stays in sight."""
    return {"table": table}


@register.inclusion_tag(f"{_PARTS}/field.html")
def field(field: Field) -> dict[str, Any]:
    """Show a labelled input with hint and error."""
    return {"field": field}


@register.inclusion_tag(f"{_PARTS}/error_summary.html")
def error_summary(fields: Sequence[Field]) -> dict[str, Any]:
    """Show what is wrong with a form, each leading to its field; nothing when all is well."""
    return {"fields": [field for field in fields if field.error]}


@register.inclusion_tag(f"{_PARTS}/stepper.html")
def stepper(steps: Sequence[Step]) -> dict[str, Any]:
    """Show how far one is on a way."""
    return {"steps": steps}


@register.inclusion_tag(f"{_PARTS}/timeline.html")
def timeline(steps: Sequence[Step]) -> dict[str, Any]:
    """Show what happened, in order."""
    return {"steps": steps}


@register.inclusion_tag(f"{_PARTS}/progress.html")
def progress(title: str, done: int, total: int) -> dict[str, Any]:
    """Show how much of a long work is done."""
    return {"title": title, "done": done, "total": total}


@register.inclusion_tag(f"{_PARTS}/badge.html")
def badge(text: str, tone: str = "calm") -> dict[str, Any]:
    """Show a word on the state of something; tone: calm, good, warn, bad."""
    return {"text": text, "tone": tone}


@register.inclusion_tag(f"{_PARTS}/tabs.html")
def tabs(links: Sequence[Link], current: str, renews: str = "") -> dict[str, Any]:
    """Show views of one thing, each with an address.

    Args:
        links: What can be chosen.
        current: Title of the one that is shown.
        renews: Id of the part that htmx puts the answer into; empty = a whole page.
    """
    return {"links": links, "current": current, "renews": renews}


@register.inclusion_tag(f"{_PARTS}/sheet.html")
def sheet(lines: Sequence[Line], columns: int = 1) -> dict[str, Any]:
    """Show titles and values, on wide screens in one or two columns."""
    two = columns > 1
    return {"lines": in_two_columns(lines) if two else [(line, False) for line in lines], "two": two}


@register.inclusion_tag(f"{_PARTS}/pagination.html")
def pagination(pager: Pager, renews: str = "") -> dict[str, Any]:
    """Show the way through the pages of a list; `renews` as in `tabs`."""
    return {"pager": pager, "renews": renews}


@register.inclusion_tag(f"{_PARTS}/stretch.html")
def stretch(stretch: Stretch, renews: str = "") -> dict[str, Any]:
    """Show the way through a long list by time; `renews` as in `tabs`."""
    return {"stretch": stretch, "renews": renews}


@register.inclusion_tag(f"{_PARTS}/file_drop.html")
def file_drop(name: str, title: str, hint: str = "", accept: str = "") -> dict[str, Any]:
    """Show a place to drop files, or to choose them."""
    return {"name": name, "title": title, "hint": hint, "accept": accept}


@register.inclusion_tag(f"{_PARTS}/chart.html")
def chart(title: str, bars: Sequence[Bar], unit: str = "") -> dict[str, Any]:
    """Show bars with their figures beside them."""
    return {"title": title, "bars": bars, "unit": unit}


@register.simple_block_tag
def notice(content: SafeString, tone: str = "calm", title: str = "") -> SafeString:
    """Show a message that stands out; tone: calm, good, warn, bad."""
    return _around("notice", content, {"tone": tone, "title": title})


@register.simple_block_tag
def filters(content: SafeString, action: str = "", renews: str = "") -> SafeString:
    """Show the fields of a list's filter with 查询 and 重置; `renews` as in `tabs`."""
    return _around("filters", content, {"action": action, "renews": renews})


@register.simple_block_tag
def dialog(content: SafeString, name: str, opener: str, title: str) -> SafeString:
    """Show a button that opens a question; without script the question folds out in its place."""
    return _around("dialog", content, {"name": name, "opener": opener, "title": title})


@register.simple_block_tag
def print_frame(content: SafeString, title: str, number: str = "") -> SafeString:
    """Set content as a paper: on screen a sheet, in print the page."""
    return _around("print_frame", content, {"title": title, "number": number})


def _around(name: str, content: SafeString, values: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"{_PARTS}/{name}.html", values | {"content": content}))  # noqa: S308 - rendered by our own template


@register.inclusion_tag(f"{_PARTS}/renews.html")
def renews(part: str) -> dict[str, Any]:
    """Let the links and forms of an element renew the part of that id: `<div{% renews "results" %}>`."""
    return {"renews": part}


@register.simple_tag(name="word")
def filled_word(name: str) -> str:
    """Show a figure of the law with what it counts, or a name of the city, as it is today: `wording.word`."""
    return word(name, today())


@register.simple_tag
def highlight(text: str, asked: str) -> SafeString:
    """Mark the piece of `text` that was asked for, blanks and width aside; all else is escaped."""
    found = _find(text, search_name(asked))
    if found is None:
        return conditional_escape(text)
    start, end = found
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:end], text[end:])


def _find(text: str, folded: str) -> tuple[int, int] | None:
    """Return where in `text` the folded text is, as the shortest such piece."""
    if not folded or folded not in search_name(text):
        return None
    starts = [at for at in range(len(text)) if folded in search_name(text[at:])]
    start = starts[-1] if starts else 0
    end = next(e for e in range(start + 1, len(text) + 1) if folded in search_name(text[start:e]))
    return start, end
