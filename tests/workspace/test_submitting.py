"""报送 in the browser, over HTTP and with the worker's own functions: from choosing an item to the receipt."""

import io
import re
import sys
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

sys.path.insert(0, str(Path(__file__).parents[1] / "flows"))  # for `builders`

from builders import csv_file, grid, licence, penalty

from tests.workspace.conftest import PASSWORD
from xinyong.accounts.models import Organisation
from xinyong.accounts.roles import Role
from xinyong.collection.models import Submission
from xinyong.collection.states import State

pytestmark = pytest.mark.django_db
SUBMIT = "/workspace/submit/penalty/"
GOOD = [penalty(1), penalty(2)]
MIXED = [penalty(1), penalty(2, CF_SY=None), penalty(3)]
BAD = [penalty(1, CF_SY=None)]


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def file_of(rows, item="penalty", name="报送.csv"):
    return SimpleUploadedFile(name, csv_file(grid(rows, item)), "text/csv")


def hand_in(client, rows=GOOD, *, item="penalty", **given):
    """Upload as the form does; return the answer."""
    token = re.search(
        r'name="token" value="([^"]+)"', text_of(client.get(reverse("collection:submit", args=[item])))
    )[1]
    return client.post(
        reverse("collection:submit", args=[item]), {"token": token, "file": file_of(rows, item)} | given
    )


def work():
    """Do the jobs that wait, as the worker would."""
    from xinyong.collection import tasks

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args->>'submission' FROM procrastinate_jobs WHERE status = 'todo' "
            "AND task_name LIKE 'xinyong.collection%%' ORDER BY id"
        )
        for number, task, submission in cursor.fetchall():
            getattr(tasks, task.rsplit(".", 1)[1])(submission=int(submission))
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])


@pytest.fixture
def submitted(reporter):
    """Return a function: the address of a submission that was uploaded and checked."""

    def make(rows=GOOD, **given):
        answer = hand_in(reporter, rows, **given)
        assert answer.status_code == 303, text_of(answer)
        work()
        return answer.headers["Location"]

    return make


@pytest.fixture
def two_persons(db):
    """At 市市场监督管理局 a second person looks at what is confirmed."""
    Organisation.objects.filter(code="scjg").update(second_person=True)


def the_only():
    return Submission.objects.get()


# --- choosing


def test_a_department_is_offered_what_it_may_supply_and_nothing_else(reporter):
    page = text_of(reporter.get("/workspace/submit/"))
    assert "行政处罚公示信息" in page
    assert "欠税" not in page
    assert "还没有报送过" in page


@pytest.mark.parametrize(
    ("asked", "found", "told"),
    [
        pytest.param("处罚", True, "行政处罚公示信息", id="part of a title"),
        pytest.param("XZF1201", True, "行政处罚公示信息", id="the number"),
        pytest.param("罚款金额", True, "行政处罚公示信息", id="one of its fields"),
        pytest.param("没有的", False, "请换一个词", id="a word that fits nothing"),
    ],
)
def test_items_are_found_by_a_word(reporter, asked, found, told):
    page = text_of(reporter.get("/workspace/submit/", {"q": asked}))
    assert told in page
    assert ("/workspace/submit/penalty/" in page) is found


def test_the_centre_says_first_for_whom(sign_in):
    browser = sign_in("xin", Role.CENTRE_OPERATOR, "xyzx")
    assert "先选择报送单位" in text_of(browser.get("/workspace/submit/"))
    page = text_of(browser.get("/workspace/submit/", {"agency": "scjg"}))
    assert "/workspace/submit/penalty/?agency=scjg" in page


def test_a_marked_item_comes_first_and_can_be_unmarked(reporter):
    reporter.post("/workspace/submit/penalty/favourite/", {"on": "1"})
    reporter.post("/workspace/submit/penalty/favourite/", {"on": "1"})  # a second click
    assert "<h2>收藏</h2>" in text_of(reporter.get("/workspace/submit/"))
    reporter.post("/workspace/submit/penalty/favourite/", {"on": "0"})
    assert "<h2>收藏</h2>" not in text_of(reporter.get("/workspace/submit/"))


