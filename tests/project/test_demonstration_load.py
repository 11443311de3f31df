"""A small city, reported as departments report it: loaded once for these tests, and looked at from several sides."""

import stat
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Q

from xinyong.accounts.actors import os_actor, system_actor
from xinyong.accounts.errors import NotAllowedError
from xinyong.accounts.models import Organisation, Post, User
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.collection.models import Finding, RowOutcome, Submission
from xinyong.collection.reconciling import reconcile
from xinyong.collection.states import Channel, Outcome, State
from xinyong.infra.clock import local_date, now
from xinyong.project import demonstration, preparing
from xinyong.project.demonstration import accounts, loading
from xinyong.project.demonstration.planning import filename
from xinyong.project.demonstration.population import data
from xinyong.records.models import Record, RecordVersion, Subject, SubjectName

pytestmark = pytest.mark.slow
TOLD = []
"""What was said while the city was loaded."""


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.load(by=os_actor("root"), at=now(), tell=TOLD.append)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def put_back(city):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_departments_files_are_there_in_every_state(city):
    at_hand = {filename(each) for each in data("plan")["desk"]}
    states = {name: state for _, name, state, _ in city.submissions if name not in at_hand}
    assert states.pop("演示-有错误的处罚.csv") == State.REFUSED.label
    assert states.pop("演示-有错误的许可-只入库合格行.csv") == State.LOADED_IN_PART.label
    assert set(states.values()) == {State.LOADED.label}


def test_it_is_a_whole_small_city(city):
    organisations = Subject.objects.filter(family="organisation")
    assert organisations.count() >= 2200
    assert Subject.objects.filter(family="person").count() >= 500
    assert Record.objects.count() >= 11_000
    of_items = dict(Record.objects.values_list("item").annotate(Count("id")))
    assert len(of_items) == 8
    assert min(of_items.values()) >= 300


def test_only_the_faulty_files_have_findings(city):
    assert RowOutcome.objects.filter(outcome=Outcome.INSERTED).count() == Record.objects.count()
    assert not Finding.objects.exclude(submission__filename__contains="有错误").exists()


def _public():
    today = local_date(now())
    running = Q(disclosed_until=None) | Q(disclosed_until__gte=today)
    return Record.objects.filter(running, disclosure="disclosed")


def test_periods_are_running_ended_and_about_to_end(city):
    today = local_date(now())
    assert _public().filter(item="penalty").count() > 300
    assert Record.objects.filter(item="penalty", disclosure="expired").count() > 300
    assert Record.objects.filter(item="licence", disclosure="expired").count() > 300
    assert _public().filter(item="penalty", disclosed_until=today).exists()
    assert _public().filter(item="penalty", disclosed_until=today + timedelta(days=1)).exists()


@pytest.mark.parametrize("item", ["licence", "penalty"])
def test_latest_decisions_are_fresh(city, item):
    month = local_date(now()) - timedelta(days=30)
    assert _public().filter(item=item, decided_on__gt=month).count() >= 20


def test_some_organisations_are_gone(city):
    gone = Subject.objects.exclude(status="active")
    reported = Record.objects.filter(item="registration").exclude(public__DJZT="1")
    assert reported.count() > 80
    assert set(reported.values_list("public__DJZT", flat=True)) == {"2", "4", "6"}
    assert gone.count() == reported.count()


def test_a_firm_with_a_new_name_keeps_the_old_one_as_history(city):
    former = SubjectName.objects.filter(valid_to__isnull=False)
    assert former.count() > 30
    assert not former.filter(name=F("subject__name")).exists()


def test_persons_names_and_rare_characters_are_among_the_names(city):
    assert Subject.objects.filter(person_named=True).count() > 20
    for sign in "䶮𠮷𬭎":
        assert Subject.objects.filter(family="organisation", name__contains=sign).exists()


