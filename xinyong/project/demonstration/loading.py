"""Loads the demonstration as departments would report it: one file after the other, by accounts of their own."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, originals
from xinyong.collection.models import Submission
from xinyong.collection.states import FINAL, Channel, State
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import Child, start_child
from xinyong.project.demonstration import desk
from xinyong.project.demonstration.accounts import Account, member, open_accounts
from xinyong.project.demonstration.planning import content, filename
from xinyong.project.demonstration.population import data
from xinyong.records import actions as records
from xinyong.records.models import Record
from xinyong.records.states import Disclosure
from xinyong.workspace.touring import is_demonstration

_DISPUTABLE = ("penalty", "judgment_debtor", "tax_arrears")
_DISPUTED = "records:record:dispute"


@dataclass(frozen=True)
class Loaded:
    """What was made.

    Attributes:
        accounts: Opened now.
        submissions: Receipt, name of the file, state and rows of what was submitted now.
        disputed: How many records were marked as disputed now.
        kept_out: The platform holds real submissions, so nothing fictitious was brought in.
    """

    accounts: tuple[Account, ...] = ()
    submissions: tuple[tuple[str, str, str, int], ...] = ()
    disputed: int = 0
    kept_out: bool = False

    def in_words(self) -> Iterator[str]:
        """Yield lines for the console; the files were told while they were loaded."""
        if self.kept_out:
            yield "平台中已有正式报送的数据，不装入演示数据。"
        if self.submissions:
            yield f"已装入演示数据（全部虚构）：{len(self.submissions)} 个文件，{sum(rows for *_, rows in self.submissions)} 行。"
        if self.disputed:
            yield f"已标记异议：{self.disputed} 条记录。"


def load(*, by: Actor, at: datetime, tell: Callable[[str], None] | None = None) -> Loaded:
    """Open the accounts of the demonstration and submit its files, whatever of them is not there yet.

    Args:
        by: Who may open accounts: the operating-system user at the server.
        at: Instant; the records date from the years before it.
        tell: Takes a line for each file as soon as it is in; somebody waits.

    Raises:
        NotAllowedError: `by` may not open accounts.

    Events: those of opening accounts, of submitting and of marking records as disputed.
    """
    if Submission.objects.exists() and not is_demonstration():
        return Loaded(kept_out=True)
    plan = data("plan")
    made = tuple(open_accounts(Path(settings.XINYONG_HOME), by=by, at=at))
    submitted = list(_submit_all(_missing(plan["files"]), at, tell))
    disputed = _dispute(plan["disputed"], at=at)
    if at_hand := desk.missing():
        desk.review_from_now_on(at=at)
        submitted += _hand_in_all(at_hand, at, tell)
    return Loaded(accounts=made, submissions=tuple(submitted), disputed=disputed)


def _submit_all(
    files: list[Mapping[str, Any]], at: datetime, tell: Callable[[str], None] | None
) -> Iterator[tuple[str, str, str, int]]:
    with closing(_children(len(files))) as children:
        for file, child in zip(files, children, strict=True):
            yield _told(_submit(file, child, at), tell)


def _hand_in_all(
    files: list[Mapping[str, Any]], at: datetime, tell: Callable[[str], None] | None
) -> Iterator[tuple[str, str, str, int]]:
    day = _day_of_loading(at)
    with closing(_children(len(files))) as children:
        for file, child in zip(files, children, strict=True):
            with child:
                yield _told(desk.hand_in(file, child, day=day, at=at), tell)


def _missing(files: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the files that are not there yet, or were received only when a load was broken off."""
    known = set(Submission.objects.filter(state__in=FINAL).values_list("filename", flat=True))
    return [each for each in files if filename(each) not in known]


def _centre(at: datetime) -> Actor:
    found = member(Role.CENTRE_OPERATOR, at)
    if found is None:
        raise LookupError("the plan of the demonstration names no operator of the centre")
    return found


def _children(wanted: int) -> Generator[Child, None, None]:
    """Yield reading children; the next one warms up while one reads. Whoever takes one closes it."""
    waiting = [start_child()] if wanted else []
    try:
        for left in reversed(range(wanted)):
            child = waiting.pop()
            if left:
                waiting.append(start_child())
            yield child
    finally:
        for child in waiting:
            child.close()


def _submit(plan: Mapping[str, Any], child: Child, at: datetime) -> Submission:
    """Submit a file of the plan: by the agency's reporter, or by the centre for it."""
    with child:
        by = member(Role.REPORTER, at, plan["agency"]) or _centre(at)
        begun = Submission.objects.filter(filename=filename(plan)).first()
        submission = begun or _receive(plan, by=by, at=at)
        return actions.submit(submission=submission, by=by, at=at, child=child)


def _receive(plan: Mapping[str, Any], *, by: Actor, at: datetime) -> Submission:
    original = originals.Original(
        filename=filename(plan),
        item=load_catalogue().item(plan["item"]),
        accept_valid=plan.get("accept_valid", False),
    )
    source = BytesIO(content(plan, _day_of_loading(at)))
    agency = Organisation.objects.get(code=plan["agency"])
    return actions.receive(
        source=source, original=original, agency=agency, channel=Channel.COMMAND, by=by, at=at
    )


def _day_of_loading(at: datetime) -> date:
    """Return the day the first file came in: what corrects an earlier file must find the same rows again."""
    first = Submission.objects.order_by("received_at").values_list("received_at", flat=True).first()
    return local_date(first or at)


def _told(submission: Submission, tell: Callable[[str], None] | None) -> tuple[str, str, str, int]:
    """Tell of a file as soon as it is in: somebody waits."""
    state = State(submission.state).label
    if tell:
        tell(f"  {submission.receipt}　{state}　{submission.filename}　{submission.rows} 行")
    return submission.receipt, submission.filename, state, submission.rows


@transaction.atomic
def _dispute(wanted: int, *, at: datetime) -> int:
    """Mark some public records as disputed, all or none, once; return how many."""
    if Event.objects.filter(kind=_DISPUTED).exists():
        return 0
    by, year = _centre(at), local_date(at).year
    adverse = Record.objects.filter(item__in=_DISPUTABLE, disclosure=Disclosure.DISCLOSED)
    latest = adverse.order_by("-decided_on", "natural_key", "subject__search_name")
    for at_number, record in enumerate(latest[: wanted * 9 : 9], start=1):
        records.mark_disputed(record=record, disputed=True, basis=f"YY{year}-{at_number:06d}", by=by, at=at)
    return wanted