def test_the_template_is_the_items(reporter):
    answer = reporter.get("/workspace/template/penalty.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.worksheets[0]["A1"].value == "行政相对人名称*"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_item_that_is_not_ones_own_is_refused_in_words(reporter):
    answer = reporter.get("/workspace/submit/tax_arrears/")
    assert answer.status_code == 403
    assert "不由您的单位报送" in text_of(answer)


# --- uploading


def test_from_upload_to_public_record(reporter, submitted, client):
    here = submitted()
    page = text_of(reporter.get(here))
    assert "全部合格" in page
    assert "公开审查" in page
    refused = reporter.post(f"{here}confirm/")
    assert refused.status_code == 422
    assert "公开审查" in text_of(refused)
    assert reporter.post(f"{here}confirm/", {"open_signed": "1"}).status_code == 303
    assert "正在入库" in text_of(reporter.get(here))
    work()
    page = text_of(reporter.get(here))
    assert "已全部入库" in page
    assert the_only().inserted == 2


def test_while_the_worker_is_at_it_the_page_asks_again_and_then_stops(reporter):
    here = hand_in(reporter).headers["Location"]
    page = text_of(reporter.get(here))
    assert 'hx-trigger="every 2s"' in page
    assert '<meta http-equiv="refresh"' in page
    assert "后台服务未运行" in page  # no worker has ever announced itself in this database
    assert reporter.get(f"{here}progress/").status_code == 200
    work()
    done = reporter.get(f"{here}progress/")
    assert (done.status_code, done.headers["HX-Refresh"]) == (286, "true")


def test_what_the_platform_knows_already_is_told_before_it_is_confirmed(reporter, submitted):
    reporter.post(f"{submitted()}confirm/", {"open_signed": "1"})
    work()
    assert "与平台已有记录完全一致" in text_of(reporter.get(submitted()))


def test_only_the_good_rows_are_loaded_when_that_is_said(reporter, submitted):
    here = submitted(MIXED)
    assert "只入库合格的2行" in text_of(reporter.get(here))
    refused = reporter.post(f"{here}confirm/", {"open_signed": "1"})
    assert refused.status_code == 422
    assert "只入库合格行" in text_of(refused)
    reporter.post(f"{here}confirm/", {"open_signed": "1", "accept_valid": "1"})
    work()
    assert (the_only().state, the_only().inserted, the_only().rejected) == (State.LOADED_IN_PART, 2, 1)
    assert "部分入库" in text_of(reporter.get(here))


def test_without_a_good_row_there_is_nothing_to_confirm(reporter, submitted):
    here = submitted(BAD)
    page = text_of(reporter.get(here))
    assert "没有合格行，不能入库" in page
    assert "确认入库" not in page
    assert reporter.post(f"{here}confirm/", {"open_signed": "1", "accept_valid": "1"}).status_code == 422


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"file": ""}, "请选择要上传的文件", id="nothing was chosen"),
        pytest.param({"file": SimpleUploadedFile("报送.csv", b"")}, "文件是空的", id="an empty file"),
        pytest.param(
            {"file": SimpleUploadedFile("报送.pdf", b"%PDF-1.7")}, "另存为 .xlsx", id="another kind of file"
        ),
    ],
)
def test_what_cannot_be_taken_is_told_at_once(reporter, given, told):
    answer = hand_in(reporter, **given)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Submission.objects.exists()


def test_a_file_of_another_item_is_told_with_the_way_on(reporter, submitted):
    answer = reporter.post(SUBMIT, {"token": "a" * 24, "file": file_of([licence(1)], "licence")})
    work()
    page = text_of(reporter.get(answer.headers["Location"]))
    assert "文件没有读取成功" in page
    assert "换一个信息事项" in page
    assert "改报《行政许可公示信息》" in page


def test_an_old_template_is_told_with_the_new_one(reporter, submitted):
    here = submitted()
    Submission.objects.update(
        findings_total=1,
        findings_by_kind=[{"field": None, "code": "TEMPLATE_STALE", "severity": "warn", "count": 1}],
    )
    page = text_of(reporter.get(here))
    assert "用的是旧模板" in page
    assert "/workspace/template/penalty.xlsx" in page


