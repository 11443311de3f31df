"""The steps of a submission by themselves: each committed, each repeatable, none skipped. Design 4.3."""

import io
import threading

import psycopg
import pytest
from builders import csv_file, grid, licence, penalty, uscc
from conftest import AT
from django.db import IntegrityError, connection, connections, transaction

from xinyong.accounts.actors import os_actor
from xinyong.accounts.models import Organisation
from xinyong.audit.models import Event
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, reviewing
from xinyong.collection.errors import NotSupplierError, NotYoursError, WrongStateError
from xinyong.collection.models import RowOutcome, Submission
from xinyong.collection.originals import Original
from xinyong.collection.reconciling import reconcile
from xinyong.collection.states import Channel, State
from xinyong.infra import storage
from xinyong.records.models import Record, RecordParty, RecordVersion, Subject, SubjectIdentifier, SubjectName

BY = os_actor("clerk")


def receive(rows, *, item="penalty", agency="scjg", by=BY, **original):
    return actions.receive(
        source=io.BytesIO(csv_file(grid(rows, item))),
        original=Original(filename="报送.csv", item=load_catalogue().item(item), **original),
        agency=Organisation.objects.get(code=agency),
        channel=Channel.COMMAND,
        by=by,
        at=AT,
    )


def register(n, **changes):
    fields = {f.title: f.code for f in load_catalogue().item("registration").fields}
    return {
        fields["名称"]: f"新郑市试例{n}号食品有限公司",
        fields["统一社会信用代码"]: uscc(n),
        fields["成立日期"]: "2020/1/2",
    } | {fields[title]: value for title, value in changes.items()}


def test_checking_loads_nothing_and_holds_the_good_rows(desk):
    submission = receive([penalty(1), penalty(2, CF_SY=None)])
    actions.check(submission=submission, by=BY, at=AT)
    assert (submission.state, submission.rows, submission.held, submission.rejected) == (
        State.CHECKED,
        2,
        1,
        1,
    )
    assert not Record.objects.exists()
    actions.load(submission=submission, by=BY, at=AT)
    assert submission.state == State.REFUSED


def test_loading_in_another_session_reads_the_original_again(desk):
    submission = receive([penalty(1), penalty(2)])
    actions.check(submission=submission, by=BY, at=AT)
    reviewing.forget()  # what another process or a restart would find
    actions.load(submission=submission, by=BY, at=AT)
    assert (submission.state, submission.inserted) == (State.LOADED, 2)


def test_checking_twice_gives_the_same_findings(desk):
    submission = receive([penalty(1, CF_SY=None), penalty(2, CF_CFJGDM="1")])
    actions.check(submission=submission, by=BY, at=AT)
    first = list(submission.findings.order_by("ordinal").values_list("cell", "code", "message"))
    actions.check(submission=submission, by=BY, at=AT)
    assert list(submission.findings.order_by("ordinal").values_list("cell", "code", "message")) == first != []
    actions.load(submission=submission, by=BY, at=AT)


@pytest.mark.parametrize("step", [actions.check, actions.load])
def test_a_finished_submission_takes_no_further_step(desk, step):
    submission = desk.submit(csv_file(grid([penalty()])), "报送.csv").submission
    with pytest.raises(WrongStateError, match="已办结"):
        step(submission=submission, by=BY, at=AT)


def test_a_received_submission_is_not_loaded_unchecked(desk):
    submission = receive([penalty()])
    with pytest.raises(WrongStateError):
        actions.load(submission=submission, by=BY, at=AT)
    actions.submit(submission=submission, by=BY, at=AT)


def test_nothing_is_left_of_a_load_that_fails_half_way(desk):
    """Its last write fails: no record, version, subject or event stays, and the load can be repeated."""
    submission = receive([penalty(1), penalty(2)])
    actions.check(submission=submission, by=BY, at=AT)
    events = Event.objects.count()
    with transaction.atomic():
        RowOutcome.objects.create(
            submission=submission, line=3, outcome="held"
        )  # stands in the way of the ledger
        with pytest.raises(IntegrityError):
            actions.load(submission=submission, by=BY, at=AT)
        assert not Record.objects.exists()
        assert not RecordVersion.objects.exists()
        assert not Subject.objects.exists()
        assert Event.objects.count() == events
        assert Submission.objects.get(pk=submission.pk).state == State.CHECKED
        transaction.set_rollback(True)
    actions.load(submission=submission, by=BY, at=AT)
    assert submission.inserted == 2


