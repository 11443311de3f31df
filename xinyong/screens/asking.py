"""What is typed into the filter of a list, made fit to look with; whatever is not understood asks for nothing."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from xinyong.rules.identifiers import mask_numbers_in

_LARGEST_PAGE = 10_000
_PAGE = re.compile(r"[0-9]{1,5}")


def page_of(asked: Mapping[str, str]) -> int:
    """Return the number of the page asked for; the first when it is no number of a page."""
    text = asked.get("page", "1")
    number = int(text) if _PAGE.fullmatch(text) else 1
    return number if 0 < number <= _LARGEST_PAGE else 1


def typed(asked: Mapping[str, str], name: str, longest: int = 100) -> str:
    """Return a text without blanks around it, without what no text of the database can hold, and not too long."""
    text = asked.get(name, "").encode("utf-8", "ignore").decode().replace("\0", "")
    return text.strip()[:longest]


def repeatable(text: str) -> str:
    """Return a text that an address may repeat; empty when it may hold a personal number."""
    return text if text == mask_numbers_in(text) else ""


def chosen(asked: Mapping[str, str], name: str, values: Collection[str]) -> str:
    """Return what was chosen from a list; empty when it is none of the values."""
    value = asked.get(name, "")
    return value if value in values else ""


def day_of(asked: Mapping[str, str], name: str) -> date | None:
    """Return a day; None when there is none, or it is none."""
    try:
        return date.fromisoformat(asked.get(name, ""))
    except ValueError:
        return None


def before(day: date, span: timedelta) -> date:
    """Return the day so long before another; the first of all days when there is none."""
    return day - span if day - date.min > span else date.min