def test_a_double_click_makes_one_submission(reporter):
    form = {"token": "b" * 24}
    first = reporter.post(SUBMIT, form | {"file": file_of(GOOD)})
    second = reporter.post(SUBMIT, form | {"file": file_of(GOOD)})
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.count() == 1


def test_whoever_goes_back_and_sends_a_corrected_file_makes_another_submission(reporter):
    form = {"token": "b" * 24}
    first = reporter.post(SUBMIT, form | {"file": file_of(MIXED)})
    second = reporter.post(SUBMIT, form | {"file": file_of(GOOD)})
    assert first.headers["Location"] != second.headers["Location"]


def test_a_file_too_large_is_refused_at_the_door(reporter, settings):
    settings.XINYONG_UPLOAD_BYTES = -(1 << 21)  # less than nothing, so that the test needs no large file
    answer = reporter.post(SUBMIT, {"token": "b" * 24, "file": file_of(GOOD)})
    assert answer.status_code == 413
    assert "没有上传" in text_of(answer)
    assert not Submission.objects.exists()


def test_the_centre_submits_on_behalf(sign_in):
    browser = sign_in("xin", Role.CENTRE_OPERATOR, "xyzx")
    assert hand_in(browser).status_code == 422
    answer = hand_in(browser, agency="scjg")
    assert answer.status_code == 303
    assert the_only().agency == "scjg"
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_a_session_that_ended_in_mid_upload_is_told(client):
    answer = client.post(SUBMIT, {"token": "c" * 24, "file": file_of(GOOD)})
    assert answer.status_code == 401
    assert "没有送到" in text_of(answer)
    assert not Submission.objects.exists()


