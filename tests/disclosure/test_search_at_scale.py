"""Search stays a look into an index however many organisations there are."""

from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from xinyong.disclosure import listing, queries
from xinyong.disclosure.listing import Filter
from xinyong.disclosure.state import with_state

_ORGANISATIONS = 20_000
_FILL = """
    INSERT INTO records_subject (id, family, kind, sub_kind, status, status_source, name, search_name, created_at)
    SELECT i, 'organisation', '法人', '企业法人', 'active', '', n, n, now()
    FROM generate_series(1, %(many)s) AS i, LATERAL (SELECT
      '新郑市' || chr(19968 + i %% 3001) || chr(19968 + i %% 2003) || '贸易有限公司' AS n) AS named;
    INSERT INTO records_record (id, subject_id, family, item, natural_key, decision_key, agency, source_unit, organ, origin,
      upstream_id, validity, validity_document, record_class, disclosure, disclosure_reason, disputed, sealed, version,
      edition, public, created_at)
    SELECT i, i, 'organisation', 'registration', '', '', 'scjg', '', '', 'local', '', 'valid', '', 'A', 'disclosed', '',
      false, false, 1, 'test', '{}', now()
    FROM generate_series(1, %(many)s) AS i;
"""


@pytest.fixture(scope="module")
def city(register):
    statements = psycopg.ClientCursor(register.connection).mogrify(_FILL, {"many": _ORGANISATIONS})
    register.connection.execute(statements)
    register.connection.execute("ANALYZE records_subject, records_record")
    return register


def _sequential_scans(city):
    """Return how often the two large tables have been read whole since the server began."""
    for session in (connections["public"].cursor(), city.connection):
        session.execute("SELECT pg_stat_force_next_flush()")  # publish what this session has counted
    city.connection.execute("SELECT pg_stat_clear_snapshot()")
    rows = city.connection.execute(
        "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname IN ('records_subject', 'records_record')"
        " ORDER BY relname"
    )
    return rows.fetchall()


@pytest.mark.parametrize("text", ["公司", "新郑市", "贸易有限公司", "不存在", "郑市一", "91410184MA40698962"])
def test_no_table_is_read_whole(city, text):
    before = _sequential_scans(city)
    queries.search(text)
    assert _sequential_scans(city) == before


def test_reading_a_table_whole_would_be_noticed(city):
    before = _sequential_scans(city)
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off"
        )
        cursor.execute("SELECT max(validity) FROM disclosure_record")
        cursor.execute("RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_indexonlyscan")
    assert _sequential_scans(city) != before


def test_a_subject_is_read_without_reading_the_table(city):
    before = _sequential_scans(city)
    assert queries.subject(77).number == 77
    assert len(queries.records_of(77)) == 1
    assert _sequential_scans(city) == before


LISTS = [
    pytest.param(lambda: listing.listing("registration", Filter()), id="a list"),
    pytest.param(lambda: listing.listing("registration", Filter("贸易")), id="a list by a part of the name"),
    pytest.param(lambda: listing.listing("registration", Filter(agency="scjg")), id="a list by agency"),
    pytest.param(lambda: listing.listing("registration", Filter(since=date(2020, 1, 1))), id="a list by day"),
    pytest.param(lambda: listing.latest("registration"), id="the latest"),
    pytest.param(lambda: listing.sitemap(500, 20), id="the map of the site"),
    pytest.param(listing.figures, id="figures"),
    pytest.param(lambda: queries.record(77), id="a record"),
    pytest.param(lambda: queries.sections(77), id="sections"),
    pytest.param(lambda: queries.all_records(77), id="all records of a subject"),
]


@pytest.mark.parametrize("read", LISTS)
def test_no_list_reads_a_table_whole(city, read):
    before = _sequential_scans(city)
    with_state(f"{uuid4()}", read)
    assert _sequential_scans(city) == before


def test_a_common_text_is_answered_from_a_part_and_says_so(city):
    result = queries.search("有限公司")
    assert (len(result.subjects), result.total, result.capped) == (20, 3000, True)


def test_a_particular_text_is_answered_from_all(city):
    result = queries.search("新郑市一一")
    assert (result.total, result.capped) == (0, False)
    result = queries.search(chr(19968 + 5) + chr(19968 + 5))
    assert result.total == len([i for i in range(1, _ORGANISATIONS + 1) if i % 3001 == 5 and i % 2003 == 5])


def test_what_nobody_may_see_is_not_found_in_the_crowd(city):
    with city.connection.transaction(force_rollback=True):
        city.connection.execute("UPDATE records_record SET disclosure = 'undisclosed' WHERE id % 2 = 0")
        rows = city.connection.execute(
            "SELECT number, total FROM disclosure_search('有限公司', 200)"
        ).fetchall()
    assert len(rows) == 200
    assert all(number % 2 and total == 1500 for number, total in rows)