def test_every_step_leaves_an_event_without_values(desk):
    submission = desk.submit(csv_file(grid([penalty()])), "报送.csv").submission
    events = Event.objects.filter(target=submission.receipt).order_by("pk")
    assert [e.kind for e in events] == [
        f"collection:submission:{verb}" for verb in ("receive", "check", "load")
    ]
    assert all(e.actor == "clerk" and e.data["item"] == "penalty" for e in events)


def test_a_file_that_cannot_be_stored_under_a_receipt_is_not_kept(desk, home):
    before = sorted((home / "files").rglob("*/*"))
    with pytest.raises(NotSupplierError, match="不由"):
        receive([register(1)], item="registration", agency="sw")
    assert sorted((home / "files").rglob("*/*")) == before


def test_a_reporter_submits_for_nobody_else(desk):
    from xinyong.accounts import actions as accounts
    from xinyong.accounts.queries import actor_for_user

    accounts.add_user(username="bao", name="报试例", organisation="sw", role="reporter", by=BY, at=AT)
    reporter = actor_for_user("bao", AT.date())
    with pytest.raises(NotYoursError):
        receive([penalty()], by=reporter)
    submission = receive([penalty()], by=reporter, agency="sw")
    actions.submit(submission=submission, by=reporter, at=AT)
    assert (submission.actor_kind, submission.post) == ("user", reporter.post_id)


def test_receipts_are_numbered_by_year_without_gaps_or_reuse(desk):
    numbers = [receive([penalty(n)]).receipt for n in range(3)]
    assert [int(n[-6:]) for n in numbers] == list(range(int(numbers[0][-6:]), int(numbers[0][-6:]) + 3))
    assert all(n.startswith("BS2026-") for n in numbers)


# --- what a load writes


def test_a_changed_row_adds_a_version_and_keeps_the_first(desk):
    first = desk.submit(csv_file(grid([penalty()])), "一.csv")
    second = desk.submit(csv_file(grid([penalty(CF_NR_FK="2")])), "二.csv")
    assert (first.inserted, second.updated) == (1, 1)
    versions = list(
        RecordVersion.objects.order_by("seq").values_list(
            "seq", "change_kind", "submission_id", "payload__CF_NR_FK"
        )
    )
    assert versions == [
        (1, "first", first.submission.pk, "1.5"),
        (2, "fact_changed", second.submission.pk, "2"),
    ]
    assert Record.objects.get().version == 2


def test_sensitive_values_are_equal_by_digest_though_sealed_anew(desk):
    """The same file again is unchanged, though each sealing gives another ciphertext; another document is a change."""
    desk.submit(csv_file(grid([penalty(1)])), "一.csv")
    assert desk.submit(csv_file(grid([penalty(1)])), "二.csv").unchanged == 1
    other = penalty(1, CF_FR_ZJHM=penalty(2)["CF_FR_ZJHM"])
    assert desk.submit(csv_file(grid([other])), "三.csv").updated == 1


def test_the_legal_representative_is_a_party_and_no_subject(desk):
    desk.submit(csv_file(grid([penalty(1)])), "报送.csv")
    party = RecordParty.objects.get()
    assert (party.role, party.name, party.party_subject_id) == ("法定代表人", "张试例", None)
    assert len(bytes(party.document_digest)) == 32
    assert set(Subject.objects.values_list("family", flat=True)) == {"organisation"}


def test_one_organisation_under_two_items_is_one_subject(desk):
    desk.submit(csv_file(grid([penalty(1)])), "罚.csv")
    desk.submit(csv_file(grid([licence(1)], "licence")), "许.csv", item="licence")
    assert Subject.objects.count() == 1
    assert Record.objects.filter(subject=Subject.objects.get()).count() == 2


def test_the_register_renames_its_subject_and_the_old_name_stays_as_history(desk):
    desk.submit(csv_file(grid([register(1)], "registration")), "一.csv", item="registration")
    desk.submit(
        csv_file(grid([register(1, 名称="新郑市试例更名食品有限公司")], "registration")),
        "二.csv",
        item="registration",
    )
    subject = Subject.objects.get()
    assert subject.name == "新郑市试例更名食品有限公司"
    names = SubjectName.objects.filter(subject=subject).order_by("pk").values_list("name", "valid_to")
    assert [(n, bool(to)) for n, to in names] == [("新郑市试例1号食品有限公司", True), (subject.name, False)]


