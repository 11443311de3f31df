"""The public way: ask, wait, fetch, verify; bounded, unlisted, closed to guesses."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.disclosure.conftest import Register
from tests.reports.conftest import AT
from xinyong import screens
from xinyong.accounts.actors import os_actor, system_actor
from xinyong.reports import actions, views
from xinyong.reports.models import Report, Request

WORKER = system_actor("worker")


@pytest.fixture
def site(register, client, settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    return client


def _ask(site, number):
    return site.post(reverse("reports:request", args=[number]))


def _unlisted(answer):
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    assert "no-store" in answer["Cache-Control"]


def _verify(site, number, code):
    return site.get(reverse("reports:verify"), {"number": number, "code": code})


def test_from_asking_to_the_paper(site, firm, register):
    assert "生成报告" in site.get(reverse("reports:request", args=[firm])).content.decode()
    waiting = _ask(site, firm)
    assert waiting.status_code == 302
    assert "后台服务现在没有运行" in site.get(waiting.url).content.decode()
    job = register.connection.execute("SELECT task_name, args FROM procrastinate_jobs").fetchone()
    assert job[0] == "xinyong.reports.tasks.issue_requested"
    actions.fulfil(request=job[1]["request"], by=WORKER, at=AT)
    ready = site.get(waiting.url, headers={"HX-Request": "true"})
    _unlisted(ready)
    assert "报告已生成" in ready.content.decode()
    assert "<html" not in ready.content.decode()
    made = Report.objects.get()
    paper = site.get(reverse("reports:download"), {"number": made.number, "code": made.code})
    assert paper.content == bytes(made.content)
    assert paper["Content-Type"] == "application/pdf"
    _unlisted(paper)


def test_the_way_to_a_report_is_shown_at_every_step(site, firm):
    offer = site.get(reverse("reports:request", args=[firm])).content.decode()
    waiting = _ask(site, firm).url
    asked = site.get(waiting).content.decode()
    actions.fulfil(request=str(Request.objects.get().pk), by=WORKER, at=AT)
    ready = site.get(waiting).content.decode()
    for page, step in ((offer, "申请"), (asked, "生成"), (ready, "下载")):
        assert f'aria-current="step"><span class="step-title">{step}' in page
        assert f'<a href="/subject/{firm}/">虚构市试例食品有限公司</a>' in page


def test_the_pages_use_the_components_of_the_design_system():
    """A class or tone the style sheet does not know is shown as nothing."""
    folder = Path(views.__file__).parent / "templates" / "reports"
    css = (Path(screens.__file__).parent / "static" / "screens" / "site.css").read_text("utf-8")
    for page in folder.glob("*.html"):
        text = page.read_text("utf-8")
        classes = {word for found in re.findall(r'class="([^"{]*)"', text) for word in found.split()}
        assert {word for word in classes if f".{word}" not in css} == set()
        assert set(re.findall(r'tone="(\w+)"', text)) <= {"calm", "good", "warn", "bad"}


def test_a_running_worker_is_waited_for(site, firm, register):
    waiting = _ask(site, firm).url
    register.connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert "正在生成报告" in site.get(waiting).content.decode()
    register.connection.execute(
        "UPDATE reports_request SET requested_at = requested_at - interval '3 minutes'"
    )
    assert "比平常慢" in site.get(waiting).content.decode()


def test_asking_again_costs_nothing(site, firm):
    first = _ask(site, firm).url
    assert _ask(site, firm).url == first
    actions.fulfil(request=str(Request.objects.get().pk), by=WORKER, at=AT)
    assert _ask(site, firm).url == first
    assert Request.objects.count() == 1


def test_what_was_withdrawn_meanwhile_fails_in_words(site, firm, register):
    waiting = _ask(site, firm).url
    register.connection.execute("UPDATE records_record SET disclosure = 'taken_down'")
    actions.fulfil(request=str(Request.objects.get().pk), by=WORKER, at=AT)
    assert "报告未能生成" in site.get(waiting).content.decode()
    assert Request.objects.get().error_code == "report.not_found"


def test_too_many_waiting_requests_are_turned_away(site, firm, register):
    register.connection.execute(
        "INSERT INTO reports_request (id, subject, data_state, state, requested_at, error_code)"
        " SELECT gen_random_uuid(), n, '', 'waiting', now(), '' FROM generate_series(1, 100) AS n"
    )
    answer = _ask(site, firm)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("number", [1, 2**63 - 1, 2**70], ids=["nobody", "the largest", "beyond any"])
def test_who_is_not_disclosed_has_no_report(site, number):
    assert site.get(f"/subject/{number}/report/").status_code == 404
    assert _ask(site, number).status_code == 404


def test_an_unknown_token_is_nowhere(site):
    assert site.get("/report/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_genuine_report_is_confirmed_in_any_spelling(site, firm):
    made = actions.issue_public(subject=firm, by=os_actor("t"), at=AT)
    code = "-".join((made.code[:4], made.code[4:8], made.code[8:])).lower()
    answer = _verify(site, made.number.lower(), code)
    _unlisted(answer)
    for words in ("这份报告是真的", "虚构市试例食品有限公司", bytes(made.digest).hex(), Register.code(1)):
        assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("XYBG2026-999999", "AAAAAAAAAAAA", "没有这份报告"),
        ("x", "AAAAAAAAAAAA", "报告编号，如"),
        ("XYBG2026-000001", "1", "12位验证码"),
        ("410184198001010012", "410184198001010012", "报告编号，如"),
        ("'; DROP TABLE x; --", "\x00", "报告编号，如"),
    ],
    ids=["never issued", "no number", "no code", "a personal number", "an injection"],
)
def test_what_is_not_genuine_is_said_kindly(site, number, code, words):
    answer = _verify(site, number, code)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "410184198001010012" not in answer.content.decode()


def test_the_right_number_with_another_code_confirms_nothing(site, firm):
    made = actions.issue_public(subject=firm, by=os_actor("t"), at=AT)
    assert "没有这份报告" in _verify(site, made.number, "AAAAAAAAAAAA").content.decode()
    assert (
        site.get(reverse("reports:download"), {"number": made.number, "code": "AAAAAAAAAAAA"}).status_code
        == 404
    )


def test_a_restricted_report_is_confirmed_without_its_contents(site, firm, register):
    made = actions.issue_public(subject=firm, by=os_actor("t"), at=AT)
    register.connection.execute("UPDATE reports_report SET version = 'restricted', content = NULL, entry = 1")
    text = _verify(site, made.number, made.code).content.decode()
    assert "授权版" in text
    assert Register.code(1) not in text
    assert (
        site.get(reverse("reports:download"), {"number": made.number, "code": made.code}).status_code == 404
    )


PAGES = {"the offer": 2, "the waiting page": 3, "the verified report": 1}


@pytest.mark.parametrize(("page", "most"), PAGES.items(), ids=PAGES)
def test_few_statements_whatever_is_held(site, firm, page, most, django_assert_max_num_queries):
    from django.db import connections

    made = actions.issue_public(subject=firm, by=os_actor("t"), at=AT)
    address = {
        "the offer": reverse("reports:request", args=[firm]),
        "the waiting page": _ask(site, firm).url,
        "the verified report": f"/verify/?number={made.number}&code={made.code}",
    }[page]
    with django_assert_max_num_queries(most, connection=connections["public"]):
        site.get(address)
