"""What goes wrong in the workspace is told in its frame, with the menu and a way back."""

import pytest
from django.db import Error
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.workspace.conftest import PASSWORD
from xinyong.accounts.roles import Role
from xinyong.workspace import faults
from xinyong.workspace.views import home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/workspace/nothing/", id="an address that is none"),
        pytest.param("/workspace/organisations/nowhere/", id="something that is not there"),
    ],
)
def test_a_page_that_is_not_there_keeps_the_menu(enter, path):
    answer = enter(Role.REPORTER).get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'class="menu"' in page
    assert "返回首页" in page
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_stranger_sees_it_without_a_menu(client):
    answer = client.get("/workspace/nothing/")
    page = answer.content.decode()
    assert (answer.status_code, 'class="menu"' in page) == (404, False)
    assert "返回首页" in page


def test_the_public_page_stays_the_public_one(client):
    assert "查询社会法人" in client.get("/nothing/").content.decode()


def test_a_form_from_elsewhere_is_told_within_the_frame(enter, employ):
    enter(Role.REPORTER)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(employ("li", (Role.REPORTER, "scjg")))
    answer = strict.post(reverse("accounts:password"), {"old": PASSWORD})
    page = answer.content.decode()
    assert (answer.status_code, 'class="menu"' in page) == (403, True)
    assert "没有改动任何数据" in page


def test_a_fault_is_told_within_the_frame(enter, monkeypatch):
    client = enter(Role.REPORTER)
    client.raise_request_exception = False
    monkeypatch.setattr(home, "render", lambda *_, **__: 1 / 0)
    answer = client.get("/workspace/")
    page = answer.content.decode()
    assert (answer.status_code, 'class="menu"' in page) == (500, True)
    assert "您没有做错什么" in page


def test_a_fault_is_told_also_when_the_database_is_gone(settings):
    class Gone:
        @property
        def is_authenticated(self):
            raise Error

    request = RequestFactory().get("/workspace/")
    request.user = Gone()
    answer = faults.server_error(request)
    assert (answer.status_code, "您没有做错什么" in answer.content.decode()) == (500, True)
