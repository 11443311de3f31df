"""What administrators change later: accounts closed and opened again, passwords reset, posts taken away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate

from xinyong.accounts import errors
from xinyong.accounts.actions import end_post, give_post, reset_password, resume, suspend
from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.models import Post, User
from xinyong.accounts.queries import actor_for_user
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)  # already the 21st in the city
TODAY = date(2026, 11, 21)
BY = os_actor("wang")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def zhang():
    return User.objects.create(username="zhang.san", name="张三", created_at=AT, created_by="wang")


@pytest.fixture
def post(zhang):
    return give_post(
        user=zhang, organisation="scjg", role="reporter", by=BY, at=AT - timedelta(days=300), section="法规科"
    )


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def by(role, user=None):
    return Actor(ActorKind.USER, "0", "赵六", user.pk if user else 0, 9, role, "xyzx")


def test_an_account_closed_by_mistake_is_opened_again(zhang):
    suspend(user=zhang, by=BY, at=AT)
    resume(user=zhang, by=BY, at=AT)
    resume(user=zhang, by=BY, at=AT)
    zhang.refresh_from_db()
    assert (zhang.is_active, zhang.suspended_by) == (True, None)
    assert kinds().count("accounts:user:resume") == 1


def test_whoever_forgot_the_password_gets_a_new_one_and_must_change_it(zhang):
    zhang.set_password("old-one-2026")
    zhang.must_change_password = False
    zhang.save()
    password = reset_password(user=zhang, by=BY, at=AT)
    assert authenticate(username="zhang.san", password="old-one-2026") is None
    assert authenticate(username="zhang.san", password=password).must_change_password
    event = Event.objects.get(kind="accounts:password:reset")
    assert (event.target, event.data) == (str(zhang.pk), {})


def test_a_post_taken_away_ends_at_once_and_is_kept(post):
    end_post(post=post, by=BY, at=AT)
    with pytest.raises(errors.NoPostError):
        actor_for_user("zhang.san", TODAY)
    assert actor_for_user("zhang.san", TODAY - timedelta(days=1)).role == Role.REPORTER
    post.refresh_from_db()
    assert (post.valid_to, post.ended_at, post.ended_by) == (TODAY, AT, "wang")
    assert Event.objects.get(kind="accounts:post:end").data == {
        "user": post.user_id,
        "organisation": "scjg",
        "role": "reporter",
    }


def test_a_post_given_and_taken_away_on_one_day_was_never_held(zhang):
    post = give_post(user=zhang, organisation="mz", role="reporter", by=BY, at=AT)
    end_post(post=post, by=BY, at=AT)
    assert not Post.objects.in_force(TODAY).filter(user=zhang).exists()


def test_a_post_taken_away_may_be_given_again_the_same_day(zhang, post):
    end_post(post=post, by=BY, at=AT)
    give_post(user=zhang, organisation="scjg", role="reporter", by=BY, at=AT, section="法规科")
    assert actor_for_user("zhang.san", TODAY).organisation == "scjg"


def test_whoever_worked_today_is_an_administrator_tomorrow_at_the_earliest(zhang, post):
    end_post(post=post, by=BY, at=AT)
    with pytest.raises(errors.AdministratorsApartError, match="次日起"):
        give_post(user=zhang, organisation="xyzx", role="audit_admin", by=BY, at=AT)
    give_post(user=zhang, organisation="xyzx", role="audit_admin", by=BY, at=AT + timedelta(days=1))


def test_a_post_is_taken_away_once(post):
    end_post(post=post, by=BY, at=AT)
    with pytest.raises(errors.PostEndedError, match="已经免去"):
        end_post(post=post, by=BY, at=AT)
    assert kinds().count("accounts:post:end") == 1


@pytest.mark.parametrize("role", list(Role))
def test_each_administrator_does_their_own_part_alone(zhang, post, role):
    actor = by(role)
    deeds = [
        (Role.SYSTEM_ADMIN, lambda: resume(user=zhang, by=actor, at=AT)),
        (Role.SYSTEM_ADMIN, lambda: reset_password(user=zhang, by=actor, at=AT)),
        (Role.SECURITY_ADMIN, lambda: end_post(post=post, by=actor, at=AT)),
    ]
    for whose, deed in deeds:
        if role == whose:
            deed()
        else:
            with pytest.raises(errors.NotAllowedError, match="赵六"):
                deed()


@pytest.mark.parametrize(
    ("role", "deed"),
    [
        pytest.param(Role.SYSTEM_ADMIN, suspend, id="close one's own account"),
        pytest.param(Role.SYSTEM_ADMIN, reset_password, id="reset one's own password"),
    ],
)
def test_nobody_does_this_to_themselves(zhang, role, deed):
    with pytest.raises(errors.OneselfError, match="自己的"):
        deed(user=zhang, by=by(role, zhang), at=AT)


def test_nobody_takes_away_their_own_post(zhang, post):
    with pytest.raises(errors.OneselfError, match="自己的岗位"):
        end_post(post=post, by=by(Role.SECURITY_ADMIN, zhang), at=AT)
