"""Rows really committed, and connections with the rights of the public: nothing here pretends."""

import itertools
import json
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from xinyong.rules.identifiers import uscc_check_character
from xinyong.rules.names import search_name

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_TABLES = "records_subject, records_subjectidentifier, records_subjectname, records_record"


class Register:
    """Writes subjects and records as their owner would find them after a load."""

    def __init__(self, connection):
        self.connection = connection
        self._numbers = itertools.count(10_000_019, 7919)

    @staticmethod
    def code(serial):
        """Return a code with a right check character."""
        first = f"91410184MA{serial:07d}"
        return first + uscc_check_character(first)

    def _insert(self, table, **row):
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        self.connection.execute(statement, list(row.values()))

    def subject(self, name, code=None, **columns):
        row = {"family": "organisation", "kind": "法人", "sub_kind": "企业法人", "status": "active"} | columns
        number = next(self._numbers)
        self._insert(
            "records_subject",
            **row | {"id": number, "name": name, "search_name": search_name(name)},
            status_source="",
            created_at=CREATED,
        )
        if code:
            self._insert(
                "records_subjectidentifier",
                subject_id=number,
                scheme="uscc",
                value=code,
                source="registration",
            )
        return number

    def record(self, subject, **columns):
        row = {
            "family": "organisation", "item": "registration", "agency": "scjg", "origin": "local", "validity": "valid",
            "record_class": "A", "disclosure": "disclosed", "disputed": False, "sealed": False, "public": {},
        } | columns  # fmt: skip
        number = next(self._numbers)
        texts = dict.fromkeys(
            ("decision_key", "source_unit", "organ", "upstream_id", "validity_document", "disclosure_reason"),
            "",
        )
        self._insert(
            "records_record",
            **texts | row | {"public": json.dumps(row["public"])},
            id=number,
            subject_id=subject,
            natural_key=str(number),
            version=1,
            edition="test",
            created_at=CREATED,
        )
        return number

    def person(self, name, digest):
        number = self.subject(name, family="person", kind="自然人", sub_kind="")
        self._insert(
            "records_subjectidentifier",
            subject_id=number, scheme="resident_id", sealed="sm4:sealed", digest=digest, source="penalty_person",
        )  # fmt: skip
        return number

    def disclosed(self, name, code=None, **columns):
        """An organisation with one disclosed record."""
        number = self.subject(name, code, **columns)
        self.record(number)
        return number


@pytest.fixture(scope="module")
def register(django_db_setup, django_db_blocker, superuser):
    from django.db import connections

    with django_db_blocker.unblock():
        name = connections["default"].settings_dict["NAME"]
        with psycopg.connect(superuser(name), autocommit=True) as admin:
            yield Register(admin)
            connections.close_all()
            admin.execute("SET session_replication_role = replica")  # append-only tables depend on these
            admin.execute(f"TRUNCATE {_TABLES} CASCADE")


@pytest.fixture
def public(register):
    """A connection with the login of the public door."""
    from django.db import connections

    with psycopg.connect(**connections["public"].get_connection_params(), autocommit=True) as connection:
        # What anybody behind an injection would do first; it is the rights that must hold.
        connection.execute("SET default_transaction_read_only = off")
        yield connection


@pytest.fixture
def site(register, client, settings):
    """The site as a browser meets it, style sheets unhashed."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    return client
