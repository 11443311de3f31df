"""Loads the demonstration as departments would report it: one file after the other, by accounts of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import polars as pl
from django.db.models import Q

from xinyong.accounts import actions as accounts
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation, User
from xinyong.accounts.queries import actor_for_user
from xinyong.accounts.roles import Role
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, originals
from xinyong.collection.models import Submission
from xinyong.collection.states import Channel, State
from xinyong.infra.clock import local_date
from xinyong.project.demonstration.generating import generate
from xinyong.project.demonstration.population import data

MARK = "演示-"
"""How the name of every file of the demonstration begins."""
_DAYS_PER_YEAR = 365
_EVERY = 7


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
        kept_out: The platform holds real submissions, so nothing fictitious was brought in.
    """

    accounts: tuple[Account, ...] = ()
    submissions: tuple[tuple[str, str, str, int], ...] = ()
    kept_out: bool = False

    def in_words(self) -> Iterator[str]:
        """Yield lines for the console."""
        if self.kept_out:
            yield "平台中已有正式报送的数据，不装入演示数据。"
        if self.submissions:
            yield f"已装入演示数据（全部虚构）：{len(self.submissions)} 个文件，{sum(rows for *_, rows in self.submissions)} 行。"
        yield from (
            f"  {receipt}　{state}　{name}　{rows} 行" for receipt, name, state, rows in self.submissions
        )
        if self.accounts:
            yield "演示账号（初始密码只显示这一次）："
        yield from (f"  {a.username:<18}{a.password}　{a.role}（{a.agency}）" for a in self.accounts)


def load(*, by: Actor, at: datetime) -> Loaded:
    """Open the accounts of the demonstration and submit its files, whatever of them is not there yet.

    Args:
        by: Who may open accounts: the operating-system user at the server.
        at: Instant; the records date from the years before it.

    Raises:
        NotAllowedError: `by` may not open accounts.

    Events: those of opening accounts and of submitting.
    """
    if Submission.objects.filter(~Q(filename__startswith=MARK)).exists():
        return Loaded(kept_out=True)
    plan = data("plan")
    made = tuple(_account(each, by=by, at=at) for each in plan["staff"] if not _known(each["username"]))
    reporters = {each["agency"]: each["username"] for each in plan["staff"] if each["role"] == Role.REPORTER}
    known = set(Submission.objects.values_list("filename", flat=True))
    submitted = [
        _submit(each, reporters[each["agency"]], at) for each in plan["files"] if _filename(each) not in known
    ]
    return Loaded(accounts=made, submissions=tuple(map(_told, submitted)))


def table(plan: Mapping[str, Any], today: date) -> pl.DataFrame:
    """Return the rows of one file of the plan, its faults included."""
    start = today - timedelta(days=_DAYS_PER_YEAR * data("plan")["years"])
    frame = generate(
        plan["item"],
        plan["rows"],
        plan["seed"],
        start=start,
        until=today - timedelta(days=1),
        agency=plan["agency"],
    )
    item, row = load_catalogue().item(plan["item"]), pl.int_range(pl.len())
    for at, (code, text) in enumerate(plan.get("faults", {}).items()):
        title = item.field(code).title
        wrong = pl.when(row % _EVERY == at).then(pl.lit(str(text))).otherwise(pl.col(title))
        frame = frame.with_columns(wrong.alias(title))
    return frame


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


def _filename(plan: Mapping[str, Any]) -> str:
    return f"{plan['name']}.csv"


def _submit(plan: Mapping[str, Any], username: str, at: datetime) -> Submission:
    today = local_date(at)
    by = actor_for_user(username, today, organisation=plan["agency"])
    original = originals.Original(
        filename=_filename(plan),
        item=load_catalogue().item(plan["item"]),
        accept_valid=plan.get("accept_valid", False),
    )
    content = BytesIO(table(plan, today).write_csv().encode("utf-8-sig"))
    agency = Organisation.objects.get(code=plan["agency"])
    submission = actions.receive(
        source=content, original=original, agency=agency, channel=Channel.COMMAND, by=by, at=at
    )
    return actions.submit(submission=submission, by=by, at=at)


def _told(submission: Submission) -> tuple[str, str, str, int]:
    return submission.receipt, submission.filename, State(submission.state).label, submission.rows
