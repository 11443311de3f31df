"""What people decide about a submission, who may, and what becomes of its rows. Design 4.3; 第十一条, 第十七条."""

import io
import threading

import pytest
from builders import csv_file, grid, penalty
from conftest import AT
from django.db import IntegrityError, connection, connections, transaction

from xinyong.audit.models import Event
from xinyong.collection import actions, processing
from xinyong.collection.errors import CollectionError, NotYoursError, UndecidedError, WrongStateError
from xinyong.collection.models import Change, CheckedLines, Progress, RowOutcome, Submission
from xinyong.collection.reconciling import reconcile
from xinyong.collection.states import FINAL, TRANSITIONS, State
from xinyong.collection.tasks import WORKER
from xinyong.records.models import Record

GOOD, BAD = penalty(1), penalty(2, CF_SY=None)


def ledger(submission):
    return dict(RowOutcome.objects.filter(submission=submission).values_list("line", "outcome"))


@pytest.fixture
def checked(hand_in, worker):
    """Return a function: a submission that waits to be confirmed."""

    def wait(*rows, **more):
        submission = hand_in(rows or [GOOD], **more)
        assert worker.work() == ["check"]
        submission.refresh_from_db()
        return submission

    return wait


@pytest.fixture
def step(staff):
    """Take a step as it should be taken, by somebody, or by who usually does."""
    steps = {
        "check": lambda s, by: actions.check(submission=s, by=by or WORKER, at=AT),
        "load": lambda s, by: actions.load(submission=s, by=by or WORKER, at=AT),
        "confirm": lambda s, by: actions.confirm(
            submission=s, accept_valid=True, open_signed=True, by=by or staff.reporter, at=AT
        ),
        "approve": lambda s, by: actions.approve(
            submission=s, open_signed=True, by=by or staff.reviewer, at=AT
        ),
        "give_back": lambda s, by: actions.give_back(
            submission=s, reason="请核对金额", by=by or staff.reviewer, at=AT
        ),
        "cancel": lambda s, by: actions.cancel(submission=s, by=by or staff.reporter, at=AT),
    }
    return lambda name, submission, by=None: steps[name](submission, by)


WAY = {
    State.RECEIVED: ([GOOD], False, ()),
    State.CHECKED: ([GOOD], False, ("check",)),
    State.IN_REVIEW: ([GOOD], True, ("check", "confirm")),
    State.CONFIRMED: ([GOOD], True, ("check", "confirm", "approve")),
    State.LOADED: ([GOOD], False, ("check", "confirm", "load")),
    State.LOADED_IN_PART: ([GOOD, BAD], False, ("check", "confirm", "load")),
    State.REFUSED: ([GOOD, BAD], False, ("check", "load")),
    State.RETURNED: ([GOOD, BAD], True, ("check", "confirm", "give_back")),
    State.CANCELLED: ([GOOD, BAD], False, ("check", "cancel")),
    State.UNREADABLE: ([], False, ("check",)),
}


@pytest.fixture
def bring(hand_in, step, second_person):
    """Return a function: a submission on its usual way into a state."""

    def there(state):
        rows, reviewed, steps = WAY[state]
        second_person(reviewed)
        submission = hand_in(rows)
        for name in steps:
            step(name, submission)
        assert submission.state == state
        return submission

    return there


# --- the ways between states


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize("state", State, ids=lambda state: state.label)
def test_only_the_steps_of_the_table_can_be_taken(bring, step, state):
    submission = bring(state)
    for name in ("check", "load", "confirm", "approve", "give_back", "cancel"):
        if (state, name) not in TRANSITIONS:
            with pytest.raises(WrongStateError, match=submission.receipt):
                step(name, submission)
    assert Submission.objects.get(pk=submission.pk).state == state


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize("state", sorted(FINAL), ids=lambda state: state.label)
def test_nothing_of_the_draft_outlives_a_final_state(bring, state):
    submission = bring(state)
    assert submission.finished_at == AT
    for table in (CheckedLines, Change, Progress):
        assert not table.objects.exists()
    assert len(ledger(submission)) == submission.rows


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize(
    ("state", "outcomes"),
    [
        pytest.param(State.CANCELLED, {2: "held", 3: "rejected"}, id="cancelled"),
        pytest.param(State.RETURNED, {2: "held", 3: "rejected"}, id="given back"),
        pytest.param(State.LOADED_IN_PART, {2: "inserted", 3: "rejected"}, id="only the good rows wanted"),
    ],
)
def test_every_row_is_accounted_for(bring, state, outcomes):
    submission = bring(state)
    assert ledger(submission) == outcomes
    assert Record.objects.count() == sum(outcome == "inserted" for outcome in outcomes.values())


