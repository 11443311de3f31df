"""Issues reports: compiled once, stored as they are, never made again from newer data."""

import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings
from django.db import connection, transaction

from xinyong.accounts.actors import Actor
from xinyong.audit import actions as audit
from xinyong.audit.actions import Target
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.numbering import next_number
from xinyong.infra import storage
from xinyong.infra.clock import local_date
from xinyong.infra.refusal import RefusalError
from xinyong.infra.typeset import Paper, require_fonts
from xinyong.inquiries import looks
from xinyong.inquiries.models import Entry
from xinyong.inquiries.purposes import purposes
from xinyong.reports import material as sources
from xinyong.reports.composing import Head, compose
from xinyong.reports.errors import ReportError
from xinyong.reports.material import Material
from xinyong.reports.models import Report, Request, RequestState, Version
from xinyong.reports.queries import form_now, public_report_of
from xinyong.reports.setting import paper

SERIES = "XYBG"  # 信用报告
CODE_LENGTH = 12
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Order:
    """What is issued: from which material, in which state, for whom."""

    material: Material
    version: Version
    state: str
    purpose: str = ""
    entry: int | None = None


@transaction.atomic
def issue_public(*, subject: int, by: Actor, at: datetime) -> Report:
    """Issue the public version; the same subject in the same state of the data gets the same report again.

    Raises:
        ReportError: `report.not_found`: nothing of the subject is disclosed.
        FontsMissingError: Papers cannot be set on this machine.

    Events: reports:report:issue.
    """
    require_fonts()
    _lock(subject)
    found, state = _settled(subject)
    return public_report_of(subject, state) or _issue(_Order(found, Version.PUBLIC, state), by=by, at=at)


@transaction.atomic
def issue_restricted(*, look: looks.Look, by: Actor, at: datetime) -> tuple[looks.Found, Report | None]:
    """Look as an authorised person and issue what was answered; entry and report share one transaction.

    Returns:
        The answer of the look, and the report; None when the look was refused or found nothing.

    Events: reports:report:issue, beside the entry of the look.
    Source: 第十五条, 第十八条, 第十九条.
    """
    require_fonts()
    found = looks.look_up(look=look, by=by, at=at)
    if found.refused or found.subject is None:
        return found, None
    purpose = f"{by.label}　{purposes()[look.purpose].title}：{look.reason}"
    state = Entry.objects.values_list("data_version", flat=True).get(pk=found.entry)
    order = _Order(sources.looked_at(found, local_date(at)), Version.RESTRICTED, state, purpose, found.entry)
    return found, _issue(order, by=by, at=at)


def fulfil(*, request: str, by: Actor, at: datetime) -> None:
    """Make the report a request of the public waits for; repeating it does nothing."""
    with transaction.atomic():
        asked = Request.objects.select_for_update().filter(pk=request, state=RequestState.WAITING).first()
        if asked is None:
            return
        try:
            with transaction.atomic():
                asked.report = issue_public(subject=asked.subject, by=by, at=at)
        except RefusalError as refusal:
            asked.state, asked.error_code = RequestState.FAILED, refusal.code
        else:
            asked.state, asked.data_state = RequestState.READY, asked.report.state
        asked.save(update_fields=["state", "error_code", "report", "data_state"])


def _lock(subject: int) -> None:
    """Let one transaction at a time issue for a subject."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7032, hashint8(%s))", [subject])


def _settled(subject: int) -> tuple[Material, str]:
    """Return what the public may read, and the state it was read in: the same before and after reading.

    Raises:
        ReportError: `report.not_found`; `report.unsettled` while the data keep changing.
    """
    for _ in range(_TRIES):
        before = state_of(subject)
        found = sources.disclosed(subject)
        if found is None:
            raise ReportError("report.not_found", "没有找到该主体可向社会公开的信息，无法生成报告。")
        if state_of(subject) == before:
            return found, before
    raise ReportError("report.unsettled", "该主体的信息正在更新，请稍后再试。")


def state_of(subject: int) -> str:
    """Return the state of what is disclosed of a subject, as the function of the public door has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reports_state(%s, %s)", [subject, form_now()])
        (state,) = cursor.fetchone()
    return str(state)


def _issue(order: _Order, *, by: Actor, at: datetime) -> Report:
    number, code = next_number(SERIES, local_date(at).year), new_code()
    head = Head(number, code, order.version, at, verification_address(number, code), order.purpose)
    document, signs = compose(order.material, head)
    made = paper(document, at=at)
    report = Report.objects.create(
        number=number,
        code=code,
        subject=order.material.number,
        subject_name=order.material.name,
        subject_code=order.material.code,
        version=order.version,
        state=order.state,
        issued_at=at,
        actor_kind=by.kind,
        actor=by.key,
        entry=order.entry,
        pages=made.pages,
        missing_glyphs=list(dict.fromkeys(each.point for each in signs.missing)),
        **_kept(made, order.version),
    )
    data = {
        "version": order.version.value,
        "digest": report.digest.hex(),
        "pages": made.pages,
        "edition": load_catalogue().edition.code,
    }
    audit.record("reports:report:issue", by=by, at=at, target=Target("report", number), data=data)
    return report


def _kept(made: Paper, version: Version) -> Mapping[str, Any]:
    """Store a paper: the public one where the public door can be handed it, any other sealed as a file."""
    if version is Version.PUBLIC:
        return {"content": made.pdf, "digest": sm3(made.pdf), "size": len(made.pdf)}
    file = storage.store(io.BytesIO(made.pdf), settings.XINYONG_HOME)
    return {"stored_name": file.name, "wrapped_key": file.wrapped_key, "digest": file.sm3, "size": file.size}


def sm3(content: bytes) -> bytes:
    """Return the SM3 digest of bytes."""
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize()


def new_code() -> str:
    """Return a verification code: sixty random bits, without signs that look alike."""
    return "".join(secrets.choice(_SIGNS) for _ in range(CODE_LENGTH))


def verification_address(number: str, code: str) -> str:
    """Return the page that says whether a report is genuine."""
    return f"{settings.XINYONG_PUBLIC_URL.rstrip('/')}/verify/?{urlencode({'number': number, 'code': code})}"
