"""What pages read of submissions: what would change, what was found, one row, lists, what waits, how far it is."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from builders import csv_file, grid, penalty, resident_id, xlsx
from conftest import AT
from django.db import connection

from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, queries
from xinyong.collection.errors import NoSuchSubmissionError
from xinyong.collection.examination import Assignment, Sink, examine
from xinyong.collection.models import Change, Progress, Step
from xinyong.collection.progress import note
from xinyong.collection.states import State
from xinyong.collection.tasks import WORKER

pytestmark = pytest.mark.usefixtures("balanced")
REVOKED = penalty(3, CZ="撤销")


@pytest.fixture
def checked(hand_in, worker):
    """Return a function: a submission that waits to be confirmed."""

    def wait(*rows, **more):
        submission = hand_in(rows, **more)
        assert worker.work() == ["check"]
        submission.refresh_from_db()
        return submission

    return wait


@pytest.fixture
def loaded(checked, staff, worker):
    """Return a function: rows that are records already."""

    def load(*rows):
        submission = checked(*rows)
        actions.confirm(submission=submission, accept_valid=False, open_signed=True, by=staff.reporter, at=AT)
        worker.work()
        submission.refresh_from_db()
        return submission

    return load


# --- what would change


def test_what_would_change_is_shown_field_by_field(loaded, checked):
    loaded(*(penalty(n) for n in (1, 2, 3)))
    submission = checked(
        penalty(1, CF_NR_FK="2", CF_NR="警告，罚款人民币2万元"), penalty(2), REVOKED, penalty(4)
    )
    assert submission.planned == {"inserted": 1, "updated": 1, "unchanged": 1, "revoked": 1}
    found = queries.changes(submission, limit=200)
    assert found.total == 2
    updated, revoked = found.rows
    assert (updated.line, updated.label, updated.name) == (2, "更新", "新郑市试例1号食品有限公司")
    assert {(each.title, each.old, each.new) for each in updated.fields} == {
        ("罚款金额（万元）", "1.5", "2"),
        ("处罚内容", "警告，罚款人民币1.5万元", "警告，罚款人民币2万元"),
    }
    assert (revoked.line, revoked.outcome, revoked.fields) == (4, "revoked", ())


def test_a_document_that_changes_is_masked_on_both_sides_and_sealed_at_rest(loaded, checked):
    loaded(penalty(1))
    submission = checked(penalty(1, CF_FR_ZJHM=resident_id(9)))
    (change,) = queries.changes(submission).rows
    (document,) = change.fields
    assert document.old == f"410184***********{resident_id(1)[-1]}"
    assert document.new == f"410184***********{resident_id(9)[-1]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM collection_change AS t WHERE t::text ~ '4101841980'")
        assert cursor.fetchone() == (0,)


def test_a_field_that_becomes_blank_or_filled_is_told_as_such(loaded, checked):
    loaded(penalty(1))
    submission = checked(penalty(1, CF_FR_ZJLX=None, CF_FR_ZJHM=None, BZ="补充说明"))
    told = {each.field: (each.old, each.new) for each in queries.changes(submission).rows[0].fields}
    assert told["BZ"] == ("", "补充说明")
    assert told["CF_FR_ZJLX"] == ("身份证", "")
    assert told["CF_FR_ZJHM"] == (f"410184***********{resident_id(1)[-1]}", "")


def test_many_changes_are_counted_in_full_and_shown_in_part(loaded, checked, monkeypatch):
    monkeypatch.setattr("xinyong.collection.drafts.CHANGES_KEPT", 3)
    loaded(*(penalty(n) for n in range(1, 8)))
    submission = checked(*(penalty(n, CF_NR_FK="2") for n in range(1, 8)))
    found = queries.changes(submission)
    assert ([each.line for each in found.rows], found.total) == ([2, 3, 4], 7)


def test_nothing_is_kept_of_what_has_no_changes(checked):
    submission = checked(penalty(1))
    assert queries.changes(submission) == queries.changes(submission).__class__((), 0)
    assert not Change.objects.exists()


# --- what was found


@pytest.fixture
def faulty(checked):
    """Twelve rows without a cause, one with a wrong code, one good."""
    rows = [penalty(n, CF_SY=None) for n in range(1, 13)]
    return checked(*rows, penalty(13, CF_CFJGDM="911"), penalty(14))


def test_findings_are_grouped_by_kind_with_examples(faulty, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        first, second = queries.findings_by_kind(faulty)
    assert (first.code, first.title, first.count) == ("REQUIRED", "违法事实", 12)
    assert [each.line for each in first.examples] == [2, 3, 4, 5, 6]
    assert "必填" in first.message
    assert (second.code, second.count, len(second.examples)) == ("USCC_SHAPE", 1, 1)


@pytest.mark.parametrize(
    ("asked", "total", "lines"),
    [
        pytest.param({}, 13, [2, 3, 4, 5, 6], id="all"),
        pytest.param({"page": 3}, 13, [12, 13, 14], id="the last page"),
        pytest.param({"page": 9}, 13, [], id="a page beyond the last"),
        pytest.param({"code": "USCC_SHAPE"}, 1, [14], id="one code"),
        pytest.param({"field": "CF_SY"}, 12, [2, 3, 4, 5, 6], id="one field"),
        pytest.param({"severity": "warn"}, 0, [], id="warnings only"),
        pytest.param({"code": "USCC_SHAPE", "field": "CF_SY"}, 0, [], id="conditions that meet nowhere"),
    ],
)
def test_findings_are_listed_by_page_and_condition(faulty, asked, total, lines):
    page = queries.findings(faulty, **asked, size=5)
    assert (page.total, [each.line for each in page.rows]) == (total, lines)


def test_findings_as_csv_open_in_a_spreadsheet_and_hold_no_formula(checked):
    submission = checked(penalty(1, CF_WSH="=1+1"), penalty(2, CF_NR_FK='一,万"元'))
    text = "".join(queries.findings_csv(submission))
    assert text.startswith("\ufeff位置,数据项,处理,代码,问题与改法,所见内容\r\n")
    assert ",=1+1" not in text
    assert '"一,万""元"' in text


# --- one row


def test_a_row_is_shown_as_it_stands_in_the_file(checked):
    submission = checked(penalty(1), penalty(2, CF_SY=None, CF_CFJGDM="911"))
    shown = queries.row(submission, 3)
    cells = {cell.field: cell for cell in shown.cells}
    assert cells["CF_XDR_MC"].value == "新郑市试例2号食品有限公司"
    assert (cells["CF_SY"].value, [f.code for f in cells["CF_SY"].findings]) == ("", ["REQUIRED"])
    assert (cells["CF_CFJGDM"].value, cells["CF_CFJGDM"].findings[0].code) == ("911", "USCC_SHAPE")
    assert cells["CF_CFJGDM"].place == cells["CF_CFJGDM"].findings[0].cell
    assert {f.code for f in shown.findings} == {"REQUIRED", "USCC_SHAPE"}


def test_a_row_hides_what_nobody_needs_to_see_again(checked):
    """Documents are masked; a number in a text, in an unknown column, too; what may be secret is not shown at all."""
    number = resident_id(7)
    row = penalty(1, CF_SY=f"张某（{number}）无证经营", CF_NR="机密★10年 某工程") | {"备考": number}
    submission = checked(source=BytesIO(xlsx(grid([row], extra=["备考"]))))
    shown = queries.row(submission, 2)
    text = repr([(cell.title, cell.value) for cell in shown.cells])
    assert number not in text
    assert resident_id(1) not in text
    assert "某工程" not in text
    assert "疑似涉密" in text


@pytest.mark.parametrize(
    "line", [0, 1, 3, 99_999], ids=["the file", "the header", "below the last", "far below"]
)
def test_there_is_no_such_row(checked, line):
    assert queries.row(checked(penalty(1)), line) is None


# --- who reaches what


@pytest.mark.parametrize(
    ("who", "sees", "opens"),
    [
        ("reporter", True, True), ("reviewer", True, True), ("elsewhere", False, False), ("operator", True, True),
        ("head", True, True), ("supervisor", False, False), ("auditor", True, False),
    ],
)  # fmt: skip
def test_who_sees_a_submission_and_who_opens_its_file(hand_in, staff, who, sees, opens):
    receipt, actor = hand_in([penalty(1)]).receipt, getattr(staff, who)
    for access, allowed in ((queries.access_submission, sees), (queries.access_original, opens)):
        if allowed:
            assert access(actor=actor, receipt=receipt).receipt == receipt
        else:
            with pytest.raises(NoSuchSubmissionError):
                access(actor=actor, receipt=receipt)


# --- lists


@pytest.mark.parametrize(
    ("who", "everywhere", "count"),
    [
        ("reporter", False, 3), ("reporter", True, 0), ("elsewhere", False, 0), ("operator", True, 3),
        ("operator", False, 0), ("auditor", True, 3), ("supervisor", True, 0),
    ],
)  # fmt: skip
def test_a_list_holds_what_is_the_actors_to_see(hand_in, staff, who, everywhere, count):
    for n in range(3):
        hand_in([penalty(n)])
    found = queries.submissions(getattr(staff, who), everywhere=everywhere)
    assert queries.count_of(found) == len(found) == count


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param({"state": State.RECEIVED}, 2, id="a state"),
        pytest.param({"state": State.LOADED}, 0, id="another state"),
        pytest.param({"item": "penalty"}, 2, id="an item"),
        pytest.param({"channel": "inbox"}, 0, id="a channel"),
        pytest.param({"text": "报送"}, 2, id="part of a file's name"),
        pytest.param({"text": "bs2026-"}, 2, id="the beginning of a receipt, in small letters"),
        pytest.param({"text": "%"}, 0, id="a sign that means something to the database"),
        pytest.param({"first": date(2026, 3, 2)}, 1, id="from a day on"),
        pytest.param({"last": date(2026, 3, 1)}, 1, id="until the day before"),
        pytest.param(
            {"first": date(2026, 3, 1), "last": date(2026, 3, 2)}, 2, id="between two days, both included"
        ),
    ],
)
def test_a_list_is_narrowed_down(hand_in, staff, asked, count):
    hand_in([penalty(1)])
    hand_in(
        [penalty(2)], at=datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
    )  # the last minute of the day before, in China
    assert len(queries.submissions(staff.reporter, queries.Asked(**asked))) == count


def test_the_newest_comes_first(hand_in, staff):
    old, new = hand_in([penalty(1)], at=AT - timedelta(days=1)), hand_in([penalty(2)])
    assert list(queries.submissions(staff.reporter)) == [new, old]


def test_what_waits_for_whom(checked, hand_in, staff, second_person):
    second_person()
    waiting, reviewed, returned = (checked(penalty(n)) for n in range(3))
    unreadable = hand_in([])
    actions.check(submission=unreadable, by=WORKER, at=AT)
    for submission in (reviewed, returned):
        actions.confirm(submission=submission, accept_valid=False, open_signed=True, by=staff.reporter, at=AT)
    actions.give_back(submission=returned, reason="请核对", by=staff.reviewer, at=AT)

    def waits(who, at=AT):
        return {w.kind: [s.pk for s in w.latest] for w in queries.waiting_for(getattr(staff, who), at=at)}

    assert waits("reporter") == {
        "confirm": [waiting.pk], "returned": [returned.pk], "unreadable": [unreadable.pk],
    }  # fmt: skip
    assert waits("reviewer") == waits("other_reviewer") == {"review": [reviewed.pk]}
    assert waits("elsewhere") == waits("operator") == waits("auditor") == waits("reviewer_elsewhere") == {}
    assert waits("reporter", AT + timedelta(days=31)) == {"confirm": [waiting.pk]}


def test_statements_do_not_grow_with_what_waits(checked, staff, django_assert_max_num_queries):
    for n in range(7):
        checked(penalty(n))
    with django_assert_max_num_queries(6):
        (found,) = queries.waiting_for(staff.reporter, at=AT)
    assert (found.count, len(found.latest)) == (7, 5)


# --- progress


def test_progress_is_noted_at_once_for_a_new_step_and_about_once_a_second_else(hand_in):
    submission = hand_in([penalty(1)])
    assert queries.progress(submission).step == ""
    note(submission, Step.CHECKING, 10, 100)
    note(submission, Step.CHECKING, 20, 100)
    assert Progress.objects.get().rows == 10
    note(submission, Step.PLANNING)
    assert Progress.objects.get().step == "planning"


@pytest.mark.parametrize(
    ("seconds", "rows", "total", "rate", "remaining"),
    [
        pytest.param(10, 1000, 5000, 100, 40, id="rows in all are known"),
        pytest.param(10, 1000, None, 100, None, id="rows in all are not known"),
        pytest.param(0, 1000, 5000, None, None, id="it has just begun"),
        pytest.param(10, 5000, 5000, 500, 0, id="all rows have passed"),
    ],
)
def test_progress_tells_rate_and_time_left(hand_in, seconds, rows, total, rate, remaining):
    submission = hand_in([penalty(1)])
    Progress.objects.create(
        submission=submission, step=Step.CHECKING, rows=rows, total=total,
        started_at=AT - timedelta(seconds=seconds), at=AT,
    )  # fmt: skip
    shown = queries.progress(submission)
    assert (shown.title, shown.rows, shown.rate, shown.remaining) == ("校验数据", rows, rate, remaining)
    Progress.objects.all().delete()


@pytest.mark.parametrize(("age", "alive"), [(5, True), (300, False)], ids=["a fresh heartbeat", "an old one"])
def test_progress_tells_whether_a_worker_is_alive(hand_in, age, alive):
    submission = hand_in([penalty(1)])
    assert queries.progress(submission).worker is False
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [age],
        )
    assert queries.progress(submission).worker is alive


@pytest.mark.parametrize("write", [csv_file, xlsx], ids=["csv", "xlsx"])
def test_a_large_file_tells_how_many_rows_it_has(monkeypatch, write):
    """Also when not one of them is good: pieces without good rows are told too."""
    monkeypatch.setattr("xinyong.collection.examination._PIECE", 10)
    catalogue, told = load_catalogue(), []
    assignment = Assignment(
        catalogue, catalogue.item("penalty"), "新郑市市场监督管理局", AT.date(), "报送.csv"
    )
    content = write(grid([penalty(n, CF_SY=None) for n in range(25)]))
    found = examine(BytesIO(content), assignment, Sink(list, list, lambda *rows: told.append(rows)))
    assert not found.lines["ok"].any()
    assert told == [(10, 26), (20, 26), (25, 26)]


@pytest.mark.parametrize("write", [csv_file, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("line", [2, 14, 31], ids=["the first row", "in the middle", "the last row"])
def test_a_row_is_found_wherever_it_stands(checked, write, line):
    rows = [penalty(n) for n in range(1, 31)]
    shown = queries.row(checked(source=BytesIO(write(grid(rows)))), line)
    (name,) = (cell.value for cell in shown.cells if cell.field == "CF_XDR_MC")
    assert name == f"新郑市试例{line - 1}号食品有限公司"
