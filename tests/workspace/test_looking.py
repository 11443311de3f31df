"""信用档案 and 查询记录: a look at what is not public, and what is kept of it."""

import html
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.disclosure.test_hostile_strings import OWN, PERSON
from tests.flows.builders import grid, penalty, person, resident_id, uscc, xlsx
from tests.flows.conftest import Desk
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.inquiries.models import Entry

pytestmark = pytest.mark.django_db
LOOK, LOG = "/workspace/subjects/", "/workspace/inquiries/"
WHY = {"purpose": "approval", "reason": "办理许可时核查处罚记录"}


@pytest.fixture(scope="session")
def reader():
    from xinyong.infra.excel_in import start_child

    children = []

    def start():
        children.append(start_child())
        return children[-1]

    yield start
    for child in children:
        with child:
            pass


@pytest.fixture
def handed_in(db, reader):
    """Three penalties of organisations and one of a person, in the records."""
    desk = Desk(reader)
    penalties = [penalty(n) for n in (1, 2, 3)]
    answer = desk.submit(xlsx(grid(penalties)))
    assert answer.document["inserted"] == 3
    of_person = desk.submit(xlsx(grid([person(7)], "penalty_person")), item="penalty_person")
    assert of_person.document["inserted"] == 1
    return answer


def text(answer):
    return html.unescape(answer.content.decode())


def test_a_code_with_a_purpose_opens_the_file_and_leaves_an_entry(enter, handed_in):
    client = enter(Role.REPORTER)
    answer = client.post(LOOK, {"asked": uscc(1).lower(), **WHY})
    page = text(answer)
    assert answer.status_code == 200
    assert "新郑市试例1号食品有限公司" in page
    assert "行政处罚" in page
    assert f"回执 {handed_in.submission.receipt} 第" in page
    assert resident_id(1) not in page
    entry = Entry.objects.get()
    assert (entry.way, entry.purpose, entry.purpose_text) == ("workspace", "approval", WHY["reason"])
    assert f"第{entry.pk}号" in page
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_persons_number_is_taken_and_never_repeated(enter, handed_in):
    client = enter(Role.REPORTER)
    number = resident_id(7)
    answer = client.post(LOOK, {"asked": number, **WHY})
    assert "李试例" in text(answer)
    assert number not in text(answer)
    wrong = client.post(LOOK, {"asked": number, "purpose": "", "reason": ""})
    assert (wrong.status_code, number in text(wrong)) == (422, False)
    assert Entry.objects.count() == 1


def test_a_name_leads_to_a_choice_and_only_then_to_a_look(enter, handed_in):
    client = enter(Role.REPORTER)
    listed = client.post(LOOK, {"asked": "试例 2号"})
    assert "新郑市试例2号食品有限公司" in text(listed)
    assert Entry.objects.count() == 0
    (choice,) = listed.context["choices"]
    bound = client.post(LOOK, {"choose": choice[0].pk})
    assert "查询对象" in text(bound)
    assert Entry.objects.count() == 0
    unsaid = client.post(LOOK, {"organisation": choice[0].pk, "purpose": "approval", "reason": "查"})
    assert (unsaid.status_code, "新郑市试例2号食品有限公司" in text(unsaid)) == (422, True)
    answer = client.post(LOOK, {"organisation": choice[0].pk, **WHY})
    assert "共1条记录" in text(answer)
    assert Entry.objects.get().subject == choice[0].pk


@pytest.mark.parametrize("name", ["李试例", "李试", "例"])
def test_no_person_is_found_by_name(enter, handed_in, name):
    assert "没有找到这个名称的社会法人" in text(enter(Role.REPORTER).post(LOOK, {"asked": name}))


def test_no_person_is_opened_by_number(enter, handed_in):
    from xinyong.records.models import Subject

    client = enter(Role.REPORTER)
    number = Subject.objects.get(family="person").pk
    assert client.post(LOOK, {"choose": number}).status_code == 404
    assert client.post(LOOK, {"organisation": number, **WHY}).status_code == 404
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({}, "请填写统一社会信用代码", id="nothing"),
        pytest.param({"asked": uscc(1)}, "请选择查询事由", id="a code without a purpose"),
        pytest.param({"asked": uscc(1), "purpose": "fun", "reason": "看一看再说"}, "请选择查询事由", id="an unknown purpose"),
        pytest.param({"asked": uscc(1), "purpose": "approval", "reason": "查  "}, "用一句话写明用途", id="a reason too short"),
        pytest.param({"asked": uscc(1), "purpose": "approval", "reason": "查" * 201}, "用一句话写明用途", id="a reason too long"),
        pytest.param({"asked": f"张三{PERSON}", **WHY}, "不要和姓名、名称写在一起", id="name and number together"),
    ],
)  # fmt: skip
def test_a_look_that_says_too_little_is_asked_again_and_looks_at_nothing(enter, given, said):
    answer = enter(Role.REPORTER).post(LOOK, given)
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert PERSON not in text(answer)
    assert Entry.objects.count() == 0


