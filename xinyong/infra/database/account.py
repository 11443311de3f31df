"""The operating-system account that PostgreSQL runs as: ourselves, or a lesser one when we are root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xinyong.infra.database.errors import AccountMissingError, UnsafeFolderError
from xinyong.infra.database.layout import Layout

_CANDIDATES = ("postgres", "nobody")
# Tried in order, and only when the account cannot reach the home or the programs (a 0700 folder such as
# /root): passing through such folders is the one thing it is given; no permission is changed.
# no_setuid_fixup makes access(2), which PostgreSQL uses to find its own programs, respect the capability.
_HELPS: tuple[tuple[str, ...], ...] = (
    (),
    *(
        ("--securebits=+no_setuid_fixup", f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")
        for capability in ("dac_read_search", "dac_override")
    ),
)
# Reaching the home, executing a program and finding it by access(2) are the three things that may fail.
_PROBE = 'cd -- "$1" && test -r "$2" && exec "$2" --version'


@dataclass(frozen=True)
class Account:
    """User and group that own the cluster."""

    uid: int
    gid: int

    @classmethod
    def of(cls, layout: Layout) -> "Account":
        """Return the owner of an existing cluster, else the account that shall own it.

        Raises:
            AccountMissingError: We are root and the machine has neither `postgres` nor `nobody`.
            UnsafeFolderError: The cluster belongs to root, or to somebody else than us.
        """
        if not layout.cluster.exists():
            return _new_owner()
        found = layout.cluster.stat()
        if found.st_uid == 0 or os.geteuid() not in {0, found.st_uid}:
            raise UnsafeFolderError(
                f"{layout.cluster} belongs to user {found.st_uid}, we are user {os.geteuid()}; "
                "PostgreSQL must own its folder and cannot be root; change the owner of the folder"
            )
        return cls(found.st_uid, found.st_gid)

    def own(self, path: Path) -> None:
        """Give `path`, which we just made, to the account."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def prefix(self, home: Path, program: Path) -> list[str]:
        """Return the words before a command that make it run as the account, with access to `home`.

        Raises:
            AccountMissingError: setpriv is missing, or the account cannot reach both paths by any means.
        """
        if os.geteuid() != 0:
            return []
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise AccountMissingError(
                "setpriv (package util-linux) is needed to run PostgreSQL when we are root"
            )
        identity = [setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--no-new-privs"]
        for help_ in _HELPS:
            if _reaches([*identity, *help_], home, program):
                return [*identity, *help_]
        raise AccountMissingError(
            f"user {self.uid} can reach neither {home} nor {program}, also with capabilities"
        )


def _new_owner() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise AccountMissingError(
        f"PostgreSQL cannot run as root, and there is no account {' or '.join(_CANDIDATES)}"
    )


def _reaches(prefix: list[str], home: Path, program: Path) -> bool:
    command = [*prefix, "/bin/sh", "-c", _PROBE, "sh", str(home), str(program)]
    return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0
