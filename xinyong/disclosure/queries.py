"""Finds organisations and reads their disclosed records, with the rights of the public and no others."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import connections
from django.db.models import TextChoices

from xinyong.records.states import SubjectStatus
from xinyong.rules.identifiers import canonical_code, check_uscc
from xinyong.rules.names import search_name

_SHORTEST = 2  # characters; also in sql/views.sql
_LONGEST = 100
_MOST_RECORDS = 200  # of one subject, on one page
_LARGEST_NUMBER = 2**63 - 1
_FURTHEST = 100_000  # rows left out before a page; more than there ever are
_USCC_WITH_SHAPE = ((), ("uscc.check_character",))

# No name has so many digits in a row; identity cards, passports, telephones and accounts do.
_number = re.compile(r"\d{8}")


class Hint(TextChoices):
    """Why a text was not searched, in words for who typed it."""

    SHORT = "short", "请至少输入名称中的两个字。"
    LONG = "long", "输入的内容过长。请输入名称中的几个字，或者18位统一社会信用代码。"
    NUMBER = (
        "number",
        "没有找到这个代码。本页只能查询社会法人，请核对18位统一社会信用代码；请勿输入个人证件号码、电话号码，自然人的信息不提供公开查询。",
    )


@dataclass(frozen=True, slots=True)
class FoundSubject:
    """An organisation with disclosed records.

    Attributes:
        number: Opaque number of the subject.
        code: 统一社会信用代码 in force, if it has one.
        records: How many of its records are disclosed today.
    """

    number: int
    name: str
    code: str | None
    kind: str
    status: str
    records: int

    @property
    def standing(self) -> SubjectStatus:
        """Whether it still exists."""
        return SubjectStatus(self.status)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many organisations a further filter would leave; each counted as if its own filter were not set.

    Attributes:
        kinds: Kind (法人 …) and number, the most first.
        standings: Status code and number.
        items: Code of an item of which something is disclosed, and number.
    """

    kinds: tuple[tuple[str, int], ...] = ()
    standings: tuple[tuple[str, int], ...] = ()
    items: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best matches of a text.

    Attributes:
        subjects: One page of them.
        total: Organisations found, also those beyond `subjects`.
        capped: The text is so common that not every match was looked at; there may be more than `total`.
        hint: Set when the text was not searched, or is a number that nothing disclosed has.
        folded: The text in its search form, for marking it in names; empty when it was not looked for in names.
    """

    subjects: tuple[FoundSubject, ...] = ()
    total: int = 0
    capped: bool = False
    hint: Hint | None = None
    folded: str = ""
    facets: Facets = Facets()

    @property
    def may_repeat_text(self) -> bool:
        """False when the text may hold somebody's personal number, or fills the page."""
        return self.hint in (None, Hint.SHORT)


@dataclass(frozen=True, slots=True)
class DisclosedSubject:
    """The head of an organisation's page."""

    number: int
    name: str
    code: str | None
    kind: str
    sub_kind: str
    status: str
    status_on: date | None

    @property
    def standing(self) -> SubjectStatus:
        """Whether it still exists."""
        return SubjectStatus(self.status)


@dataclass(frozen=True, slots=True)
class DisclosedRecord:
    """One record as the public may see it; `public` is by field code.

    Attributes:
        subject: Number of the organisation; name and code are filled by `record` alone.
    """

    number: int
    item: str
    decided_on: date | None
    disclosed_from: date | None
    disclosed_until: date | None
    validity: str
    disputed: bool
    agency: str
    agency_name: str
    source_unit: str
    organ: str
    public: dict[str, Any]
    subject: int
    subject_name: str = ""
    subject_code: str | None = None


@dataclass(frozen=True, slots=True)
class _Filter:
    kind: str
    standing: str
    item: str


def search(
    text: str, *, limit: int = 20, offset: int = 0, kind: str = "", standing: str = "", item: str = ""
) -> SearchResult:
    """Return the organisations whose name contains `text`, or whose 统一社会信用代码 it is.

    Width, blanks, brackets and middle dots do not matter. Never more than one statement; a text that may hold a
    personal number reaches the database only when it has the shape of an organisation's code, which is compared whole.
    A household named as a person is found by its whole name or its code alone (docs/decisions/0012).

    Args:
        text: As typed; anything.
        limit: At most so many subjects, the best first; 200 at most.
        offset: So many of the best left out before.
        kind: Only 法人, 非法人组织 or 个体工商户; empty for all. An unknown value finds nobody.
        standing: Only this code of `SubjectStatus`; empty for all.
        item: Only those of whom something of this item is disclosed; empty for all.
    """
    only = _Filter(_stored(kind), _stored(standing), _stored(item))
    if len(text) > _LONGEST:
        return SearchResult(hint=Hint.LONG)
    if check_uscc(text).errors in _USCC_WITH_SHAPE:
        return _with_code(canonical_code(text), only)
    if _number.search(canonical_code(text)):
        return SearchResult(hint=Hint.NUMBER)
    # A lone surrogate, as a command line may contain, is no character and in no name.
    folded = search_name(text.encode("utf-8", "ignore").decode())
    if len(folded) < _SHORTEST:
        return SearchResult(hint=Hint.SHORT)
    return _with_name(folded, only, (limit, min(max(offset, 0), _FURTHEST)))


def may_hold_number(text: str) -> bool:
    """Tell whether a text may hold somebody's personal number, so that it is neither searched nor repeated."""
    return bool(_number.search(canonical_code(text)))


def _stored(value: str) -> str:
    """Return a filter as it may be sent to the database; what no code looks like matches nothing."""
    return value if value.isprintable() and len(value) <= _LONGEST else "?"


