"""Reads stored reports, and asks the three questions of the public door."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings
from django.db import connections, transaction

from xinyong.catalogue.loader import load_catalogue
from xinyong.infra import storage
from xinyong.reports.errors import ReportError
from xinyong.reports.models import Report, Version

FORM = "2"  # of the paper; raise it when the paper changes, so that the public gets the new one
_NUMBER = re.compile(r"XYBG\d{4}-\d{6,9}\Z", re.ASCII)
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{12}\Z")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request is. `worker` = somebody is there to carry it out."""

    state: str
    subject: int
    requested_at: datetime
    number: str | None
    code: str | None
    worker: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine report, as far as whoever holds number and code may know; `content` only of a public version."""

    number: str
    version: str
    subject: int | None
    subject_name: str
    subject_code: str
    issued_at: datetime
    digest: bytes
    size: int
    pages: int
    content: bytes | None

    @property
    def is_public(self) -> bool:
        """Whether the paper itself may be handed out."""
        return self.version == Version.PUBLIC.value


def form_now() -> str:
    """Return what a paper depends on besides its subject's data: edition of the catalogue and form of the paper."""
    return f"{load_catalogue().edition.code}/{FORM}"


def public_report_of(subject: int, state: str) -> Report | None:
    """Return the public report issued in a state of the data, if there is one."""
    return Report.objects.filter(subject=subject, state=state, version=Version.PUBLIC).first()


def content_of(report: Report) -> bytes:
    """Return the paper exactly as it was issued.

    Raises:
        ReportError: `report.tampered`: the stored paper is not the one that was issued.
        FileMissingError, TamperedError: The sealed file is gone or was changed.
    """
    if report.content is not None:
        content = bytes(report.content)
    else:
        with storage.open_stored(
            report.stored_name, bytes(report.wrapped_key or b""), settings.XINYONG_HOME
        ) as file:
            content = file.read()
    _require_digest(content, bytes(report.digest))
    return content


def ask(subject: int) -> tuple[str, uuid.UUID | None]:
    """Ask for the public report of a subject: asked with a token, unknown, or busy. The one write of the public."""
    if subject > _LARGEST:
        return "unknown", None
    with transaction.atomic(using="public"), connections["public"].cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")
        cursor.execute("SELECT outcome, token FROM reports_ask(%s, %s)", [subject, form_now()])
        outcome, token = cursor.fetchone()
    return str(outcome), token


def progress(token: uuid.UUID) -> Progress | None:
    """Return how far a request is; None for a token nobody was given."""
    rows = _rows("SELECT * FROM reports_progress(%s)", token)
    return Progress(**rows[0]) if rows else None


def is_number(text: str) -> bool:
    """Whether a text has the form of the number of a report."""
    return _NUMBER.match(text) is not None


def is_code(text: str) -> bool:
    """Whether a text has the form of a verification code."""
    return _CODE.match(text) is not None


def verify(number: str, code: str, *, with_content: bool = False) -> Verified | None:
    """Return the report of that number and code; None when there is none.

    Raises:
        ReportError: `report.tampered`: the stored paper is not the one that was issued.
    """
    if not (is_number(number) and is_code(code)):
        return None
    rows = _rows("SELECT * FROM reports_verify(%s, %s, %s)", number, code, with_content)
    if not rows:
        return None
    row: dict[str, Any] = {
        key: bytes(value) if isinstance(value, memoryview) else value for key, value in rows[0].items()
    }
    if row["content"] is not None:
        _require_digest(row["content"], row["digest"])
    return Verified(**row)


def _require_digest(content: bytes, digest: bytes) -> None:
    found = Hash(SM3())
    found.update(content)
    if found.finalize() != digest:
        raise ReportError("report.tampered", "存放的报告文件与出具时不一致，已停止提供。请联系市信用中心。")


def _rows(statement: str, *values: Any) -> list[dict[str, Any]]:
    with connections["public"].cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
