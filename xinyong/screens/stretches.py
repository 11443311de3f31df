"""Long lists by time: from the latest on, a stretch at a time, without reading or counting the whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

MOST_COUNTED = 1000
_LONGEST_NUMBER = 18  # digits


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows of a list, the latest first.

    Attributes:
        total: How many there are in all, as far as they were counted.
        capped: There are more than that.
        newest: Address of the latest rows; empty when these are they.
        older: Address of the rows after these; empty when there are none.
    """

    rows: Sequence[Any]
    total: int
    capped: bool
    newest: str
    older: str


def stretch(found: QuerySet[Any], request: HttpRequest, size: int, asked: Mapping[str, str]) -> Stretch:
    """Return the rows after the one that `before` in the address names; at most three statements.

    Args:
        found: With `at`; an index on (at, id) behind whatever it is filtered by keeps this quick.
        request: Says which stretch, and where the list is.
        size: Rows of a stretch.
        asked: The conditions as understood; the links repeat them, empty ones left out.
    """
    ordered = found.order_by("-at", "-pk")
    total = ordered.order_by()[: MOST_COUNTED + 1].count()
    number = request.GET.get("before", "")
    last = ordered.filter(pk=int(number)).values_list("at", "pk").first() if _is_number(number) else None
    if last:
        # The first condition is what the index begins at.
        ordered = ordered.filter(Q(at__lt=last[0]) | Q(at=last[0], pk__lt=last[1]), at__lte=last[0])
    rows = list(ordered[: size + 1])
    older = _address(request, asked, before=str(rows[size - 1].pk)) if len(rows) > size else ""
    return Stretch(
        rows[:size],
        min(total, MOST_COUNTED),
        total > MOST_COUNTED,
        _address(request, asked) if last else "",
        older,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


def _address(request: HttpRequest, asked: Mapping[str, str], **more: str) -> str:
    repeated = {name: value for name, value in asked.items() if value} | more
    return f"{request.path}?{urlencode(repeated)}" if repeated else request.path
