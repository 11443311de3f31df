"""合并、分立、个转企、同一人: dated links that can be undone."""

from datetime import UTC, date, datetime

import pytest

from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event
from xinyong.records import actions
from xinyong.records.actions import LinkError, Relation
from xinyong.records.models import Subject, SubjectLink
from xinyong.records.states import LinkKind

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CENTRE = Actor(ActorKind.USER, "1", "经办试例", 1, 1, Role.CENTRE_OPERATOR, "xyzx")
REPORTER = Actor(ActorKind.USER, "2", "报送试例", 2, 2, Role.REPORTER, "scjg")


@pytest.fixture
def pair(db):
    return [
        Subject.objects.create(id=n, family="organisation", kind=kind, name=f"试例{n}", created_at=AT)
        for n, kind in ((1, "个体工商户"), (2, "法人"))
    ]


def relation(pair, **changes):
    subject, other = pair
    given = {
        "subject": subject,
        "other": other,
        "kind": LinkKind.CONVERSION,
        "on": date(2026, 1, 5),
        "basis": "个转企登记",
    }
    return Relation(**(given | changes))


def test_a_converted_household_is_linked_and_nothing_is_re_keyed(pair):
    made = actions.link(relation=relation(pair), by=CENTRE, at=AT)
    assert (made.subject_id, made.other_id, made.on) == (1, 2, date(2026, 1, 5))
    assert Event.objects.filter(kind="records:subject:link", target="1").count() == 1
    assert Subject.objects.count() == 2


def test_an_undone_link_stays_with_its_reason_and_can_be_made_anew(pair):
    made = actions.link(relation=relation(pair), by=CENTRE, at=AT)
    actions.unlink(found=made, reason="登记有误", by=CENTRE, at=AT)
    assert SubjectLink.objects.get().undone_reason == "登记有误"
    actions.link(relation=relation(pair), by=CENTRE, at=AT)
    assert SubjectLink.objects.count() == 2
    with pytest.raises(LinkError, match="已经解除"):
        actions.unlink(found=made, reason="再次", by=CENTRE, at=AT)


@pytest.mark.parametrize(
    "by",
    [pytest.param(REPORTER, id="a reporter"), pytest.param(os_actor("root"), id="the operating-system user")],
)
def test_only_the_centre_links_subjects(pair, by):
    with pytest.raises(LinkError, match="信用中心"):
        actions.link(relation=relation(pair), by=by, at=AT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"basis": " "}, "依据", id="without a basis"),
        pytest.param({"twice": True}, "已有同样的关联", id="twice"),
        pytest.param({"itself": True}, "同一个主体", id="to itself"),
        pytest.param({"person": True}, "自然人", id="an organisation to a person"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused_in_words(pair, changes, words):
    if changes.pop("twice", False):
        actions.link(relation=relation(pair), by=CENTRE, at=AT)
    if changes.pop("itself", False):
        changes["other"] = pair[0]
    if changes.pop("person", False):
        changes["other"] = Subject.objects.create(id=3, family="person", kind="自然人", created_at=AT)
    with pytest.raises(LinkError, match=words):
        actions.link(relation=relation(pair, **changes), by=CENTRE, at=AT)


def test_an_undoing_states_its_reason(pair):
    made = actions.link(relation=relation(pair), by=CENTRE, at=AT)
    with pytest.raises(LinkError, match="理由"):
        actions.unlink(found=made, reason="", by=CENTRE, at=AT)