def test_another_item_never_renames_a_subject_but_warns(desk):
    desk.submit(csv_file(grid([register(1)], "registration")), "一.csv", item="registration")
    answer = desk.submit(csv_file(grid([penalty(1, CF_XDR_MC="另一名称有限公司")])), "罚.csv")
    assert answer.found == [(2, "", "NAME_DIFFERS", "warn")]
    assert "新郑市试例1号食品有限公司" in answer.findings[0]["message"]
    assert Subject.objects.get().name == "新郑市试例1号食品有限公司"


def test_further_codes_become_identifiers_unless_they_are_somebody_elses(desk):
    desk.submit(csv_file(grid([penalty(1, CF_XDR_GSZC="4101841000001")])), "一.csv")
    desk.submit(csv_file(grid([penalty(2, CF_XDR_GSZC="4101841000001")])), "二.csv")
    owner = SubjectIdentifier.objects.get(scheme="registration_number")
    assert owner.subject == SubjectIdentifier.objects.get(scheme="uscc", value=uscc(1)).subject


def test_a_large_file_is_planned_and_written_in_a_fixed_number_of_statements(
    desk, django_assert_max_num_queries
):
    many = csv_file(grid([penalty(n) for n in range(1, 400)]))
    with django_assert_max_num_queries(80):
        answer = desk.submit(many, "多.csv")
    assert answer.inserted == 399


# --- several at once


def test_two_loads_of_one_new_subject_at_once_make_it_once(committed_db):
    """Both are checked before either is loaded: the second must see what the first added."""
    both = [receive([penalty(1)]), receive([licence(1)], item="licence")]
    for submission in both:
        actions.check(submission=submission, by=BY, at=AT)
    barrier, failed = threading.Barrier(2), []

    def load(submission):
        try:
            barrier.wait(10)
            actions.load(submission=Submission.objects.get(pk=submission.pk), by=BY, at=AT)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=load, args=(s,)) for s in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert Subject.objects.count() == 1
    assert Record.objects.count() == 2
    assert reconcile().faults == {}


def test_the_same_file_checked_twice_before_loading_is_inserted_once(committed_db):
    """A plan made before another merge is made anew: the second load finds everything unchanged."""
    first, second = receive([penalty(1)]), receive([penalty(1)])
    actions.check(submission=first, by=BY, at=AT)
    examination = actions.check(submission=second, by=BY, at=AT)
    actions.load(submission=first, by=BY, at=AT)
    actions.load(submission=second, examination=examination, by=BY, at=AT)
    assert (first.inserted, second.inserted, second.unchanged) == (1, 0, 1)
    assert reconcile().faults == {}


# --- proof


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        pytest.param("DELETE FROM collection_rowoutcome", "version_without_row", id="a lost row of the ledger"),
        pytest.param("UPDATE collection_rowoutcome SET seq = 9", "row_without_version", id="a row that points nowhere"),
        pytest.param("UPDATE records_recordversion SET line = 7", "row_disagrees_with_version", id="a version of another line"),
        pytest.param("UPDATE records_record SET version = 3", "record_without_its_version", id="a record without its version"),
        pytest.param("UPDATE collection_submission SET inserted = 0, unchanged = 1", "receipt_disagrees_with_ledger", id="a counted-up receipt"),
        pytest.param("UPDATE collection_submission SET sm3 = '\\x00'", "original_damaged", id="a digest that is not the original's"),
    ],
)  # fmt: skip
def test_reconcile_finds_what_somebody_did_behind_the_platform(committed_db, superuser, damage, fault):
    submission = receive([penalty(1)])
    actions.submit(submission=submission, by=BY, at=AT)
    assert reconcile().balanced
    with psycopg.connect(superuser(connection.settings_dict["NAME"]), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(damage)
    assert fault in reconcile().faults


def test_a_destroyed_original_is_missed(committed_db, home):
    submission = receive([penalty(1)])
    actions.submit(submission=submission, by=BY, at=AT)
    storage.destroy(submission.stored_name, home)
    assert reconcile().faults == {"original_damaged": [submission.receipt]}
