"""异议标记: set and taken away by the centre, and nothing else changes (第二十四条)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event
from xinyong.records import actions
from xinyong.records.actions import DisputeError
from xinyong.records.models import Record, Subject

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NUMBER = "YY2026-000001"


def _staff(role, organisation):
    return Actor(ActorKind.USER, "1", "试例", 1, 1, role, organisation)


CENTRE = _staff(Role.CENTRE_OPERATOR, "xyzx")


@pytest.fixture
def record(db):
    subject = Subject.objects.create(
        id=1, family="organisation", kind="法人", name="虚构市试例有限公司", created_at=AT
    )
    return Record.objects.create(
        id=7, subject=subject, family="organisation", item="penalty", natural_key="k", agency="scjg",
        record_class="A", disclosure="disclosed", disclosed_from=date(2026, 1, 5), disclosed_until=date(2027, 1, 4),
        edition="2026-1", public={"CF_WFXW": "试例"}, created_at=AT,
    )  # fmt: skip


def mark(record, **changes):
    given = {"disputed": True, "basis": NUMBER, "by": CENTRE, "at": AT}
    return actions.mark_disputed(record=record, **(given | changes))


def _rest(record):
    return Record.objects.filter(pk=record.pk).values().get() | {"disputed": None}


def test_an_objection_marks_the_record_and_stops_nothing(record):
    before = _rest(record)
    assert mark(record).disputed
    assert _rest(record) == before
    event = Event.objects.get(kind="records:record:dispute")
    assert (event.target_kind, event.target, event.data) == (
        "record",
        "7",
        {"item": "penalty", "basis": NUMBER},
    )


def test_a_decided_objection_takes_the_mark_away(record):
    mark(record)
    assert not mark(record, disputed=False).disputed
    assert not Record.objects.get().disputed
    assert Event.objects.get(kind="records:record:undispute").target == "7"


def test_the_public_pages_are_made_anew(record):
    def state():
        with connection.cursor() as cursor:
            cursor.execute("SELECT token FROM disclosure_change")
            return set(cursor.fetchall())

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_change")
    mark(record)
    assert len(state()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"by": _staff(Role.REPORTER, "scjg")}, "信用中心", id="a reporter marks nothing"),
        pytest.param({"by": _staff(Role.CENTRE_HEAD, "xyzx")}, "信用中心", id="the head approves, not marks"),
        pytest.param({"by": os_actor("root")}, "信用中心", id="the operating-system user marks nothing"),
        pytest.param({"basis": ""}, "受理编号", id="an objection has a number"),
        pytest.param({"basis": "申请人来电"}, "受理编号", id="words are no number"),
        pytest.param(
            {"basis": "410184198001010012"}, "受理编号", id="a personal number is no number of ours"
        ),
        pytest.param({"disputed": False}, "没有异议标记", id="what is not marked cannot be unmarked"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_in_words(record, changes, words):
    with pytest.raises(DisputeError, match=words):
        mark(record, **changes)
    assert not Record.objects.get().disputed
    assert not Event.objects.filter(target_kind="record").exists()


def test_a_second_mark_is_refused(record):
    mark(record)
    with pytest.raises(DisputeError, match="已经标记异议"), transaction.atomic():
        mark(record)
    assert Event.objects.filter(kind="records:record:dispute").count() == 1