def test_a_form_from_elsewhere_is_refused(employ):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    employ("bao", (Role.REPORTER, "scjg"))
    page = text_of(strict.get("/workspace/sign-in/"))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    strict.post(
        "/workspace/sign-in/", {"username": "bao", "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    answer = strict.post(SUBMIT, {"token": "d" * 24, "file": file_of(GOOD)})
    assert answer.status_code == 403
    assert not Submission.objects.exists()


# --- findings and files


def test_findings_lead_to_their_rows_and_can_be_narrowed_down(reporter, submitted):
    here = submitted(MIXED)
    page = text_of(reporter.get(here))
    assert f'href="{here}rows/3/"' in page
    part = text_of(reporter.get(here, {"code": "REQUIRED"}, headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="findings"')
    assert "共1条" in part
    row = text_of(reporter.get(f"{here}rows/3/"))
    assert "cell-wrong" in row
    assert penalty(2)["CF_FR_ZJHM"] not in row
    assert reporter.get(f"{here}rows/99/").status_code == 404
    assert reporter.get(f"{here}rows/1/").status_code == 404


def test_what_is_wrong_can_be_taken_away(reporter, submitted):
    here = submitted(MIXED)
    for name in ("marked-copy.xlsx", "bad-rows.xlsx"):
        answer = reporter.get(f"{here}{name}")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        assert "错误说明" in [cell.value for cell in book.worksheets[0][1]]
    listed = text_of(reporter.get(f"{here}findings.csv"))
    assert "REQUIRED" in listed


# --- deciding


def test_a_cancelled_submission_says_so_and_is_over(reporter, submitted):
    here = submitted()
    assert reporter.post(f"{here}cancel/").status_code == 303
    assert "这次报送已取消" in text_of(reporter.get(here))
    again = reporter.post(f"{here}confirm/", {"open_signed": "1"}, follow=True)
    assert "不能再次办理" in text_of(again)
    assert the_only().state == State.CANCELLED


def test_another_person_approves(reporter, submitted, sign_in, two_persons):
    here = submitted()
    page = text_of(reporter.get(here))
    assert "双人审核" in page
    assert reporter.post(f"{here}confirm/").status_code == 303
    assert "等待审核" in text_of(reporter.get(here))
    reviewer = sign_in("shen", Role.REVIEWER)
    assert the_only().receipt in text_of(reviewer.get("/workspace/reviews/"))
    assert "请您审核" in text_of(reviewer.get(here))
    assert reviewer.post(f"{here}approve/").status_code == 422
    assert reviewer.post(f"{here}approve/", {"open_signed": "1"}).status_code == 303
    work()
    assert the_only().state == State.LOADED
    assert the_only().receipt not in text_of(reviewer.get("/workspace/reviews/"))


def test_another_person_gives_back_with_a_reason(reporter, submitted, sign_in, two_persons):
    here = submitted()
    reporter.post(f"{here}confirm/")
    reviewer = sign_in("shen", Role.REVIEWER)
    silent = reviewer.post(f"{here}give-back/", {"reason": " "})
    assert silent.status_code == 422
    assert "请写明退回的理由" in text_of(silent)
    assert reviewer.post(f"{here}give-back/", {"reason": "处罚内容写得太略"}).status_code == 303
    page = text_of(reporter.get(here))
    assert "处罚内容写得太略" in page
    assert "修改后重新上传" in page
    late = reviewer.post(f"{here}approve/", {"open_signed": "1"}, follow=True)
    assert "已退回" in text_of(late)


def test_nobody_reviews_what_they_handed_in(employ, sign_in, two_persons):
    from django.test import Client

    from xinyong.accounts.models import Post

    employ("both", (Role.REPORTER, "scjg"), (Role.REVIEWER, "scjg"))
    browser = Client()
    browser.post(reverse("accounts:sign_in"), {"username": "both", "password": PASSWORD})
    here = hand_in(browser).headers["Location"]
    work()
    browser.post(f"{here}confirm/")
    browser.post(reverse("accounts:switch_post"), {"post": Post.objects.get(role=Role.REVIEWER).pk})
    assert "没有等您审核的报送" in text_of(browser.get("/workspace/reviews/"))
    assert "请您审核" not in text_of(browser.get(here))
    answer = browser.post(f"{here}approve/", {"open_signed": "1"})
    assert answer.status_code == 403
    assert "审核人不能是报送人" in text_of(answer)


def test_a_reviewer_sees_old_and_new(reporter, submitted, sign_in, two_persons):
    here = submitted()
    reporter.post(f"{here}confirm/")
    sign_in("shen", Role.REVIEWER).post(f"{here}approve/", {"open_signed": "1"})
    work()
    changed = submitted([penalty(1, CF_NR="警告，罚款人民币2万元", CF_NR_FK="2"), penalty(2)])
    reporter.post(f"{changed}confirm/")
    page = text_of(sign_in("shen-two", Role.REVIEWER).get(changed))
    assert "共1条记录将更新或撤销" in page
    assert "警告，罚款人民币1.5万元" in page
    assert "警告，罚款人民币2万元" in page


# --- who sees what


@pytest.mark.parametrize(
    ("role", "organisation", "answer"),
    [
        pytest.param(Role.REPORTER, "scjg", 200, id="a colleague"),
        pytest.param(Role.REVIEWER, "scjg", 200, id="the reviewer"),
        pytest.param(Role.REPORTER, "sw", 404, id="a reporter of another department"),
        pytest.param(Role.CENTRE_OPERATOR, "xyzx", 200, id="the centre"),
        pytest.param(Role.AUDIT_ADMIN, "xyzx", 200, id="an auditor"),
        pytest.param(Role.SUPERVISOR, "fgw", 403, id="the supervisor"),
    ],
)
def test_a_submission_is_shown_to_those_it_concerns(submitted, sign_in, role, organisation, answer):
    here = submitted()
    assert sign_in("other", role, organisation).get(here).status_code == answer


def test_an_auditor_sees_what_became_of_it_and_nothing_of_the_file(submitted, sign_in):
    here = submitted(MIXED)
    auditor = sign_in("ji", Role.AUDIT_ADMIN, "xyzx")
    page = text_of(auditor.get(here))
    assert "共3行" in page
    assert "问题清单" not in page
    for name in ("rows/3/", "marked-copy.xlsx", "bad-rows.xlsx", "findings.csv"):
        assert auditor.get(here + name).status_code == 404


# --- lists


def test_the_list_is_narrowed_down_and_taken_away(reporter, submitted):
    submitted()
    submitted(MIXED)
    page = text_of(reporter.get("/workspace/submissions/"))
    assert "共2份" in page
    assert "共0份" in text_of(reporter.get("/workspace/submissions/", {"state": State.LOADED}))
    assert "共2份" in text_of(reporter.get("/workspace/submissions/", {"q": "报送.csv", "item": "penalty"}))
    assert "共0份" in text_of(reporter.get("/workspace/submissions/", {"until": "2001-01-01"}))
    book = openpyxl.load_workbook(
        io.BytesIO(reporter.get("/workspace/submissions/", {"export": "xlsx"}).content)
    )
    assert book.worksheets[0].max_row == 3


def test_a_personal_number_is_neither_looked_for_nor_repeated(reporter):
    number = penalty(1)["CF_FR_ZJHM"]
    answer = reporter.get("/workspace/submissions/", {"q": number})
    assert answer.status_code == 422
    assert "不要输入证件号码" in text_of(answer)
    assert number not in text_of(answer)


def test_the_centre_sees_all_of_them_by_agency(submitted, sign_in):
    submitted()
    browser = sign_in("xin", Role.CENTRE_OPERATOR, "xyzx")
    assert "新郑市市场监督管理局" in text_of(browser.get("/workspace/submissions/all/"))
    assert "共0份" in text_of(browser.get("/workspace/submissions/all/", {"agency": "sw"}))


@pytest.mark.parametrize(
    ("role", "path"),
    [
        pytest.param(Role.REPORTER, "/workspace/submissions/", id="one's own"),
        pytest.param(Role.REPORTER, "/workspace/submit/", id="what to choose from"),
        pytest.param(Role.CENTRE_OPERATOR, "/workspace/submissions/all/", id="all of them"),
        pytest.param(Role.REVIEWER, "/workspace/reviews/", id="what waits for a reviewer"),
    ],
)
def test_statements_do_not_grow_with_submissions(reporter, submitted, sign_in, two_persons, role, path):
    reader = sign_in("reader", role, "xyzx" if role == Role.CENTRE_OPERATOR else "scjg")
    reporter.post(f"{submitted()}confirm/")
    with CaptureQueriesContext(connection) as few:
        reader.get(path)
    for _ in range(3):
        reporter.post(f"{submitted()}confirm/")
    with CaptureQueriesContext(connection) as many:
        reader.get(path)
    assert len(many) == len(few)


def test_statements_do_not_grow_with_findings(reporter, submitted):
    one, many = submitted(BAD), submitted([penalty(n, CF_SY=None, CF_JDRQ="2025年8月") for n in range(1, 40)])
    with CaptureQueriesContext(connection) as few:
        reporter.get(one)
    with CaptureQueriesContext(connection) as more:
        reporter.get(many)
    assert len(more) == len(few)


# --- receipts


def test_a_receipt_is_proved_by_its_code_and_by_nothing_else(reporter, submitted, sign_in):
    here = submitted()
    page = text_of(reporter.get(f"{here}receipt/"))
    code = re.search(r'<strong class="code">([2-9A-Z-]{14})</strong>', page)[1]
    pdf = reporter.get(f"{here}receipt.pdf")
    assert pdf.content[:5] == b"%PDF-"
    auditor = sign_in("ji", Role.AUDIT_ADMIN, "xyzx")
    ask = {"receipt": the_only().receipt, "code": code.lower().replace("-", " ")}
    assert "回执真实" in text_of(auditor.get("/workspace/receipts/verify/", ask))
    wrong = ask | {"code": "2222-2222-2222"}
    assert "没有这份回执" in text_of(auditor.get("/workspace/receipts/verify/", wrong))
    assert auditor.get("/workspace/receipts/verify/", ask | {"code": ""}).status_code == 422


def test_a_reviewer_reads_whether_a_second_person_looks(sign_in, two_persons):
    page = text_of(sign_in("shen", Role.REVIEWER).get("/workspace/reviews/"))
    assert "本单位已开启" in page
    assert "/workspace/organisations/scjg/" in page


def test_every_state_has_its_page():
    """Write the part of the page for a new state, and say its tone."""
    from django.template.loader import get_template

    from xinyong.collection.showing import tone_of

    for state in State:
        assert get_template(f"collection/state/{state.value}.html")
        assert tone_of(state) in {"calm", "good", "warn", "bad"}
