"""The log of looks: complete, in the transaction of the answer, countable (第十九条)."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.roles import Role
from xinyong.audit.actions import OutsideTransactionError
from xinyong.audit.models import ActorKind
from xinyong.inquiries.actions import Answer, Question, ReasonMissingError, write_entry
from xinyong.inquiries.models import Entry, Outcome, Way
from xinyong.inquiries.purposes import UnknownPurposeError, purpose_on, purposes, read_purposes
from xinyong.inquiries.queries import count_by_person, count_by_subject
from xinyong.rules.errors import LawDataError
from xinyong.rules.parameters import parameter

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
BY = Actor(ActorKind.USER, "5", "张三", 5, 12, Role.REVIEWER, "scjg")
FOUND = Answer(Outcome.ANSWERED, "42")


def _question(**change):
    given = {
        "way": Way.COMMAND_LINE,
        "purpose": "approval",
        "purpose_text": "许可审查",
        "items": ["penalty"],
        "subject": 77,
    }
    return Question(**(given | change))


def _write(answer=FOUND, by=BY, **change):
    return write_entry(question=_question(**change), answer=answer, by=by, at=AT)


@pytest.mark.django_db
def test_an_entry_holds_what_the_article_asks_for():
    entry = Entry.objects.get(pk=_write().pk)
    assert (entry.actor_kind, entry.actor, entry.actor_label) == ("user", "5", "张三")  # 查询人
    assert (entry.organisation, entry.post) == ("scjg", 12)
    assert (entry.at, entry.way) == (AT, "command_line")  # 查询时间、查询方式
    assert (entry.purpose, entry.purpose_text) == ("approval", "许可审查")  # 查询事由
    assert entry.basis == "第十五条、第二十一条"
    assert (entry.items, entry.subject, entry.subject_digest) == (["penalty"], 77, None)
    assert (entry.outcome, entry.reason_code, entry.data_version) == ("answered", "", "42")


@pytest.mark.django_db
def test_a_look_for_someone_the_platform_does_not_know_is_written_too():
    entry = _write(
        Answer(Outcome.NOTHING, "42"), subject=None, subject_digest=bytes(32), basis="函〔2026〕3号"
    )
    assert (entry.outcome, entry.basis) == ("nothing", "函〔2026〕3号")


@pytest.mark.django_db
def test_a_refusal_is_written_with_its_reason():
    assert _write(Answer(Outcome.REFUSED, "42", "no_grant")).reason_code == "no_grant"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "change", "constraint"),
    [
        pytest.param(
            Answer(Outcome.REFUSED, "1"), {}, "entry_refused_with_reason", id="a refusal without a reason"
        ),
        pytest.param(
            Answer(Outcome.ANSWERED, "1", "x"),
            {},
            "entry_refused_with_reason",
            id="a reason without a refusal",
        ),
        pytest.param(FOUND, {"subject": None}, "entry_says_about_whom", id="about nobody"),
        pytest.param(FOUND, {"subject_digest": b"1"}, "entry_says_about_whom", id="about two"),
        pytest.param(FOUND, {"way": "telepathy"}, "entry_way_known", id="through no door"),
    ],
)
def test_the_database_refuses_entries_that_must_not_be(answer, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _write(answer, **change)


@pytest.mark.django_db
def test_nobody_looks_namelessly():
    with pytest.raises(IntegrityError, match="entry_says_who_and_why"), transaction.atomic():
        _write(by=Actor(ActorKind.USER, "", "张三"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        pytest.param(
            {"purpose": "curiosity"}, UnknownPurposeError, "没有“curiosity”", id="a purpose nobody knows"
        ),
        pytest.param({"purpose_text": " \n"}, ReasonMissingError, "须说明查询事由", id="no reason in words"),
    ],
)
def test_a_look_without_a_purpose_is_not_one(change, error, text):
    with pytest.raises(error, match=text):
        _write(**change)
    assert not Entry.objects.exists()


def test_an_entry_outside_a_transaction_is_refused(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            with pytest.raises(OutsideTransactionError):
                _write()
        finally:
            connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = '6'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_log_cannot_be_changed(statement):
    _write()
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format("inquiries_entry"))
    assert count_by_subject(77) == 1


@pytest.mark.django_db
def test_looks_are_counted_by_subject_and_by_person():
    other_post = Actor(ActorKind.USER, "5", "张三", 5, 13, Role.REPORTER, "mz")
    namesake = Actor(ActorKind.OS, "5", "操作系统用户 5")
    _write()
    _write(Answer(Outcome.NOTHING, "42"), by=other_post)
    _write(Answer(Outcome.REFUSED, "42", "no_grant"), by=namesake, subject=78)
    assert (count_by_subject(77), count_by_subject(78), count_by_subject(79)) == (2, 1, 0)
    assert (count_by_person(BY), count_by_person(other_post), count_by_person(namesake)) == (2, 2, 1)


def test_entries_are_kept_five_years():
    assert parameter("inquiry_log_retention_years").on(date(2026, 11, 20)).value == 5


def test_a_purpose_is_dated(tmp_path):
    assert purpose_on("self", date(2026, 11, 20)).title == "本人查询"
    with pytest.raises(UnknownPurposeError):
        purpose_on("self", date(2018, 12, 2))
    path = tmp_path / "purposes.yaml"
    path.write_text(
        "old: {title: 旧, basis: 第一条, from: 2019-01-01, until: 2020-12-31}\n", encoding="utf-8"
    )
    old = read_purposes(path)["old"]
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [old.is_in_force(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "a: {title: 甲, from: 2019-01-01}", "purposes.yaml:1: 'basis' is missing", id="no basis"
        ),
        pytest.param(
            "a:\n  {title: 甲, basis: 第一条, from: 2019-01-01,\n   until: 2018-01-01}",
            "purposes.yaml:3: ",
            id="ends too soon",
        ),
    ],
)
def test_a_fault_in_the_vocabulary_names_file_and_line(tmp_path, text, fault):
    path = tmp_path / "purposes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError, match=fault):
        read_purposes(path)


def test_purposes_the_field_uses_are_there():
    titles = {each.title for each in purposes().values()}
    assert {"行政审批", "行政检查", "招标投标", "资金项目", "评优评先", "授信", "本人查询"} <= titles
