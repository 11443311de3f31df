"""Loads the demonstration as departments would report it: one file after the other, by accounts of their own."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.db.models import Q

from xinyong.accounts import actions as accounts
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation, User
from xinyong.accounts.queries import actor_for_user
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, originals
from xinyong.collection.models import Submission
from xinyong.collection.states import FINAL, Channel, State
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import Child, start_child
from xinyong.project.demonstration.planning import filename, table
from xinyong.project.demonstration.population import data
from xinyong.records import actions as records
from xinyong.records.models import Record
from xinyong.records.states import Disclosure

MARK = "演示-"
"""How the name of every file of the demonstration begins."""

_DISPUTABLE = ("penalty", "judgment_debtor", "tax_arrears")
_DISPUTED = "records:record:dispute"


@dataclass(frozen=True)
class Account:
    """An account that was opened; its password is known only now."""

    username: str
    password: str
    role: str
    agency: str


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
        if self.accounts:
            yield "演示账号（初始密码只显示这一次）："
        yield from (f"  {a.username:<18}{a.password}　{a.role}（{a.agency}）" for a in self.accounts)


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
    if Submission.objects.filter(~Q(filename__startswith=MARK)).exists():
        return Loaded(kept_out=True)
    plan = data("plan")
    made = tuple(_account(each, by=by, at=at) for each in plan["staff"] if not _known(each["username"]))
    with _passwords_told(made, tell):
        submitted = tuple(_submit_all(_missing(plan["files"]), at, tell))
        disputed = _dispute(plan["disputed"], at=at)
    return Loaded(accounts=made, submissions=submitted, disputed=disputed)


@contextmanager
def _passwords_told(made: tuple[Account, ...], tell: Callable[[str], None] | None) -> Iterator[None]:
    """Tell the passwords if the load is broken off: nobody could learn them later."""
    finished = False
    try:
        yield
        finished = True
    finally:
        if tell and not finished:
            for line in Loaded(accounts=made).in_words():
                tell(line)


def _submit_all(
    files: list[Mapping[str, Any]], at: datetime, tell: Callable[[str], None] | None
) -> Iterator[tuple[str, str, str, int]]:
    with closing(_children(len(files))) as children:
        for file, child in zip(files, children, strict=True):
            receipt, name, state, rows = _told(_submit(file, child, at))
            if tell:
                tell(f"  {receipt}　{state}　{name}　{rows} 行")
            yield receipt, name, state, rows


def _missing(files: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the files that are not there yet, or were received only when a load was broken off."""
    known = set(Submission.objects.filter(state__in=FINAL).values_list("filename", flat=True))
    return [each for each in files if filename(each) not in known]


def _known(username: str) -> bool:
    return User.objects.filter(username=username).exists()


def _account(staff: Mapping[str, str], *, by: Actor, at: datetime) -> Account:
    password = accounts.add_user(
        username=staff["username"],
        name=staff["name"],
        organisation=staff["agency"],
        role=staff["role"],
        by=by,
        at=at,
    )
    return Account(staff["username"], password, Role(staff["role"]).label, staff["agency"])


def _member(role: Role, at: datetime, agency: str | None = None) -> Actor | None:
    """Return who has the role in the demonstration, at an agency."""
    for each in data("plan")["staff"]:
        if each["role"] == role and agency in (None, each["agency"]):
            return actor_for_user(each["username"], local_date(at), organisation=each["agency"])
    return None


def _centre(at: datetime) -> Actor:
    found = _member(Role.CENTRE_OPERATOR, at)
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
        by = _member(Role.REPORTER, at, plan["agency"]) or _centre(at)
        begun = Submission.objects.filter(filename=filename(plan)).first()
        submission = begun or _receive(plan, by=by, at=at)
        return actions.submit(submission=submission, by=by, at=at, child=child)


def _receive(plan: Mapping[str, Any], *, by: Actor, at: datetime) -> Submission:
    original = originals.Original(
        filename=filename(plan),
        item=load_catalogue().item(plan["item"]),
        accept_valid=plan.get("accept_valid", False),
    )
    content = BytesIO(table(plan, _day_of_loading(at)).write_csv().encode("utf-8-sig"))
    agency = Organisation.objects.get(code=plan["agency"])
    return actions.receive(
        source=content, original=original, agency=agency, channel=Channel.COMMAND, by=by, at=at
    )


def _day_of_loading(at: datetime) -> date:
    """Return the day the first file came in: what corrects an earlier file must find the same rows again."""
    first = Submission.objects.order_by("received_at").values_list("received_at", flat=True).first()
    return local_date(first or at)


def _told(submission: Submission) -> tuple[str, str, str, int]:
    return submission.receipt, submission.filename, State(submission.state).label, submission.rows


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
