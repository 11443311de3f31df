"""The suite runs against a real PostgreSQL in a temporary home; the tests act with the application's own role.

With XINYONG_TEST_DATABASE_URL another server is used: its user must be allowed to create databases and roles.
"""

import os
import shutil
import tempfile
from pathlib import Path

import django
import psycopg
import pytest

_HOME = Path(tempfile.mkdtemp(prefix="xinyong-test-"))
os.environ["XINYONG_HOME"] = str(_HOME)
os.environ["XINYONG_ROLE"] = "owner"
# Named here and not in pyproject.toml: pytest-django would load the settings before this file has chosen the home.
os.environ["DJANGO_SETTINGS_MODULE"] = "xinyong.project.settings"
for _name in ("XINYONG_SITE", "XINYONG_DEBUG", "DATABASE_URL", "DATABASE_URL_PUBLIC"):
    os.environ.pop(_name, None)
if _other := os.environ.get("XINYONG_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _other

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_KEPT = {"django_migrations", "django_content_type", "auth_permission", "xinyong_installation"}


def pytest_configure():
    """Read the settings now that the home is chosen."""
    django.setup()


def pytest_unconfigure():
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def home():
    """The temporary home of the suite."""
    return _HOME


@pytest.fixture(scope="session")
def shared_data():
    """Real material nobody on this project wrote; absent outside the workplace."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real inputs is not here")
    return SHARED


@pytest.fixture(scope="session")
def superuser():
    """Return a function: a connection string of the server's superuser for a database."""
    from xinyong.infra import database

    if _other:
        return lambda name: psycopg.conninfo.make_conninfo(_other, dbname=name)
    server = database.connection_parameters(_HOME)
    return lambda name: psycopg.conninfo.make_conninfo(server.superuser_dsn, dbname=name)


@pytest.fixture(scope="session")
def database_server():
    """Hold the embedded server for the session, unless another one is used."""
    if _other:
        yield
        return
    from xinyong.infra import database

    lease = database.acquire(_HOME, fsync=False)
    yield
    lease.release()


@pytest.fixture(scope="session")
def django_db_setup(database_server, request, django_test_environment, django_db_blocker):
    """Create the test database as its owner, then go on as the application."""
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases

    from xinyong.accounts import actions as accounts
    from xinyong.accounts.actors import system_actor
    from xinyong.infra import database
    from xinyong.infra.clock import now
    from xinyong.project.grants import grant

    with django_db_blocker.unblock():
        if _other:
            database.provision_external(_other)
        made = setup_databases(verbosity=0, interactive=False)
        grant()
        accounts.sync_organisations(by=system_actor("set_up"), at=now())
        _become("app", connections)
    yield
    with django_db_blocker.unblock():
        _become("owner", connections)
        teardown_databases(made, verbosity=0)


def _become(role, connections):
    from xinyong.project import databases

    connection = connections["default"]
    connection.close()
    wanted = databases.django_settings(_HOME, f"xinyong_{role}", url=_other or "", public_url="")
    connection.settings_dict["USER"], connection.settings_dict["PASSWORD"] = (
        wanted["USER"],
        wanted["PASSWORD"],
    )
    connection.settings_dict["OPTIONS"] = wanted["OPTIONS"]


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker, superuser):
    """A database in which everything is really committed; emptied afterwards, organisations kept.

    For what other connections and processes must see. Appended-only tables are emptied as the superuser, with the
    triggers asleep: nobody else could.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        yield connections["default"]
        name = connections["default"].settings_dict["NAME"]
        connections.close_all()
    with psycopg.connect(superuser(name), autocommit=True) as admin:
        rows = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = [
            t
            for (t,) in rows
            if t not in _KEPT and not t.startswith("accounts_organisation") and t != "accounts_succession"
        ]
        admin.execute("SET session_replication_role = replica")
        admin.execute("TRUNCATE " + ", ".join(f'"{t}"' for t in tables) + " RESTART IDENTITY CASCADE")
