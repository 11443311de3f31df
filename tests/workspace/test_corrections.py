"""更正与撤回 over HTTP: from the form of one record to its new version on the public page. 第四条, 第十一条."""

import html

import pytest
from django.urls import reverse

from tests.disclosure.test_hostile_strings import OWN
from tests.workspace.own import PUBLIC, actor_at, inputs, public_row, report, text_of, work
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.collection.models import Correction, Submission
from xinyong.collection.states import State
from xinyong.inquiries.models import Entry
from xinyong.records.models import Record, RecordVersion

from builders import penalty, resident_id  # isort: skip

pytestmark = pytest.mark.django_db
WHY = "罚款金额录入有误"
NUMBERS = (resident_id(1), resident_id(7))


@pytest.fixture
def reviewer(sign_in):
    return sign_in("shen", Role.REVIEWER)


@pytest.fixture
def record(reporter):
    report(actor_at(reporter.staff))
    return Record.objects.get()


def form_of(browser, record, name="correct"):
    return reverse(f"records:{name}", args=[record.pk])


def proposed(browser, record, **typed):
    """Fill the form in and send it."""
    page = browser.get(form_of(browser, record))
    assert page.status_code == 200
    given = inputs(page) | {"reason": WHY} | {name.replace("_", "-", 1): v for name, v in typed.items()}
    return browser.post(form_of(browser, record), given)


def withdrawn(browser, record, **given):
    page = browser.get(form_of(browser, record, "withdraw"))
    sent = inputs(page) | {"kind": "wrong_subject", "reason": "报错了主体，应为另一家"} | given
    return browser.post(form_of(browser, record, "withdraw"), sent)


def no_personal_number(*answers):
    everything = "".join(map(text_of, answers)) + str(list(Event.objects.values_list("data", flat=True)))
    everything += str(list(Entry.objects.values_list("purpose_text", flat=True)))
    assert not [number for number in NUMBERS if number in html.unescape(everything)]


