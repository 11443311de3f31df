"""What people decide about a submission, who may, and what becomes of its rows. Design 4.3; 第十一条, 第十五条."""

import pytest
from builders import penalty

from xinyong.audit.models import Event
from xinyong.collection import actions, queries
from xinyong.collection.errors import NotYoursError, UndecidedError, WrongStateError
from xinyong.collection.models import Change, CheckedLines, Progress, RowOutcome, Submission
from xinyong.collection.states import State
from xinyong.records.models import Record

from conftest import AT

pytestmark = pytest.mark.usefixtures("balanced")


def ledger(submission):
    return dict(RowOutcome.objects.filter(submission=submission).values_list("line", "outcome"))


@pytest.fixture
def checked(hand_in, worker):
    """Return a function: a submission that waits to be confirmed."""

    def wait(rows=None, **more):
        submission = hand_in(rows or [penalty(1), penalty(2)], **more)
        assert worker.work() == ["check"]
        submission.refresh_from_db()
        return submission

    return wait


def test_what_is_handed_in_at_the_desk_waits_to_be_confirmed(checked):
    submission = checked([penalty(1), penalty(2, CF_SY=None)])
    assert (submission.state, submission.held, submission.rejected) == (State.CHECKED, 1, 1)
    assert submission.planned == {"inserted": 1, "updated": 0, "unchanged": 0, "revoked": 0}
    assert not Record.objects.exists()


def test_what_is_confirmed_is_loaded_in_the_name_of_who_confirmed(checked, staff, worker):
    submission = checked()
    actions.confirm(submission=submission, accept_valid=False, open_signed=True, by=staff.reporter, at=AT)
    assert submission.state == State.CONFIRMED
    assert worker.work() == ["load_confirmed"]
    submission.refresh_from_db()
    assert (submission.state, submission.inserted) == (State.LOADED, 2)
    assert Event.objects.get(kind="collection:submission:load").actor == staff.reporter.key
    assert not CheckedLines.objects.exists()
    assert not Progress.objects.exists()