def test_nobody_there_is_told_and_logged(enter):
    answer = enter(Role.REPORTER).post(LOOK, {"asked": uscc(99), **WHY})
    assert (answer.status_code, "没有可供查看的记录" in text(answer)) == (200, True)
    assert Entry.objects.get().outcome == "nothing"


@pytest.mark.parametrize(
    ("role", "task", "status", "said"),
    [
        pytest.param(Role.SUPERVISOR, "", 403, "只能查看统计数字", id="the supervisor"),
        pytest.param(Role.CENTRE_OPERATOR, "BS2026-999999", 403, "没有这个编号的任务", id="the centre with a task that is none"),
        pytest.param(Role.CENTRE_OPERATOR, "", 200, "共1条记录", id="the centre without a task sees what is public"),
    ],
)  # fmt: skip
def test_who_may_not_see_is_refused_in_words_and_logged(enter, handed_in, role, task, status, said):
    answer = enter(role).post(LOOK, {"asked": uscc(1), "task": task, **WHY})
    assert (answer.status_code, said in text(answer)) == (status, True)
    assert Entry.objects.get().outcome == ("refused" if status == 403 else "answered")


def test_the_centre_sees_more_in_a_task(enter, handed_in):
    client = enter(Role.CENTRE_HEAD)
    answer = client.post(LOOK, {"asked": uscc(1), "task": handed_in.submission.receipt, **WHY})
    assert Entry.objects.get().basis == f"办理任务 {handed_in.submission.receipt}"
    assert answer.status_code == 200


def test_an_answer_takes_no_more_statements_for_more_records(enter, reader):
    desk = Desk(reader)
    desk.submit(xlsx(grid([penalty(1)])))
    client = enter(Role.REPORTER)
    client.post(LOOK, {"asked": uscc(1), **WHY})
    with CaptureQueriesContext(connection) as one:
        client.post(LOOK, {"asked": uscc(1), **WHY})
    same = {"CF_XDR_MC": penalty(1)["CF_XDR_MC"], "CF_XDR_SHXYM": uscc(1)}
    desk.submit(xlsx(grid([penalty(n, **same) for n in range(2, 12)])))
    with CaptureQueriesContext(connection) as many:
        answer = client.post(LOOK, {"asked": uscc(1), **WHY})
    assert "共11条记录" in text(answer)
    assert len(many) <= len(one)


def test_hostile_strings_go_nowhere(enter, handed_in):
    client = enter(Role.CENTRE_OPERATOR)
    for each in OWN:
        typed = each.encode("utf-8", "ignore").decode()
        for given in (
            {"asked": typed, **WHY},
            {"asked": uscc(1), "purpose": typed, "reason": typed, "task": typed},
            {"asked": uscc(1), "purpose": "approval", "reason": typed + "核查", "task": typed},
            {"choose": typed},
            {"organisation": typed, **WHY},
        ):
            answer = client.post(LOOK, given)
            assert answer.status_code < 500
            assert PERSON not in text(answer)
            assert "<script>alert" not in answer.content.decode()
    kept = json.dumps(
        [
            list(Entry.objects.values_list("purpose_text", flat=True)),
            list(Event.objects.values_list("data", flat=True)),
        ]
    )
    assert PERSON not in kept


# The log


@pytest.fixture
def looks(db):
    """Looks of several people, refused ones among them."""
    from xinyong.infra.clock import now
    from xinyong.inquiries.models import Outcome

    def make(actor, organisation, outcome=Outcome.ANSWERED, count=1, subject=4711):
        reason = {"reason_code": "look.no_right"} if outcome == Outcome.REFUSED else {}
        Entry.objects.bulk_create(
            Entry(
                at=now(), actor_kind="user", actor=str(actor.pk), actor_label=actor.name, organisation=organisation,
                way="workspace", purpose="approval", purpose_text="办理许可", basis="第十五条", items=["penalty"],
                outcome=outcome, subject=subject, data_version="2026-1@1", **reason,
            )
            for _ in range(count)
        )  # fmt: skip

    return make


