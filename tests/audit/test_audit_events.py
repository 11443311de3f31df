"""Events: written with the deed or not at all, without values, for good."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from xinyong.accounts.actors import os_actor, system_actor
from xinyong.audit.actions import OutsideTransactionError, Target, ValueInEventError, record
from xinyong.audit.models import Event

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
BY = os_actor("wang")
TARGET = Target("submission", 7)


@pytest.mark.django_db
def test_an_event_tells_who_did_what_to_which():
    record("collection:submission:load", by=BY, at=AT, target=TARGET, data={"rows": 3, "items": ["penalty"]})
    event = Event.objects.get(kind="collection:submission:load")
    assert (event.at, event.actor_kind, event.actor, event.post) == (AT, "os", "wang", None)
    assert (event.target_kind, event.target, event.data) == (
        "submission",
        "7",
        {"rows": 3, "items": ["penalty"]},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"name": "张三"}, id="a name"),
        pytest.param({"code": "410184198001010018"}, id="an ID number"),
        pytest.param({"code": "41018419800101001x"}, id="an ID number with x"),
        pytest.param({"code": "410184800101001"}, id="an ID number of 15 digits"),
        pytest.param({"phones": ["code", "13800138000"]}, id="a telephone number in a list"),
        pytest.param({"410184198001010018": 1}, id="an ID number as a key"),
        pytest.param({"a": {"b": {"c": "two words"}}}, id="free text deep inside"),
        pytest.param({"raw": b"bytes"}, id="bytes"),
        pytest.param({"at": AT}, id="something that is no JSON"),
    ],
)
def test_a_value_does_not_get_into_an_event(data):
    with pytest.raises(ValueInEventError) as raised:
        record("a:b:c", by=BY, at=AT, target=TARGET, data=data)
    assert "410184" not in str(raised.value)


@pytest.mark.django_db
def test_codes_counts_and_digests_do():
    data = {
        "receipt": "BS-2026-000017",
        "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "code": "91410184MA3X00000A",
        "record": 410184198001010018,  # random numbers of records are numbers
        "fields": ["penalty.organ"],
        "none": None,
    }
    assert record("a:b:c", by=system_actor("worker"), at=AT, target=TARGET, data=data).data == data


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("kind", ["load", "a:b", "A:b:c", "a:b:c:d", "a::c", "a:b:c\n"])
def test_a_kind_has_three_parts(kind):
    with pytest.raises(IntegrityError, match="event_kind_has_three_parts"), transaction.atomic():
        record(kind, by=BY, at=AT, target=TARGET)


@pytest.mark.django_db
def test_nobody_acts_namelessly():
    with pytest.raises(IntegrityError, match="event_actor_named"), transaction.atomic():
        record("a:b:c", by=os_actor(""), at=AT, target=TARGET)


def test_an_event_outside_a_transaction_is_refused(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            with pytest.raises(OutsideTransactionError):
                record("a:b:c", by=BY, at=AT, target=TARGET)
        finally:
            connection.close()


@pytest.mark.django_db
def test_an_event_vanishes_with_the_deed_that_failed():
    def deed():
        with transaction.atomic():
            record("a:b:failed", by=BY, at=AT, target=TARGET)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        deed()
    assert not Event.objects.filter(kind="a:b:failed").exists()


CHANGES = ["UPDATE {} SET actor = actor", "DELETE FROM {}", "DELETE FROM {} WHERE false", "TRUNCATE {}"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_cannot_change_events(statement):
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format("audit_event"))


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_event", "inquiries_entry"])
@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_superuser_changes_what_only_grows(superuser, statement, table):
    name = connection.settings_dict["NAME"]
    with psycopg.connect(superuser(name)) as admin, pytest.raises(psycopg.errors.RestrictViolation) as raised:
        admin.execute(statement.format(table))
    assert raised.value.diag.message_primary == f"{table} is append-only"
