"""Staff: accounts, posts, suspension, and who acts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from xinyong.accounts import errors
from xinyong.accounts.actions import add_account, add_user, give_post, suspend
from xinyong.accounts.actors import Actor, os_actor, system_actor
from xinyong.accounts.models import Organisation, Post, User
from xinyong.accounts.queries import actor_for_user
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)  # already the 21st in the city
TODAY = date(2026, 11, 21)
BY = os_actor("wang")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def zhang():
    """A user with one account and no post."""
    return User.objects.create(username="zhang.san", name="张三", created_at=AT, created_by="wang")


def _post(user, organisation, role, begin=date(2020, 1, 1), end=None):
    place = Organisation.objects.get(code=organisation)
    return Post.objects.create(user=user, organisation=place, role=role, valid_from=begin, valid_to=end)


def test_a_new_user_logs_in_once_with_what_was_printed_and_must_change_it():
    password = add_user(username="li-si", name="李四", organisation="scjg", role="reporter", by=BY, at=AT)
    user = User.objects.get(username="li-si")
    assert (user.name, user.must_change_password, user.created_by) == ("李四", True, "wang")
    assert password not in user.password
    assert authenticate(username="li-si", password=password) == user
    assert len(password) == 19


def test_opening_an_account_is_told_without_its_name_or_password():
    add_user(username="li-si", name="李四", organisation="scjg", role="reporter", by=BY, at=AT)
    events = Event.objects.filter(kind__in=["accounts:user:add", "accounts:post:give"]).order_by("id")
    user, post = User.objects.get(username="li-si"), Post.objects.get(user__username="li-si")
    assert [(e.kind, e.target) for e in events] == [
        ("accounts:user:add", str(user.pk)),
        ("accounts:post:give", str(post.pk)),
    ]
    assert events[1].data == {"user": user.pk, "organisation": "scjg", "role": "reporter"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"username": "zhang.san"}, errors.UserExistsError, id="a name that is taken"),
        pytest.param({"username": "张三"}, errors.BadUsernameError, id="a name in characters"),
        pytest.param({"username": "Li"}, errors.BadUsernameError, id="a capital letter"),
        pytest.param({"username": "li\n"}, errors.BadUsernameError, id="a line end"),
        pytest.param({"username": ""}, errors.BadUsernameError, id="no name"),
        pytest.param({"role": "boss"}, errors.BadRoleError, id="a role nobody knows"),
        pytest.param(
            {"organisation": "nobody"}, errors.NoSuchOrganisationError, id="an organisation nobody knows"
        ),
        pytest.param({"by": system_actor("worker")}, errors.NotAllowedError, id="the program itself"),
    ],
)
def test_a_user_that_cannot_be_added_leaves_no_trace(zhang, change, error):
    wanted = {
        "username": "li",
        "name": "李四",
        "organisation": "scjg",
        "role": "reporter",
        "by": BY,
        "at": AT,
    }
    events = Event.objects.count()
    with pytest.raises(error):
        add_user(**(wanted | change))
    assert list(User.objects.all()) == [zhang]
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("role", "opens", "gives"),
    [(role, role == Role.SYSTEM_ADMIN, role == Role.SECURITY_ADMIN) for role in Role],
)
def test_accounts_are_opened_by_one_administrator_and_rights_given_by_another(zhang, role, opens, gives):
    by = Actor(ActorKind.USER, "9", "赵六", 9, 9, role, "xyzx")
    deeds = [
        (opens, lambda: add_account(username="li", name="李四", by=by, at=AT)),
        (gives, lambda: give_post(user=zhang, organisation="scjg", role="reporter", by=by, at=AT)),
    ]
    for allowed, deed in deeds:
        if allowed:
            deed()
        else:
            with pytest.raises(errors.NotAllowedError, match="赵六"):
                deed()


def test_a_post_begins_on_the_citys_day(zhang):
    assert give_post(user=zhang, organisation="mz", role=Role.REVIEWER, by=BY, at=AT).valid_from == TODAY


def test_the_same_post_is_not_given_twice(zhang):
    give_post(user=zhang, organisation="mz", role="reporter", section="办公室", by=BY, at=AT)
    give_post(user=zhang, organisation="mz", role="reporter", section="法规科", by=BY, at=AT)
    with pytest.raises(errors.PostExistsError):
        give_post(user=zhang, organisation="mz", role="reporter", section="法规科", by=BY, at=AT)


def test_a_refusal_nobody_foresaw_is_not_told_as_another(zhang):
    with pytest.raises(IntegrityError, match="section"):
        give_post(user=zhang, organisation="mz", role="reporter", section=None, by=BY, at=AT)


@pytest.mark.parametrize("first", Role)
@pytest.mark.parametrize("second", Role)
def test_the_three_administrators_are_apart(zhang, first, second):
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    _post(zhang, "xyzx", first)
    if first != second and {first, second} & administrators:
        with pytest.raises(errors.AdministratorsApartError, match="互不兼任"):
            give_post(user=zhang, organisation="fgw", role=second, by=BY, at=AT)
    else:
        give_post(user=zhang, organisation="fgw", role=second, by=BY, at=AT)


def test_one_may_become_an_administrator_the_day_after(zhang):
    _post(zhang, "xyzx", Role.CENTRE_OPERATOR, end=TODAY - timedelta(days=1))
    give_post(user=zhang, organisation="xyzx", role=Role.SYSTEM_ADMIN, by=BY, at=AT)


def test_the_database_itself_keeps_administrators_apart(zhang):
    post = _post(zhang, "xyzx", Role.SYSTEM_ADMIN, end=date(2024, 12, 31))
    _post(zhang, "xyzx", Role.AUDIT_ADMIN, begin=date(2025, 1, 1))
    post.valid_to = None
    with pytest.raises(IntegrityError, match="kept apart"), transaction.atomic():
        post.save()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        pytest.param({"suspended_at": AT}, "user_suspended_at_by_together", id="suspended by nobody"),
        pytest.param({"username": "Zhang"}, "user_username_shape", id="a name with a capital letter"),
    ],
)
def test_the_database_refuses_users_that_must_not_be(zhang, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        User.objects.filter(pk=zhang.pk).update(**change)


def test_a_suspended_user_does_not_act(zhang):
    _post(zhang, "scjg", Role.REPORTER)
    suspend(user=zhang, by=BY, at=AT)
    suspend(user=zhang, by=BY, at=AT)
    assert Event.objects.filter(kind="accounts:user:suspend", target=str(zhang.pk)).count() == 1
    assert authenticate(username="zhang.san", password="") is None
    with pytest.raises(errors.SuspendedError, match="已停用"):
        actor_for_user("zhang.san", TODAY)


def test_nobody_acts_under_a_name_that_is_not_there():
    with pytest.raises(errors.NoSuchUserError, match="“nobody”"):
        actor_for_user("nobody", TODAY)


@pytest.mark.parametrize(
    ("day", "organisation", "role", "expected"),
    [
        pytest.param(TODAY, None, None, ("mz", "reporter"), id="the post held longest"),
        pytest.param(TODAY, "scjg", None, ("scjg", "reviewer"), id="the post at the organisation concerned"),
        pytest.param(TODAY, "fgw", None, ("mz", "reporter"), id="a post elsewhere, whose rights then decide"),
        pytest.param(
            TODAY, "mz", Role.REVIEWER, ("scjg", "reviewer"), id="a post in the role that is needed"
        ),
        pytest.param(TODAY, None, Role.SUPERVISOR, None, id="no post in the role that is needed"),
        pytest.param(date(2021, 12, 31), "scjg", None, ("mz", "reporter"), id="before the other post began"),
        pytest.param(date(2019, 12, 31), None, None, None, id="before any post began"),
        pytest.param(
            date(2018, 6, 30), None, None, ("fgw", "reporter"), id="on the last day of an earlier post"
        ),
    ],
)
def test_the_post_one_acts_from(zhang, day, organisation, role, expected):
    _post(zhang, "scjg", Role.REVIEWER, begin=date(2022, 1, 1))
    _post(zhang, "mz", Role.REPORTER)
    _post(zhang, "fgw", Role.REPORTER, begin=date(2018, 1, 1), end=date(2018, 6, 30))
    if expected is None:
        with pytest.raises(errors.NoPostError, match=r"zhang\.san"):
            actor_for_user("zhang.san", day, organisation, role)
    else:
        actor = actor_for_user("zhang.san", day, organisation, role)
        assert (actor.organisation, actor.role) == expected
        assert (actor.kind, actor.key, actor.label) == (ActorKind.USER, str(zhang.pk), "张三")
