"""双人审核: who decides that a second person looks at what an organisation submits."""

from datetime import UTC, date, datetime

import pytest

from xinyong.accounts.actions import set_second_person
from xinyong.accounts.actors import os_actor
from xinyong.accounts.errors import NoReviewerError, NotAllowedError
from xinyong.accounts.models import Organisation, Post, User
from xinyong.accounts.queries import actor_of
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def hire():
    """Return a function: somebody in a post, as the actor of a deed."""

    def hired(role, organisation="scjg", until=None):
        user = User.objects.create(
            username=f"u{User.objects.count()}-x",
            name="演示人员",
            password="x",
            created_at=AT,
            created_by="test",
        )
        place = Organisation.objects.get(code=organisation)
        post = Post.objects.create(
            user=user, organisation=place, role=role, valid_from=date(2020, 1, 1), valid_to=until
        )
        return actor_of(post)

    return hired


def switch(by, *, on):
    return set_second_person(organisation=Organisation.objects.get(code="scjg"), on=on, by=by, at=AT)


@pytest.mark.parametrize(
    ("role", "organisation", "may"),
    [
        pytest.param(Role.REVIEWER, "scjg", True, id="a reviewer of the organisation"),
        pytest.param(Role.CENTRE_HEAD, "xyzx", True, id="the head of the centre, who waives"),
        pytest.param(Role.REVIEWER, "sw", False, id="a reviewer of another"),
        pytest.param(Role.REPORTER, "scjg", False, id="a reporter"),
        pytest.param(Role.CENTRE_OPERATOR, "xyzx", False, id="an operator of the centre"),
        pytest.param(Role.SUPERVISOR, "fgw", False, id="a supervisor"),
        pytest.param(Role.SYSTEM_ADMIN, "xyzx", False, id="a system administrator"),
    ],
)
def test_who_decides(hire, role, organisation, may):
    hire(Role.REVIEWER)
    by = hire(role, organisation)
    if may:
        assert switch(by, on=True).second_person is True
        assert switch(by, on=False).second_person is False
        return
    with pytest.raises(NotAllowedError):
        switch(by, on=True)


def test_the_command_line_does_not_decide_it(hire):
    hire(Role.REVIEWER)
    with pytest.raises(NotAllowedError):
        switch(os_actor("clerk"), on=True)


@pytest.mark.parametrize("until", [None, date(2026, 3, 1)], ids=["nobody ever", "one who has left"])
def test_it_is_not_switched_on_where_nobody_could_review(hire, until):
    if until:
        hire(Role.REVIEWER, until=until)
    with pytest.raises(NoReviewerError, match="没有在任的审核员"):
        switch(hire(Role.CENTRE_HEAD, "xyzx"), on=True)


def test_a_change_leaves_one_event_and_repeating_it_none(hire):
    by = hire(Role.REVIEWER)
    for _ in range(2):
        switch(by, on=True)
    event = Event.objects.get(kind="accounts:second_person:set")
    assert (event.target, event.data, event.actor) == ("scjg", {"on": True}, by.key)
