"""Members of staff at the door of the workspace."""

from datetime import date

import pytest
from django.urls import reverse

from xinyong.accounts.roles import Role

PASSWORD = "correct-horse-2026"
HOME = {Role.CENTRE_OPERATOR: "xyzx", Role.CENTRE_HEAD: "xyzx", Role.SUPERVISOR: "fgw"}


@pytest.fixture(autouse=True)
def _plain_and_cheap(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def employ(db):
    """Return a function: a member of staff with posts, who has chosen a password."""
    from xinyong.accounts.models import Organisation, Post, User
    from xinyong.infra.clock import now

    def hire(username, *posts, must_change=False):
        user = User(username=username, name=f"演示{username}", created_at=now(), created_by="test")
        user.set_password(PASSWORD)
        user.must_change_password = must_change
        user.save()
        for role, code in posts:
            place = Organisation.objects.get(code=code)
            Post.objects.create(user=user, organisation=place, role=role, valid_from=date(2020, 1, 1))
        return user

    return hire


@pytest.fixture
def sign_in(employ):
    """Return a function: a browser of their own in which somebody has signed in; `staff` is who."""
    from django.test import Client

    def enter(name, role, organisation="scjg"):
        browser = Client()
        browser.staff = employ(name, (role, organisation))
        browser.post(reverse("accounts:sign_in"), {"username": name, "password": PASSWORD})
        return browser

    return enter


@pytest.fixture
def reporter(sign_in):
    """A reporter of 市市场监督管理局."""
    return sign_in("bao", Role.REPORTER)


@pytest.fixture
def enter(employ, client):
    """Return a function: a browser in which a member of staff in that role has signed in."""

    def sign_in(role, organisation=None):
        name = f"{role.value.replace('_', '-')}"
        employ(name, (role, organisation or HOME.get(role, "scjg")))
        client.post(reverse("accounts:sign_in"), {"username": name, "password": PASSWORD})
        return client

    return sign_in
