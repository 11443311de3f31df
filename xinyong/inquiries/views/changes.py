"""更正与撤回 of an agency: the list, those that wait first, and the page of one, where its reviewer decides."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from xinyong.accounts.models import Post
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.roles import Role
from xinyong.accounts.staff import StaffRequest, say, see_other, staff
from xinyong.audit.models import ActorKind
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, corrections, decisions, queries, showing
from xinyong.collection.correcting import WITHDRAWALS
from xinyong.collection.errors import CollectionError, NotYoursError, WrongStateError
from xinyong.collection.lists import MOST_COUNTED
from xinyong.collection.models import Correction, RowOutcome, Submission
from xinyong.collection.states import State
from xinyong.infra.clock import now, today
from xinyong.infra.excel_out import MOST_ROWS
from xinyong.inquiries import own_looks, own_shown
from xinyong.inquiries.own_lists import name_of
from xinyong.inquiries.views.own_record import reader_of
from xinyong.records.models import Record, RecordVersion
from xinyong.records.own import present_versions
from xinyong.screens.asking import chosen, day_of, page_of, typed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Field, Line, Link, Pager, Row, Table

SIZE = 50
_REVIEWER = (Right.CORRECT, Grant.APPROVES_OWN)
_READERS = ((Right.CORRECT, Grant.OWN_WITH_REASON), _REVIEWER)
_KINDS = {"correct": "更正", "withdraw": "撤回"}
_COLUMNS = (
    Column("回执", whole=True),
    Column("类别", whole=True),
    Column("信息事项"),
    Column("主体"),
    Column("理由"),
    Column("提出人"),
    Column("提出时间", whole=True),
    Column("状态", whole=True),
    Column("审核人"),
)
_STATE = 7
_UNDER_WAY = (State.RECEIVED, State.CHECKED, State.CONFIRMED)


@require_safe
@staff(*_READERS)
def changes(request: StaffRequest) -> HttpResponse:
    """Show what was asked to be corrected or withdrawn, what waits for the reviewer first."""
    found, fields, asked = _asked(request)
    if wants_export(request):
        shown = list(found[:MOST_ROWS])
        _note(request, shown, own_looks.EXPORT)
        return exported("更正与撤回", [column.title for column in _COLUMNS], _texts(shown))
    total = found[:MOST_COUNTED].count()
    pager = Pager(page_of(request.GET), total, SIZE, request.path, asked, unit="份")
    shown = list(found[pager.offset : pager.offset + SIZE])
    _note(request, shown, own_looks.LIST)
    context = {
        "fields": fields,
        "table": Table("更正与撤回", _COLUMNS, _rows(shown), "没有符合条件的更正和撤回。", dense=True),
        "pager": pager,
        "export": export_link(request, asked) if total else None,
    }
    part = "inquiries/own/_changes.html" if wants_part(request) else "inquiries/own/changes.html"
    return render(request, part, context)


def _asked(request: StaffRequest) -> tuple[QuerySet[Correction], list[Field], dict[str, str]]:
    """Return the corrections asked for, the fields that ask, and what an address repeats."""
    given = request.GET
    state, kind = chosen(given, "state", State.values), chosen(given, "kind", _KINDS)
    receipt, since, until = (
        typed(given, "receipt", 40).upper(),
        day_of(given, "since"),
        day_of(given, "until"),
    )
    wanted = {
        "submission__state": state,
        "withdraws": kind == "withdraw" if kind else "",
        "submission__receipt__startswith": receipt,
        "submission__received_at__date__gte": since,
        "submission__received_at__date__lte": until,
    }
    found = corrections.access_corrections(actor=request.actor)
    found = found.filter(**{name: value for name, value in wanted.items() if value not in {"", None}})
    days = {"since": str(since or ""), "until": str(until or "")}
    fields = [
        Field("state", "状态", state, "select", options=(("", "全部"), *State.choices)),
        Field("kind", "类别", kind, "select", options=(("", "全部"), *_KINDS.items())),
        Field("receipt", "回执编号", receipt),
        Field("since", "提出日期自", days["since"], "date"),
        Field("until", "提出日期至", days["until"], "date"),
    ]
    return _waiting_first(found), fields, {"state": state, "kind": kind, "receipt": receipt} | days


def _waiting_first(found: QuerySet[Correction]) -> QuerySet[Correction]:
    place = Case(
        When(submission__state=State.IN_REVIEW, then=Value(0)),
        When(submission__state__in=_UNDER_WAY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(place, "-submission__received_at", "-submission_id")


def _note(request: StaffRequest, shown: Sequence[Correction], why: str) -> None:
    own_looks.look_at_list(
        agency=request.actor.organisation,
        items={each.submission.item for each in shown},
        found=len(shown),
        why=why,
        by=request.actor,
        at=now(),
    )


def _rows(shown: Sequence[Correction]) -> list[Row]:
    rows = []
    for each, texts in zip(shown, _texts(shown), strict=True):
        cells = [Cell(text) for text in texts]
        cells[0] = Cell(texts[0], reverse("records:change", args=[texts[0]]))
        cells[_STATE] = showing.state_cell(each.submission.state)
        rows.append(Row(cells))
    return rows


def _texts(shown: Sequence[Correction]) -> Iterator[list[str]]:
    """Yield the cells of each; three statements however many they are."""
    names = _names(shown)
    submissions = [each.submission for each in shown]
    reporters = [(each.actor_kind, each.actor) for each in submissions]
    reviewers = [(ActorKind.USER, each.reviewed_by) for each in submissions if each.reviewed_by]
    staff_names = showing.people([*reporters, *reviewers])
    for each in shown:
        found = each.submission
        yield [
            found.receipt,
            _kind(each),
            load_catalogue().item(found.item).title,
            names.get(each.record_id, ""),
            found.reason,
            staff_names[found.actor_kind, found.actor],
            showing.moment(found.received_at),
            State(found.state).label,
            staff_names.get((ActorKind.USER, found.reviewed_by or ""), ""),
        ]


def _kind(correction: Correction) -> str:
    return f"撤回：{WITHDRAWALS[correction.change_kind]}" if correction.withdraws else "更正"


def _names(shown: Sequence[Correction]) -> dict[int, str]:
    """Return whom the records are about; two statements."""
    records = list(
        Record.objects.filter(pk__in=[each.record_id for each in shown])
        .select_related("subject")
        .defer("public")
    )
    versions = present_versions(records)
    return {each.pk: name_of(each, versions[each.pk]) for each in records}


@require_safe
@staff(*_READERS)
def change(request: StaffRequest, receipt: str) -> HttpResponse:
    """Show one correction: what changes, why, who asks; for the reviewer also what can be decided."""
    return _page(request, _access_or_404(request, receipt))


def _access_or_404(request: StaffRequest, receipt: str) -> Correction:
    found = corrections.access_corrections(actor=request.actor).filter(submission__receipt=receipt).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: StaffRequest, found: Correction, *, refusal: str = "", given: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a correction.

    Args:
        request: Of the reader.
        found: The correction.
        refusal: Why what they asked for was not done.
        given: A reason they have typed, to be kept.
        status: Of the answer.
    """
    record = Record.objects.select_related("subject").get(pk=found.record_id)
    own_looks.look_at_record(record=record, why=own_looks.CHANGE, by=request.actor, at=now())
    submission = found.submission
    state = State(submission.state)
    name = name_of(record, present_versions([record])[record.pk])
    context = {
        "correction": found,
        "submission": submission,
        "record": record,
        "name": name,
        "state": state,
        "tone": showing.tone_of(state),
        "facts": _facts(found, name),
        "history": showing.history(submission),
        "differences": _differences(request, found, record),
        "moved": state == State.IN_REVIEW and record.version != found.version,
        "working": state in {State.RECEIVED, State.CONFIRMED},
        "may_review": queries.may_review(actor=request.actor, submission=submission),
        "must_sign": decisions.is_open(submission),
        "alone": state == State.IN_REVIEW and not _has_reviewer(submission),
        "progress": queries.progress(submission),
        "refusal": refusal,
        "given": given,
        "crumbs": (Link("更正与撤回", reverse("records:changes")), Link(submission.receipt)),
    }
    return render(request, "inquiries/own/change.html", context, status=status)


