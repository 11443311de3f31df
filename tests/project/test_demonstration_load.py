"""A small city, reported as departments report it: loaded once for these tests, and looked at from several sides."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Q

from xinyong.accounts.actors import os_actor, system_actor
from xinyong.accounts.errors import NotAllowedError
from xinyong.accounts.models import User
from xinyong.accounts.roles import Role
from xinyong.audit.models import Event
from xinyong.collection.models import Finding, RowOutcome, Submission
from xinyong.collection.states import Outcome, State
from xinyong.infra.clock import local_date, now
from xinyong.project import demonstration
from xinyong.project.demonstration import loading
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
    states = {name: state for _, name, state, _ in city.submissions}
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


def test_the_passwords_are_told(city):
    told = "\n".join(city.in_words())
    assert all(account.password in told for account in city.accounts)


def test_the_passwords_are_told_when_loading_is_broken_off(city):
    Submission.objects.filter(filename="演示-荣誉-发改.csv").update(filename="演示-改名.csv")
    User.objects.filter(username="yanshi.jiandu").update(username="other")
    told = []

    def break_off(line):
        told.append(line)
        if len(told) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        demonstration.load(by=os_actor("root"), at=now(), tell=break_off)
    assert "演示-荣誉-发改" in told[0]
    assert "yanshi.jiandu" in told[-1]


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
    Submission.objects.filter(filename="演示-荣誉-发改.csv").update(filename="荣誉.xlsx")
    assert demonstration.load(by=os_actor("root"), at=now()) == demonstration.Loaded(kept_out=True)


def test_only_who_may_open_accounts_may_load(city):
    User.objects.filter(username="yanshi.jiandu").update(username="other")
    with pytest.raises(NotAllowedError):
        demonstration.load(by=system_actor("demonstration"), at=now())