@pytest.mark.usefixtures("balanced")
def test_what_is_cancelled_before_it_is_checked_has_no_rows(bring, step, worker):
    submission = bring(State.RECEIVED)
    step("cancel", submission)
    worker.work()
    submission.refresh_from_db()
    assert (submission.state, submission.rows, ledger(submission)) == (State.CANCELLED, 0, {})


@pytest.mark.usefixtures("balanced")
def test_the_second_opinion_names_what_became_of_it(bring, step, staff):
    submission = bring(State.IN_REVIEW)
    step("give_back", submission)
    with pytest.raises(WrongStateError, match="已退回"):
        step("approve", submission, staff.other_reviewer)


@pytest.mark.usefixtures("balanced")
def test_every_decision_leaves_an_event_without_words(bring):
    submission = bring(State.RETURNED)
    events = Event.objects.filter(target=submission.receipt).order_by("pk")
    assert [e.kind.rsplit(":", 1)[1] for e in events] == ["receive", "check", "confirm", "give_back"]
    assert "核对" not in str([e.data for e in events])


# --- who may


MAY = {
    "confirm": {"reporter", "operator", "head"},
    "cancel": {"reporter", "operator", "head"},
    "approve": {"reviewer", "other_reviewer"},
    "give_back": {"reviewer", "other_reviewer"},
}
EVERYBODY = (
    "reporter", "reviewer", "other_reviewer", "elsewhere", "reviewer_elsewhere", "operator", "head", "supervisor", "auditor",
)  # fmt: skip


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", MAY)
def test_who_may(bring, step, staff, name, who):
    submission = bring(State.IN_REVIEW if name in {"approve", "give_back"} else State.CHECKED)
    before = submission.state
    if who in MAY[name]:
        step(name, submission, getattr(staff, who))
        assert submission.state != before
        return
    with pytest.raises(NotYoursError):
        step(name, submission, getattr(staff, who))
    assert Submission.objects.get(pk=submission.pk).state == before


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize("part", ["submitted", "confirmed"])
def test_nobody_reviews_what_is_their_own(hand_in, step, staff, employ, second_person, part):
    """Also with two posts: 报送员 and 审核员 in one person."""
    second_person()
    both = employ("shen", "reporter")  # the reviewer, in a second post
    submission = hand_in([GOOD], by=both if part == "submitted" else None)
    step("check", submission)
    step("confirm", submission, both if part == "confirmed" else None)
    for name in ("approve", "give_back"):
        with pytest.raises(NotYoursError, match="审核人不能是报送人"):
            step(name, submission, staff.reviewer)
    step("approve", submission, staff.other_reviewer)


@pytest.mark.django_db
def test_the_database_too_knows_that_nobody_reviews_their_own(bring, staff):
    submission = bring(State.IN_REVIEW)
    with pytest.raises(IntegrityError, match="submission_reviewed_by_another"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(
            reviewed_at=AT, reviewed_by=staff.reporter.key, reviewed_post=1
        )


# --- what must be said


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize(
    ("rows", "accept_valid", "refusal"),
    [
        pytest.param([GOOD, BAD], False, "submission.rejected_rows", id="some rows are bad and nothing was said of them"),
        pytest.param([BAD], True, "submission.no_good_row", id="no row is good"),
        pytest.param([GOOD, BAD], True, None, id="some rows are bad and the good ones are wanted"),
        pytest.param([GOOD], False, None, id="all rows are good"),
    ],
)  # fmt: skip
def test_what_is_said_of_rejected_rows(checked, staff, rows, accept_valid, refusal):
    submission = checked(*rows)
    try:
        actions.confirm(
            submission=submission, accept_valid=accept_valid, open_signed=True, by=staff.reporter, at=AT
        )
        told = None
    except UndecidedError as error:
        told = error.code
    assert told == refusal


@pytest.mark.usefixtures("balanced")
def test_a_choice_nobody_was_asked_for_is_not_kept(checked, step):
    """All rows were good: should one turn out bad when it is loaded, nobody has agreed to leave it out."""
    submission = checked(GOOD)
    step("confirm", submission)
    assert submission.accept_valid is False


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize(
    ("second", "signed_by"),
    [pytest.param(False, "reporter", id="no second person"), pytest.param(True, "reviewer", id="a second person")],
)  # fmt: skip
def test_what_everybody_may_see_is_signed_for(checked, staff, second_person, second, signed_by):
    """第十七条: no 国家秘密, 商业秘密, 个人隐私 in what is disclosed; whoever decides last answers for it."""
    second_person(second)
    submission = checked(GOOD)
    decide = {
        "reporter": lambda signed: actions.confirm(
            submission=submission, accept_valid=False, open_signed=signed, by=staff.reporter, at=AT
        ),
        "reviewer": lambda signed: actions.approve(
            submission=submission, open_signed=signed, by=staff.reviewer, at=AT
        ),
    }
    if second:
        actions.confirm(
            submission=submission, accept_valid=False, open_signed=False, by=staff.reporter, at=AT
        )
        assert submission.open_signed_by is None
    with pytest.raises(UndecidedError, match="公开审查"):
        decide[signed_by](False)
    decide[signed_by](True)
    assert (submission.open_signed_at, submission.open_signed_by) == (AT, getattr(staff, signed_by).key)


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        pytest.param("   ", None, id="blank"),
        pytest.param("很" * 501, None, id="too long"),
        pytest.param(" 第3行金额不对，请核对 ", "第3行金额不对，请核对", id="a reason"),
        pytest.param("410184198001010010 的罚款不对", "410184***********0 的罚款不对", id="a personal number is masked"),
    ],
)  # fmt: skip
def test_a_submission_is_given_back_with_a_reason(bring, staff, reason, kept):
    submission = bring(State.IN_REVIEW)
    if kept is None:
        with pytest.raises(UndecidedError):
            actions.give_back(submission=submission, reason=reason, by=staff.reviewer, at=AT)
        return
    actions.give_back(submission=submission, reason=reason, by=staff.reviewer, at=AT)
    assert (submission.state, submission.review_reason) == (State.RETURNED, kept)


