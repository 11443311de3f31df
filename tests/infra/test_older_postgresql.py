"""The database tests once more on Debian's PostgreSQL 15, the oldest version the platform promises to run on."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).resolve().parents[2]
# Not those of the public role: on another server it is taken for the session and could be given back.
TESTS = [
    "tests/flows/test_steps.py",
    "tests/records",
    "tests/audit",
    "tests/inquiries",
    "tests/disclosure/test_search.py",
]


@pytest.fixture
def older():
    """A cluster of PostgreSQL 15 on a free port of the loopback, gone afterwards."""
    if not (PROGRAMS / "initdb").exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    # Not below pytest's own folder, which is closed to the account PostgreSQL runs as.
    folder, account = Path(tempfile.mkdtemp(prefix="xinyong-pg15-")), None
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def program(name, *arguments):
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        subprocess.run(
            [PROGRAMS / name, *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **who,
        )

    data = folder / "data"
    program("initdb", "-D", data, "-U", "boss", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    program("pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    yield f"postgresql://boss@127.0.0.1:{port}/postgres"
    program("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_the_database_tests_pass_on_postgresql_15(older):
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("XINYONG", "DJANGO", "DATABASE", "PYTEST"))
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=kept | {"XINYONG_TEST_DATABASE_URL": older},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