def _with_code(code: str, only: _Filter) -> SearchResult:
    rows = read(
        "SELECT s.number, s.name, s.code, s.kind, s.status, r.records, r.items FROM disclosure_subject AS s"
        " CROSS JOIN LATERAL (SELECT count(*) AS records, array_agg(DISTINCT d.item) AS items FROM disclosure_record AS d"
        "  WHERE d.subject = s.number OFFSET 0) AS r WHERE s.code = %s",
        code,
    )
    if not rows:
        return SearchResult(hint=Hint.NUMBER)
    row = rows[0]
    of_kind, of_standing = only.kind in ("", row["kind"]), only.standing in ("", row["status"])
    of_item = not only.item or only.item in row["items"]
    facets = Facets(
        kinds=((row["kind"], 1),) if of_standing and of_item else (),
        standings=((row["status"], 1),) if of_kind and of_item else (),
        items=tuple((each, 1) for each in row["items"]) if of_kind and of_standing else (),
    )
    found = (_found(row),) if of_kind and of_standing and of_item else ()
    return SearchResult(found, len(found), facets=facets)


def _with_name(folded: str, only: _Filter, page: tuple[int, int]) -> SearchResult:
    rows = read(
        "SELECT number, name, code, kind, status, records, total, capped, facets"
        " FROM disclosure_search(%s, %s, %s, %s, %s, %s)",
        folded,
        *page,
        only.kind,
        only.standing,
        only.item,
    )
    found = tuple(_found(row) for row in rows if row["number"] is not None)
    first = rows[0]
    return SearchResult(
        found, first["total"], first["capped"], folded=folded, facets=_facets(first["facets"])
    )


def _facets(counted: str) -> Facets:
    rows = json.loads(counted)
    return Facets(
        **{each.name: tuple((code, n) for of, code, n in rows if of == each.name) for each in fields(Facets)}
    )


def _found(row: dict[str, Any]) -> FoundSubject:
    return FoundSubject(**{each.name: row[each.name] for each in fields(FoundSubject)})


def subject(number: int) -> DisclosedSubject | None:
    """Return the organisation of that number; None when there is none with disclosed records."""
    if number > _LARGEST_NUMBER:
        return None
    rows = read(
        "SELECT number, name, code, kind, sub_kind, status, status_on FROM disclosure_subject"
        " WHERE number = %s ORDER BY code LIMIT 1",
        number,
    )
    return DisclosedSubject(**rows[0]) if rows else None


def sections(number: int) -> tuple[tuple[str, int], ...]:
    """Return the items of which something of a subject is disclosed, and how many records of each."""
    if number > _LARGEST_NUMBER:
        return ()
    rows = read(
        "SELECT item, count(*) AS records FROM disclosure_record WHERE subject = %s GROUP BY item ORDER BY item",
        number,
    )
    return tuple((row["item"], row["records"]) for row in rows)


def records_of(
    number: int, *, items: Collection[str] = (), limit: int = 20, offset: int = 0
) -> tuple[DisclosedRecord, ...]:
    """Return disclosed records of a subject, the latest decision first.

    Args:
        number: Of the subject.
        items: Only these; empty for all.
        limit: At most so many, 200 at most.
        offset: So many of the latest left out before.
    """
    if number > _LARGEST_NUMBER:
        return ()
    return _records(
        "subject = %s AND (cardinality(%s::text[]) = 0 OR item = ANY(%s))"
        " ORDER BY decided_on DESC NULLS LAST, number LIMIT %s OFFSET %s",
        number,
        list(items),
        list(items),
        min(limit, _MOST_RECORDS),
        min(max(offset, 0), _FURTHEST),
    )


def all_records(number: int) -> tuple[DisclosedRecord, ...]:
    """Return every disclosed record of a subject, item by item, the latest decision first."""
    if number > _LARGEST_NUMBER:
        return ()
    return _records("subject = %s ORDER BY item, decided_on DESC NULLS LAST, number", number)


def record(number: int) -> DisclosedRecord | None:
    """Return the disclosed record of that number with name and code of its subject; None when there is none."""
    if number > _LARGEST_NUMBER:
        return None
    rows = read(
        # LATERAL and OFFSET: the barrier of the view lets the number through as a value, not as a join
        f"SELECT {_RECORD}, s.name AS subject_name, s.code AS subject_code FROM disclosure_record AS r"  # noqa: S608 - names of columns alone
        " CROSS JOIN LATERAL (SELECT name, min(code) AS code FROM disclosure_subject AS d WHERE d.number = r.subject"
        "  GROUP BY name OFFSET 0) AS s WHERE r.number = %s",
        number,
    )
    return _record(rows[0]) if rows else None


_RECORD = (
    "r.number, r.item, r.decided_on, r.disclosed_from, r.disclosed_until, r.validity, r.disputed, r.agency,"
    " r.agency_name, r.source_unit, r.organ, r.public, r.subject"
)


def _records(condition: str, *values: str | int | list[str]) -> tuple[DisclosedRecord, ...]:
    rows = read(f"SELECT {_RECORD} FROM disclosure_record AS r WHERE {condition}", *values)  # noqa: S608 - conditions of this module
    return tuple(_record(row) for row in rows)


def _record(row: dict[str, Any]) -> DisclosedRecord:
    return DisclosedRecord(**row | {"public": json.loads(row["public"])})


def read(statement: str, *values: str | int | date | list[str] | None) -> list[dict[str, Any]]:
    """Run one statement with the rights of the public; each row by the names of its columns."""
    with connections["public"].cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
