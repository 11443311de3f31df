"""更正与撤回 of one record: always with a second person, never of what has moved on. 第四条, 第十一条."""

import pytest
from builders import penalty
from conftest import AT

from xinyong.collection import actions, correcting, corrections
from xinyong.collection.correcting import MovedError, PendingError, Wanted
from xinyong.collection.errors import NotYoursError, UndecidedError, WrongStateError
from xinyong.collection.models import Correction, Submission
from xinyong.collection.states import Channel, State
from xinyong.records.models import Record, RecordVersion
from xinyong.records.states import ChangeKind, Disclosure, Validity

pytestmark = pytest.mark.usefixtures("balanced")
REASON = "处罚内容录入有误"


@pytest.fixture
def report(hand_in, staff, worker):
    """Return a function: a record that 市市场监督管理局 has reported."""

    def loaded(**changes):
        submission = hand_in([penalty(1, **changes)])
        actions.submit(submission=submission, by=staff.reporter, at=AT)
        worker.work()
        return Record.objects.get()

    return loaded


def wanted(record, token="form-1", **more):
    values = penalty(1) | more.pop("values", {"CF_NR": "警告，罚款人民币2万元", "CF_NR_FK": "2"})
    return Wanted(
        record=record,
        version=more.pop("version", record.version),
        values=values,
        token=token,
        **{"reason": REASON, **more},
    )


@pytest.fixture
def propose(staff):
    """Return a function: a correction as the reporter's form hands it in."""

    def correct(record, by=None, **more):
        by = by or staff.reporter
        submission = correcting.correct(wanted=wanted(record, **more), by=by, at=AT)
        return correcting.hand_to_reviewer(submission=submission, by=by, at=AT)

    return correct


def withdrawal(kind=ChangeKind.WRONG_SUBJECT):
    return {"values": {}, "withdraws": True, "change_kind": kind}


def test_a_correction_goes_to_the_reviewer_though_the_agency_wants_none(report, propose, worker):
    submission = propose(report())
    assert (submission.state, submission.channel) == (State.IN_REVIEW, Channel.FORM)
    assert submission.planned == {"inserted": 0, "updated": 1, "unchanged": 0, "revoked": 0}
    assert corrections.has_second_person(submission)
    worker.work()
    submission.refresh_from_db()
    assert submission.state == State.IN_REVIEW


def test_an_approved_correction_becomes_a_version_with_its_reason(report, propose, staff, worker):
    submission = propose(report())
    actions.approve(submission=submission, open_signed=True, by=staff.reviewer, at=AT)
    worker.work()
    version = RecordVersion.objects.get(seq=2)
    assert (version.change_kind, version.reason, version.submission_id) == (
        ChangeKind.ERROR_CORRECTED,
        REASON,
        submission.pk,
    )
    assert version.payload["CF_NR_FK"] == "2"
    record = Record.objects.get()
    assert (record.version, record.validity) == (2, Validity.CHANGED)


@pytest.mark.parametrize("kind", list(correcting.WITHDRAWALS))
def test_a_withdrawn_record_is_revoked_as_its_reporter_says(report, propose, staff, worker, kind):
    submission = propose(report(), **withdrawal(ChangeKind(kind)) | {"values": penalty(1)})
    actions.approve(submission=submission, open_signed=True, by=staff.reviewer, at=AT)
    worker.work()
    record = Record.objects.get()
    assert (record.validity, record.disclosure) == (Validity.REVOKED, Disclosure.TAKEN_DOWN)
    assert RecordVersion.objects.get(seq=2).change_kind == kind


def test_the_reporter_cannot_approve_it(report, propose, staff, employ):
    from xinyong.accounts.roles import Role

    submission = propose(report())
    both = employ("bao", Role.REVIEWER)
    with pytest.raises(NotYoursError, match="审核人不能是报送人"):
        actions.approve(submission=submission, open_signed=True, by=both, at=AT)


def test_a_form_sent_twice_is_one_correction(report, propose):
    record = report()
    first, again = propose(record), propose(record)
    assert first.pk == again.pk
    assert Correction.objects.count() == 1


def test_a_second_correction_waits_for_the_first(report, propose):
    record = report()
    first = propose(record)
    with pytest.raises(PendingError, match=first.receipt):
        propose(record, token="form-2")


def test_a_record_that_moved_on_is_not_corrected_by_what_was_seen_before(report, propose, hand_in, staff):
    record = report()
    later = hand_in([penalty(1, CF_NR="警告")])
    actions.submit(submission=later, by=staff.reporter, at=AT)
    with pytest.raises(MovedError, match="第2版"):
        propose(record)


def test_a_correction_of_what_moved_on_while_in_review_is_not_approved(report, propose, hand_in, staff):
    submission = propose(report())
    actions.submit(submission=hand_in([penalty(1, CF_NR="警告")]), by=staff.reporter, at=AT)
    with pytest.raises(WrongStateError, match="又有了新的版本"):
        actions.approve(submission=submission, open_signed=True, by=staff.reviewer, at=AT)
    actions.give_back(submission=submission, reason="记录已变", by=staff.reviewer, at=AT)
    assert submission.state == State.RETURNED


def test_a_correction_of_what_moved_on_after_the_approval_is_not_loaded(
    report, propose, hand_in, staff, worker
):
    submission = propose(report())
    actions.approve(submission=submission, open_signed=True, by=staff.reviewer, at=AT)
    actions.submit(submission=hand_in([penalty(1, CF_NR="警告")]), by=staff.reporter, at=AT)
    worker.work()
    submission.refresh_from_db()
    assert (submission.state, submission.error_code, submission.held) == (
        State.REFUSED,
        "correction.moved",
        1,
    )
    assert Record.objects.get().version == 2


def test_what_changes_nothing_is_cancelled(report, propose):
    submission = propose(report(), values={"CF_NR_FK": "1.50"})
    assert (submission.state, submission.planned.get("unchanged")) == (State.CANCELLED, 1)
    assert corrections.pending(Record.objects.get()) is None


def test_a_withdrawn_record_is_withdrawn_once(report, propose, staff, worker):
    submission = propose(report(), **withdrawal() | {"values": penalty(1)})
    actions.approve(submission=submission, open_signed=True, by=staff.reviewer, at=AT)
    worker.work()
    with pytest.raises(WrongStateError, match="已经撤回"):
        propose(Record.objects.get(), token="form-2")


@pytest.mark.parametrize(
    "reason",
    [
        pytest.param("", id="no reason"),
        pytest.param("错", id="a reason that says nothing"),
        pytest.param("错" * 501, id="too long"),
    ],
)
def test_a_correction_says_why(report, propose, reason):
    with pytest.raises(UndecidedError, match="写明理由"):
        propose(report(), reason=reason)
    assert Submission.objects.filter(channel=Channel.FORM).count() == 0


@pytest.mark.parametrize("who", ["reviewer", "elsewhere", "operator", "head", "supervisor", "auditor"])
def test_only_a_reporter_of_the_agency_corrects(report, propose, staff, who):
    with pytest.raises(NotYoursError):
        propose(report(), by=getattr(staff, who))