def test_one_organisation_fills_pages_and_many_have_one_record(city):
    public = _public().values("subject").annotate(n=Count("id"))
    assert public.filter(n__gt=60).exists()
    assert public.filter(n=1).count() > 20


def test_records_were_changed_corrected_and_revoked_later(city):
    kinds = set(RecordVersion.objects.values_list("change_kind", flat=True))
    assert kinds == {"first", "fact_changed", "error_corrected", "decision_changed"}
    assert Record.objects.filter(validity="revoked", disclosure="taken_down").exists()
    assert Record.objects.filter(validity="changed", item="penalty").exists()


def test_some_public_records_are_disputed_by_the_centre(city):
    disputed = _public().filter(disputed=True)
    assert (
        disputed.count()
        == Record.objects.filter(disputed=True).count()
        == city.disputed
        == data("plan")["disputed"]
    )
    marks = Event.objects.filter(kind="records:record:dispute")
    assert set(marks.values_list("organisation", flat=True)) == {"xyzx"}


def test_each_file_is_told_as_soon_as_it_is_in(city):
    assert len(TOLD) == len(city.submissions)
    assert all(receipt in line for line, (receipt, *_) in zip(TOLD, city.submissions, strict=True))


def test_every_role_has_an_account(city):
    assert {account.role for account in city.accounts} == set(Role.labels)


def test_accounts_are_kept_where_only_the_owner_reads_them(city, settings):
    file = settings.XINYONG_HOME / accounts.FILE
    told = accounts.kept(settings.XINYONG_HOME)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in told[0]
    for account in city.accounts:
        (line,) = (each for each in told if f"  {account.username} " in each)
        assert account.password in line
        assert account.role in line


