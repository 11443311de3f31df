"""The data folder: made once, whole or not at all, and configured at each start."""

import locale
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from xinyong.infra.database import config
from xinyong.infra.database.errors import StartFailedError
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.passwords import SUPERUSER, password
from xinyong.infra.database.programs import ENVIRONMENT, Programs

_DRAFT = "database.new-"
_HBA = "# Written by xinyong.infra.database.cluster.\nlocal all all scram-sha-256\n"
_CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "zh_CN.UTF-8", "en_US.UTF-8")


def prepare(layout: Layout, programs: Programs, *, fsync: bool) -> None:
    """Create the cluster when there is none, and write its settings. Only the keeper may call this."""
    if not layout.cluster.exists():
        _create(layout, programs, fsync=fsync)
    _write(layout.cluster / "xinyong.conf", config.configuration(config.memory_bytes()), programs)
    _write(layout.cluster / "pg_hba.conf", _HBA, programs)


def _create(layout: Layout, programs: Programs, *, fsync: bool) -> None:
    """Build the cluster under another name, so that a kill in the middle leaves nothing that looks ready.

    The name is new each time: the initdb of a keeper that was killed may still be writing under the old one.
    """
    for old in layout.home.glob(f"{_DRAFT}*"):
        shutil.rmtree(old, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=layout.home))
    programs.account.own(draft)
    _initdb(draft, programs, password(layout.home, SUPERUSER), fsync=fsync)
    main = draft / "postgresql.conf"
    _write(main, main.read_text(encoding="utf-8") + "\ninclude 'xinyong.conf'\n", programs)
    draft.rename(layout.cluster)


def _initdb(folder: Path, programs: Programs, secret: str, *, fsync: bool) -> None:
    """Run initdb with collation and character classes that do not depend on the operating system.

    The builtin provider orders and classifies text alike on every machine. Only pg_trgm still asks libc,
    where the locale C would know no Chinese letter.
    """
    command = programs.command(
        "initdb",
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        "--pwfile=/dev/stdin",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        f"--lc-ctype={_character_type()}",
        *([] if fsync else ["--no-sync"]),
    )
    source = _pipe(secret, programs)
    try:
        result = subprocess.run(
            command, stdin=source, capture_output=True, text=True, cwd="/", env=ENVIRONMENT, check=False
        )
    finally:
        os.close(source)
    if result.returncode != 0:
        raise StartFailedError(f"initdb failed: {' '.join(result.stderr.split())}")


def _pipe(text: str, programs: Programs) -> int:
    """Return the reading end of a pipe that holds `text` and that the account may open by name."""
    reader, writer = os.pipe()
    if os.geteuid() == 0:
        os.fchown(reader, programs.account.uid, programs.account.gid)
    os.write(writer, f"{text}\n".encode())
    os.close(writer)
    return reader


def _character_type() -> str:
    """Return a UTF-8 locale that this machine has."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in _CHARACTER_TYPES:
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    raise StartFailedError(f"this machine has none of the locales {', '.join(_CHARACTER_TYPES)}; install one")


def _write(path: Path, text: str, programs: Programs) -> None:
    """Replace a file of the cluster whole; never follow what may lie there."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    programs.account.own(draft)
    draft.replace(path)
