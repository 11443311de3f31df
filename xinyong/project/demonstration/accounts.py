"""The accounts of the demonstration, and the file in the home that keeps their passwords for whoever tries it out.

They belong to nobody and guard nothing but what is fictitious, so their passwords are kept and need no change.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from xinyong.accounts import actions
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import User
from xinyong.accounts.queries import actor_for_user, names_on
from xinyong.accounts.roles import Role
from xinyong.infra.clock import local_date
from xinyong.project.demonstration.population import data

FILE = "demonstration-accounts.txt"
"""In the home; readable by its owner alone."""


@dataclass(frozen=True)
class Account:
    """An account that was opened.

    Attributes:
        role: Label of the role of its first post.
        agency: Code of the organisation of its first post.
        posts: All of them in words.
    """

    username: str
    password: str
    role: str
    agency: str
    posts: str

    def in_words(self) -> str:
        """Return a line for the console and the file."""
        return f"  {self.username:<18}{self.password}　{self.posts}"


def open_accounts(home: Path, *, by: Actor, at: datetime) -> Iterator[Account]:
    """Open the accounts of the plan that are not there yet; each password is kept before the next account is opened.

    Raises:
        NotAllowedError: `by` may not open accounts.
    """
    for staff in data("plan")["staff"]:
        if not User.objects.filter(username=staff["username"]).exists():
            with transaction.atomic():  # an account whose password was not kept would be of no use
                account = _open(staff, by=by, at=at)
                _keep(account, home)
            yield account


def kept(home: Path) -> list[str]:
    """Return the lines of the file, under a heading that says where it is; nothing where there is none."""
    file = home / FILE
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"演示账号（登录名、口令、岗位；也写在 {file}）：", *lines]


def member(role: Role, at: datetime, agency: str | None = None) -> Actor | None:
    """Return who has the role in the demonstration, at an agency or at all."""
    for staff in data("plan")["staff"]:
        for post in _posts(staff):
            if post["role"] == role and agency in (None, post["agency"]):
                return actor_for_user(staff["username"], local_date(at), organisation=post["agency"])
    return None


def _open(staff: Mapping[str, Any], *, by: Actor, at: datetime) -> Account:
    name = staff["username"]
    password = actions.add_account(username=name, name=staff["name"], by=by, at=at, must_change=False)
    user = User.objects.get(username=name)
    for post in _posts(staff):
        actions.give_post(user=user, organisation=post["agency"], role=post["role"], by=by, at=at)
    first = _posts(staff)[0]
    return Account(name, password, Role(first["role"]).label, first["agency"], _in_words(staff, at))


def _posts(staff: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [staff, *staff.get("also", ())]


def _in_words(staff: Mapping[str, Any], at: datetime) -> str:
    posts = _posts(staff)
    names = names_on({post["agency"] for post in posts}, local_date(at))
    return "；".join(f"{Role(post['role']).label}（{names[post['agency']]}）" for post in posts)


def _keep(account: Account, home: Path) -> None:
    """Add the account's line to the file, in place of an earlier one of that name."""
    others = [line for line in kept(home)[1:] if not line.startswith(f"  {account.username} ")]
    text = "".join(f"{line}\n" for line in (*others, account.in_words()))
    descriptor = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - of a descriptor with its own mode
        file.write(text)
