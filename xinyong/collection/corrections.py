"""更正与撤回 as the other steps of a submission see it: what is corrected has a second person, and must not have moved."""

from django.db.models import QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.collection.errors import WrongStateError
from xinyong.collection.models import Correction, Submission
from xinyong.collection.states import FINAL
from xinyong.records.models import Record
from xinyong.records.states import ChangeKind


def access_corrections(*, actor: Actor) -> QuerySet[Correction]:
    """Return the corrections of the actor's own agency, the newest first."""
    own = Correction.objects.filter(submission__agency=actor.organisation)
    return own.select_related("submission").order_by("-submission__received_at", "-submission_id")


def has_second_person(submission: Submission) -> bool:
    """Tell whether a second person looks at what is confirmed: of every correction, and where the agency wants it."""
    return (
        Correction.objects.filter(submission=submission).exists()
        or Organisation.objects.filter(code=submission.agency, second_person=True).exists()
    )


def withdraws(submission: Submission) -> bool:
    """Tell whether a submission withdraws its record, so that nobody sees it afterwards."""
    return Correction.objects.filter(submission=submission, withdraws=True).exists()


def refuse_moved(submission: Submission) -> None:
    """Raise if a submission corrects a record that has changed since somebody looked at it.

    Raises:
        WrongStateError: What they saw is not what would be overwritten.
    """
    if has_moved(submission):
        raise WrongStateError(
            "correction.moved",
            "这条记录在提交更正以后又有了新的版本，这份更正不能再通过。请退回，由报送人按现在的内容重新提出。",
        )


def revoked_as(submission: Submission) -> str:
    """Return why a submission revokes records: as its correction says, or because the decision was."""
    correction = Correction.objects.filter(submission=submission, withdraws=True).first()
    return correction.change_kind if correction else ChangeKind.DECISION_CHANGED.value


def pending(record: Record) -> Correction | None:
    """Return the correction of a record that is under way, if there is one."""
    open_ones = Correction.objects.filter(record_id=record.pk).exclude(submission__state__in=FINAL)
    return open_ones.select_related("submission").first()


def has_moved(submission: Submission) -> bool:
    """Tell whether a submission corrects a record that is not any more what its reporter looked at."""
    correction = Correction.objects.filter(submission=submission).first()
    if correction is None:
        return False
    return not Record.objects.filter(pk=correction.record_id, version=correction.version).exists()
