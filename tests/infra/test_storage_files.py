"""Files at rest: encrypted, whole or refused, gone when destroyed."""

import hashlib
import io
import os
import subprocess
import sys

import pytest

from xinyong.infra import storage
from xinyong.infra.crypto import TAG_BYTES, TamperedError
from xinyong.infra.storage import CHUNK_BYTES, FileMissingError, destroy, open_stored, store

STEP = CHUNK_BYTES + TAG_BYTES


class Trickle(io.RawIOBase):
    """A pipe: gives at most a few thousand bytes at a time and cannot seek."""

    def __init__(self, data):
        self.inner = io.BytesIO(data)

    def read(self, size=-1):
        return self.inner.read(min(size, 4096))


@pytest.fixture
def kept(tmp_path):
    """Three and a half chunks in a store."""
    data = os.urandom(3 * CHUNK_BYTES + CHUNK_BYTES // 2)
    return data, store(io.BytesIO(data), tmp_path), tmp_path


def _path(file, home):
    return home / "files" / file.name


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(0, id="an empty file"),
        pytest.param(1, id="one byte"),
        pytest.param(CHUNK_BYTES - 1, id="a byte less than a chunk"),
        pytest.param(CHUNK_BYTES, id="a chunk"),
        pytest.param(CHUNK_BYTES + 1, id="a byte more than a chunk"),
        pytest.param(2 * CHUNK_BYTES, id="two chunks"),
        pytest.param(storage.MEMORY_BYTES + 1, id="more than stays in memory"),
    ],
)
def test_what_is_stored_comes_back(tmp_path, size):
    data = os.urandom(size)
    file = store(Trickle(data), tmp_path)
    assert (file.size, len(file.sm3)) == (size, 32)
    with open_stored(file.name, memoryview(file.wrapped_key), tmp_path) as plain:
        assert plain.tell() == 0
        assert plain.read() == data
        assert plain.seek(0) == 0


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python's OpenSSL has no SM3")
def test_the_digest_is_sm3_of_the_plain_bytes(kept):
    data, file, _ = kept
    assert file.sm3 == hashlib.new("sm3", data).digest()


def test_no_plain_byte_is_on_the_disk(tmp_path):
    file = store(io.BytesIO("河南省新郑市".encode() * 1000), tmp_path)
    with open_stored(file.name, file.wrapped_key, tmp_path):
        stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert stored == [_path(file, tmp_path)]
    assert "新郑".encode() not in stored[0].read_bytes()
    assert stored[0].stat().st_mode & 0o777 == 0o600


def test_the_same_file_twice_looks_different(tmp_path):
    one, two = (store(io.BytesIO(b"same"), tmp_path) for _ in range(2))
    assert one.sm3 == two.sm3
    assert _path(one, tmp_path).read_bytes() != _path(two, tmp_path).read_bytes()


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda b: b[:-1], id="the last byte is gone"),
        pytest.param(lambda b: b[: 3 * STEP], id="the last chunk is gone"),
        pytest.param(lambda b: b[STEP:], id="the first chunk is gone"),
        pytest.param(lambda b: b[STEP : 2 * STEP] + b[:STEP] + b[2 * STEP :], id="two chunks changed places"),
        pytest.param(lambda b: b[: 2 * STEP] + b[STEP:], id="a chunk stands there twice"),
        pytest.param(lambda b: b + b[-STEP:], id="something was appended"),
        pytest.param(lambda b: b[:5000] + bytes([b[5000] ^ 1]) + b[5001:], id="one bit changed"),
        pytest.param(lambda _: b"", id="everything is gone"),
    ],
)
def test_a_file_that_was_changed_does_not_open(kept, harm):
    _, file, home = kept
    path = _path(file, home)
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(TamperedError):
        open_stored(file.name, file.wrapped_key, home)


def test_a_file_does_not_open_with_the_key_of_another(kept):
    _, file, home = kept
    other = store(io.BytesIO(b"other"), home)
    with pytest.raises(TamperedError):
        open_stored(file.name, other.wrapped_key, home)


@pytest.mark.parametrize(
    "name", ["../keys/data.key", "ab/../../etc/passwd", "/etc/passwd", "", "ab/" + "0" * 30 + "\n"]
)
def test_a_name_cannot_lead_out_of_the_store(kept, name):
    _, file, home = kept
    with pytest.raises(TamperedError):
        open_stored(name, file.wrapped_key, home)
    with pytest.raises(TamperedError):
        destroy(name, home)


def test_a_destroyed_file_is_gone_and_destroying_repeats(kept):
    _, file, home = kept
    destroy(file.name, home)
    destroy(file.name, home)
    with pytest.raises(FileMissingError, match="backup"):
        open_stored(file.name, file.wrapped_key, home)


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path):
    class Broken(Trickle):
        def read(self, size=-1):
            return super().read(size) or self._stop()

        def _stop(self):
            raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        store(Broken(bytes(CHUNK_BYTES * 2)), tmp_path)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_child_process_reads_it_by_its_descriptor(kept):
    data, file, home = kept
    with open_stored(file.name, file.wrapped_key, home) as plain:
        code = f"import os, sys; sys.stdout.write(str(len(os.fdopen({plain.fileno()}, 'rb').read())))"
        done = subprocess.run(
            [sys.executable, "-c", code], pass_fds=[plain.fileno()], capture_output=True, check=True
        )
    assert int(done.stdout) == len(data)
