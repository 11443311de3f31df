"""What a checked submission would change, field by field, for whoever confirms or reviews it (docs/decisions/0014)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from django.conf import settings

from xinyong.catalogue.model import Field, Item
from xinyong.catalogue.types import type_of
from xinyong.collection.models import Change, Submission
from xinyong.collection.reviewing import item_of
from xinyong.collection.states import Outcome
from xinyong.infra import crypto
from xinyong.infra.crypto import Keyring, is_sealed


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes; blank = nothing there. Sensitive values are masked, and may then look alike."""

    field: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One record that changes.

    Attributes:
        line: Of the file.
        outcome: updated or revoked.
        name: Of the subject, as the file has it.
        fields: Those that differ, in the order of the item.
    """

    line: int
    outcome: str
    name: str
    fields: tuple[Difference, ...]

    @property
    def label(self) -> str:
        """What happens to the record, in words."""
        return Outcome(self.outcome).label


@dataclass(frozen=True, slots=True)
class Changes:
    """The first changes, and how many records change in all."""

    rows: tuple[ShownChange, ...]
    total: int


def changes(submission: Submission, *, limit: int = 200) -> Changes:
    """Return what a submission that waits would change; nothing of one that is final."""
    item, keys = item_of(submission), crypto.keyring(settings.XINYONG_HOME)
    rows = submission.changes.order_by("line")[:limit]
    counts = submission.planned
    total = int(counts.get("updated", 0)) + int(counts.get("revoked", 0))
    shown = tuple(_shown(each, item, keys) for each in rows)
    return Changes(shown, total if shown else 0)


def _shown(change: Change, item: Item, keys: Keyring) -> ShownChange:
    differences = tuple(_differences(change.before, change.after, item, keys))
    return ShownChange(change.line, change.outcome, change.subject_name, differences)


def _differences(
    before: Mapping[str, str], after: Mapping[str, str], item: Item, keys: Keyring
) -> Iterator[Difference]:
    for field in item.fields:
        old, new = _plain(before.get(field.code), keys), _plain(after.get(field.code), keys)
        if old != new:
            yield Difference(field.code, field.title, _text(old, field), _text(new, field))


def _plain(value: str | None, keys: Keyring) -> str:
    """Open what is sealed: equal values have unequal ciphertexts."""
    text = value or ""
    return keys.open_(text) if is_sealed(text) else text


def _text(value: str, field: Field) -> str:
    if not value:
        return ""
    kind = type_of(field.type)
    form = kind.mask(pl.lit(value)) if field.sensitive else kind.display(pl.lit(value), field)
    return str(pl.select(form).item())
