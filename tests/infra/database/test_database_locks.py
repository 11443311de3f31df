"""Locks that die with their holder and can be asked about without being touched."""

import math
import subprocess
import sys

import pytest

from xinyong.infra.database.locks import Kind, LockFile

HOLDER = """
import sys
from pathlib import Path
from xinyong.infra.database.locks import Kind, LockFile
lock = LockFile(Path(sys.argv[1]))
lock.take(Kind[sys.argv[2]])
print("held", flush=True)
sys.stdin.read()
"""
AT_ONCE = -math.inf


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lock"


@pytest.mark.parametrize(
    ("held", "wanted", "gets"),
    [
        (Kind.SHARED, Kind.SHARED, True),
        (Kind.SHARED, Kind.EXCLUSIVE, False),
        (Kind.EXCLUSIVE, Kind.SHARED, False),
        (Kind.EXCLUSIVE, Kind.EXCLUSIVE, False),
    ],
)
def test_two_handles_of_one_process_count_for_themselves(path, held, wanted, gets):
    with LockFile(path) as first, LockFile(path) as second:
        first.take(held)
        assert second.take_before(AT_ONCE, wanted) is gets
        assert second.holder() is held


def test_closing_frees_the_lock(path):
    with LockFile(path) as first, LockFile(path) as second:
        first.take(Kind.EXCLUSIVE)
        first.close()
        assert second.holder() is None
        assert second.take_before(AT_ONCE, Kind.EXCLUSIVE)


def test_a_handle_does_not_see_its_own_lock(path):
    with LockFile(path) as lock:
        lock.take(Kind.EXCLUSIVE)
        assert lock.holder() is None


@pytest.mark.parametrize("kind", Kind)
def test_the_kernel_frees_the_lock_of_a_killed_process(path, kind):
    command = [sys.executable, "-c", HOLDER, str(path), kind.name]
    with LockFile(path) as ours:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            holder.stdout.readline()
            assert ours.holder() is kind
            holder.kill()
        assert ours.holder() is None


def test_a_link_is_not_followed(path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        LockFile(path)