# --- jobs


@pytest.mark.usefixtures("balanced")
def test_what_is_confirmed_is_loaded_in_the_name_of_who_confirmed(checked, step, staff, worker):
    submission = checked(GOOD, BAD)
    assert submission.planned == {"inserted": 1, "updated": 0, "unchanged": 0, "revoked": 0}
    assert not Record.objects.exists()
    step("confirm", submission)
    assert worker.work() == ["load_confirmed"]
    submission.refresh_from_db()
    assert (submission.state, submission.inserted) == (State.LOADED_IN_PART, 1)
    assert Event.objects.get(kind="collection:submission:load").actor == staff.reporter.key


@pytest.mark.usefixtures("balanced")
def test_what_is_approved_is_loaded_in_the_name_of_who_approved(bring, staff, worker):
    bring(State.CONFIRMED)
    worker.work()
    assert Event.objects.get(kind="collection:submission:load").actor == staff.reviewer.key


@pytest.mark.usefixtures("balanced")
def test_a_decision_that_is_undone_leaves_no_job(checked, step, worker):
    submission = checked(GOOD)
    with transaction.atomic():
        step("confirm", submission)
        assert [task for _, task, _ in worker.waiting()] == ["xinyong.collection.tasks.load_confirmed"]
        transaction.set_rollback(True)
    assert worker.waiting() == []


@pytest.mark.usefixtures("balanced")
@pytest.mark.parametrize("state", [State.RECEIVED, State.CONFIRMED], ids=lambda state: state.label)
def test_a_worker_killed_before_its_step_is_committed_starts_again(bring, worker, state):
    submission = bring(state)
    run = processing.check if state == State.RECEIVED else processing.load_confirmed
    with transaction.atomic():
        run(submission.pk, by=WORKER, at=AT)
        transaction.set_rollback(True)  # what the database does when the worker's connection is gone
    submission.refresh_from_db()
    assert submission.state == state
    assert not Record.objects.exists()
    worker.work()
    submission.refresh_from_db()
    assert submission.state == (State.CHECKED if state == State.RECEIVED else State.LOADED)


@pytest.mark.usefixtures("balanced")
def test_an_internal_failure_is_told_by_number_and_tried_again(bring, worker, home):
    submission = bring(State.CONFIRMED)
    with transaction.atomic():
        RowOutcome.objects.create(submission=submission, line=2, outcome="held")  # in the way of the ledger
        with pytest.raises(processing.ProcessingError):
            processing.load_confirmed(submission.pk, by=WORKER, at=AT)
        failed = Submission.objects.get(pk=submission.pk)
        assert (failed.state, failed.error_code) == (State.CONFIRMED, "internal")
        assert (
            failed.error_message.split("编号 ")[1].split("，")[0] in (home / "log" / "errors.log").read_text()
        )
        assert not Record.objects.exists()
        transaction.set_rollback(True)
    worker.work()
    submission.refresh_from_db()
    assert (submission.state, submission.error_code) == (State.LOADED, "")


