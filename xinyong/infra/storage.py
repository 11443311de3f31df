"""Files at rest: originals and generated files, encrypted from the first write under a key of their own.

A stored file is a random name under `home/files/`, and a wrapped key that its caller keeps in the database. Whoever
forgets the wrapped key has destroyed the file, backups included. Layout of a file: chunks of 1 MiB, each SM4-GCM
with the tag behind it; the nonce is the chunk's number and whether it is the last, so that a chunk that is cut,
moved or left out is noticed. Each file has its own key, so nonces never repeat under one.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SM3, Hash

from xinyong.infra import durable
from xinyong.infra.crypto import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    TamperedError,
    keyring,
    sm4_gcm_open,
    sm4_gcm_seal,
)

CHUNK_BYTES = 1 << 20
# Up to this size the plain bytes stay in memory; above it they go to a file that has no name.
MEMORY_BYTES = 8 << 20
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}\Z")


class FileMissingError(Exception):
    """A stored file is not there: destroyed, or the folder of files was not restored."""


@dataclass(frozen=True)
class StoredFile:
    """What the caller must remember of a stored file.

    Attributes:
        name: Place below `home/files/`.
        wrapped_key: The file's own key, sealed by the file master key; forgetting it destroys the file.
        size: Of the plain bytes.
        sm3: Digest of the plain bytes, 32 bytes; the one a receipt shows.
    """

    name: str
    wrapped_key: bytes
    size: int
    sm3: bytes


def store(stream: BinaryIO, home: Path) -> StoredFile:
    """Encrypt a stream into a new file; it is on the disk when this returns. Holds two chunks in memory.

    Args:
        stream: Read to its end; need not be seekable.
        home: The installation's home.
    """
    writer = Writer(home)
    try:
        while chunk := stream.read(CHUNK_BYTES):
            writer.write(chunk)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


class Writer:
    """Encrypts what is given to it piece by piece into a new file; for who is called rather than calls.

    End it with `finish` or `abandon`; either may be repeated, and `abandon` after `finish` does nothing.
    """

    def __init__(self, home: Path) -> None:
        self._home, self._name, self._key = home, _random_name(), secrets.token_bytes(KEY_BYTES)
        self._path = home / "files" / self._name
        self._digest, self._held, self._chunks = Hash(SM3()), bytearray(), 0
        self._stored: StoredFile | None = None
        self.size = 0
        _make_folder(self._path.parent)
        self._file = durable.create(self._path)

    def write(self, piece: bytes) -> None:
        """Take a piece of any length; whole chunks go to the disk, the last is held back until more follows."""
        self._digest.update(piece)
        self._held += piece
        self.size += len(piece)
        while len(self._held) > CHUNK_BYTES:
            self._seal(bytes(self._held[:CHUNK_BYTES]), last=False)
            del self._held[:CHUNK_BYTES]

    def finish(self) -> StoredFile:
        """Write the end; the file is on the disk when this returns."""
        if self._stored is None:
            with self._file:
                self._seal(bytes(self._held), last=True)
                durable.sync(self._file)
            durable.sync_folder(self._path.parent)
            wrapped = keyring(self._home).wrap(self._key, self._name)
            self._stored = StoredFile(self._name, wrapped, self.size, self._digest.finalize())
        return self._stored

    def abandon(self) -> None:
        """Leave nothing behind."""
        if self._stored is None:
            self._file.close()
            self._path.unlink(missing_ok=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(sm4_gcm_seal(self._key, _nonce(self._chunks, last=last), chunk))
        self._chunks += 1


def open_stored(name: str, wrapped_key: bytes, home: Path) -> BinaryIO:
    """Return the plain bytes of a stored file, all of them verified, at position 0.

    The result is seekable, has a `fileno()` a child process can inherit, and never had a name on any disk that
    outlives it: in memory up to `MEMORY_BYTES`, in an unlinked file under `home/files/` above.

    Raises:
        FileMissingError: There is no such file.
        TamperedError: File or key were changed, cut, or do not belong together.
    """
    path = _path(name, home)
    key = keyring(home).unwrap(bytes(wrapped_key), name)
    try:
        sealed = path.open("rb")
    except FileNotFoundError:
        raise FileMissingError(
            f"files/{name} is missing; restore the folder of files from a backup"
        ) from None
    with sealed:
        plain = _nameless(path.stat().st_size, home)
        try:
            for nonce, chunk in _numbered(sealed, CHUNK_BYTES + TAG_BYTES):
                plain.write(sm4_gcm_open(key, nonce, chunk))
            plain.seek(0)
        except BaseException:
            plain.close()
            raise
    return plain


def destroy(name: str, home: Path) -> None:
    """Delete a stored file; repeating it does nothing. The caller forgets the wrapped key in its transaction."""
    path = _path(name, home)
    if path.exists():
        path.unlink(missing_ok=True)
        durable.sync_folder(path.parent)


def names_before(at: datetime, home: Path) -> Iterator[str]:
    """Yield the names of the stored files that nobody has written to since an instant."""
    for path in (home / "files").glob("*/*"):
        name = f"{path.parent.name}/{path.name}"
        with suppress(FileNotFoundError):  # destroyed meanwhile
            if _NAME.match(name) and path.stat().st_mtime < at.timestamp():
                yield name


def _numbered(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield nonce and chunk; the last chunk, empty for an empty stream, has another kind of nonce."""
    number, chunk = 0, _read_full(stream, size)
    while following := _read_full(stream, size) if len(chunk) == size else b"":
        yield _nonce(number, last=False), chunk
        number, chunk = number + 1, following
    yield _nonce(number, last=True), chunk


def _read_full(stream: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end: a pipe or socket may give less at a time."""
    parts, wanted = [], size
    while wanted and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def _random_name() -> str:
    text = secrets.token_hex(16)
    return f"{text[:2]}/{text[2:]}"


def _path(name: str, home: Path) -> Path:
    if not _NAME.match(name):  # a name comes from the database, but a path is never built on trust
        raise TamperedError(f"{name!r} is not the name of a stored file")
    return home / "files" / name


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        durable.sync_folder(folder.parent)


def _nameless(size: int, home: Path) -> BinaryIO:
    if size <= MEMORY_BYTES and hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("stored"), "w+b")
    return tempfile.TemporaryFile(dir=home / "files")
