"""One record of an agency: what it says, how it stands, what became of it; and two of its versions side by side."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts import rights
from xinyong.accounts.queries import name_on
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import corrections
from xinyong.infra import crypto
from xinyong.infra.clock import now, today
from xinyong.inquiries import own_forms, own_looks, own_shown
from xinyong.inquiries.own_lists import DISCLOSURE_TONES, VALIDITY_TONES, name_of
from xinyong.inquiries.own_shown import Reader
from xinyong.records.models import Record, RecordVersion
from xinyong.records.own import NoSuchRecordError, access_record, history
from xinyong.records.queries import codes_of
from xinyong.records.states import Disclosure, RecordClass, Validity
from xinyong.screens.values import Field, Line, Link

_LARGEST = 2**63 - 1


def record_or_404(request: StaffRequest, number: int) -> Record:
    """Return the record of an address, if the reader manages it."""
    try:
        return access_record(actor=request.actor, number=min(number, _LARGEST), today=today())
    except NoSuchRecordError:
        raise Http404 from None


def reader_of(request: StaffRequest, record: Record) -> Reader:
    """Return how much of a record the reader sees."""
    own = bool(request.actor.organisation) and record.agency == request.actor.organisation
    return Reader(own, crypto.keyring(settings.XINYONG_HOME))


def may_correct(request: StaffRequest, record: Record) -> bool:
    """Tell whether the reader is a reporter of the agency that reported the record."""
    return rights.may(request.actor, Right.CORRECT, record.agency, under=Grant.OWN_WITH_REASON)


@require_safe
@staff(Right.CORRECT)
def record(request: StaffRequest, number: int) -> HttpResponse:
    """Show one record; the look leaves its entry."""
    found = record_or_404(request, number)
    own_looks.look_at_record(record=found, why=own_looks.RECORD, by=request.actor, at=now())
    versions, reader = history(found), reader_of(request, found)
    context = _head(found, versions) | {
        "content": own_shown.content(found, versions[0].payload, reader),
        "own": reader.own,
        "versions": own_shown.history(versions),
        "pending": corrections.pending(found) if reader.own else None,
        "may_correct": may_correct(request, found) and found.validity != Validity.REVOKED,
        "why": own_forms.why_fields(own_forms.nothing_typed(found.version), withdraws=True),
        "token": secrets.token_urlsafe(18),
        "compared": _compared(request, found, versions, reader),
    }
    return render(request, "inquiries/own/record.html", context)


def _head(found: Record, versions: Sequence[RecordVersion]) -> dict[str, Any]:
    item = load_catalogue().item(found.item)
    validity, disclosure = Validity(found.validity), Disclosure(found.disclosure)
    badges = [
        (validity.label, VALIDITY_TONES[validity]),
        (disclosure.label, DISCLOSURE_TONES.get(disclosure, "calm")),
        (f"{found.record_class} 类 {RecordClass(found.record_class).label}", "calm"),
    ]
    return {
        "record": found,
        "item": item,
        "name": name_of(found, versions[0]),
        "badges": [*badges, ("异议中", "warn")] if found.disputed else badges,
        "facts": _facts(found),
        "public": f"{settings.XINYONG_PUBLIC_URL.rstrip('/')}/record/{found.pk}/"
        if own_shown.is_public(found, today())
        else "",
        "crumbs": (Link("本单位数据", reverse("records:records")), Link(item.title)),
    }


def _facts(found: Record) -> list[Line]:
    code = codes_of([found.subject_id]).get(found.subject_id, "") if found.subject_id else ""
    days = (
        f"{found.disclosed_from or ''} 至 {found.disclosed_until or '长期'}" if found.disclosed_from else ""
    )
    facts = (
        ("统一社会信用代码", code),
        ("主体", "" if found.subject_id else "未匹配：代码缺少或者无效，只有本单位看得到"),
        ("报送单位", name_on(found.agency, today())),
        ("决定机关", found.organ),
        ("公示期限", days),
        ("下架原因", found.disclosure_reason),
        ("保存至", str(found.retained_until or "长期")),
        ("记录编号", str(found.pk)),
    )
    return [Line(title, text, code=title == "记录编号") for title, text in facts if text]


def _compared(
    request: StaffRequest, found: Record, versions: Sequence[RecordVersion], reader: Reader
) -> dict[str, Any] | None:
    """Return two versions side by side, the last two unless others are chosen; None while there is one."""
    if len(versions) == 1:
        return None
    by_number = {str(version.seq): version for version in versions}
    new = by_number.get(request.GET.get("to", ""), versions[0])
    old = by_number.get(request.GET.get("from", ""), versions[1])
    options = [(number, f"第{number}版") for number in by_number]
    return {
        "fields": (
            Field("from", "旧版本", str(old.seq), "select", options=options),
            Field("to", "新版本", str(new.seq), "select", options=options),
        ),
        "old": old.seq,
        "new": new.seq,
        "differences": list(own_shown.differences(found, old.payload, new.payload, reader)),
    }