@pytest.mark.usefixtures("balanced")
def test_jobs_that_come_twice_do_nothing_twice(bring, worker):
    submission = bring(State.CONFIRMED)
    worker.work()
    for run in (processing.check, processing.load_confirmed):
        run(submission.pk, by=WORKER, at=AT)
    assert Event.objects.filter(kind="collection:submission:load").count() == 1


@pytest.mark.usefixtures("balanced")
def test_what_the_records_say_in_the_end_is_told(bring, desk_of_another, worker):
    """Between confirming and loading another agency reports the same decision: the row is refused, and that is said."""
    submission = bring(State.CONFIRMED)
    desk_of_another(GOOD)
    worker.work()
    submission.refresh_from_db()
    assert (submission.state, submission.error_code) == (State.REFUSED, "submission.changed_since")
    assert "确认之后平台数据有变化" in submission.error_message
    assert list(submission.findings.values_list("code", flat=True).distinct()) == ["OTHER_AGENCY"]
    assert submission.rejected == 1


@pytest.fixture
def desk_of_another():
    """Return a function: rows another agency loads at once, from the command line."""
    from xinyong.accounts.actors import os_actor
    from xinyong.accounts.models import Organisation
    from xinyong.catalogue.loader import load_catalogue
    from xinyong.collection.originals import Original
    from xinyong.collection.states import Channel

    def load(*rows):
        submission = actions.receive(
            source=io.BytesIO(csv_file(grid(rows))),
            original=Original(filename="别的.csv", item=load_catalogue().item("penalty")),
            agency=Organisation.objects.get(code="sw"),
            channel=Channel.COMMAND,
            by=os_actor("clerk"),
            at=AT,
        )
        actions.submit(submission=submission, by=os_actor("clerk"), at=AT)
        assert submission.state == State.LOADED
        return submission

    return load


# --- the same form twice


@pytest.mark.usefixtures("balanced")
def test_a_form_sent_twice_is_one_submission(hand_in, worker, home):
    before = set((home / "files").rglob("*/*"))
    first = hand_in([GOOD], token="form-1")
    again = hand_in([GOOD], token="form-1")
    assert (again.pk, Submission.objects.count()) == (first.pk, 1)
    assert len({p for p in (home / "files").rglob("*/*") if p.is_file()} - before) == 1
    assert len(worker.waiting()) == 1
    assert hand_in([GOOD], token="form-2").pk != first.pk
    assert hand_in([GOOD]).pk != hand_in([GOOD]).pk


@pytest.mark.usefixtures("balanced")
def test_nobody_gets_the_submission_of_another_by_its_token(hand_in, staff):
    hand_in([GOOD], token="form-1")
    with pytest.raises(IntegrityError):
        hand_in([GOOD], token="form-1", by=staff.operator)


def _together(*deeds):
    """Do things at the same time on connections of their own; return what each returned or raised."""
    barrier, found = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at, deed):
        try:
            barrier.wait(10)
            found[at] = deed()
        except CollectionError as refusal:
            found[at] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_two_clicks_at_once_give_one_receipt(committed_db, hand_in, home):
    both = _together(*[lambda: hand_in([GOOD], token="form-1")] * 2)
    assert both[0].pk == both[1].pk
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("second", ["approve", "give_back"])
def test_of_two_reviewers_at_once_one_decides(committed_db, bring, step, staff, worker, second):
    submission = bring(State.IN_REVIEW)
    found = _together(
        lambda: step("approve", Submission.objects.get(pk=submission.pk), staff.reviewer),
        lambda: step(second, Submission.objects.get(pk=submission.pk), staff.other_reviewer),
    )
    refused = [each for each in found if isinstance(each, WrongStateError)]
    assert len(refused) == 1
    assert submission.receipt in refused[0].message
    worker.work()
    assert reconcile().faults == {}
    assert len(ledger(submission)) == 1


def test_cancelling_while_the_worker_checks_ends_it(committed_db, hand_in, step, staff):
    """Whichever comes first, the accounts balance and the state is one of the two."""
    submission = hand_in([GOOD, BAD])
    _together(
        lambda: processing.check(submission.pk, by=WORKER, at=AT),
        lambda: step("cancel", Submission.objects.get(pk=submission.pk)),
    )
    submission.refresh_from_db()
    assert submission.state == State.CANCELLED
    assert reconcile().faults == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM collection_checkedlines")
        assert cursor.fetchone() == (0,)
