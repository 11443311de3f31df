"""本单位数据: what an agency has reported, to itself in full; to the centre what everybody may see. 第四条, 第十五条."""

import html
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.disclosure.test_hostile_strings import OWN, PERSON
from tests.workspace.own import AT, PUBLIC, actor_at, report, text_of
from xinyong.accounts.roles import Role
from xinyong.inquiries.models import Entry
from xinyong.records.models import Record

from builders import HOUSEHOLD, licence, penalty, person, resident_id, uscc  # isort: skip

pytestmark = pytest.mark.django_db
LIST = "/workspace/records/"


@pytest.fixture
def reported(reporter):
    """Penalties, a licence, and a penalty of a person, the licence last."""
    by = actor_at(reporter.staff)
    report(by, [penalty(n, **PUBLIC) for n in (1, 2, 3)])
    report(by, [person(1)], item="penalty_person", at=AT + timedelta(days=1))
    report(by, [licence(4)], item="licence", at=AT + timedelta(days=2))


def names(page):
    return [row.cells[1].text for row in page.context["table"].rows]


def test_the_list_begins_with_what_came_last(reporter, reported):
    page = reporter.get(LIST)
    assert page.status_code == 200
    assert len(names(page)) == 5
    assert page.context["table"].rows[0].cells[0].text.startswith("行政许可")
    assert "共5条" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"item": "penalty"}, 3, id="one item"),
        pytest.param({"q": "试例2号"}, 1, id="a part of a name"),
        pytest.param({"q": uscc(3)}, 1, id="a code"),
        pytest.param({"q": "李四"}, 0, id="a person's name finds nobody"),
        pytest.param({"document": "新市监罚（2025）2号"}, 1, id="a document's number, written otherwise"),
        pytest.param({"since": "2025-11-04"}, 0, id="decided later than all"),
        pytest.param({"until": "2025-11-03", "item": "licence"}, 1, id="decided by that day"),
        pytest.param({"disclosure": "undisclosed"}, 1, id="a person's, which is in no disclosure"),
        pytest.param({"validity": "revoked"}, 0, id="revoked ones"),
        pytest.param({"state": "disputed"}, 0, id="objected ones"),
        pytest.param({"receipt": "BS1999-000001"}, 0, id="a receipt nobody has"),
    ],
)
def test_the_list_is_narrowed_down(reporter, reported, asked, found):
    page = reporter.get(LIST, asked)
    assert len(names(page)) == found
    part = reporter.get(LIST, asked, headers={"HX-Request": "true"})
    assert "<html" not in text_of(part)


def test_the_rows_of_one_receipt_are_found(reporter, reported):
    from xinyong.collection.models import Submission

    receipt = Submission.objects.get(item="penalty").receipt
    assert len(names(reporter.get(LIST, {"receipt": receipt}))) == 3


def test_a_persons_number_does_not_stay_in_the_address(reporter, reported):
    for name in ("q", "document", "receipt"):
        answer = reporter.get(LIST, {name: resident_id(1)})
        assert (answer.status_code, answer.url) == (303, LIST)
        assert "证件号码不能作为查询条件" in text_of(reporter.get(LIST))


