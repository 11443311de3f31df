"""What is decided about a submission: confirmed, cancelled, approved, given back. Each leads back to its page."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, say, see_other, staff
from xinyong.collection import actions
from xinyong.collection.errors import CollectionError, NotYoursError, WrongStateError
from xinyong.collection.models import Submission
from xinyong.collection.views import showing
from xinyong.infra.clock import now

_REVIEWER = (Right.APPROVE, Grant.OWN)


@require_POST
@staff(Right.SUBMIT)
def confirm(request: StaffRequest, receipt: str) -> HttpResponse:
    """Confirm a checked submission."""

    def step(found: Submission) -> None:
        actions.confirm(
            submission=found,
            accept_valid="accept_valid" in request.POST,
            open_signed="open_signed" in request.POST,
            by=request.actor,
            at=now(),
        )

    return _done(request, receipt, step)


@require_POST
@staff(Right.SUBMIT)
def cancel(request: StaffRequest, receipt: str) -> HttpResponse:
    """Take a submission back."""
    return _done(request, receipt, lambda found: actions.cancel(submission=found, by=request.actor, at=now()))


@require_POST
@staff(_REVIEWER)
def approve(request: StaffRequest, receipt: str) -> HttpResponse:
    """Approve a submission in review."""
    signed = "open_signed" in request.POST
    return _done(
        request,
        receipt,
        lambda found: actions.approve(submission=found, open_signed=signed, by=request.actor, at=now()),
    )


@require_POST
@staff(_REVIEWER)
def give_back(request: StaffRequest, receipt: str) -> HttpResponse:
    """Give a submission in review back to its reporter."""
    reason = request.POST.get("reason", "").replace("\0", "")
    return _done(
        request,
        receipt,
        lambda found: actions.give_back(submission=found, reason=reason, by=request.actor, at=now()),
    )


def _done(request: StaffRequest, receipt: str, step: Callable[[Submission], object]) -> HttpResponse:
    """Take a step and show what became of it; what was done already, in another tab or by another, is told."""
    found = showing.access_or_404(request, receipt)
    here = reverse("collection:submission", args=[found.receipt])
    try:
        step(found)
    except WrongStateError as refusal:
        say(request, refusal.message, "warn")
        return see_other(here)
    except NotYoursError as refusal:
        return _refused(request, found, refusal, status=403)
    except CollectionError as refusal:
        return _refused(request, found, refusal, status=422)
    return see_other(here)


def _refused(
    request: StaffRequest, found: Submission, refusal: CollectionError, *, status: int
) -> HttpResponse:
    found.refresh_from_db()
    given = request.POST.get("reason", "").replace("\0", "")
    return showing.page(request, found, refusal=refusal.message, given=given, status=status)
