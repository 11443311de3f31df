"""第十五条: the login of the public door reads disclosed rows of organisations, whatever is tried with it."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from xinyong.disclosure import queries
from xinyong.infra.clock import today
from xinyong.rules.names import search_name

TODAY = today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
VIEWS = {"disclosure_subject", "disclosure_record"}
SECRET = "LEAKED-7731"
# Every function the role may call, with the widest question there is.
CALLS = {
    "disclosure_search": "SELECT number FROM disclosure_search({name}, 200)",
    "disclosure_listing": "SELECT subject FROM disclosure_listing('penalty', {name}, '', NULL, NULL, 200, 0)",
    "disclosure_agencies": "SELECT 1 FROM disclosure_agencies('penalty') WHERE code = 'hidden-agency'",
    "disclosure_figures": "SELECT 1 FROM disclosure_figures() WHERE item = 'hidden-item'",
    "disclosure_sitemap": "SELECT number FROM disclosure_sitemap(0, 50000, '{{}}') WHERE number = {number}",
    "disclosure_state": "SELECT 1 FROM disclosure_state() AS state WHERE state LIKE '%hidden%'",
}

# Those of the room of reports, which tries them itself (tests/reports).
REPORTS = {"reports_ask", "reports_progress", "reports_verify"}

HIDDEN = [
    pytest.param({"record_class": "B", "disclosure": "undisclosed"}, id="a row shared among departments"),
    pytest.param({"record_class": "C", "disclosure": "undisclosed"}, id="a row of restricted use"),
    pytest.param({"disclosure": "undisclosed"}, id="a public row that is not disclosed yet"),
    pytest.param({"disclosure": "expired"}, id="a row whose period has ended"),
    pytest.param({"disclosure": "repaired"}, id="a repaired row"),
    pytest.param({"disclosure": "taken_down"}, id="a row taken down"),
    pytest.param({"disclosure": "undisclosed", "sealed": True}, id="a sealed row"),
    pytest.param(
        {"disclosed_until": YESTERDAY}, id="a row whose last day was yesterday, though nobody ended it"
    ),
    pytest.param({"disclosed_from": TOMORROW}, id="a row to be disclosed tomorrow"),
    pytest.param({"validity": "revoked"}, id="a revoked decision"),
    pytest.param({"validity": "unlawful"}, id="a decision found unlawful"),
    pytest.param({"validity": "void"}, id="a void decision"),
]
SHOWN = [
    pytest.param({}, id="a row without limit"),
    pytest.param({"disclosed_until": TODAY}, id="a row on its last day"),
    pytest.param({"disclosed_from": TODAY}, id="a row on its first day"),
    pytest.param({"validity": "changed"}, id="a changed decision"),
    pytest.param({"validity": "lapsed"}, id="a licence that has lapsed"),
    pytest.param({"disputed": True}, id="a row under objection"),
]


def _found(public, number, name, code):
    """Return every way in which the public could come upon a subject."""
    return {
        "view of subjects": public.execute(
            "SELECT 1 FROM disclosure_subject WHERE number = %s", [number]
        ).rowcount,
        "view of records": public.execute(
            "SELECT 1 FROM disclosure_record WHERE subject = %s", [number]
        ).rowcount,
        "by name": len(queries.search(name).subjects),
        "by code": len(queries.search(code).subjects),
        "page": len(queries.records_of(number)),
    }


@pytest.mark.parametrize("columns", HIDDEN)
def test_hidden(register, public, request, columns):
    serial = 100 + [p.id for p in HIDDEN].index(request.node.callspec.id)
    name, code = f"隐藏第{serial}号有限公司", register.code(serial)
    number = register.subject(name, code)
    register.record(number, **columns, public={"secret": SECRET})
    assert not any(_found(public, number, name, code).values())


@pytest.mark.parametrize("columns", HIDDEN)
def test_hidden_from_every_function(register, public, request, columns):
    name = f"函数不见第{[p.id for p in HIDDEN].index(request.node.callspec.id)}号有限公司"
    number = register.subject(name)
    shown = {"agency": "hidden-agency", "item": "penalty", "decided_on": TODAY}
    hidden = register.record(number, **shown | columns, public={"secret": SECRET})
    register.record(number, **shown | columns | {"item": "hidden-item"})
    for function, call in CALLS.items():
        statement = call.format(name=sql.Literal(search_name(name)).as_string(), number=number)
        rows = public.execute(statement.replace("%", "%%")).fetchall()
        assert rows in ([], [(None,)]), function
    assert queries.record(hidden) is None
    assert queries.sections(number) == queries.all_records(number) == ()


@pytest.mark.parametrize("columns", SHOWN)
def test_shown(register, public, request, columns):
    serial = 200 + [p.id for p in SHOWN].index(request.node.callspec.id)
    name, code = f"公示第{serial}号有限公司", register.code(serial)
    number = register.subject(name, code)
    register.record(number, **columns)
    register.record(number, disclosure="undisclosed", record_class="B")
    assert set(_found(public, number, name, code).values()) == {1}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_ends_in_shanghai_whatever_zone_the_asker_sets(register, public, zone):
    number = register.subject(f"时区{zone}公司")
    last_day, ended = (register.record(number, disclosed_until=day) for day in (TODAY, YESTERDAY))
    public.execute(sql.SQL("SET timezone TO {}").format(zone))
    rows = public.execute("SELECT number FROM disclosure_record WHERE subject = %s", [number]).fetchall()
    assert rows == [(last_day,)], ended


def test_an_unmatched_row_is_nobodys(register, public):
    register.record(None, disclosure="undisclosed", public={"secret": SECRET})
    assert public.execute("SELECT 1 FROM disclosure_record WHERE subject IS NULL").rowcount == 0


@pytest.mark.parametrize("columns", [{"record_class": "B"}, {"family": "person"}, {"sealed": True}])
def test_the_database_refuses_to_disclose(register, columns):
    number = register.subject("不得公示公司")
    with pytest.raises(psycopg.errors.CheckViolation):
        register.record(number, **columns)


def test_no_person_is_found_in_any_way(register, public):
    name, document = "欧阳某某", "410184198001010014"
    number = register.person(name, digest=b"\x07" * 32)
    register.record(number, family="person", record_class="C", disclosure="undisclosed")
    for text in (name, name[:2], document, document[:15], "sm4:sealed", "07" * 16, str(number)):
        assert queries.search(text).subjects == ()
        found = public.execute("SELECT number FROM disclosure_search(%s, 50)", [text]).fetchall()
        assert found == [(None,)]
    assert (
        public.execute(
            "SELECT 1 FROM disclosure_subject WHERE name = %s OR number = %s", [name, number]
        ).rowcount
        == 0
    )
    assert public.execute("SELECT 1 FROM disclosure_record WHERE subject = %s", [number]).rowcount == 0


def _relations(connection):
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m','f','S')"
    )
    return {name for (name,) in rows}


def test_every_other_relation_is_closed(register, public):
    relations = _relations(register.connection)
    assert relations >= VIEWS | {"records_record", "inquiries_entry", "accounts_user", "disclosure_visible"}
    for name in relations - VIEWS:
        with pytest.raises(InsufficientPrivilege):
            public.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))


@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"])
def test_nothing_can_be_written(register, public, right):
    held = public.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m','f')"
        " AND (has_table_privilege(oid, %s) OR has_any_column_privilege(oid, 'INSERT, UPDATE, REFERENCES'))",
        [right],
    )
    assert held.fetchall() == []


def test_these_functions_can_be_called_and_no_other(register, public):
    rows = public.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
    ).fetchall()
    allowed = {*CALLS, *REPORTS}
    assert {name for (name,) in rows} == allowed
    assert len(rows) == len(allowed)  # not twice with different arguments


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("COPY records_record TO STDOUT", id="copy a table out"),
        pytest.param("COPY (SELECT * FROM records_subject) TO STDOUT", id="copy a query out"),
        pytest.param("COPY disclosure_subject TO PROGRAM 'cat'", id="copy to a program"),
        pytest.param("COPY disclosure_subject FROM PROGRAM 'id'", id="copy from a program"),
        pytest.param("SELECT pg_read_file('/etc/passwd')", id="read a file"),
        pytest.param("SELECT pg_ls_dir('.')", id="list a folder"),
        pytest.param("SELECT lo_import('/etc/passwd')", id="import a file"),
        pytest.param("CREATE TEMP TABLE t (x int)", id="make a temporary table"),
        pytest.param("CREATE TABLE public.t (x int)", id="make a table"),
        pytest.param("CREATE SCHEMA s", id="make a schema"),
        pytest.param(
            "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", id="make a function"
        ),
        pytest.param(
            "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            id="make a temporary function",
        ),
        pytest.param("SELECT xinyong_name_grams('organisation', '公司')", id="call a function of the rooms"),
        pytest.param("ALTER VIEW disclosure_record RESET (security_barrier)", id="lower the barrier"),
        pytest.param("DROP VIEW disclosure_record", id="drop a view"),
        pytest.param("GRANT SELECT ON records_record TO xinyong_public", id="grant itself a table"),
        pytest.param("ALTER ROLE xinyong_public SUPERUSER", id="become superuser"),
        pytest.param("SET SESSION AUTHORIZATION xinyong_owner", id="take another login"),
        pytest.param("SET session_replication_role = replica", id="put triggers to sleep"),
        pytest.param("SELECT rolpassword FROM pg_authid", id="read passwords"),
        pytest.param("SELECT * FROM pg_statistic", id="read statistics of columns"),
    ],
)
def test_refused(register, public, statement):
    with pytest.raises(InsufficientPrivilege):
        public.execute(statement)


@pytest.mark.parametrize(
    "role", ["xinyong_owner", "xinyong_app", "postgres", "pg_read_all_data", "pg_monitor"]
)
def test_no_other_role_can_be_taken(register, public, role):
    with pytest.raises(InsufficientPrivilege):
        public.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))


def test_statistics_and_other_sessions_show_nothing(register, public):
    register.connection.execute("ANALYZE records_subject, records_record")
    assert public.execute("SELECT count(*) FROM pg_stats WHERE schemaname = 'public'").fetchone() == (0,)
    others = public.execute(
        "SELECT DISTINCT query FROM pg_stat_activity WHERE usename <> current_user"
    ).fetchall()
    assert {query for (query,) in others} <= {"<insufficient privilege>"}


@pytest.mark.parametrize(
    "leaky",
    [
        pytest.param("(public->>'secret')::int = 1", id="a cast whose error quotes the value"),
        pytest.param(
            "1 / (CASE WHEN public->>'secret' LIKE 'LEAK%%' THEN 0 ELSE 1 END) = 1",
            id="a division that fails on a hit",
        ),
        pytest.param("(public->>'secret')::date IS NOT NULL", id="a date that cannot be read"),
    ],
)
def test_a_condition_sees_visible_rows_only(register, public, leaky):
    number = register.disclosed("有漏洞也看不到公司")
    register.record(number, record_class="B", disclosure="undisclosed", public={"secret": SECRET})
    register.connection.execute("ANALYZE records_record")
    for where in (leaky, f"subject = {number} AND {leaky}"):
        public.execute(f"SELECT * FROM disclosure_record WHERE {where}".replace("%%", "%").encode())


def test_the_search_function_takes_texts_literally(register, public):
    register.disclosed("字面比较公司")
    for text in ("%", "%%", "__", "字_", "'; SELECT 1; --", "字面%", "公司' OR true --", None, "", "字"):
        assert public.execute("SELECT number FROM disclosure_search(%s, 50)", [text]).fetchall() == [
            (None,)
        ], text
