"""Finds organisations and reads their disclosed records, with the rights of the public and no others."""

import json
import re
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
class SearchResult:
    """The best matches of a text.

    Attributes:
        total: Organisations found, also those beyond `subjects`.
        capped: The text is so common that not every match was looked at; there may be more than `total`.
        hint: Set when the text was not searched, or is a number that nothing disclosed has.
    """

    subjects: tuple[FoundSubject, ...] = ()
    total: int = 0
    capped: bool = False
    hint: Hint | None = None

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
    """One record as the public may see it; `public` is by field code."""

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


def search(text: str, *, limit: int = 50) -> SearchResult:
    """Return the organisations whose name contains `text`, or whose 统一社会信用代码 it is.

    Width, blanks, brackets and middle dots do not matter. Never more than one statement; a text that may hold a
    personal number reaches the database only when it has the shape of an organisation's code, which is compared whole.

    Args:
        text: As typed; anything.
        limit: At most so many subjects, the best first; 200 at most.
    """
    if len(text) > _LONGEST:
        return SearchResult(hint=Hint.LONG)
    if check_uscc(text).errors in _USCC_WITH_SHAPE:
        found = _with_code(canonical_code(text))
        return SearchResult(found, len(found), hint=None if found else Hint.NUMBER)
    if _number.search(canonical_code(text)):
        return SearchResult(hint=Hint.NUMBER)
    # A lone surrogate, as a command line may contain, is no character and in no name.
    folded = search_name(text.encode("utf-8", "ignore").decode())
    if len(folded) < _SHORTEST:
        return SearchResult(hint=Hint.SHORT)
    return _with_name(folded, limit)


def _with_code(code: str) -> tuple[FoundSubject, ...]:
    rows = _rows(
        "SELECT s.number, s.name, s.code, s.kind, s.status,"
        " (SELECT count(*) FROM disclosure_record AS r WHERE r.subject = s.number) AS records"
        " FROM disclosure_subject AS s WHERE s.code = %s",
        code,
    )
    return tuple(_found(row) for row in rows)


def _with_name(folded: str, limit: int) -> SearchResult:
    rows = _rows(
        "SELECT number, name, code, kind, status, records, total, capped FROM disclosure_search(%s, %s)",
        folded,
        limit,
    )
    found = tuple(_found(row) for row in rows if row["number"] is not None)
    return SearchResult(found, total=rows[0]["total"], capped=rows[0]["capped"])


def _found(row: dict[str, Any]) -> FoundSubject:
    return FoundSubject(**{each.name: row[each.name] for each in fields(FoundSubject)})


def subject(number: int) -> DisclosedSubject | None:
    """Return the organisation of that number; None when there is none with disclosed records."""
    if number > _LARGEST_NUMBER:
        return None
    rows = _rows(
        "SELECT number, name, code, kind, sub_kind, status, status_on FROM disclosure_subject"
        " WHERE number = %s ORDER BY code LIMIT 1",
        number,
    )
    return DisclosedSubject(**rows[0]) if rows else None


def records_of(number: int) -> tuple[DisclosedRecord, ...]:
    """Return the disclosed records of a subject, the latest decision first; at most 200."""
    rows = _rows(
        "SELECT number, item, decided_on, disclosed_from, disclosed_until, validity, disputed, agency, agency_name,"
        " source_unit, organ, public FROM disclosure_record WHERE subject = %s"
        " ORDER BY decided_on DESC NULLS LAST, number LIMIT %s",
        number,
        _MOST_RECORDS,
    )
    return tuple(DisclosedRecord(**row | {"public": json.loads(row["public"])}) for row in rows)


def _rows(statement: str, *values: str | int) -> list[dict[str, Any]]:
    """Run one statement with the rights of the public; each row by the names of its columns."""
    with connections["public"].cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
