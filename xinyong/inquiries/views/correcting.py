"""更正 and 撤回 of one record by a reporter of the agency: asked for here, looked at by another person afterwards."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, say, see_other, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Severity
from xinyong.collection import correcting, corrections
from xinyong.collection.correcting import MovedError, PendingError, Wanted
from xinyong.collection.errors import WrongStateError
from xinyong.collection.models import Submission
from xinyong.collection.states import State
from xinyong.infra.clock import now, today
from xinyong.inquiries import own_forms, own_looks
from xinyong.inquiries.own_forms import CorrectionForm
from xinyong.inquiries.own_lists import name_of
from xinyong.inquiries.views.own_record import reader_of, record_or_404
from xinyong.records.models import Record
from xinyong.records.own import present_versions
from xinyong.records.states import ChangeKind, Validity
from xinyong.screens.values import Line, Link

_REPORTER = (Right.CORRECT, Grant.OWN_WITH_REASON)
_METHODS = ["GET", "HEAD", "POST"]
_MOVED = "这条记录在您填写期间有了第{}版，下面是现在的内容。请重新核对，需要的再更正。"


class _Page:
    """The form about one record, for its reporter."""

    def __init__(self, request: StaffRequest, number: int, *, withdraws: bool) -> None:
        self.request, self.withdraws = request, withdraws
        self.record = record_or_404(request, number)
        self.item = load_catalogue().item(self.record.item)
        self.reader = reader_of(request, self.record)
        version = present_versions([self.record])[self.record.pk]
        self.name = name_of(self.record, version)
        self.before = own_forms.present(self.record, version.payload, self.reader)

    def here(self) -> str:
        return reverse("records:record", args=[self.record.pk])

    def hindrance(self) -> HttpResponse | None:
        """Lead away when there is nothing to be asked for now."""
        if other := corrections.pending(self.record):
            return _to(self.request, other.submission.receipt, PendingError(other.submission.receipt).message)
        if self.record.validity == Validity.REVOKED:
            words = "这条记录已经撤回，不能再更正。确需恢复的，请按原事项重新报送。"
            say(self.request, words, "warn")
            return see_other(self.here())
        return None

    def read(self, given: Mapping[str, str]) -> CorrectionForm:
        if self.withdraws:
            return own_forms.read_withdrawal(given, self.before)
        return own_forms.read_correction(given, self.item, self.before)

    def empty(self) -> CorrectionForm:
        return own_forms.nothing_typed(self.record.version, self.before)

    def show(self, form: CorrectionForm, *, notice: str = "", status: int = 200) -> HttpResponse:
        """Show the form; the look at what it is filled in with leaves its entry."""
        own_looks.look_at_record(
            record=self.record, why=own_looks.CORRECTION, by=self.request.actor, at=now()
        )
        name = "withdraw" if self.withdraws else "correct"
        return render(self.request, f"inquiries/own/{name}.html", self._context(form, notice), status=status)

    def _context(self, form: CorrectionForm, notice: str) -> dict[str, Any]:
        fields = (
            []
            if self.withdraws
            else own_forms.correction_fields(self.item, form, self.before, self.reader, today())
        )
        why = own_forms.why_fields(form, withdraws=self.withdraws)
        return {
            "record": self.record,
            "item": self.item,
            "name": self.name,
            "notice": notice,
            "fields": fields,
            "why": why,
            "faults": own_forms.summary(self.item, form, [*fields, *why]),
            "fixed": self._fixed(),
            "token": secrets.token_urlsafe(18),
            "crumbs": (
                Link("本单位数据", reverse("records:records")),
                Link(self.name, self.here()),
                Link("撤回" if self.withdraws else "更正"),
            ),
        }

    def _fixed(self) -> list[Line]:
        """Return what cannot be corrected."""
        fixed = own_forms.locked(self.item)
        fields = ((field, self.before.get(field.code, "")) for field in self.item.fields)
        return [
            Line(field.title, self.reader.text(value, field))
            for field, value in fields
            if field.code in fixed and value
        ]


@sensitive_post_parameters()
@require_http_methods(_METHODS)
@staff(_REPORTER)
def correct(request: StaffRequest, number: int) -> HttpResponse:
    """Ask what is right, and hand the correction to the reviewer."""
    return _answer(request, _Page(request, number, withdraws=False))


@sensitive_post_parameters()
@require_http_methods(_METHODS)
@staff(_REPORTER)
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """Ask why a record is to go, and hand the withdrawal to the reviewer."""
    return _answer(request, _Page(request, number, withdraws=True))


def _answer(request: StaffRequest, page: _Page) -> HttpResponse:
    if request.method != "POST":
        return page.hindrance() or page.show(page.empty())
    form = page.read(request.POST)
    if first := _sent_before(request, page.record, form):
        return _to(request, first.receipt)
    if form.version != page.record.version:
        return page.show(page.empty(), notice=_MOVED.format(page.record.version), status=409)
    if "" not in form.faults:  # all that is wrong is told at once
        form.faults.update(_checked(form, page))
    return page.show(form, status=422) if form.faults else _handed_in(page, form)


def _sent_before(request: StaffRequest, record: Record, form: CorrectionForm) -> Submission | None:
    """Return what was made of this very form, by a first click or before going back."""
    if not form.token:
        return None
    sent = Submission.objects.filter(
        token=form.token, agency=record.agency, actor=request.actor.key, correction__record_id=record.pk
    )
    return sent.exclude(state=State.CANCELLED).first()


def _checked(form: CorrectionForm, page: _Page) -> own_forms.Faults:
    faults = own_forms.check(form, page.record, today(), withdraws=page.withdraws)
    if not (faults and page.withdraws):
        return faults
    own_forms.without_faults(form, page.record, faults)
    return own_forms.check(form, page.record, today(), withdraws=True)


def _handed_in(page: _Page, form: CorrectionForm) -> HttpResponse:
    wanted = Wanted(
        record=page.record,
        version=form.version,
        values=form.values,
        reason=form.reason,
        token=form.token or secrets.token_urlsafe(18),
        change_kind=ChangeKind(form.kind) if form.kind else ChangeKind.ERROR_CORRECTED,
        withdraws=page.withdraws,
    )
    by, at = page.request.actor, now()
    try:
        submission = correcting.correct(wanted=wanted, by=by, at=at)
    except MovedError as refusal:
        return page.show(page.empty(), notice=refusal.message, status=409)
    except PendingError as refusal:
        return _to(page.request, refusal.receipt, refusal.message)
    except WrongStateError as refusal:
        say(page.request, refusal.message, "warn")
        return see_other(page.here())
    submission = correcting.hand_to_reviewer(submission=submission, by=by, at=at)
    if submission.state == State.CANCELLED:
        form.faults.update(_found(submission))
        return page.show(form, status=422)
    return _to(page.request, submission.receipt, "已提交审核。由本单位另一位审核员通过后生效。", "good")


def _found(submission: Submission) -> own_forms.Faults:
    """Return what only the records could tell, or that nothing would change."""
    wrong = submission.findings.filter(severity=Severity.REJECT).values_list("field", "message")
    return own_forms.by_field(wrong) or {"": "没有改动任何内容：填写的和现在的内容相同。"}


def _to(request: StaffRequest, receipt: str, words: str = "", tone: str = "warn") -> HttpResponse:
    if words:
        say(request, words, tone)
    return see_other(reverse("records:change", args=[receipt]))