def _facts(found: Correction, name: str) -> list[Line]:
    submission = found.submission
    return [
        Line("类别", _kind(found)),
        Line("主体", name),
        Line("信息事项", load_catalogue().item(submission.item).title),
        Line("理由", submission.reason),
        *([Line("退回理由", submission.review_reason)] if submission.review_reason else []),
    ]


def _differences(request: StaffRequest, found: Correction, record: Record) -> list[Any] | None:
    """Return what would change, or has changed; None where nothing came of it."""
    submission = found.submission
    if submission.finished_at is None:
        rows = queries.changes(submission, limit=1).rows
        return list(rows[0].fields) if rows else []
    outcome = RowOutcome.objects.filter(submission=submission, seq__isnull=False).first()
    if outcome is None:
        return None
    found_versions = RecordVersion.objects.filter(record_id=record.pk, seq__in=[found.version, outcome.seq])
    old, new = found_versions.order_by("seq").values_list("payload", flat=True)
    reader = reader_of(request, record)
    return list(own_shown.differences(record, old, new, reader))


def _has_reviewer(submission: Submission) -> bool:
    """Tell whether there is anybody of the agency who could review it."""
    posts = Post.objects.in_force(today()).filter(
        organisation__code=submission.agency, role=Role.REVIEWER, user__suspended_at__isnull=True
    )
    own = {int(key) for key in (submission.actor, submission.confirmed_by) if key and key.isdecimal()}
    return posts.exclude(user__in=own).exists()


@require_POST
@staff(_REVIEWER)
def approve(request: StaffRequest, receipt: str) -> HttpResponse:
    """Approve a correction; the worker carries it out."""
    signed = "open_signed" in request.POST
    return _decided(
        request,
        receipt,
        lambda found: actions.approve(
            submission=found.submission, open_signed=signed, by=request.actor, at=now()
        ),
    )


@require_POST
@staff(_REVIEWER)
def give_back(request: StaffRequest, receipt: str) -> HttpResponse:
    """Give a correction back to its reporter."""
    reason = typed(request.POST, "reason", 1000)
    return _decided(
        request,
        receipt,
        lambda found: actions.give_back(
            submission=found.submission, reason=reason, by=request.actor, at=now()
        ),
    )


def _decided(request: StaffRequest, receipt: str, step: Callable[[Correction], object]) -> HttpResponse:
    """Take a step and show what became of it; what another has decided meanwhile is told."""
    found = _access_or_404(request, receipt)
    here = reverse("records:change", args=[receipt])
    try:
        step(found)
    except WrongStateError as refusal:
        say(request, refusal.message, "warn")
        return see_other(here)
    except CollectionError as refusal:
        found = _access_or_404(request, receipt)
        status = 403 if isinstance(refusal, NotYoursError) else 422
        given = typed(request.POST, "reason", 1000)
        return _page(request, found, refusal=refusal.message, given=given, status=status)
    return see_other(here)
