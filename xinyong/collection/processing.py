"""What the worker does with a submission; every step can be repeated after a crash, and a failure tells no value."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Post
from xinyong.accounts.queries import actor_of
from xinyong.collection import actions
from xinyong.collection.errors import WrongStateError
from xinyong.collection.models import Submission
from xinyong.collection.states import State
from xinyong.infra import error_log

_INTERNAL = "internal"


class ProcessingError(Exception):
    """Something internal failed; the text is the number of the log entry, since the error's own may quote a row."""


def check(number: int, *, by: Actor, at: datetime) -> None:
    """Check a received submission and leave it to be confirmed; nothing to do when it was cancelled meanwhile."""
    submission = Submission.objects.get(pk=number)
    if submission.state == State.RECEIVED:
        _carry_out(lambda: actions.check(submission=submission, by=by, at=at), submission, at=at)


def load_confirmed(number: int, *, by: Actor, at: datetime) -> None:
    """Load a confirmed submission in the name of who decided it last; nothing to do when that is done."""
    submission = Submission.objects.get(pk=number)
    if submission.state == State.CONFIRMED:
        actor = _decider(submission) or by
        _carry_out(lambda: actions.load(submission=submission, by=actor, at=at), submission, at=at)


def fail(submission: Submission, error: Exception, *, at: datetime) -> str:
    """Log an internal failure and note it on the submission; return the number of the entry."""
    number = error_log.write(error, home=Path(settings.XINYONG_HOME), at=at)
    Submission.objects.filter(pk=submission.pk).update(
        error_code=_INTERNAL, error_message=failure_in_words(number)
    )
    return number


def failure_in_words(number: str) -> str:
    """Return what the reporter is told of an internal failure."""
    return f"系统内部错误，编号 {number}，稍后会自动重试。数据没有丢失；仍未办结的，请把编号告诉系统管理员。"


def _carry_out(step: Callable[[], object], submission: Submission, *, at: datetime) -> None:
    try:
        step()
    except WrongStateError:
        return  # cancelled, or done by another, while it was being read
    except Exception as error:  # noqa: BLE001 - the boundary of a job: it is logged, told and tried again
        _stop(fail(submission, error, at=at))


def _stop(number: str) -> NoReturn:
    raise ProcessingError(number) from None


def _decider(submission: Submission) -> Actor | None:
    """Return who approved it, or confirmed it; None where that was no member of staff."""
    number = submission.reviewed_post or submission.confirmed_post
    if number is None:
        return None
    return actor_of(Post.objects.select_related("user", "organisation").get(pk=number))
