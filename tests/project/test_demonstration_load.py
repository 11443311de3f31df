"""A small city, reported as departments report it: loaded once for these tests, and looked at from several sides."""

import pytest
from django.db import transaction

from xinyong.accounts.actors import os_actor, system_actor
from xinyong.accounts.errors import NotAllowedError
from xinyong.accounts.models import User
from xinyong.accounts.roles import Role
from xinyong.collection.models import Finding, RowOutcome, Submission
from xinyong.collection.states import Outcome, State
from xinyong.infra.clock import now
from xinyong.project import demonstration

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.load(by=os_actor("root"), at=now())
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


def test_most_rows_are_records_and_only_the_faulty_files_have_findings(city):
    assert RowOutcome.objects.filter(outcome=Outcome.INSERTED).count() > 550
    assert not Finding.objects.exclude(submission__filename__contains="有错误").exists()


def test_every_role_has_an_account(city):
    assert {account.role for account in city.accounts} == set(Role.labels)


def test_the_passwords_are_told_with_the_receipts(city):
    told = "\n".join(city.in_words())
    assert all(account.password in told for account in city.accounts)
    assert all(receipt in told for receipt, *_ in city.submissions)


def test_a_second_time_brings_nothing(city):
    again = demonstration.load(by=os_actor("root"), at=now())
    assert again == demonstration.Loaded()
    assert list(again.in_words()) == []


def test_an_interrupted_load_is_completed(city):
    Submission.objects.filter(filename="演示-荣誉.csv").update(filename="演示-改名.csv")
    again = demonstration.load(by=os_actor("root"), at=now())
    assert [name for _, name, _, _ in again.submissions] == ["演示-荣誉.csv"]


def test_nothing_fictitious_joins_real_submissions(city):
    Submission.objects.filter(filename="演示-荣誉.csv").update(filename="荣誉.xlsx")
    assert demonstration.load(by=os_actor("root"), at=now()) == demonstration.Loaded(kept_out=True)


def test_only_who_may_open_accounts_may_load(city):
    User.objects.filter(username="yanshi.jiandu").update(username="other")
    with pytest.raises(NotAllowedError):
        demonstration.load(by=system_actor("demonstration"), at=now())
