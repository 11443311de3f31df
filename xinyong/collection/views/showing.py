"""The page of one submission: what stands in its state, what is wrong with it, and what to do next."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts import rights
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.staff import StaffRequest, staff
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.collection import decisions, queries, showing
from xinyong.collection.errors import CollectionError, NoSuchSubmissionError
from xinyong.collection.models import Submission
from xinyong.collection.notices import TEMPLATE_STALE
from xinyong.collection.reviewing import item_of
from xinyong.collection.states import FINAL, Channel, State
from xinyong.collection.views import finding_list
from xinyong.collection.views.choosing import address_if_any, dictionary
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Link

READERS = (Right.SUBMIT, (Right.APPROVE, Grant.OWN), (Right.LOG, Grant.ALL_READ_ONLY))
_CHANGES = 200
WORKING = frozenset({State.RECEIVED, State.CONFIRMED})  # the worker is at it


def access_or_404(request: StaffRequest, receipt: str) -> Submission:
    """Return the submission of an address, if it is the reader's to see."""
    try:
        return queries.access_submission(actor=request.actor, receipt=receipt)
    except NoSuchSubmissionError:
        raise Http404 from None


@require_safe
@staff(*READERS)
def submission(request: StaffRequest, receipt: str) -> HttpResponse:
    """Show one submission; htmx fetches its list of findings alone."""
    found = access_or_404(request, receipt)
    if wants_part(request) and reads_file(request, found):
        context = {"submission": found} | finding_list.context(request, found)
        return render(request, "collection/_findings.html", context)
    return page(request, found)


def reads_file(request: StaffRequest, found: Submission) -> bool:
    """Tell whether what is in the file is the reader's to see, not only what became of it."""
    try:
        queries.access_original(actor=request.actor, receipt=found.receipt)
    except NoSuchSubmissionError:
        return False
    return True


def original_or_404(request: StaffRequest, receipt: str) -> Submission:
    """Return the submission of an address, if its file is the reader's to see."""
    try:
        return queries.access_original(actor=request.actor, receipt=receipt)
    except NoSuchSubmissionError:
        raise Http404 from None


def page(
    request: StaffRequest, found: Submission, *, refusal: str = "", given: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a submission.

    Args:
        request: Of the reader.
        found: The submission.
        refusal: Why what they asked for was not done.
        given: A reason they have typed, to be kept.
        status: Of the answer.
    """
    context = _head(request, found) | {"refusal": refusal, "given": given}
    context |= _deciding(request, found)
    if found.state in WORKING:
        context |= progress_context(found)
    if found.checked_at:
        context["shares"] = showing.shares(found)
        context |= finding_list.context(request, found) if reads_file(request, found) else {}
    return render(request, "collection/submission.html", context, status=status)


def _head(request: StaffRequest, found: Submission) -> dict[str, Any]:
    item = item_of(found)
    back = Link("报送记录", reverse("collection:submissions"))
    if queries.sees_all(request.actor):
        back = Link("全部报送", reverse("collection:all_submissions"))
    return {
        "submission": found,
        "item": item,
        "dictionary": dictionary(item),
        "state": State(found.state),
        "tone": showing.tone_of(found.state),
        "steps": showing.steps(found),
        "lines": showing.sheet(found),
        "history": showing.history(found),
        "panel": f"collection/state/{found.state}.html",
        "final": found.state in FINAL,
        "working": found.state in WORKING,
        "again": _again(request, found),
        "by_form": found.channel == Channel.FORM,
        "right_items": _named_items(found),
        "stale": any(kind["code"] == TEMPLATE_STALE for kind in found.findings_by_kind),
        "crumbs": (Link("首页", reverse("workspace:home")), back, Link(found.receipt)),
    }


def _named_items(found: Submission) -> list[Item]:
    """Return the other items that the refusal of a file names: it may be of one of them."""
    if found.error_code != "template.wrong_item":
        return []
    items = load_catalogue().items.values()
    return [each for each in items if each.code != found.item and f"（{each.code}）" in found.error_message]


def _again(request: StaffRequest, found: Submission) -> str:
    """Return where the same item is submitted once more, if the reader may."""
    if not rights.may(request.actor, Right.SUBMIT, found.agency):
        return ""
    if found.channel == Channel.FORM:
        return address_if_any("records:changes")
    address = reverse("collection:submit", args=[found.item])
    return address if request.actor.organisation == found.agency else f"{address}?agency={found.agency}"


def _deciding(request: StaffRequest, found: Submission) -> dict[str, Any]:
    """Return who may do what with it now."""
    waits = found.state in {State.CHECKED, State.IN_REVIEW} and reads_file(request, found)
    return {
        "good": showing.good_rows(found),
        "loaded": showing.loaded_rows(found),
        "may_submit": rights.may(request.actor, Right.SUBMIT, found.agency),
        "may_review": queries.may_review(actor=request.actor, submission=found),
        "second_person": queries.has_second_person(found),
        "must_sign": decisions.is_open(found),
        "changes": queries.changes(found, limit=_CHANGES) if waits else None,
    }


@require_safe
@staff(*READERS)
def progress(request: StaffRequest, receipt: str) -> HttpResponse:
    """Show how far the worker is; once it is done, have the whole page fetched anew and asking end."""
    found = access_or_404(request, receipt)
    if found.state not in WORKING:
        return HttpResponse(status=286, headers={"HX-Refresh": "true"})
    context = {"submission": found} | progress_context(found)
    return render(request, "collection/_progress.html", context)


def progress_context(found: Submission) -> dict[str, Any]:
    """Return how far the worker is with a submission."""
    return {"progress": queries.progress(found)}


@require_safe
@staff(*READERS)
def row(request: StaffRequest, receipt: str, line: int) -> HttpResponse:
    """Show one row as it stands in the file, with its faults beside the cells."""
    found = original_or_404(request, receipt)
    here = reverse("collection:submission", args=[found.receipt])
    context = {
        "submission": found,
        "item": item_of(found),
        "line": line,
        "title": f"第{line}行",
        "crumbs": (Link("首页", reverse("workspace:home")), Link(found.receipt, here), Link(f"第{line}行")),
    }
    try:
        context["row"] = queries.row(found, line)
    except CollectionError as refusal:
        context["refusal"] = refusal.message
        return render(request, "collection/row.html", context, status=422)
    if context["row"] is None:
        raise Http404
    return render(request, "collection/row.html", context)
