"""十分钟体验: every sample does what it promises on the real way, and the steps follow what was really done."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.workspace.conftest import PASSWORD
from xinyong.accounts.actors import os_actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.roles import Role
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, processing
from xinyong.collection.models import Submission
from xinyong.collection.originals import Original
from xinyong.collection.samples import Kind
from xinyong.collection.states import Channel, State
from xinyong.infra.clock import now
from xinyong.records.models import Record

pytestmark = pytest.mark.django_db(databases=["default", "public"])
TOUR = "/workspace/tour/"
WORKER = os_actor("worker")


@pytest.fixture(scope="module", autouse=True)
def no_session_left(django_db_setup, django_db_blocker):
    """The test database can be dropped only when nobody is in it."""
    yield
    with django_db_blocker.unblock():
        connections["public"].close()


@pytest.fixture
def begun(db):
    """Return a function: let the first file of the platform bear a name."""

    def begin(filename="演示-开始.csv"):
        actions.receive(
            source=io.BytesIO("名称\n虚构市演示店\n".encode()),
            original=Original(filename=filename, item=load_catalogue().item("registration")),
            agency=Organisation.objects.get(code="scjg"),
            channel=Channel.COMMAND,
            by=WORKER,
            at=now(),
        )

    return begin


@pytest.fixture
def demonstration(begun):
    begun()


@pytest.fixture
def sign_in(employ):
    """Return a function: a browser of its own in which somebody has signed in."""

    def enter(name, role, organisation="scjg"):
        browser = Client()
        employ(name, (role, organisation))
        browser.post(reverse("accounts:sign_in"), {"username": name, "password": PASSWORD})
        return browser

    return enter


@pytest.fixture
def reporter(sign_in, demonstration):
    return sign_in("bao", Role.REPORTER)


def text(page):
    return html.unescape(re.sub(r"<[^>]*>", "", page.content.decode()))


def stages(browser):
    """Return the numbers of the steps that are done, and of the one that is next."""
    page = browser.get(TOUR).content.decode()
    marked = re.findall(r'<li class="step-(\w+)"[^>]*>\s*<h3>(\d)\.', page)
    return (
        [int(number) for state, number in marked if state == "done"],
        [int(number) for state, number in marked if state == "current"],
    )


def try_out(browser, kind, item="penalty"):
    """Download a sample, hand it in as the form does, and let the worker check it."""
    taken = browser.get(reverse("workspace:sample", args=[item, kind]))
    assert taken.status_code == 200
    page = reverse("collection:submit", args=[item])
    token = re.search(r'name="token" value="([^"]+)"', browser.get(page).content.decode())[1]
    file = SimpleUploadedFile("练习.xlsx", taken.content)
    assert browser.post(page, {"token": token, "file": file}).status_code == 303
    newest = Submission.objects.latest("pk")
    processing.check(newest.pk, by=WORKER, at=now())
    newest.refresh_from_db()
    return newest


def decide(browser, step, submission, **given):
    answer = browser.post(reverse(f"collection:{step}", args=[submission.receipt]), given)
    assert answer.status_code == 303, text(answer)
    processing.load_confirmed(submission.pk, by=WORKER, at=now())
    submission.refresh_from_db()
    return submission.state


def test_a_newcomer_has_done_nothing_and_is_led_to_the_first_step(reporter):
    assert stages(reporter) == ([], [1])
    page = text(reporter.get(TOUR))
    assert all(word in page for word in ("样本文件", "打开“批量导入”", "0 / 8"))


def test_the_whole_tour_is_followed_by_what_was_done(reporter, sign_in):
    Organisation.objects.filter(code="scjg").update(second_person=True)
    reviewer = sign_in("shen", Role.REVIEWER)
    faulty = try_out(reporter, Kind.FAULTY)
    assert (faulty.state, faulty.rejected > 8, faulty.rows > faulty.rejected) == (State.CHECKED, True, True)
    assert stages(reporter) == ([1, 2], [3])
    assert decide(reporter, "cancel", faulty) == State.CANCELLED
    good = try_out(reporter, Kind.GOOD)
    assert (good.rejected, good.findings_total) == (0, 0)
    assert stages(reporter) == ([1, 2, 3], [4])
    assert decide(reporter, "confirm", good) == State.IN_REVIEW
    assert stages(reporter) == ([1, 2, 3, 4], [5])
    assert decide(reviewer, "approve", good, open_signed="1") == State.LOADED
    assert stages(reporter) == ([1, 2, 3, 4, 5, 6], [7])
    mixed = try_out(reporter, Kind.MIXED)
    assert decide(reporter, "confirm", mixed, accept_valid="1") == State.IN_REVIEW
    assert decide(reviewer, "approve", mixed, open_signed="1") == State.LOADED_IN_PART
    assert stages(reporter) == ([1, 2, 3, 4, 5, 6, 7], [8])


def test_what_the_demonstration_did_in_ones_name_does_not_count(reporter):
    good = try_out(reporter, Kind.GOOD)
    assert stages(reporter)[0] == [1, 3]
    Submission.objects.filter(pk=good.pk).update(filename="演示-许可.csv")
    assert stages(reporter)[0] == []


def test_without_a_second_person_the_review_counts_as_done(reporter):
    good = try_out(reporter, Kind.GOOD)
    assert stages(reporter)[0] == [1, 3]
    assert decide(reporter, "confirm", good, open_signed="1") == State.LOADED
    assert stages(reporter)[0] == [1, 3, 4, 5, 6]


def test_what_was_practised_is_found_on_the_public_site(reporter):
    good = try_out(reporter, Kind.GOOD, "licence")
    decide(reporter, "confirm", good, open_signed="1")
    shown = Record.objects.filter(
        item="licence", disclosure="disclosed", subject__name__startswith="虚构市练习"
    )
    assert shown.count() == good.inserted == 6


@pytest.mark.parametrize(
    "item", ["registration", "licence", "penalty", "honour", "penalty_person", "licence_person"]
)
def test_every_item_of_an_agency_can_be_practised(reporter, item):
    page = reporter.get(TOUR, {"item": item}).content.decode()
    assert reverse("workspace:sample", args=[item, "good"]) in page
    good = try_out(reporter, Kind.GOOD, item)
    assert (good.rows, good.rejected) == (6, 0)


def test_two_downloads_never_meet(reporter):
    first, second = (try_out(reporter, Kind.GOOD) for _ in range(2))
    decide(reporter, "confirm", first, open_signed="1")
    assert decide(reporter, "confirm", second, open_signed="1") == State.LOADED
    assert (first.inserted, second.inserted) == (6, 6)


@pytest.mark.parametrize(
    ("path", "organisation"),
    [
        pytest.param("penalty/huge", "scjg", id="no such kind"),
        pytest.param("nothing/good", "scjg", id="no such item"),
        pytest.param("tax_arrears/good", "scjg", id="an item of another agency"),
        pytest.param("penalty/good", "fy", id="an item that a court does not supply"),
    ],
)
def test_there_is_no_other_sample(sign_in, demonstration, path, organisation):
    browser = sign_in("bao", Role.REPORTER, organisation)
    assert browser.get(f"/workspace/tour/samples/{path}.xlsx").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_who_does_not_report_gets_no_sample(enter, demonstration, role):
    assert enter(role).get("/workspace/tour/samples/penalty/good.xlsx").status_code == 403


def test_a_real_platform_offers_nothing_fictitious(begun, sign_in):
    begun("九月处罚.xlsx")
    begun("演示-后来的.xlsx")
    browser = sign_in("bao", Role.REPORTER)
    page = text(browser.get(TOUR))
    assert "这里是正式平台" in page
    assert "常见错误.xlsx" not in page
    assert browser.get("/workspace/tour/samples/penalty/good.xlsx").status_code == 404


def test_the_centre_practises_for_an_agency(sign_in, demonstration):
    browser = sign_in("jing", Role.CENTRE_OPERATOR, "xyzx")
    assert "样本文件" in text(browser.get(TOUR))
    assert browser.get("/workspace/tour/samples/penalty/good.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("role", "said"),
    [
        pytest.param(Role.REVIEWER, "打开“待审核”", id="a reviewer is led through the review"),
        pytest.param(Role.AUDIT_ADMIN, "信用中心操作手册", id="an auditor is told where to read on"),
        pytest.param(Role.SUPERVISOR, "信用中心操作手册", id="so is a supervisor"),
    ],
)
def test_others_are_told_what_is_theirs(enter, role, said):
    assert said in text(enter(role).get(TOUR))


def test_the_tour_costs_the_same_after_a_hundred_submissions(reporter, django_assert_max_num_queries):
    try_out(reporter, Kind.GOOD)
    one = Submission.objects.latest("pk")
    for number in range(30):
        one.pk, one.receipt, one.token = None, f"BS1999-{number:06d}", ""
        one.save()
    with django_assert_max_num_queries(12):
        reporter.get(TOUR)
