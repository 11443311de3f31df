"""Writes events."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from xinyong.audit.models import ActorKind, Event

# Ids, codes, numbers of receipts, file digests. Words and personal values do not have this form.
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,128}\Z")
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{15}|\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


class OutsideTransactionError(Exception):
    """An event or log entry must be written in the transaction of the deed it tells of."""


class ValueInEventError(Exception):
    """An event holds ids, codes and counts only."""


class By(Protocol):
    """Who acts, as far as an event needs to know; `accounts.actors.Actor` is one."""

    @property
    def kind(self) -> ActorKind:
        """What acts."""

    @property
    def key(self) -> str:
        """User id, name of the operating-system user, or part of the program."""

    @property
    def post_id(self) -> int | None:
        """The post acted from."""

    @property
    def organisation(self) -> str:
        """Code of the organisation acted for, or empty."""


@dataclass(frozen=True)
class Target:
    """What an event is about."""

    kind: str
    key: str | int


def record(
    kind: str, *, by: By, at: datetime, target: Target, data: Mapping[str, Any] | None = None
) -> Event:
    """Write one event in the caller's transaction.

    Args:
        kind: `app:subject:verb`, small letters.
        by: Who acts.
        at: Instant of the deed, aware.
        target: What it is about, by number or code.
        data: Ids, field codes, counts, in any nesting; never a value of a field, never free text.

    Raises:
        OutsideTransactionError: There is no transaction to share.
        ValueInEventError: `data` holds free text or something that looks like a personal number.
    """
    require_transaction()
    _require_codes(data or {})
    return Event.objects.create(
        at=at,
        kind=kind,
        actor_kind=by.kind,
        actor=by.key,
        post=by.post_id,
        organisation=by.organisation,
        target_kind=target.kind,
        target=str(target.key),
        data=dict(data or {}),
    )


def require_transaction() -> None:
    """Raise unless the caller holds a transaction.

    Raises:
        OutsideTransactionError: It does not.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError(
            "no transaction is open; call this inside the atomic action it belongs to"
        )


def _require_codes(value: Any) -> None:
    match value:
        case Mapping():
            _require_codes([*value.keys(), *value.values()])
        case list() | tuple():
            for part in value:
                _require_codes(part)
        case str():
            if not _CODE.match(value) or _PERSONAL.search(value):
                raise ValueInEventError(
                    "event data holds text that is no code; pass ids, field codes or counts instead"
                )
        case None | bool() | int() | float():
            pass
        case _:
            raise ValueInEventError(
                f"event data holds a {type(value).__name__}; pass ids, field codes or counts instead"
            )
