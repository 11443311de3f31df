"""操作日志: who did what, for those who may know."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.disclosure.test_hostile_strings import OWN, PERSON
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.infra.clock import now
from xinyong.workspace.deeds import DEEDS, Names, in_words

pytestmark = pytest.mark.django_db
LOG = "/workspace/events/"


def text(answer):
    return html.unescape(answer.content.decode())


def write(kind="collection:submission:load", *, organisation="scjg", actor="1", count=1, ago=0, **more):
    given = {
        "target_kind": "submission",
        "target": "BS2026-000001",
        "data": {"item": "penalty", "inserted": 3},
    }
    Event.objects.bulk_create(
        Event(
            at=now() - timedelta(days=ago), kind=kind, actor_kind="user", actor=actor, organisation=organisation,
            **(given | more),
        )
        for _ in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "words"),
    [
        pytest.param(
            Event(kind="collection:submission:load", actor_kind="user", actor="7", target_kind="submission",
                  target="BS2026-000001", data={"item": "penalty", "agency": "scjg", "inserted": 3, "held": 0}),
            ("李四（li）", "入库", "回执 BS2026-000001", "报送单位：市监局，信息事项：行政处罚公示信息，新增：3"),
            id="a load",
        ),
        pytest.param(
            Event(kind="accounts:post:give", actor_kind="os", actor="root", target_kind="post", target="3",
                  data={"user": 7, "organisation": "scjg", "role": "reporter"}),
            ("操作系统用户 root", "授予岗位", "岗位 3", "用户：李四（li），机构：市监局，角色：报送员"),
            id="a post, by the operating-system user",
        ),
        pytest.param(
            Event(kind="other:thing:done", actor_kind="system", actor="worker", target_kind="thing", target="1",
                  data={"new": 1}),
            ("系统 worker", "other:thing:done", "thing 1", "new：1"),
            id="a kind nobody has words for",
        ),
    ],
)  # fmt: skip
def test_an_event_in_words(event, words):
    said = in_words(event, Names({7: "李四（li）"}, {"scjg": "市监局"}))
    assert (said.who, said.deed, said.target, said.details) == words


@pytest.mark.parametrize(
    ("role", "organisation", "seen"),
    [
        pytest.param(Role.REPORTER, "scjg", {"scjg"}, id="a reporter their organisation's"),
        pytest.param(Role.REVIEWER, "wjw", {"wjw"}, id="a reviewer their organisation's"),
        pytest.param(Role.CENTRE_HEAD, "xyzx", {"xyzx"}, id="the head the centre's"),
        pytest.param(Role.AUDIT_ADMIN, "xyzx", {"scjg", "wjw", "xyzx", ""}, id="auditors all"),
    ],
)
def test_each_reads_what_the_table_of_rights_grants(enter, role, organisation, seen):
    client = enter(role, organisation)
    for code in ("scjg", "wjw", "xyzx"):
        write(organisation=code, target=code)
    page = client.get(LOG)
    targets = {row.cells[4].text.removeprefix("回执 ") for row in page.context["table"].rows}
    assert targets & {"scjg", "wjw", "xyzx"} == seen - {""}


def test_the_security_administrator_sees_failed_sign_ins(enter, client, employ):
    employ("li", (Role.REPORTER, "scjg"))
    client.post("/workspace/sign-in/", {"username": "li", "password": "wrong"})
    enter(Role.SECURITY_ADMIN)
    write()
    (row,) = client.get(LOG).context["table"].rows
    assert [cell.text for cell in row.cells][1:5] == ["演示li（li）", "", "登录失败", "用户 演示li（li）"]


def test_the_supervisor_sees_figures_alone(enter):
    client = enter(Role.SUPERVISOR)
    write(count=4)
    page = client.get(LOG)
    assert "BS2026-000001" not in text(page)
    assert ["入库", "4"] in [[cell.text for cell in row.cells] for row in page.context["table"].rows]


def test_the_log_is_read_in_stretches_on_an_index(enter, client):
    enter(Role.AUDIT_ADMIN, "xyzx")
    write(count=1200)
    with CaptureQueriesContext(connection) as few:
        first = client.get(LOG)
    assert "超过1000条" in text(first)
    second = client.get(first.context["stretch"].older)
    assert len(second.context["table"].rows) == 50
    assert second.context["stretch"].newest
    assert len(few) <= 20
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")  # few rows: the planner would sort them
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM audit_event WHERE organisation = 'scjg' ORDER BY at DESC, id DESC LIMIT 51"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "event_latest" in plan
    assert "Sort" not in plan


def test_the_log_narrows_down(enter, client, employ):
    enter(Role.AUDIT_ADMIN, "xyzx")
    li = employ("li")
    write(actor=str(li.pk), target="BS2026-000009")
    write("collection:submission:give_back", organisation="wjw", actor="0", ago=60)
    cases = [
        ("?user=li", 1), ("?user=nobody", 0), ("?target=BS2026-000009", 1), ("?kind=collection:submission:load", 1),
        ("?kind=nothing&since=2020-01-01&organisation=wjw", 1), ("?organisation=wjw", 0), ("?until=0001-01-01", 0),
        ("?since=9999-12-31&until=9999-12-31", 0),
    ]  # fmt: skip
    for query, count in cases:
        assert len(client.get(LOG + query).context["table"].rows) == count, query


def test_only_auditors_take_the_log_away(enter, client, employ):
    enter(Role.AUDIT_ADMIN, "xyzx")
    write()
    assert client.get(LOG + "?export=xlsx").headers["Content-Type"].endswith("sheet")
    employ("head", (Role.CENTRE_HEAD, "xyzx"))
    client.post("/workspace/sign-out/")
    client.post("/workspace/sign-in/", {"username": "head", "password": "correct-horse-2026"})
    assert "text/html" in client.get(LOG + "?export=xlsx").headers["Content-Type"]


def test_hostile_strings_go_nowhere(enter):
    client = enter(Role.AUDIT_ADMIN, "xyzx")
    for each in OWN:
        for name in ("since", "until", "kind", "user", "target", "organisation", "before", "export"):
            answer = client.get(LOG, {name: each.encode("utf-8", "ignore").decode()})
            assert answer.status_code == 200
            assert PERSON not in text(answer)


def test_words_are_single():
    assert len(set(DEEDS.values())) == len(DEEDS)


@pytest.mark.parametrize(
    ("role", "organisation", "agency", "linked"),
    [
        pytest.param(Role.REPORTER, "scjg", "scjg", True, id="one's own agency's"),
        pytest.param(Role.REPORTER, "scjg", "wjw", False, id="what a colleague did for another agency"),
        pytest.param(Role.AUDIT_ADMIN, "xyzx", "wjw", True, id="auditors see all"),
    ],
)
def test_an_event_leads_to_a_receipt_the_reader_may_see(enter, role, organisation, agency, linked):
    client = enter(role, organisation)
    write(organisation=organisation, data={"agency": agency})
    row = next(row for row in client.get(LOG).context["table"].rows if "回执" in row.cells[4].text)
    assert bool(row.cells[4].address) == linked