def test_every_start_tells_the_accounts(city, capsys):
    assert preparing.main(["--demo"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {account.username} " in said for account in city.accounts)
    assert "已装入演示数据" not in said


def test_an_account_of_the_demonstration_works_at_once(city, client):
    account = city.accounts[0]
    user = User.objects.get(username=account.username)
    assert user.check_password(account.password)
    assert not User.objects.filter(username__startswith="yanshi.", must_change_password=True).exists()


def test_there_are_two_reviewers_and_somebody_with_two_posts(city):
    posts = Post.objects.filter(user__username__startswith="yanshi.")
    assert posts.filter(role=Role.REVIEWER, organisation__code="scjg").count() == 2
    assert posts.values("user").annotate(n=Count("id")).filter(n=2).count() == 1


def test_accounts_that_were_opened_before_a_load_was_broken_off_are_kept(city, settings, monkeypatch):
    monkeypatch.setattr(accounts, "FILE", "demonstration-accounts-of-this-test.txt")
    Submission.objects.filter(filename="演示-荣誉-发改.csv").update(filename="演示-改名.csv")
    User.objects.filter(username="yanshi.jiandu").update(username="other")

    def break_off(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        demonstration.load(by=os_actor("root"), at=now(), tell=break_off)
    assert "  yanshi.jiandu " in accounts.kept(settings.XINYONG_HOME)[-1]


STATES = [
    pytest.param("演示-待确认的处罚", State.CHECKED, id="waits for its reporter"),
    pytest.param("演示-待确认的许可-有错误", State.CHECKED, id="waits, with rows that are rejected"),
    pytest.param("演示-待审核的许可", State.IN_REVIEW, id="waits for a reviewer"),
    pytest.param("演示-待审核的变更", State.IN_REVIEW, id="waits, with records that would change"),
    pytest.param("演示-待入库的处罚", State.CONFIRMED, id="waits for the worker"),
    pytest.param("演示-退回的荣誉", State.RETURNED, id="was given back"),
    pytest.param("演示-取消的处罚", State.CANCELLED, id="was taken back"),
    pytest.param("演示-审核通过的许可", State.LOADED, id="was approved and loaded"),
    pytest.param("演示-审核通过的处罚-有错误-只入库合格行", State.LOADED_IN_PART, id="was loaded in part"),
    pytest.param("演示-无法读取", State.UNREADABLE, id="is no table"),
    pytest.param("演示-大文件-许可", State.RECEIVED, id="is left to the worker"),
]


@pytest.mark.parametrize(("name", "state"), STATES)
def test_at_the_desk_something_is_in_every_state(city, name, state):
    found = Submission.objects.get(filename__startswith=f"{name}.")
    assert found.state == state
    assert found.channel == Channel.UPLOAD


def test_no_state_is_missing(city):
    assert set(Submission.objects.values_list("state", flat=True)) == set(State)


def test_who_gave_back_says_why_and_is_another(city):
    found = Submission.objects.get(state=State.RETURNED)
    assert "核对" in found.review_reason
    assert found.reviewed_by not in {found.actor, found.confirmed_by}


def test_a_reviewer_sees_what_would_change(city):
    found = Submission.objects.get(filename="演示-待审核的变更.csv")
    assert found.planned["updated"] > 5
    assert found.planned["revoked"] > 2


def test_the_worker_is_left_one_large_file_and_it_is_the_last(city):
    assert Submission.objects.latest("pk").filename == "演示-大文件-许可.csv"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'submission' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id DESC LIMIT 1"
        )
        assert cursor.fetchone() == (str(Submission.objects.latest("pk").pk),)


def test_the_books_balance(city):
    assert reconcile().faults == {}


def test_a_second_person_looks_where_the_plan_says(city):
    assert list(Organisation.objects.filter(second_person=True).values_list("code", flat=True)) == ["scjg"]


def test_what_was_decided_since_stays_decided(city):
    Submission.objects.filter(filename="演示-待审核的许可.csv").update(state=State.CONFIRMED)
    again = demonstration.load(by=os_actor("root"), at=now() + timedelta(days=1))
    assert again == demonstration.Loaded()


def test_a_second_time_brings_nothing(city):
    again = demonstration.load(by=os_actor("root"), at=now())
    assert again == demonstration.Loaded()
    assert list(again.in_words()) == []


def test_an_interrupted_load_is_completed(city):
    Submission.objects.filter(filename="演示-荣誉-发改.csv").update(filename="演示-改名.csv")
    again = demonstration.load(by=os_actor("root"), at=now() + timedelta(days=1))
    assert [name for _, name, _, _ in again.submissions] == ["演示-荣誉-发改.csv"]
    assert not Finding.objects.filter(submission__receipt=again.submissions[0][0]).exists()


def test_a_file_that_was_only_received_is_loaded_under_its_receipt(city):
    Submission.objects.filter(filename="演示-荣誉-发改.csv").update(filename="演示-改名.csv")
    file = next(each for each in data("plan")["files"] if each["name"] == "演示-荣誉-发改")
    begun = loading._receive(file, by=os_actor("root"), at=now())
    again = demonstration.load(by=os_actor("root"), at=now())
    assert [(receipt, state) for receipt, _, state, _ in again.submissions] == [
        (begun.receipt, State.LOADED.label)
    ]


def test_nothing_fictitious_joins_real_submissions(city):
    first = Submission.objects.order_by("pk")[:1].values("pk")
    Submission.objects.filter(pk__in=first).update(filename="登记.xlsx")
    assert demonstration.load(by=os_actor("root"), at=now()) == demonstration.Loaded(kept_out=True)


def test_what_visitors_hand_in_makes_no_real_platform_of_it(city):
    Submission.objects.filter(filename="演示-取消的处罚.csv").update(filename="我的文件.xlsx")
    again = demonstration.load(by=os_actor("root"), at=now())
    assert [name for _, name, _, _ in again.submissions] == ["演示-取消的处罚.csv"]


def test_only_who_may_open_accounts_may_load(city):
    User.objects.filter(username="yanshi.jiandu").update(username="other")
    with pytest.raises(NotAllowedError):
        demonstration.load(by=system_actor("demonstration"), at=now())
