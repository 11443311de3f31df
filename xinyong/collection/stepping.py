"""What all steps of a submission share: the lock, the state that allows a step, the event."""

from datetime import datetime

from xinyong.accounts.actors import Actor
from xinyong.audit import actions as audit
from xinyong.audit.actions import Target
from xinyong.collection.errors import WrongStateError
from xinyong.collection.models import Submission
from xinyong.collection.states import FINAL, TRANSITIONS, State


def lock(submission: Submission, step: str) -> Submission:
    """Lock the submission and make sure the step is allowed in its state.

    Raises:
        WrongStateError: It is not.
    """
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    refuse_wrong_state(found, step)
    return found


def refuse_wrong_state(submission: Submission, step: str) -> None:
    """Raise unless the step is allowed in the state of the submission; the text names what became of it.

    Raises:
        WrongStateError: It is not allowed.
    """
    if (State(submission.state), step) not in TRANSITIONS:
        state = State(submission.state).label
        known = f"已办结（{state}）" if submission.state in FINAL else f"现为“{state}”"
        raise WrongStateError(
            "submission.wrong_state", f"回执 {submission.receipt} {known}，不能再次办理。请刷新页面查看结果。"
        )


def copy_back(submission: Submission, written: Submission) -> None:
    """Let the caller's object show what was written."""
    submission.__dict__.update(written.__dict__)


def event(submission: Submission, verb: str, *, by: Actor, at: datetime, **data: object) -> None:
    """Write the event of a step in the transaction of the step."""
    audit.record(
        f"collection:submission:{verb}",
        by=by,
        at=at,
        target=Target("submission", submission.receipt),
        data={"item": submission.item, "agency": submission.agency, **data},
    )
