"""What departments have at hand in the workspace: submissions between received and loaded, one of each kind."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xinyong.accounts.actions import set_second_person
from xinyong.accounts.actors import Actor, system_actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.roles import Role
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, originals, processing
from xinyong.collection.models import Submission
from xinyong.collection.states import Channel
from xinyong.infra.excel_in import Child
from xinyong.project.demonstration.accounts import member
from xinyong.project.demonstration.planning import content, filename
from xinyong.project.demonstration.population import data

File = Mapping[str, Any]
_WORKER = system_actor("worker")


def missing() -> list[File]:
    """Return what was never handed in. What became of the others since is for those who try the demonstration."""
    files: list[File] = data("plan")["desk"]
    known = set(Submission.objects.values_list("filename", flat=True))
    return [each for each in files if filename(each) not in known]


def review_from_now_on(*, at: datetime) -> None:
    """Let a second person look at the submissions of the agencies that have one."""
    for code in data("plan")["second_person"]:
        organisation = Organisation.objects.get(code=code)
        set_second_person(organisation=organisation, on=True, by=_staff(Role.REVIEWER, code, at), at=at)


def hand_in(file: File, child: Child, *, day: date, at: datetime) -> Submission:
    """Hand a file in as the agency's reporter does at the workspace, and do with it what the plan says.

    Args:
        file: An entry of `desk` of the plan.
        child: Reads it. A file whose plan is `left` to the worker is not read now.
        day: Day the demonstration was loaded.
        at: Instant.
    """
    reporter = _staff(Role.REPORTER, file["agency"], at)
    submission = actions.receive(
        source=BytesIO(content(file, day)),
        original=originals.Original(filename=filename(file), item=load_catalogue().item(file["item"])),
        agency=Organisation.objects.get(code=file["agency"]),
        channel=Channel.UPLOAD,
        by=reporter,
        at=at,
    )
    if not file.get("left"):
        actions.check(submission=submission, by=_WORKER, at=at, child=child)
    for step in file.get("then", ()):
        _STEPS[step](submission, file, reporter, at)
    submission.refresh_from_db()
    return submission


def _staff(role: Role, agency: str, at: datetime) -> Actor:
    found = member(role, at, agency)
    if found is None:
        raise LookupError(f"the plan of the demonstration names nobody who is {role} at {agency}")
    return found


def _confirm(submission: Submission, file: File, reporter: Actor, at: datetime) -> None:
    partly = submission.rejected > 0
    actions.confirm(submission=submission, accept_valid=partly, open_signed=True, by=reporter, at=at)
    del file


def _approve(submission: Submission, file: File, _: Actor, at: datetime) -> None:
    reviewer = _staff(Role.REVIEWER, file["agency"], at)
    actions.approve(submission=submission, open_signed=True, by=reviewer, at=at)


def _give_back(submission: Submission, file: File, _: Actor, at: datetime) -> None:
    reviewer = _staff(Role.REVIEWER, file["agency"], at)
    actions.give_back(submission=submission, reason=file["reason"], by=reviewer, at=at)


def _cancel(submission: Submission, _: File, reporter: Actor, at: datetime) -> None:
    actions.cancel(submission=submission, by=reporter, at=at)


def _load(submission: Submission, _: File, __: Actor, at: datetime) -> None:
    processing.load_confirmed(submission.pk, by=_WORKER, at=at)


_STEPS: Mapping[str, Callable[[Submission, File, Actor, datetime], None]] = {
    "confirm": _confirm,
    "approve": _approve,
    "give_back": _give_back,
    "cancel": _cancel,
    "load": _load,
}