@pytest.mark.parametrize(
    ("role", "organisation", "seen"),
    [
        pytest.param(Role.REPORTER, "scjg", {"演示reporter"}, id="a reporter their own"),
        pytest.param(Role.REVIEWER, "scjg", {"演示reviewer"}, id="a reviewer their own"),
        pytest.param(Role.CENTRE_OPERATOR, "xyzx", {"演示centre-operator"}, id="an operator their own"),
        pytest.param(Role.CENTRE_HEAD, "xyzx", {"演示centre-head", "演示other"}, id="the head the centre's"),
        pytest.param(Role.SECURITY_ADMIN, "xyzx", {"演示clerk"}, id="the security administrator what was refused"),
        pytest.param(
            Role.AUDIT_ADMIN, "xyzx", {"演示audit-admin", "演示other", "演示colleague", "演示clerk"}, id="auditors all"
        ),
    ],
)  # fmt: skip
def test_each_reads_what_the_table_of_rights_grants(enter, employ, looks, role, organisation, seen):
    from xinyong.accounts.models import User

    client = enter(role, organisation)
    looks(User.objects.get(), organisation)
    looks(employ("other"), "xyzx")
    looks(employ("colleague"), "scjg")
    looks(employ("clerk"), "wjw", "refused")
    page = client.get(LOG)
    assert {row.cells[1].text for row in page.context["table"].rows} == seen
    for entry in Entry.objects.all():
        status = client.get(f"{LOG}{entry.pk}/").status_code
        assert status == (200 if entry.actor_label in seen else 404)


def test_the_supervisor_sees_figures_alone(enter, employ, looks):
    client = enter(Role.SUPERVISOR)
    looks(employ("other"), "scjg", count=3)
    page = text(client.get(LOG))
    assert "查询次数" in page
    assert "演示other" not in page
    assert "4711" not in page
    assert client.get(LOG).context["table"].rows[0].cells[1].text == "3"


def test_the_log_is_read_stretch_by_stretch(enter, employ, looks):
    client = enter(Role.AUDIT_ADMIN, "xyzx")
    looks(employ("other"), "scjg", count=120)
    first = client.get(LOG)
    assert "共120条" in text(first)
    seen = [row.cells[0].address for row in first.context["table"].rows]
    address = first.context["stretch"].older
    with CaptureQueriesContext(connection) as few:
        while address:
            page = client.get(address)
            seen += [row.cells[0].address for row in page.context["table"].rows]
            address = page.context["stretch"].older
    assert len(seen) == len(set(seen)) == 120
    assert len(few) < 40


def test_the_log_narrows_down_and_auditors_take_it_away(enter, employ, looks):
    client = enter(Role.AUDIT_ADMIN, "xyzx")
    looks(employ("other"), "scjg", subject=1)
    looks(employ("clerk"), "wjw", "refused", subject=2)
    cases = [
        ("?user=other", 1), ("?user=演示", 2), ("?organisation=wjw", 1), ("?outcome=refused", 1), ("?subject=1", 1),
        ("?purpose=lending", 0), ("?until=2020-01-01", 0), ("?since=2020-01-01", 2), ("?since=9999-12-31&until=9999-12-31", 0),
        ("?since=0001-01-01", 2), ("?before=x", 2),
    ]  # fmt: skip
    for query, count in cases:
        assert len(client.get(LOG + query).context["table"].rows) == count, query
    assert client.get(LOG + "?export=xlsx").headers["Content-Type"].endswith("sheet")


def test_nobody_else_takes_the_log_away(enter):
    client = enter(Role.CENTRE_HEAD)
    assert "导出" not in text(client.get(LOG))
    assert "text/html" in client.get(LOG + "?export=xlsx").headers["Content-Type"]


def test_hostile_strings_in_the_filter_go_nowhere(enter):
    client = enter(Role.AUDIT_ADMIN, "xyzx")
    for each in OWN:
        for name in (
            "since",
            "until",
            "outcome",
            "purpose",
            "organisation",
            "user",
            "subject",
            "before",
            "export",
        ):
            answer = client.get(LOG, {name: each.encode("utf-8", "ignore").decode()})
            assert answer.status_code == 200
            assert PERSON not in text(answer)
