"""首页: what waits for a post, what came of what it did, and nothing of others."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.collection.models import Submission
from xinyong.infra.clock import now
from xinyong.inquiries.models import Entry

pytestmark = pytest.mark.django_db
HOME = "/workspace/"


def text(client):
    answer = client.get(HOME)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.fixture
def submission():
    """Return a function: a submission as it stands in the table."""
    numbers = iter(range(1, 1000))

    def make(state, *, agency="scjg", actor="0", ago=1, channel="upload", **more):
        at = now() - timedelta(minutes=ago)
        final = {"finished_at": at} if state not in {"received", "checked", "in_review", "confirmed"} else {}
        decided = {"confirmed_at": at, "confirmed_by": actor} if state in {"in_review", "returned"} else {}
        if state == "returned":
            decided |= {"reviewed_at": at, "reviewed_by": "9", "review_reason": "请核对"}
        wrong = {"error_code": "file.broken"} if state == "unreadable" else {}
        return Submission.objects.create(
            receipt=f"BS2026-{next(numbers):06d}", agency=agency, item="penalty", edition="2026-1", channel=channel,
            state=state, received_at=at, actor_kind="user", actor=actor, filename="处罚.xlsx", size=1, sm3=b"",
            stored_name="", **final, **decided, **wrong, **more,
        )  # fmt: skip

    return make


def me():
    from xinyong.accounts.models import User

    return str(User.objects.get(username__in=[role.value.replace("_", "-") for role in Role]).pk)


def test_a_reporter_sees_what_waits_and_what_came_of_it(enter, submission):
    client = enter(Role.REPORTER)
    checked = submission("checked", actor=me())
    loaded = submission("loaded", actor=me())
    other = submission("loaded", agency="wjw", actor="0")
    page = text(client)
    assert "待确认" in page
    assert f'href="/workspace/submissions/{checked.receipt}/"' in page
    assert f"{loaded.receipt}　行政处罚公示信息：已全部入库" in page
    assert other.receipt not in page
    assert "查信用档案" in page


def test_a_reviewer_sees_what_is_to_be_reviewed_of_others(enter, submission):
    client = enter(Role.REVIEWER)
    theirs = submission("in_review", actor="0")
    page = text(client)
    assert "待审核" in page
    assert theirs.receipt in page
    assert "批量导入</a>" not in page


def test_the_centre_sees_the_day_the_failures_and_the_worker(enter, submission):
    client = enter(Role.CENTRE_HEAD)
    submission("loaded", agency="scjg")
    submission("refused", agency="wjw")
    page = text(client)
    assert "后台服务没有运行" in page
    assert "今天的报送" in page
    assert "近七天未入库" in page
    failures = client.get(HOME).context["front"].failures
    assert [cell.text for cell in failures.rows[0].cells][1] == "1"
    assert len(client.get(HOME).context["front"].recent.rows) == 2


def test_a_supervisor_sees_figures_of_the_day_alone(enter, submission):
    client = enter(Role.SUPERVISOR)
    known = submission("loaded")
    page = text(client)
    assert "今天的报送" in page
    assert known.receipt not in page


def test_administrators_see_users_without_posts_and_locked_names(enter, client, employ):
    employ("zhao")
    for _ in range(5):
        client.post("/workspace/sign-in/", {"username": "zhao", "password": "wrong"})
    enter(Role.SYSTEM_ADMIN)
    page = text(client)
    assert "<strong>1</strong> 没有岗位的用户" in page
    assert "<strong>1</strong> 暂时不能登录的用户" in page
    assert "最近报送" not in page


def test_auditors_see_refused_looks_and_failed_sign_ins_of_today(enter, client, employ):
    employ("zhao", (Role.REPORTER, "scjg"))
    client.post("/workspace/sign-in/", {"username": "zhao", "password": "wrong"})
    enter(Role.AUDIT_ADMIN, "xyzx")
    Entry.objects.create(
        at=now(), actor_kind="user", actor="1", actor_label="演示", way="workspace", purpose="other",
        purpose_text="核对", basis="第十五条", outcome="refused", reason_code="look.no_right", subject=1, data_version="1",
    )  # fmt: skip
    tasks = client.get(HOME).context["front"].tasks
    assert [(task.title, task.count) for task in tasks] == [("今天被拒绝的查询", 1), ("今天登录失败", 1)]
    for task in tasks:
        assert len(client.get(task.address).context["table"].rows) == 1


@pytest.mark.parametrize("role", list(Role))
def test_the_page_takes_as_many_statements_however_much_there_is(enter, submission, employ, role):
    client = enter(role)
    text(client)

    def fill(count):
        for _ in range(count):
            for state in ("checked", "in_review", "returned", "unreadable", "loaded", "refused"):
                submission(state, agency="xyzx" if "centre" in role.value else "scjg", actor=me())
        Event.objects.bulk_create(
            Event(
                at=now(),
                kind="accounts:session:refuse",
                actor_kind="user",
                actor="1",
                target_kind="user",
                target="1",
            )
            for _ in range(count)
        )

    fill(1)
    employ("u0")
    with CaptureQueriesContext(connection) as few:
        text(client)
    fill(8)
    for number in range(1, 9):
        employ(f"u{number}")
    with CaptureQueriesContext(connection) as many:
        text(client)
    assert len(many) == len(few) <= 30


@pytest.mark.parametrize("role", list(Role))
def test_every_link_leads_where_one_may_go(enter, submission, role):
    client = enter(role)
    for state in ("checked", "loaded", "refused"):
        submission(state, actor=me())
    front = client.get(HOME).context["front"]
    addresses = [door.address for door in front.doors] + [task.address for task in front.tasks]
    for address in addresses:
        assert client.get(address).status_code == 200, address
