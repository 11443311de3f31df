"""用户 and 机构: what the administrators do, what everybody may see."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from tests.disclosure.test_hostile_strings import OWN, PERSON
from tests.workspace.conftest import PASSWORD
from xinyong.accounts.models import Post, SignInAttempt, User
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event

pytestmark = pytest.mark.django_db
LIST = "/workspace/users/"


@pytest.fixture
def li(employ):
    return employ("li", (Role.REPORTER, "scjg"))


def text(answer):
    return answer.content.decode()


def page_of(user):
    return reverse("accounts:user", args=[user.pk])


def test_an_account_is_opened_and_its_password_shown_once(enter, client):
    enter(Role.SYSTEM_ADMIN)
    answer = client.post("/workspace/users/new/", {"username": "wang.wu", "name": "王演示"})
    password = re.search(r'class="code secret">([a-z0-9-]{19})<', text(answer))[1]
    assert answer.headers["Cache-Control"] == "private, no-store"
    user = User.objects.get(username="wang.wu")
    assert (user.name, user.check_password(password), user.must_change_password) == ("王演示", True, True)
    assert password not in text(client.get(page_of(user)))
    assert password not in str(list(Event.objects.values_list("data", flat=True)))
    assert password not in str(dict(client.session.items()))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(
            {"username": "li", "name": "李"}, "已被使用", id="a name that is taken, or a double click"
        ),
        pytest.param({"username": "李四", "name": "李"}, "小写字母开头", id="a login name in characters"),
        pytest.param({"username": "", "name": "李"}, "小写字母开头", id="no login name"),
        pytest.param({"username": "wang", "name": " "}, "请填写姓名", id="no name"),
        pytest.param({"username": "wang", "name": "王" * 99}, "至多50个字", id="a name too long"),
    ],
)
def test_an_account_that_cannot_be_opened_says_why_at_the_field(enter, li, given, said):
    client = enter(Role.SYSTEM_ADMIN)
    before = User.objects.count()
    answer = client.post("/workspace/users/new/", given)
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert "请改正以下内容" in text(answer)
    assert User.objects.count() == before


def test_closing_an_account_ends_the_session_and_opening_brings_it_back(enter, client, li):
    from django.test import Client

    theirs = Client()
    theirs.post(reverse("accounts:sign_in"), {"username": "li", "password": PASSWORD})
    assert theirs.get("/workspace/").status_code == 200
    enter(Role.SYSTEM_ADMIN)
    done = client.post(reverse("accounts:suspend", args=[li.pk]), follow=True)
    assert "账号已停用，本人的登录随即失效" in text(done)
    assert "账号已停用，本人的登录随即失效" not in text(client.get(page_of(li)))
    assert theirs.get("/workspace/").status_code == 302
    client.post(reverse("accounts:suspend", args=[li.pk]))
    assert "账号已恢复" in text(client.post(reverse("accounts:resume", args=[li.pk]), follow=True))
    assert Event.objects.filter(kind="accounts:user:suspend").count() == 1


def test_a_reset_password_ends_the_session_and_must_be_changed(enter, client, li):
    from django.test import Client

    theirs = Client()
    theirs.post(reverse("accounts:sign_in"), {"username": "li", "password": PASSWORD})
    enter(Role.SYSTEM_ADMIN)
    answer = client.post(reverse("accounts:reset_password", args=[li.pk]))
    password = re.search(r'class="code secret">([a-z0-9-]{19})<', text(answer))[1]
    assert theirs.get("/workspace/").status_code == 302
    theirs.post(reverse("accounts:sign_in"), {"username": "li", "password": password})
    assert theirs.get("/workspace/").headers["Location"] == reverse("accounts:password")


def test_nobody_closes_or_resets_their_own_account(enter):
    client = enter(Role.SYSTEM_ADMIN)
    oneself = User.objects.get()
    assert "停用账号" not in text(client.get(page_of(oneself)))
    for name, said in (("suspend", "不能由自己停用"), ("reset_password", "“修改口令”中修改")):
        assert said in text(client.post(reverse(f"accounts:{name}", args=[oneself.pk]), follow=True))
    oneself.refresh_from_db()
    assert oneself.is_active


def test_a_post_is_given_and_taken_away(enter, client, employ):
    zhao = employ("zhao")
    enter(Role.SECURITY_ADMIN)
    assert "没有岗位，登录后不能使用工作台" in text(client.get(page_of(zhao)))
    given = {"organisation": "wjw", "role": "reviewer", "section": "法规科"}
    done = client.post(reverse("accounts:give_post", args=[zhao.pk]), given, follow=True)
    assert "岗位已授予" in text(done)
    assert "卫生健康委员会法规科　审核员" in text(done)
    post = Post.objects.get(user=zhao)
    assert "岗位已免去" in text(client.post(reverse("accounts:end_post", args=[post.pk]), follow=True))
    again = client.post(reverse("accounts:end_post", args=[post.pk]), follow=True)
    assert "已经免去或者期满" in text(again)
    assert "以前的岗位" in text(again)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"role": "reporter"}, "请选择机构", id="no organisation"),
        pytest.param({"organisation": "nowhere", "role": "reporter"}, "没有这个机构", id="an unknown one"),
        pytest.param({"organisation": "wjw"}, "请选择角色", id="no role"),
        pytest.param({"organisation": "scjg", "role": "reporter"}, "无须再次授予", id="a post held already"),
        pytest.param({"organisation": "xyzx", "role": "audit_admin"}, "互不兼任", id="an administrator beside it"),
    ],
)  # fmt: skip
def test_a_post_that_cannot_be_given_says_why_at_the_field(enter, li, given, said):
    answer = enter(Role.SECURITY_ADMIN).post(reverse("accounts:give_post", args=[li.pk]), given)
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert Post.objects.filter(user=li).count() == 1


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        pytest.param(Role.SYSTEM_ADMIN, "停用账号", "授予岗位</button>", id="the system administrator"),
        pytest.param(Role.SECURITY_ADMIN, "授予岗位</button>", "停用账号", id="the security administrator"),
    ],
)
def test_either_administrator_sees_the_other_part_and_cannot_do_it(enter, li, role, shown, hidden):
    page = text(enter(role).get(page_of(li)))
    assert "市场监督管理局　报送员" in page
    assert (shown in page, hidden in page) == (True, False)


def test_the_list_narrows_down(enter, client, employ, li):
    employ("zhao")
    employ("wang", (Role.REVIEWER, "wjw"))
    enter(Role.SYSTEM_ADMIN)
    cases = [
        ("?q=LI", {"li"}),
        ("?q=演示wang", {"wang"}),
        ("?organisation=wjw", {"wang"}),
        ("?role=reviewer", {"wang"}),
        ("?state=no_post", {"zhao"}),
        ("?state=suspended", set()),
        ("", {"li", "wang", "zhao", "system-admin"}),
    ]
    for query, wanted in cases:
        table = client.get(LIST + query).context["table"]
        assert {row.cells[0].text for row in table.rows} == wanted, query


def test_the_list_takes_no_more_statements_for_more_users(enter, client, employ, django_assert_num_queries):
    enter(Role.SYSTEM_ADMIN)
    for number in range(3):
        employ(f"u{number}", (Role.REPORTER, "scjg"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for number in range(3, 40):
        employ(f"u{number}", (Role.REPORTER, "wjw"), (Role.REVIEWER, "mz"))
    with django_assert_num_queries(len(few)):
        page = client.get(LIST)
    assert "共41人，第1至30人" in text(page)


def test_the_list_can_be_taken_away_and_a_part_renewed(enter, client, li):
    enter(Role.SYSTEM_ADMIN)
    sheet = openpyxl.load_workbook(BytesIO(client.get(LIST + "?export=xlsx").content)).active
    assert [cell.value for cell in sheet[2]][:2] == ["li", "演示li"]
    part = text(client.get(LIST, headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="list"')


def test_a_locked_name_is_told(enter, client, li):
    for _ in range(5):
        client.post(reverse("accounts:sign_in"), {"username": "li", "password": "wrong"})
    assert SignInAttempt.objects.count() == 5
    enter(Role.SYSTEM_ADMIN)
    assert "15分钟内不能登录" in text(client.get(page_of(li)))


def test_hostile_strings_go_nowhere(enter, client, li):
    enter(Role.SYSTEM_ADMIN)
    for each in OWN:
        for name in ("q", "organisation", "role", "state", "page"):
            answer = client.get(LIST, {name: each.encode("utf-8", "ignore").decode()})
            assert answer.status_code == 200
            assert PERSON not in answer.headers.get("Location", "")
        typed = each.encode("utf-8", "ignore").decode()
        answer = client.post("/workspace/users/new/", {"username": typed, "name": typed})
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in text(answer)
        assert PERSON not in text(answer)
    assert set(User.objects.values_list("username", flat=True)) <= {"li", "system-admin", "ab"}


@pytest.mark.parametrize("role", [Role.REPORTER, Role.CENTRE_HEAD, Role.AUDIT_ADMIN])
def test_everybody_reads_the_list_of_organisations(enter, role):
    client = enter(role, None if role != Role.AUDIT_ADMIN else "xyzx")
    page = client.get("/workspace/organisations/?q=市场监督")
    assert "scjg" in text(page)
    ended = client.get("/workspace/organisations/?standing=ended").context["table"]
    assert all(row.cells[5].text == "已撤销" and row.cells[4].text for row in ended.rows)
    assert ended.rows
    assert client.get("/workspace/organisations/?export=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("role", "code", "status", "names"),
    [
        pytest.param(Role.REPORTER, "scjg", 200, False, id="one's own, without colleagues' names"),
        pytest.param(Role.REPORTER, "wjw", 404, False, id="another department's is not there"),
        pytest.param(Role.CENTRE_OPERATOR, "scjg", 200, True, id="the centre sees all"),
        pytest.param(Role.SUPERVISOR, "scjg", 200, False, id="the supervisor without names"),
        pytest.param(Role.SECURITY_ADMIN, "scjg", 200, True, id="administrators see all"),
        pytest.param(Role.AUDIT_ADMIN, "scjg", 200, True, id="auditors see all"),
        pytest.param(Role.CENTRE_HEAD, "nowhere", 404, False, id="none of that code"),
    ],
)
def test_the_page_of_an_organisation(enter, li, role, code, status, names):
    answer = enter(role).get(f"/workspace/organisations/{code}/")
    assert answer.status_code == status
    assert ("演示li" in text(answer)) == names
    if status == 200:
        assert "行政处罚" in text(answer)
        assert "职责由" in text(answer)


@pytest.mark.parametrize(
    ("role", "code", "status", "on"),
    [
        pytest.param(Role.REVIEWER, "scjg", 303, True, id="a reviewer for their own organisation"),
        pytest.param(Role.REVIEWER, "wjw", 404, False, id="a reviewer for another"),
        pytest.param(Role.CENTRE_HEAD, "scjg", 303, True, id="the head of the centre for any"),
        pytest.param(Role.REPORTER, "scjg", 403, False, id="a reporter not"),
        pytest.param(Role.SYSTEM_ADMIN, "scjg", 403, False, id="an administrator not"),
    ],
)
def test_who_switches_the_second_person_on(enter, employ, role, code, status, on):
    from xinyong.accounts.models import Organisation

    employ("reviews", (Role.REVIEWER, "scjg"))
    client = enter(role)
    address = f"/workspace/organisations/{code}/second-person/"
    assert client.post(address, {"on": "1"}).status_code == status
    assert Organisation.objects.get(code=code).second_person == on
    if on:
        assert "已开启双人审核" in text(client.get(f"/workspace/organisations/{code}/"))
        client.post(address, {"on": "0"})
        assert not Organisation.objects.get(code=code).second_person


def test_without_a_reviewer_nobody_could_review(enter, client):
    enter(Role.CENTRE_HEAD)
    done = client.post("/workspace/organisations/wjw/second-person/", {"on": "1"}, follow=True)
    assert "没有在任的审核员" in text(done)


def test_hostile_strings_in_the_list_of_organisations_go_nowhere(enter):
    client = enter(Role.REPORTER)
    for each in OWN:
        for name in ("q", "kind", "standing", "page"):
            answer = client.get("/workspace/organisations/", {name: each.encode("utf-8", "ignore").decode()})
            assert answer.status_code == 200
            assert PERSON not in text(answer)


def test_organisations_take_few_statements(enter, django_assert_max_num_queries):
    client = enter(Role.CENTRE_OPERATOR)
    with django_assert_max_num_queries(12):
        client.get("/workspace/organisations/")
    with django_assert_max_num_queries(20):
        client.get("/workspace/organisations/scjg/")
