"""Passwords of the database roles: one file each in the folder of keys, made when first asked for."""

import os
import secrets
from pathlib import Path

from xinyong.infra.database.layout import Layout

SUPERUSER = "postgres"
OWNER = "xinyong_owner"
APP = "xinyong_app"
PUBLIC = "xinyong_public"


def password(home: Path, role: str) -> str:
    """Return the password of a role; the first of several processes that ask at once makes it.

    It consists of letters, digits, `-` and `_`, so that it needs no quoting anywhere.
    """
    layout = Layout.of(home)
    layout.make()
    path = layout.keys / f"database-{role}.password"
    if not path.exists():
        _publish(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii")


def password_file(home: Path) -> Path:
    """Write and return the file that `PGPASSFILE` expects, with every role that has a password."""
    keys = Layout.of(home).keys
    lines = [
        f"*:*:*:{path.stem.removeprefix('database-')}:{path.read_text(encoding='ascii')}\n"
        for path in sorted(keys.glob("database-*.password"))
    ]
    path = keys / "pgpass"
    draft = _draft(path, "".join(lines))
    draft.replace(path)
    return path


def _publish(path: Path, text: str) -> None:
    """Make `path` appear with its whole content, unless another process was faster."""
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _flush(path.parent)


def _draft(path: Path, text: str) -> Path:
    """Write a private file beside `path` and see it to the disk: a lost password is a lost database."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _flush(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
