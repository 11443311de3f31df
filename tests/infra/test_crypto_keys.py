"""Keys of a home: made once, kept to their owner, never made again, rotated."""

import os
import shutil
import subprocess
import sys

import pytest

from xinyong.infra.crypto import CryptoError, KeyExposedError, KeyMissingError, TamperedError, keyring, rotate

SHOW = "import sys, pathlib; from xinyong.infra.crypto import keyring; print(keyring(pathlib.Path(sys.argv[1])).django_secret)"


@pytest.fixture
def reread():
    """Forget what this process has read, as a new process would."""
    return keyring.cache_clear


def test_keys_are_made_on_the_first_start_and_kept(tmp_path, reread):
    first = keyring(tmp_path / "家 1")
    reread()
    assert keyring(tmp_path / "家 1") == first
    assert len(first.django_secret) >= 50


def test_keys_are_their_owners_alone(tmp_path):
    folder = keyring(tmp_path).folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_two_homes_share_nothing(tmp_path):
    one, two = keyring(tmp_path / "1"), keyring(tmp_path / "2")
    assert one.digest("passport", "E1") != two.digest("passport", "E1")
    with pytest.raises(CryptoError):
        two.open_(one.seal("x"))


def test_eight_processes_starting_at_once_get_the_same_keys(tmp_path):
    command = [sys.executable, "-c", SHOW, str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    shown = {process.communicate(timeout=60)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * 8
    assert len(shown) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys", "keys-made"]


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param("", id="the whole folder"),
        pytest.param("data-*.key", id="the keys of sealed values"),
        pytest.param("digest.key", id="the key of digests"),
        pytest.param("files.key", id="the key of files"),
        pytest.param("django.key", id="the secret of sessions"),
    ],
)
def test_a_lost_key_is_asked_for_and_never_made_again(tmp_path, reread, lost):
    folder = keyring(tmp_path).folder
    if lost:
        next(folder.glob(lost)).unlink()
    else:
        shutil.rmtree(folder)
    reread()
    with pytest.raises(KeyMissingError, match="restore it from the backup"):
        keyring(tmp_path)
    assert lost or not folder.exists()


def test_an_empty_or_damaged_key_is_not_used(tmp_path, reread):
    path = keyring(tmp_path).folder / "files.key"
    for text, error in (("", KeyMissingError), ("not hexadecimal", CryptoError)):
        path.write_text(text)
        reread()
        with pytest.raises(error):
            keyring(tmp_path)


@pytest.mark.parametrize("name", ["", "files.key"])
def test_a_key_others_can_read_is_refused(tmp_path, reread, name):
    path = keyring(tmp_path).folder / name
    path.chmod(0o750 if not name else 0o640)
    reread()
    with pytest.raises(KeyExposedError, match="chmod"):
        keyring(tmp_path)


def test_the_newest_key_seals_and_all_open(tmp_path, reread):
    ring = keyring(tmp_path)
    old = ring.seal("13800000000")
    key_id = rotate(tmp_path)
    assert ring.seal("x").startswith(f"sm4:{key_id}:")
    reread()
    assert keyring(tmp_path).newest == key_id
    assert keyring(tmp_path).open_(old) == "13800000000"


def test_a_process_opens_what_another_sealed_with_a_newer_key(tmp_path, reread):
    running = keyring(tmp_path)
    reread()
    rotate(tmp_path)
    token = keyring(tmp_path).seal("x")
    assert running.open_(token) == "x"


def test_a_files_key_is_bound_to_its_file(tmp_path):
    ring = keyring(tmp_path)
    wrapped = ring.wrap(b"0" * 16, "ab/cd")
    assert ring.unwrap(wrapped, "ab/cd") == b"0" * 16
    with pytest.raises(TamperedError):
        ring.unwrap(wrapped, "ab/ce")


def test_a_full_disk_leaves_nothing_half_made(tmp_path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
    done = subprocess.run(
        [sys.executable, "-c", limit + SHOW, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_key_that_belongs_to_another_user_is_refused(tmp_path, reread):
    os.chown(keyring(tmp_path).folder / "files.key", 54321, -1)
    reread()
    with pytest.raises(KeyExposedError, match="belongs to user 54321"):
        keyring(tmp_path)
