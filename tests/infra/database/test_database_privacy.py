"""Who may connect, who may read the files, and what the log never says."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from xinyong.infra.database import APP, OWNER, PUBLIC, logs, password
from xinyong.infra.database.errors import StartFailedError
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.passwords import SUPERUSER, password_file
from xinyong.infra.database.postmaster import is_ready

SECRET = "410184198001011234"
ROLES = [SUPERUSER, OWNER, APP, PUBLIC]
slow = pytest.mark.slow


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "wrong", [pytest.param("", id="no password"), pytest.param("guess", id="a wrong password")]
)
def test_nobody_enters_with(server, role, wrong):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(make_conninfo(server.dsn(role), password=wrong))


@slow
@pytest.mark.parametrize("role", ROLES)
def test_a_password_is_checked_by_scram(server, query, role):
    assert psycopg.connect(server.dsn(role), require_auth="scram-sha-256").close() is None
    ((stored,),) = query(SUPERUSER, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", role)
    assert stored.startswith("SCRAM-SHA-256$")


@slow
def test_the_server_listens_on_its_socket_alone(server, query):
    assert query(SUPERUSER, "SHOW listen_addresses") == [("",)]
    assert query(SUPERUSER, "SELECT type, user_name, auth_method FROM pg_hba_file_rules") == [
        ("local", ["all"], "scram-sha-256")
    ]


@slow
def test_files_are_private(server):
    layout = Layout(server.home)
    assert {
        mode(path) for path in (layout.keys, layout.cluster, server.socket_dir, layout.server_log.parent)
    } == {0o700}
    files = [*layout.keys.iterdir(), layout.server_log, layout.keeper_log, layout.cluster / "pg_hba.conf"]
    assert {mode(path) for path in files} == {0o600}


@slow
def test_a_lost_password_is_told_at_once(server):
    path = Layout(server.home).keys / f"database-{SUPERUSER}.password"
    kept = path.rename(path.with_suffix(".kept"))
    try:
        with pytest.raises(StartFailedError, match="rejects the password"):
            is_ready(server)
    finally:
        kept.replace(path)


def test_many_that_ask_at_once_get_the_same_password(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: password(tmp_path / "home", APP), range(64)))
    assert len(answers) == 1
    assert [path.name for path in (tmp_path / "home" / "keys").iterdir()] == ["database-xinyong_app.password"]


def test_each_role_has_its_own_password(tmp_path):
    assert len({password(tmp_path, role) for role in ROLES}) == len(ROLES)


def test_the_password_file_of_psql_is_private_and_whole(tmp_path):
    words = {role: password(tmp_path, role) for role in ROLES}
    path = password_file(tmp_path)
    assert mode(path) == 0o600
    assert set(path.read_text().splitlines()) == {f"*:*:*:{role}:{word}" for role, word in words.items()}


def _copy(connection, table, line):
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(f"{line}\n")


@pytest.fixture
def table(server):
    with psycopg.connect(server.dsn(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE secrets (number text PRIMARY KEY CHECK (number <> ''), born date)")
        connection.execute("INSERT INTO secrets VALUES (%s, NULL)", [SECRET])
        yield connection
        connection.execute("DROP TABLE secrets")


@slow
@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(lambda c: _copy(c, "secrets", f"x\t{SECRET}"), id="a COPY with a malformed date"),
        pytest.param(lambda c: _copy(c, "secrets", f"{SECRET}\t"), id="a COPY with an empty date"),
        pytest.param(lambda c: _copy(c, "secrets", f"{SECRET}\t\\N"), id="a COPY that breaks a unique key"),
        pytest.param(
            lambda c: _copy(c, "secrets", f"{SECRET}\t\\N\textra"), id="a COPY with a column too many"
        ),
        pytest.param(
            lambda c: c.execute("INSERT INTO secrets VALUES (%s, %s)", ["", SECRET]), id="a parameter"
        ),
        pytest.param(lambda c: c.execute(f"SELECT date '{SECRET}'"), id="a literal"),
        pytest.param(
            lambda c: c.execute(f"DO $$BEGIN RAISE WARNING '{SECRET}'; END$$; SELEC"), id="a syntax error"
        ),
        pytest.param(
            lambda c: c.execute(f"DO $$BEGIN RAISE EXCEPTION '{SECRET}'; END$$"), id="a function's error"
        ),
    ],
)
def test_no_value_reaches_the_log_from(server, table, fail):
    with pytest.raises(psycopg.Error):
        fail(table)
    assert SECRET not in Layout(server.home).server_log.read_text(encoding="utf-8")
    assert SECRET not in Layout(server.home).keeper_log.read_text(encoding="utf-8")


@slow
def test_no_password_is_on_a_command_line_or_in_the_log(server, processes):
    seen = " ".join(word for process in processes(server.home) for word in process.info["cmdline"] or [])
    seen += Layout(server.home).server_log.read_text(encoding="utf-8")
    assert not any(password(server.home, role) in seen for role in ROLES)


def test_a_log_is_cut_at_its_limit_while_somebody_writes_to_it(tmp_path):
    path = tmp_path / "log"
    writer = logs.open_log(path)
    for text in (b"a" * 90, b"b" * 20, b"c" * 10):
        os.write(writer, text)
        logs.bound(path, 100)
    os.close(writer)
    assert path.read_bytes() == b"c" * 10
    assert (tmp_path / "log.1").read_bytes() == b"a" * 90 + b"b" * 20
    assert mode(tmp_path / "log.1") == mode(path) == 0o600
