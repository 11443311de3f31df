"""Stored files that nothing names: left by an upload or a load that was killed before its transaction ended."""

from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Manager, Model

from xinyong.infra import storage

_YOUNG = timedelta(days=1)  # what is being taken in just now is not named yet
_AT_A_TIME = 1_000


def remove(*, home: Path, at: datetime) -> int:
    """Destroy what no row of any table names and nobody has written to for a day; return how many there were."""
    count, found = 0, storage.names_before(at - _YOUNG, home)
    while names := set(islice(found, _AT_A_TIME)):
        for name in names - _named(names):
            storage.destroy(name, home)
            count += 1
    return count


def _named(names: set[str]) -> set[str]:
    """Return those that a table names: any that has a `stored_name`, whichever room it is of."""
    found: set[str] = set()
    for table in apps.get_models():
        if hasattr(table, "stored_name"):
            found |= set(_manager(table).filter(stored_name__in=names).values_list("stored_name", flat=True))
    return found


def _manager(table: type[Model]) -> Manager[Any]:
    return table._default_manager  # noqa: SLF001 - the documented name for code that serves any table