def test_the_export_holds_the_whole_list_and_no_field_more(reporter, reported):
    answer = reporter.get(LIST, {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("信息事项", "主体", "文书号", "决定日期", "效力", "公示", "版本", "回执")
    assert len(rows) == 6
    assert resident_id(1) not in str(rows)


def test_statements_do_not_grow_with_rows(reporter):
    by = actor_at(reporter.staff)
    report(by, [penalty(1)])
    with CaptureQueriesContext(connection) as few:
        reporter.get(LIST)
    report(by, [penalty(n) for n in range(2, 40)])
    with CaptureQueriesContext(connection) as many:
        page = reporter.get(LIST)
    assert len(names(page)) == 39
    assert len(many) == len(few) <= 20


def test_the_list_is_read_by_its_index(reporter, reported):
    from xinyong.inquiries.own_lists import asked_of, read_list
    from xinyong.records import own

    actor = actor_at(reporter.staff)
    found = own.access_records(actor=actor, today=AT.date())
    asked = asked_of(read_list({"item": "penalty"}, {}), actor)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        with CaptureQueriesContext(connection) as statements:
            own.numbers_of(found, asked, size=50)
        cursor.execute("EXPLAIN " + statements[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "record_by_agency" in plan
    assert "Sort" not in plan


def test_one_page_of_the_list_leaves_one_entry(reporter, reported):
    before = Entry.objects.count()
    reporter.get(LIST)
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.purpose, entry.organisation, entry.outcome) == ("upkeep", "scjg", "answered")
    assert entry.items == ["licence", "penalty", "penalty_person"]


def test_a_record_shows_all_its_fields_and_masks_what_is_sensitive(reporter, reported):
    record = Record.objects.get(item="penalty_person")
    page = reporter.get(reverse("records:record", args=[record.pk]))
    text = html.unescape(text_of(page))
    assert "410184" in text
    assert resident_id(1) not in text
    assert "销售超过保质期的食品" in text
    entry = Entry.objects.latest("pk")
    assert (entry.subject, entry.items) == (record.subject_id, ["penalty_person"])


def test_versions_are_listed_and_compared(reporter, reported):
    record = Record.objects.filter(item="penalty").first()
    payload = record.versions.get().payload
    number = int(payload["CF_WSH"].split("〕")[1].rstrip("号"))
    report(actor_at(reporter.staff), [penalty(number, CF_NR="警告", **PUBLIC)])
    page = reporter.get(reverse("records:record", args=[record.pk]))
    compared = page.context["compared"]
    assert (compared["old"], compared["new"]) == (1, 2)
    assert [(each.title, each.new) for each in compared["differences"]] == [("处罚内容", "警告")]
    same = reporter.get(reverse("records:record", args=[record.pk]), {"from": "2", "to": "2"})
    assert "内容没有不同" in text_of(same)
    assert "第2行" in text_of(page)


def test_the_public_page_is_linked_while_there_is_one(reporter, reported):
    shown = Record.objects.filter(item="penalty").first()
    hidden = Record.objects.get(item="penalty_person")
    assert f"/record/{shown.pk}/" in text_of(reporter.get(reverse("records:record", args=[shown.pk])))
    assert f'/record/{hidden.pk}/"' not in text_of(
        reporter.get(reverse("records:record", args=[hidden.pk]))
    ).replace(reverse("records:record", args=[hidden.pk]), "")


def test_the_centre_sees_what_everybody_may_see_of_one_agency(sign_in, reported):
    centre = sign_in("xin", Role.CENTRE_OPERATOR, "xyzx")
    assert names(centre.get(LIST)) == []
    assert "请先选择报送单位" in text_of(centre.get(LIST))
    page = centre.get(LIST, {"agency": "scjg"})
    assert len(names(page)) == 4
    record = Record.objects.filter(item="penalty").first()
    shown = text_of(centre.get(reverse("records:record", args=[record.pk])))
    assert "法定代表人证件号码" not in shown
    assert "更正</a>" not in shown
    person_row = Record.objects.get(item="penalty_person")
    assert centre.get(reverse("records:record", args=[person_row.pk])).status_code == 404


def test_sealed_records_are_shown_to_nobody(reporter, reported):
    record = Record.objects.filter(item="licence").get()
    Record.objects.filter(pk=record.pk).update(sealed=True, disclosure="undisclosed")
    assert len(names(reporter.get(LIST))) == 4
    assert reporter.get(reverse("records:record", args=[record.pk])).status_code == 404


def test_an_unmatched_row_is_its_agencys_alone(reporter, sign_in):
    report(actor_at(reporter.staff), [penalty(1, CF_XDR_SHXYM=HOUSEHOLD, CF_XDR_LB="个体工商户", **PUBLIC)])
    record = Record.objects.get()
    assert record.subject_id is None
    page = reporter.get(reverse("records:record", args=[record.pk]))
    assert "未匹配" in text_of(page)
    assert Entry.objects.latest("pk").subject_digest is not None
    assert names(reporter.get(LIST)) == ["新郑市试例1号食品有限公司"]


@pytest.mark.parametrize(
    ("role", "organisation", "status"),
    [
        pytest.param(Role.REVIEWER, "scjg", 200, id="the reviewer of the agency"),
        pytest.param(Role.REPORTER, "sw", 404, id="a reporter elsewhere"),
        pytest.param(Role.CENTRE_HEAD, "xyzx", 200, id="the head of the centre, class A"),
        pytest.param(Role.SUPERVISOR, "fgw", 403, id="who supervises sees figures"),
        pytest.param(Role.SYSTEM_ADMIN, "xyzx", 403, id="an administrator"),
        pytest.param(Role.AUDIT_ADMIN, "xyzx", 403, id="an auditor reads the log, not records"),
    ],
)
def test_who_opens_a_record(sign_in, reported, role, organisation, status):
    record = Record.objects.filter(item="penalty").first()
    assert (
        sign_in("jemand", role, organisation).get(reverse("records:record", args=[record.pk])).status_code
        == status
    )


def test_hostile_strings_harm_nothing(reporter, reported):
    record = Record.objects.filter(item="penalty").first()
    texts = ("q", "document", "receipt")
    choices = (
        "agency",
        "item",
        "since",
        "until",
        "validity",
        "disclosure",
        "state",
        "page",
        "export",
        "before",
    )
    for text in OWN:
        for asked in (texts, choices):
            answer = reporter.get(LIST, dict.fromkeys(asked, text))
            assert answer.status_code in {200, 303}, text
            assert PERSON not in html.unescape(text_of(answer))
        page = reporter.get(reverse("records:record", args=[record.pk]), {"from": text, "to": text})
        assert page.status_code == 200
    assert reporter.get(f"{LIST}{9 * 10**30}/").status_code == 404
