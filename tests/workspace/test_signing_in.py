"""The door of the workspace: who gets in, who does not, and how long."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.workspace.conftest import PASSWORD
from xinyong.accounts import signing_in, staff
from xinyong.accounts.actions import suspend
from xinyong.accounts.actors import os_actor
from xinyong.accounts.errors import TooManyAttemptsError
from xinyong.accounts.models import Post, SignInAttempt
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.infra.clock import now, today

pytestmark = pytest.mark.django_db
HOME = "/workspace/"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password} | more)


@pytest.fixture
def zhang(employ):
    return employ("zhang", (Role.REPORTER, "scjg"))


def test_name_and_password_open_the_first_page(client, zhang):
    answer = sign_in(client, " Zhang ")
    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    page = client.get(HOME)
    assert page.status_code == 200
    assert "演示zhang" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert [e.kind for e in Event.objects.filter(target=str(zhang.pk))] == ["accounts:session:begin"]


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("zhang", "wrong", id="a wrong password"),
        pytest.param("nobody", PASSWORD, id="a name nobody has"),
        pytest.param("", "", id="nothing"),
        pytest.param("zhang", "x" * 9999, id="a password too long to be one"),
        pytest.param("zhang\0", PASSWORD, id="a name no text can hold"),
    ],
)
def test_whoever_does_not_belong_here_learns_nothing(client, zhang, username, password):
    answer = sign_in(client, username, password)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "登录名或口令不正确，或者账号已停用" in page
    assert "x" * 99 not in page
    assert client.get(HOME).status_code == 302


def test_a_suspended_account_is_closed_also_in_the_middle_of_a_session(client, zhang):
    sign_in(client, "zhang")
    suspend(user=zhang, by=os_actor("root"), at=now())
    assert client.get(HOME).status_code == 302
    assert sign_in(client, "zhang").status_code == 422


def test_five_failures_close_the_way_in_and_time_opens_it(client, zhang):
    for _ in range(signing_in.MOST_FOR_A_NAME):
        assert sign_in(client, "zhang", "wrong").status_code == 422
    closed = sign_in(client, "zhang")
    assert (closed.status_code, "15分钟后再试" in closed.content.decode()) == (429, True)
    given = signing_in.Credentials("zhang", PASSWORD, "127.0.0.1")
    with pytest.raises(TooManyAttemptsError):
        signing_in.sign_in(given=given, at=now() + signing_in.WINDOW - timedelta(seconds=5))
    assert signing_in.sign_in(given=given, at=now() + signing_in.WINDOW) == zhang


def test_a_success_forgives_the_failures_before_it(client, zhang):
    for _ in range(signing_in.MOST_FOR_A_NAME - 1):
        sign_in(client, "zhang", "wrong")
    sign_in(client, "zhang")
    for _ in range(signing_in.MOST_FOR_A_NAME - 1):
        assert sign_in(client, "zhang", "wrong").status_code == 422
    assert sign_in(client, "zhang").status_code == 303


def test_one_address_cannot_try_many_names(client, zhang):
    for number in range(signing_in.MOST_FROM_AN_ADDRESS):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client, "zhang").status_code == 429


def test_attempts_are_kept_as_digests_and_for_a_day(client, zhang):
    sign_in(client, "zhang", "wrong")
    SignInAttempt.objects.update(at=now() - timedelta(days=2))
    sign_in(client, "zhang")
    left = SignInAttempt.objects.get()
    assert left.succeeded
    assert b"zhang" not in bytes(left.name_digest)


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        pytest.param("/workspace/password/", "/workspace/password/", id="a page of ours"),
        pytest.param("https://example.org/", HOME, id="another site"),
        pytest.param("//example.org/", HOME, id="another site without a scheme"),
        pytest.param("/\\example.org", HOME, id="a backslash"),
        pytest.param("javascript:alert(1)", HOME, id="a script"),
        pytest.param("/workspace/\r\nX: 1", HOME, id="a header"),
    ],
)
def test_the_way_leads_where_one_wanted_to_go_and_nowhere_else(client, zhang, wanted, led):
    assert sign_in(client, "zhang", next=wanted).headers["Location"] == led


def test_a_stranger_is_led_to_the_sign_in_and_back(client, zhang):
    asked = client.get("/workspace/password/?x=1")
    assert asked.headers["Location"] == "/workspace/sign-in/?next=%2Fworkspace%2Fpassword%2F%3Fx%3D1"
    part = client.get(HOME, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (
        401,
        "/workspace/sign-in/?next=%2Fworkspace%2F",
    )


def test_what_is_sent_without_a_session_is_told_not_to_have_arrived(client, zhang):
    answer = client.post(
        "/workspace/password/", {"old": PASSWORD, "new": "another-one-2026", "again": "another-one-2026"}
    )
    assert answer.status_code == 401
    assert "没有改动任何数据" in answer.content.decode()
    assert sign_in(client, "zhang").status_code == 303


def test_a_session_ends_after_twelve_hours_however_busy(client, zhang, monkeypatch):
    sign_in(client, "zhang")
    session = client.session
    session[staff.BEGAN] = (now() - staff.LONGEST - timedelta(seconds=1)).timestamp()
    session.save()
    assert client.get(HOME).status_code == 302
    session = client.session
    assert client.get(HOME).status_code == 302


def test_idleness_is_counted_anew_with_each_page(client, zhang, settings):
    sign_in(client, "zhang")
    cookie = client.get(HOME).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"]) == (30 * 60, "/workspace/", True)


def test_signing_out_ends_the_session(client, zhang):
    sign_in(client, "zhang")
    assert client.post(reverse("accounts:sign_out")).status_code == 303
    assert client.get(HOME).status_code == 302
    assert Event.objects.filter(kind="accounts:session:end", target=str(zhang.pk)).count() == 1


def test_an_initial_password_must_be_changed_first(client, employ):
    employ("li", (Role.REPORTER, "scjg"), must_change=True)
    sign_in(client, "li")
    assert client.get(HOME).headers["Location"] == reverse("accounts:password")
    assert "请先修改初始口令" in client.get(reverse("accounts:password")).content.decode()
    client.post(
        reverse("accounts:password"), {"old": PASSWORD, "new": "spring-rain-88", "again": "spring-rain-88"}
    )
    assert client.get(HOME).status_code == 200
    assert sign_in(client, "li", "spring-rain-88").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        pytest.param(
            "wrong", "spring-rain-88", "spring-rain-88", "现在的口令不正确", id="the present one is wrong"
        ),
        pytest.param(
            PASSWORD, "spring-rain-88", "spring-rain-89", "两次输入的新口令不一致", id="typed differently"
        ),
        pytest.param(PASSWORD, "short", "short", "10", id="short"),
        pytest.param(PASSWORD, "password123", "password123", "常见", id="common"),
        pytest.param(PASSWORD, PASSWORD, PASSWORD, "不能与现在的口令相同", id="the same again"),
    ],
)
def test_a_password_that_does_not_do_is_told(client, zhang, old, new, again, said):
    sign_in(client, "zhang")
    answer = client.post(reverse("accounts:password"), {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert f'value="{new}"' not in page


def test_whoever_has_several_posts_switches_between_them(client, employ):
    employ("wang", (Role.REPORTER, "scjg"), (Role.REVIEWER, "wjw"))
    sign_in(client, "wang")
    assert "市场监督管理局　报送员" in client.get(HOME).content.decode()
    other = Post.objects.get(role=Role.REVIEWER)
    client.post(reverse("accounts:switch_post"), {"post": other.pk})
    assert "卫生健康委员会　审核员</p>" in client.get(HOME).content.decode()
    Post.objects.filter(pk=other.pk).update(valid_to=today() - timedelta(days=1))
    assert "市场监督管理局　报送员" in client.get(HOME).content.decode()


def test_nobody_acts_from_somebody_elses_post(client, employ, zhang):
    employ("wang", (Role.CENTRE_HEAD, "xyzx"))
    sign_in(client, "zhang")
    other = Post.objects.get(role=Role.CENTRE_HEAD)
    assert client.post(reverse("accounts:switch_post"), {"post": other.pk}).status_code == 404


def test_an_account_without_a_post_sees_why(client, employ):
    employ("zhao")
    sign_in(client, "zhao")
    answer = client.get(HOME)
    assert answer.status_code == 403
    assert "没有有效的岗位" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(zhang, settings):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("accounts:sign_in"), {"username": "zhang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "不能这样操作" in answer.content.decode()