def test_a_correction_becomes_a_version_that_the_public_sees(reporter, reviewer, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2", f_CF_NR="警告，罚款人民币2万元")
    assert answer.status_code == 303
    assert public_row(record)["CF_NR_FK"] == "1.5"
    waiting = reviewer.get(answer.url)
    assert WHY in text_of(waiting)
    assert "罚款人民币2万元" in text_of(waiting)
    done = reviewer.post(f"{answer.url}approve/", {"open_signed": "1"})
    assert done.status_code == 303
    work()
    assert public_row(record)["CF_NR_FK"] == "2"
    version = RecordVersion.objects.get(seq=2)
    assert (version.change_kind, version.reason) == ("error_corrected", WHY)
    after = reporter.get(answer.url)
    assert "已全部入库" in text_of(after)
    page = reporter.get(reverse("records:record", args=[record.pk]))
    assert "第2版" in text_of(page)
    assert WHY in text_of(page)
    no_personal_number(waiting, after, page)


def test_a_withdrawn_record_leaves_the_public_site_at_once(reporter, reviewer, record):
    assert public_row(record)
    answer = withdrawn(reporter, record)
    waiting = reviewer.get(answer.url)
    assert "公众将不再看到这条记录" in text_of(waiting)
    assert "open_signed" not in text_of(waiting)
    reviewer.post(f"{answer.url}approve/")
    work()
    assert public_row(record) is None
    assert RecordVersion.objects.get(seq=2).change_kind == "wrong_subject"
    assert "重新报送" in text_of(reporter.get(answer.url))
    again = reporter.get(form_of(reporter, record))
    assert (again.status_code, again.url) == (303, reverse("records:record", args=[record.pk]))


def test_the_dialog_says_what_the_public_will_no_longer_see(reporter, record):
    page = text_of(reporter.get(reverse("records:record", args=[record.pk])))
    assert "data-dialog" in page
    assert "公众将不再看到这条记录" in page


def test_what_is_given_back_changes_nothing_and_says_why(reporter, reviewer, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    empty = reviewer.post(f"{answer.url}give-back/", {"reason": " "})
    assert empty.status_code == 422
    reviewer.post(f"{answer.url}give-back/", {"reason": "金额与决定书不符"})
    page = reporter.get(answer.url)
    assert "金额与决定书不符" in text_of(page)
    assert Record.objects.get().version == 1
    assert proposed(reporter, record, f_CF_NR_FK="3").status_code == 303  # and may be asked for anew


def test_an_unsigned_approval_is_asked_for_its_signature(reporter, reviewer, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    refused = reviewer.post(f"{answer.url}approve/")
    assert refused.status_code == 422
    assert "公开审查" in text_of(refused)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"f_CF_JDRQ": "2999-01-01"}, "处罚决定日期", id="a day to come"),
        pytest.param({"f_CF_NR_FK": "一万五"}, "罚款金额", id="an amount in words"),
        pytest.param({"f_CF_SY": ""}, "违法事实", id="a required field emptied"),
        pytest.param({"f_CF_FR_ZJHM": "12345"}, "证件号码", id="a number that is none"),
        pytest.param({"f_CF_SY": f"当事人{resident_id(7)}"}, "违法事实", id="a person's number in a text"),
        pytest.param({"reason": ""}, "请写明理由", id="no reason"),
        pytest.param({}, "没有改动任何内容", id="nothing changed"),
        pytest.param({"f_CF_NR_FK": "1.50"}, "没有改动任何内容", id="the same amount written otherwise"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(reporter, record, typed, said):
    answer = proposed(
        reporter,
        record,
        **{"f_CF_YJ": "《试例法》第一条"} | typed
        if (len(typed) and "f_CF_NR_FK" not in typed) or typed.get("f_CF_NR_FK") == "一万五"
        else typed,
    )
    assert answer.status_code == 422
    assert said in text_of(answer)
    kept = inputs(answer)
    assert all(
        kept[n.replace("_", "-", 1)] == v for n, v in typed.items() if n not in {"reason", "f_CF_FR_ZJHM"}
    )
    assert Correction.objects.exclude(submission__state=State.CANCELLED).count() == 0


def test_a_sensitive_number_is_changed_without_being_shown(reporter, reviewer, record):
    page = reporter.get(form_of(reporter, record))
    assert inputs(page)["f-CF_FR_ZJHM"] == ""
    answer = proposed(reporter, record, f_CF_FR_ZJHM=resident_id(7))
    assert answer.status_code == 303
    waiting = reviewer.get(answer.url)
    reviewer.post(f"{answer.url}approve/", {"open_signed": "1"})
    work()
    old, new = RecordVersion.objects.order_by("seq").values_list("payload", flat=True)
    assert old["CF_FR_ZJHM"] != new["CF_FR_ZJHM"]
    assert resident_id(7) not in str(new)
    no_personal_number(
        page, waiting, reporter.get(answer.url), reporter.get(reverse("records:record", args=[record.pk]))
    )


def test_a_sensitive_number_left_blank_stays(reporter, reviewer, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    reviewer.post(f"{answer.url}approve/", {"open_signed": "1"})
    work()
    from django.conf import settings

    from xinyong.infra import crypto

    keys = crypto.keyring(settings.XINYONG_HOME)
    assert keys.open_(RecordVersion.objects.get(seq=2).payload["CF_FR_ZJHM"]) == resident_id(1)


def test_whom_and_what_a_record_is_about_is_not_to_be_corrected(reporter, record):
    page = reporter.get(form_of(reporter, record))
    assert not {"f-CF_XDR_MC", "f-CF_XDR_SHXYM", "f-CF_WSH", "f-CF_CFJGDM"} & set(inputs(page))
    assert "重新报送" in text_of(page)
    answer = proposed(reporter, record, f_CF_XDR_MC="另一家公司", f_CF_WSH="新市监罚〔2025〕99号")
    assert "没有改动任何内容" in text_of(answer)


def test_a_double_click_and_the_way_back_make_one_correction(reporter, record):
    page = reporter.get(form_of(reporter, record))
    given = inputs(page) | {"reason": WHY, "f-CF_NR_FK": "2"}
    first, again = (reporter.post(form_of(reporter, record), given) for _ in range(2))
    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert Correction.objects.count() == 1


def test_a_second_tab_is_led_to_the_first(reporter, record):
    tabs = [
        inputs(reporter.get(form_of(reporter, record))) | {"reason": WHY, "f-CF_NR_FK": "2"} for _ in range(2)
    ]
    first, second = (reporter.post(form_of(reporter, record), given) for given in tabs)
    assert second.url == first.url
    assert "正在办理" in text_of(reporter.get(first.url))
    assert reporter.get(form_of(reporter, record)).url == first.url


def test_a_record_that_moved_on_is_shown_anew(reporter, record):
    given = inputs(reporter.get(form_of(reporter, record))) | {"reason": WHY, "f-CF_NR_FK": "2"}
    report(actor_at(reporter.staff), [penalty(1, CF_NR="警告", **PUBLIC)])
    answer = reporter.post(form_of(reporter, record), given)
    assert answer.status_code == 409
    assert "第2版" in text_of(answer)
    assert inputs(answer)["f-CF_NR"] == "警告"
    assert inputs(answer)["version"] == "2"


def test_a_record_that_moved_on_in_review_is_told_to_the_reviewer(reporter, reviewer, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    report(actor_at(reporter.staff), [penalty(1, CF_NR="警告", **PUBLIC)])
    assert "记录已有新的版本" in text_of(reviewer.get(answer.url))
    refused = reviewer.post(f"{answer.url}approve/", {"open_signed": "1"}, follow=True)
    assert "不能再通过" in text_of(refused)
    assert Submission.objects.get(correction__isnull=False).state == State.IN_REVIEW


def test_two_reviewers_at_once_decide_once(reporter, reviewer, sign_in, record):
    other = sign_in("shen-two", Role.REVIEWER)
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    reviewer.post(f"{answer.url}give-back/", {"reason": "不对"})
    late = other.post(f"{answer.url}approve/", {"open_signed": "1"}, follow=True)
    assert "已办结（已退回）" in text_of(late)


def test_a_reporter_without_a_reviewer_is_told_whom_to_ask(reporter, record):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    assert "没有可以审核的人" in text_of(reporter.get(answer.url))


def test_who_asked_does_not_decide(reporter, sign_in, employ, record):
    from datetime import date

    from xinyong.accounts.models import Organisation, Post

    answer = proposed(reporter, record, f_CF_NR_FK="2")
    place = Organisation.objects.get(code="scjg")
    post = Post.objects.create(
        user=reporter.staff, organisation=place, role=Role.REVIEWER, valid_from=date(2020, 1, 1)
    )
    reporter.post(reverse("accounts:switch_post"), {"post": post.pk})
    refused = reporter.post(f"{answer.url}approve/", {"open_signed": "1"})
    assert refused.status_code == 403
    assert "审核人不能是报送人" in text_of(refused)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.REVIEWER])
def test_another_agencys_records_and_corrections_are_not_there(reporter, sign_in, record, role):
    answer = proposed(reporter, record, f_CF_NR_FK="2")
    stranger = sign_in("shui", role, "sw")
    paths = [answer.url, reverse("records:record", args=[record.pk])]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]
    correcting = 404 if role == Role.REPORTER else 403
    deciding = 404 if role == Role.REVIEWER else 403
    assert stranger.get(form_of(stranger, record)).status_code == correcting
    assert stranger.post(form_of(stranger, record, "withdraw")).status_code == correcting
    assert stranger.post(f"{answer.url}approve/").status_code == deciding
    assert stranger.post(f"{answer.url}give-back/").status_code == deciding


def test_the_list_shows_what_waits_first_and_is_exported(
    reporter, reviewer, record, django_assert_max_num_queries
):
    first = proposed(reporter, record, f_CF_NR_FK="2")
    reviewer.post(f"{first.url}give-back/", {"reason": "不对"})
    second = proposed(reporter, record, f_CF_NR_FK="3")
    with django_assert_max_num_queries(22):
        page = text_of(reviewer.get("/workspace/changes/"))
    assert page.index(second.url) < page.index(first.url)
    assert first.url not in text_of(reviewer.get("/workspace/changes/?state=in_review"))
    assert reviewer.get("/workspace/changes/?export=xlsx").status_code == 200


def test_hostile_strings_harm_no_form(reporter, record):
    for text in OWN:
        answer = proposed(
            reporter, record, f_CF_SY=text, f_CF_NR_FK=text, f_CF_JDRQ=text, reason=text, version=text
        )
        assert answer.status_code in {422, 409}, text
        if "<" in text and len(text) > 8:
            assert text not in text_of(answer)
    for name in ("state", "kind", "receipt", "since", "until", "page"):
        for text in OWN:
            assert reporter.get("/workspace/changes/", {name: text}).status_code == 200, (name, text)


def test_every_look_leaves_its_entry(reporter, record):
    before = Entry.objects.count()
    reporter.get(form_of(reporter, record))
    reporter.get(reverse("records:record", args=[record.pk]))
    reporter.get("/workspace/changes/")
    entries = list(Entry.objects.order_by("pk"))[before:]
    assert [each.purpose for each in entries] == ["upkeep"] * 3
    assert [each.subject for each in entries] == [record.subject_id, record.subject_id, None]
