"""Roles, database, locale and settings as the rest of the house finds them."""

import psycopg
import pytest

from xinyong.infra.database import APP, OWNER, PUBLIC, config, errors, provision, provision_external
from xinyong.infra.database.passwords import SUPERUSER
from xinyong.infra.database.provision import is_provisioned

slow = pytest.mark.slow
GIB = 1024**3


@slow
def test_provisioning_twice_changes_nothing(server, query):
    def state():
        return query(
            SUPERUSER, "SELECT rolname, rolcreatedb, rolsuper, rolcanlogin FROM pg_roles ORDER BY 1"
        ), query(SUPERUSER, "SELECT datname, datacl, datdba FROM pg_database ORDER BY 1")

    before = state()
    provision(server, server.home)
    assert state() == before
    assert is_provisioned(server)


@slow
@pytest.mark.parametrize(
    ("role", "attributes"),
    [
        pytest.param(OWNER, (True, False, True, False, False), id="the owner may create databases for tests"),
        pytest.param(APP, (True, False, False, False, False), id="the application may only log in"),
        pytest.param(PUBLIC, (True, False, False, False, False), id="the public site may only log in"),
    ],
)
def test_roles_are_no_stronger_than_needed(query, role, attributes):
    statement = "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = %s"
    assert query(SUPERUSER, statement, role) == [attributes]


@slow
@pytest.mark.parametrize(
    ("role", "statement"),
    [
        pytest.param(APP, "CREATE TABLE public.t (x int)", id="the application makes no table"),
        pytest.param(PUBLIC, "CREATE TABLE public.t (x int)", id="the public site makes no table"),
        pytest.param(
            PUBLIC, "CREATE TEMPORARY TABLE t (x int)", id="the public site makes no temporary table"
        ),
        pytest.param(PUBLIC, "SELECT * FROM public.hidden", id="the public site reads no table"),
        pytest.param(PUBLIC, "CREATE SCHEMA s", id="the public site makes no schema"),
        pytest.param(OWNER, "CREATE ROLE r", id="the owner makes no role"),
        pytest.param(OWNER, "COPY (SELECT 1) TO PROGRAM 'true'", id="the owner runs no program"),
    ],
)
def test_what_a_role_may_not(query, role, statement):
    query(OWNER, "CREATE TABLE IF NOT EXISTS public.hidden (x int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        query(role, statement)


@slow
@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_the_application_has_no_business_in_other_databases(query, database):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        query(APP, "SELECT 1", database=database)


@slow
def test_a_database_made_for_tests_has_the_same_rules(query):
    query(OWNER, "CREATE DATABASE test_xinyong", database="postgres")
    try:
        assert query(OWNER, "SHOW timezone", database="test_xinyong") == [("Asia/Shanghai",)]
        query(OWNER, "CREATE TABLE t (x int)", database="test_xinyong")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(PUBLIC, "SELECT * FROM public.t", database="test_xinyong")
    finally:
        query(OWNER, "DROP DATABASE test_xinyong", database="postgres")


@slow
def test_the_database_speaks_chinese_whatever_the_system_speaks(query):
    query(OWNER, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    ((encoding, provider, locale),) = query(
        OWNER,
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database WHERE datname = 'xinyong'",
    )
    assert (encoding, provider, locale) == ("UTF8", "b", "C.UTF-8")
    assert query(OWNER, r"SELECT '郑' ~ '^\w$', '，' ~ '^\w$', length('新郑𠮷')") == [(True, False, 3)]
    ((trigrams,),) = query(OWNER, "SELECT cardinality(show_trgm('新郑市'))")
    assert trigrams == 4


@slow
@pytest.mark.parametrize("role", [OWNER, APP, PUBLIC])
def test_civil_time_is_that_of_shanghai(query, role):
    assert query(role, "SHOW timezone") == [("Asia/Shanghai",)]


@pytest.fixture
def external(server, query):
    """Take the two roles away, as on a server that never heard of us, and let a customer's role in."""
    for role in (APP, PUBLIC):
        for database in ("xinyong", "template1"):
            query(SUPERUSER, f"DROP OWNED BY {role}", database=database)
        query(SUPERUSER, f"DROP ROLE {role}")
    query(SUPERUSER, "CREATE ROLE customer LOGIN CREATEROLE PASSWORD 'x'")
    query(SUPERUSER, "GRANT CONNECT ON DATABASE xinyong TO customer")
    yield f"postgresql://customer:x@/xinyong?host={server.socket_dir}&port={server.port}"
    query(SUPERUSER, "DROP OWNED BY customer")
    query(SUPERUSER, f"DROP ROLE IF EXISTS {APP}, {PUBLIC}, customer")
    provision(server, server.home)


@slow
def test_roles_are_made_on_an_external_server_by_a_user_who_may(external):
    provision_external(external)
    provision_external(external)
    with psycopg.connect(external) as connection:
        connection.execute(f"SET ROLE {PUBLIC}")
        assert connection.execute("SELECT current_user").fetchone() == (PUBLIC,)


@slow
@pytest.mark.usefixtures("external")
def test_an_external_user_who_may_not_is_told_what_to_ask_for(server):
    with pytest.raises(errors.PrivilegeMissingError, match="CREATE ROLE xinyong_app; GRANT xinyong_app TO"):
        provision_external(server.dsn(OWNER))


@pytest.mark.parametrize(
    ("memory", "buffers", "cache"),
    [
        pytest.param(1 * GIB, "128MB", "512MB", id="an eighth of a small memory"),
        pytest.param(4 * GIB, "512MB", "2048MB", id="just the most"),
        pytest.param(64 * GIB, "512MB", "32768MB", id="not more on a big machine"),
        pytest.param(GIB // 16, "16MB", "64MB", id="never less than works"),
    ],
)
def test_memory_decides_the_buffers(memory, buffers, cache):
    text = config.configuration(memory)
    assert f"shared_buffers = '{buffers}'" in text
    assert f"effective_cache_size = '{cache}'" in text


@slow
def test_the_server_takes_every_setting_we_write(query):
    ((wrong,),) = query(SUPERUSER, "SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL")
    assert wrong == 0
    statement = "SELECT count(*) FROM pg_settings WHERE sourcefile LIKE '%%/xinyong.conf' AND name = ANY(%s)"
    ours = ["jit", "max_wal_size", "wal_compression", "max_connections", "log_min_messages", "shared_buffers"]
    assert query(SUPERUSER, statement, ours) == [(len(ours),)]
