"""After a load that changes much, the planner knows at once what the tables hold."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def refreshed(changed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT records_refresh_statistics(%s)", [changed])
        return cursor.fetchone()[0]


def rows_believed(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass", [table])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("more", "done"), [pytest.param(-1, False, id="little"), pytest.param(1, True, id="a tenth and more")]
)
def test_statistics_follow_a_load_that_changes_much(more, done):
    # what ANALYZE has found is kept also when its transaction is not, so tests before this one may have left it
    assert refreshed(int(200 + 0.1 * rows_believed("records_record")) + more) is done


def test_the_application_may_though_the_tables_are_not_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "xinyong_app"
        cursor.execute(
            "INSERT INTO records_subject (id, family, kind, sub_kind, status, status_source, name, search_name, created_at)"
            " SELECT n, 'organisation', '法人', '', 'active', '', '试例' || n, '试例' || n, now() FROM generate_series(1, 300) AS n"
        )
    assert refreshed(10**9)
    assert rows_believed("records_subject") >= 300
