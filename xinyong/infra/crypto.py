"""National-standard cryptography of the platform: sealed values, keyed digests, and the keys themselves.

Keys live in `home/keys/`, readable by their owner alone, and are made as a whole on the first start:

    data-<id>.key   SM4 keys of sealed values; the newest seals, all open
    digest.key      HMAC-SM3 key of the digests that make sealed values comparable
    files.key       SM4 key that wraps the own keys of stored files (`infra.storage`)
    django.key      Django's SECRET_KEY

`home/keys-made` remembers that this home has had keys: once it is there, keys are never made again, because that
would turn every sealed value into noise without anyone noticing. Standards: GM/T 0002 (SM4), GM/T 0004 (SM3).
"""

import base64
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC

from xinyong.infra import durable

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
_DIGEST_KEY_BYTES = 32
_TOKEN = re.compile(r"sm4:([0-9a-z]+):([A-Za-z0-9_-]{38,})\Z")
_FOLDER = "keys/platform"
_MARKER = "keys-made"


class CryptoError(Exception):
    """Something about keys or sealed values is wrong; the text says what to do."""


class KeyMissingError(CryptoError):
    """A key that existed is not there; it must be restored from a backup, never made anew."""


class KeyExposedError(CryptoError):
    """A key can be read by others, or belongs to someone else."""


class TamperedError(CryptoError):
    """A sealed value or file was changed, cut, or belongs to another context or key."""


def is_sealed(text: str) -> bool:
    """Return True if `text` has the form of a sealed value; says nothing about who sealed it."""
    return _TOKEN.match(text) is not None


def sm4_gcm_seal(key: bytes, nonce: bytes, plain: bytes, bound: bytes = b"") -> bytes:
    """Return ciphertext and tag of `plain`; `bound` is authenticated with it. One nonce per key and message."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def sm4_gcm_open(key: bytes, nonce: bytes, sealed: bytes, bound: bytes = b"") -> bytes:
    """Return the plain bytes of `sm4_gcm_seal`.

    Raises:
        TamperedError: Key, nonce, ciphertext, tag or `bound` do not belong together.
    """
    if len(sealed) < TAG_BYTES:
        raise TamperedError("a sealed value is cut short; restore it from a backup")
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    try:
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise TamperedError(
            "a sealed value was changed or belongs elsewhere; restore it from a backup"
        ) from None


@dataclass(frozen=True)
class Keyring:
    """The keys of one home. Made by `keyring`.

    Attributes:
        django_secret: Django's SECRET_KEY.
    """

    folder: Path = field(repr=False)
    data_keys: dict[str, bytes] = field(repr=False)
    digest_key: bytes = field(repr=False)
    file_master: bytes = field(repr=False)
    django_secret: str = field(repr=False)

    @property
    def newest(self) -> str:
        """Id of the data key that seals."""
        return max(self.data_keys)

    def seal(self, text: str, context: str = "") -> str:
        """Return `text` sealed with the newest data key: `sm4:<key id>:<base64url of nonce, ciphertext, tag>`.

        Args:
            text: Any text, also empty.
            context: Where the value belongs; the same must be given to open it. Not secret, not stored.
        """
        return self.seal_many([text], context)[0]

    def seal_many(self, values: Sequence[str], context: str = "") -> list[str]:
        """Return each value sealed, in order; equal values give different tokens.

        Nonces are random, so one data key must seal fewer than 2^32 values: rotate long before.
        """
        key_id, bound = self.newest, context.encode()
        key, nonces = self.data_keys[key_id], os.urandom(NONCE_BYTES * len(values))
        head = f"sm4:{key_id}:"
        return [
            head + _encode(nonce + sm4_gcm_seal(key, nonce, value.encode(), bound))
            for value, nonce in zip(values, _pieces(nonces), strict=True)
        ]

    def open_(self, token: str, context: str = "") -> str:
        """Return the text of a sealed value.

        Raises:
            TamperedError: It is no token, was changed, or was sealed for another context.
            KeyMissingError: The key named in it is not in this home.
        """
        match = _TOKEN.match(token)
        if not match:
            raise TamperedError("not a sealed value; expected sm4:<key id>:<data>")
        raw = base64.urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4))
        key = self._data_key(match[1])
        return sm4_gcm_open(key, raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()

    def digest(self, scheme: str, value: str) -> bytes:
        """Return the 32-byte keyed digest (HMAC-SM3) of `value`; schemes never collide with each other."""
        return self.digest_many(scheme, [value])[0]

    def digest_many(self, scheme: str, values: Iterable[str]) -> list[bytes]:
        """Return the keyed digest of each value, in order. The value must be in canonical form."""
        start = HMAC(self.digest_key, hashes.SM3())
        # A scheme is a code, so the zero byte ends it: no scheme and value can be read as another pair.
        start.update(scheme.encode() + b"\0")
        return [_finish(start.copy(), value) for value in values]

    def wrap(self, key: bytes, bound: str) -> bytes:
        """Return a file's own key sealed by the file master key and bound to the file's name."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + sm4_gcm_seal(self.file_master, nonce, key, bound.encode())

    def unwrap(self, wrapped: bytes, bound: str) -> bytes:
        """Return the key of `wrap`.

        Raises:
            TamperedError: It was changed or belongs to another file.
        """
        return sm4_gcm_open(self.file_master, wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound.encode())

    def _data_key(self, key_id: str) -> bytes:
        if key_id not in self.data_keys:  # another process may have rotated since this one started
            self.data_keys.update(_read_data_keys(self.folder))
        if key_id not in self.data_keys:
            raise _missing(self.folder / f"data-{key_id}.key")
        return self.data_keys[key_id]


