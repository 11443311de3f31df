"""Issued is stored: the same bytes again, tampering noticed, one report per state, looks for restricted versions."""

import json
from datetime import date

import psycopg
import pytest

from tests.disclosure.conftest import Register
from tests.reports.conftest import AT, text_of
from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event
from xinyong.infra.crypto import TamperedError
from xinyong.inquiries.actions import ReasonMissingError
from xinyong.inquiries.looks import Look
from xinyong.inquiries.models import Entry, Way
from xinyong.reports import actions, queries
from xinyong.reports.errors import ReportError
from xinyong.reports.models import Report

BY = os_actor("tester")
CLERK = Actor(ActorKind.USER, "5", "张三", 5, 12, Role.REVIEWER, "scjg")
OVERSEER = Actor(ActorKind.USER, "6", "李四", 6, 13, Role.SUPERVISOR, "fgw")


def _look(code, reason="许可审查"):
    return Look(code=code, purpose="approval", reason=reason, way=Way.COMMAND_LINE)


def test_the_same_state_gives_the_same_report_and_a_change_another(firm, register):
    first = actions.issue_public(subject=firm, by=BY, at=AT)
    assert actions.issue_public(subject=firm, by=BY, at=AT).number == first.number
    register.record(firm, item="honour", decided_on=date(2025, 2, 2))
    second = actions.issue_public(subject=firm, by=BY, at=AT)
    assert second.number != first.number
    assert queries.content_of(first) == bytes(first.content)


def test_a_report_is_told_in_an_event(firm):
    made = actions.issue_public(subject=firm, by=BY, at=AT)
    event = Event.objects.get(kind="reports:report:issue")
    assert (event.target, event.data["digest"]) == (made.number, bytes(made.digest).hex())


def test_a_changed_paper_is_noticed(firm, register):
    made = actions.issue_public(subject=firm, by=BY, at=AT)
    register.connection.execute("UPDATE reports_report SET content = content || '\\x00'::bytea")
    with pytest.raises(ReportError, match="不一致"):
        queries.content_of(Report.objects.get(pk=made.pk))
    with pytest.raises(ReportError, match="不一致"):
        queries.verify(made.number, made.code, with_content=True)


def test_who_has_nothing_disclosed_gets_no_report(register):
    number = register.subject("虚构市无记录有限公司", Register.code(9))
    with pytest.raises(ReportError) as refused:
        actions.issue_public(subject=number, by=BY, at=AT)
    assert refused.value.code == "report.not_found"


def test_a_refused_look_gives_no_report_and_is_written(firm):
    found, made = actions.issue_restricted(look=_look(Register.code(1)), by=OVERSEER, at=AT)
    assert (found.refused, made) == (True, None)
    assert Entry.objects.get().outcome == "refused"


def test_nobody_found_gives_no_report_and_is_written(firm):
    found, made = actions.issue_restricted(look=_look(Register.code(2)), by=CLERK, at=AT)
    assert (found.subject, made) == (None, None)
    assert Entry.objects.get().outcome == "nothing"


def test_a_failing_paper_leaves_neither_number_nor_report(firm, monkeypatch, tmp_path):
    from xinyong.infra import typeset

    monkeypatch.setattr(typeset, "FONTS", tmp_path)
    with pytest.raises(typeset.FontsMissingError):
        actions.issue_public(subject=firm, by=BY, at=AT)
    assert not Report.objects.exists()


def test_the_paper_shows_what_is_disclosed(firm):
    text = "".join(text_of(queries.content_of(actions.issue_public(subject=firm, by=BY, at=AT))))
    assert "虚构市试例食品有限公司" in text
    assert "410184198001010012" not in text


def test_the_public_role_asks_three_questions_and_nothing_else(firm):
    from django.db import connections

    made = actions.issue_public(subject=firm, by=BY, at=AT)
    with psycopg.connect(**connections["public"].get_connection_params(), autocommit=True) as public:
        public.execute("SET default_transaction_read_only = off")
        for statement in (
            "SELECT * FROM reports_report",
            "SELECT * FROM reports_request",
            "INSERT INTO reports_request DEFAULT VALUES",
            "SELECT * FROM procrastinate_jobs",
            "SELECT reports_state(1, '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(statement)
        row = public.execute(
            "SELECT number FROM reports_verify(%s, %s, true)", [made.number, made.code]
        ).fetchone()
        assert row == (made.number,)
        assert public.execute("SELECT * FROM reports_verify(%s, '', true)", [made.number]).fetchall() == []


@pytest.fixture
def shared_firm(register):
    """A firm that is no more, with a record of class A and one of class B, both in full."""
    number = register.subject(
        "虚构市试例食品有限公司", Register.code(1), status="cancelled", status_on=date(2026, 1, 2)
    )
    for record_class, disclosure in (("A", "disclosed"), ("B", "undisclosed")):
        shown = {"record_class": record_class, "disclosure": disclosure, "decided_on": date(2025, 1, 1)}
        record = register.record(number, item="penalty", **shown)
        register._insert(
            "records_recordversion",
            record_id=record, seq=1, subject_id=number, change_kind="first", validity="valid", edition="test",
            payload=json.dumps({"CF_WSH": f"虚市监罚{record_class}号", "CF_SY": "证件410184198001010012"}),
            content=b"", agency="scjg", submission_id=1, line=2, reason="", at=AT,
        )  # fmt: skip
    return number


def test_a_restricted_report_shows_what_the_reader_may_see_and_for_what(shared_firm):
    found, made = actions.issue_restricted(look=_look(Register.code(1)), by=CLERK, at=AT)
    assert (made.version, made.content, made.entry) == ("restricted", None, found.entry)
    text = "".join("".join(text_of(queries.content_of(made))).split())
    for words in (
        "虚市监罚A号",
        "虚市监罚B号",
        "已注销（2026-01-02）",
        "张三行政审批：许可审查",
        "新郑市市场监督管理局",
    ):
        assert words in text
    assert "410184198001010012" not in text


def test_a_restricted_paper_is_sealed_and_its_changes_are_noticed(shared_firm, home):
    _, made = actions.issue_restricted(look=_look(Register.code(1)), by=CLERK, at=AT)
    file = home / "files" / made.stored_name
    sealed = bytearray(file.read_bytes())
    assert b"%PDF" not in sealed
    sealed[100] ^= 1
    file.write_bytes(sealed)
    with pytest.raises(TamperedError):
        queries.content_of(made)


def test_a_look_without_a_reason_is_refused_before_anything_is_made(shared_firm):
    with pytest.raises(ReasonMissingError):
        actions.issue_restricted(look=_look(Register.code(1), reason=" "), by=CLERK, at=AT)
    assert not Report.objects.exists()
