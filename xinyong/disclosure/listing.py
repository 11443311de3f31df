"""Lists of all disclosed records of an item, figures, and what search engines may know; with the rights of the public.

No household named as a person is in any of them (docs/decisions/0012). Source: 第十五条, 第十七条.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Nature
from xinyong.disclosure.queries import read
from xinyong.disclosure.state import once_per_state
from xinyong.infra.clock import today
from xinyong.rules.names import search_name

_SHORTEST, _LONGEST = 2, 100  # characters of a part of a name; also in sql/lists.sql
_MOST = 1000  # matches a list looks at; also in sql/lists.sql


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows.

    Attributes:
        text: Part of the organisation's name, two characters at least; shorter and longer texts find nothing.
        agency: Code of the reporting agency, or empty.
        since: First day of decision, that day included.
        until: Last day of decision, that day included.
    """

    text: str = ""
    agency: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One line of a list; `public` is by field code."""

    number: int
    subject: int
    subject_name: str
    subject_code: str | None
    public: dict[str, Any]
    decided_on: date | None
    disclosed_until: date | None
    organ: str
    agency: str
    agency_name: str
    validity: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list.

    Attributes:
        total: Matches among the first 1000, which is as far as pages go.
        capped: There are more than 1000; a narrower filter shows them.
        agencies: Code and name of every agency with records of the item, for the filter.
    """

    records: tuple[ListedRecord, ...]
    total: int
    capped: bool
    agencies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How much is disclosed.

    Attributes:
        by_item: Code of the item and its records.
        as_of: The day on which it was counted.
    """

    organisations: int
    records: int
    agencies: int
    by_item: tuple[tuple[str, int], ...]
    as_of: date


def listing(item: str, chosen: Filter, *, limit: int = 20, offset: int = 0) -> Listing:
    """Return one page of the disclosed records of an item, the latest decision first; two statements.

    Args:
        item: Its code.
        chosen: What to show.
        limit: At most so many, 200 at most.
        offset: So many left out before; nothing is shown from 1000 on.
    """
    agencies = _agencies(item)
    folded = search_name(chosen.text.encode("utf-8", "ignore").decode())
    unanswerable = bool(chosen.text.strip()) and not _SHORTEST <= len(folded) <= _LONGEST
    if unanswerable or chosen.agency not in {"", *(code for code, _ in agencies)}:
        return Listing((), 0, capped=False, agencies=agencies)
    rows = _listed(
        item, Filter(folded, chosen.agency, chosen.since, chosen.until), limit, min(max(offset, 0), _MOST)
    )
    return Listing(_records(rows), rows[0]["total"], rows[0]["capped"], agencies)


@once_per_state
def _agencies(item: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row["code"], row["name"]) for row in read("SELECT code, name FROM disclosure_agencies(%s)", item)
    )


def latest(item: str, limit: int = 8) -> tuple[ListedRecord, ...]:
    """Return the latest decisions of an item; at most 50."""
    return _latest(item, limit)


@once_per_state
def _latest(item: str, limit: int) -> tuple[ListedRecord, ...]:
    return _records(_listed(item, Filter(), limit, -1))


def _listed(item: str, chosen: Filter, limit: int, offset: int) -> list[dict[str, Any]]:
    return read(
        "SELECT number, subject, subject_name, subject_code, public, decided_on, disclosed_until, organ, agency, agency_name,"
        " validity, disputed, total, capped FROM disclosure_listing(%s, %s, %s, %s::date, %s::date, %s, %s)",
        item,
        chosen.text,
        chosen.agency,
        chosen.since,
        chosen.until,
        limit,
        offset,
    )


def _records(rows: list[dict[str, Any]]) -> tuple[ListedRecord, ...]:
    counts = {"total", "capped"}
    return tuple(
        ListedRecord(
            **{name: value for name, value in row.items() if name not in counts}
            | {"public": json.loads(row["public"])}
        )
        for row in rows
        if row["number"] is not None
    )


@once_per_state
def figures() -> Figures:
    """Return how much is disclosed today, counted exactly; households named as a person are counted too."""
    rows = {
        row["item"]: row
        for row in read("SELECT item, records, organisations, agencies FROM disclosure_figures()")
    }
    whole = rows.pop("")
    by_item = tuple((item, rows[item]["records"]) for item in sorted(rows))
    return Figures(whole["organisations"], whole["records"], whole["agencies"], by_item, today())


def sitemap(after: int = 0, limit: int = 5000) -> tuple[int, ...]:
    """Return numbers of organisations a search engine may index, from the one after `after` on, in order.

    None of them is named as a person, and nothing adverse of them is disclosed.
    """
    adverse = [item.code for item in load_catalogue().items.values() if item.nature is Nature.ADVERSE]
    rows = read("SELECT number FROM disclosure_sitemap(%s, %s, %s)", after, limit, adverse)
    return tuple(row["number"] for row in rows)