@cache
def keyring(home: Path) -> Keyring:
    """Return the keys of `home`, made now if it never had any; read once per process.

    Any number of processes may start at once: the whole folder appears in one step, and the first one wins.

    Raises:
        KeyMissingError: The home had keys and one of them is gone.
        KeyExposedError: A key is readable by others or owned by another user.
    """
    folder, had_keys = home / _FOLDER, (home / _MARKER).exists()
    if not folder.exists():
        if had_keys:  # asked before looking at the folder: another process may be making both just now
            raise _missing(folder)
        _make(home)
    (home / _MARKER).touch(mode=0o600)
    _check_owner(folder)
    return Keyring(
        folder,
        _read_data_keys(folder),
        _read_bytes(folder / "digest.key"),
        _read_bytes(folder / "files.key"),
        _read(folder / "django.key"),
    )


def rotate(home: Path) -> str:
    """Add a data key, which seals from now on; return its id. Running processes seal with it after a restart."""
    ring = keyring(home)
    key_id = _key_id(len(_read_data_keys(ring.folder)) + 1)
    draft = ring.folder / f".{key_id}"
    _write(draft, secrets.token_hex(KEY_BYTES))
    draft.rename(ring.folder / f"data-{key_id}.key")  # other processes never see half a key
    durable.sync_folder(ring.folder)
    ring.data_keys.update(_read_data_keys(ring.folder))
    return key_id


def _make(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".keys-{secrets.token_hex(8)}"
    draft.mkdir(mode=0o700)
    try:
        _write(draft / f"data-{_key_id(1)}.key", secrets.token_hex(KEY_BYTES))
        _write(draft / "digest.key", secrets.token_hex(_DIGEST_KEY_BYTES))
        _write(draft / "files.key", secrets.token_hex(KEY_BYTES))
        _write(draft / "django.key", secrets.token_urlsafe(48))
        durable.sync_folder(draft)
        (home / _FOLDER).parent.mkdir(mode=0o700, exist_ok=True)  # the database's passwords lie there too
        draft.rename(home / _FOLDER)
        durable.sync_folder((home / _FOLDER).parent)
    except OSError:
        # Renaming onto a folder that is not empty fails: another process was first, and its keys count.
        if not (home / _FOLDER).exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _key_id(number: int) -> str:
    # The number orders the keys; the random part tells the keys of two homes apart.
    return f"{number:04d}{secrets.token_hex(2)}"


def _write(path: Path, text: str) -> None:
    with durable.create(path) as file:
        file.write(f"{text}\n".encode("ascii"))
        durable.sync(file)


def _read(path: Path) -> str:
    try:
        _check_owner(path)
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise _missing(path) from None
    if not text:
        raise _missing(path)
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        return bytes.fromhex(_read(path))
    except ValueError:
        raise CryptoError(f"{path} is damaged; restore it from the backup of the keys") from None


def _read_data_keys(folder: Path) -> dict[str, bytes]:
    paths = sorted(folder.glob("data-*.key"))
    if not paths:
        raise _missing(folder / "data-*.key")
    return {path.stem.removeprefix("data-"): _read_bytes(path) for path in paths}


def _check_owner(path: Path) -> None:
    stat = path.stat()
    if stat.st_uid != os.geteuid():
        raise KeyExposedError(
            f"{path} belongs to user {stat.st_uid}; run the program as that user, or chown it"
        )
    if stat.st_mode & 0o077:
        raise KeyExposedError(f"{path} can be read by others; run: chmod go= {path}")


def _missing(path: Path) -> KeyMissingError:
    return KeyMissingError(
        f"{path} is missing; restore it from the backup of the keys, without it sealed data is lost"
    )


def _pieces(nonces: bytes) -> Iterable[bytes]:
    return (nonces[i : i + NONCE_BYTES] for i in range(0, len(nonces), NONCE_BYTES))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _finish(state: HMAC, value: str) -> bytes:
    state.update(value.encode())
    return state.finalize()
