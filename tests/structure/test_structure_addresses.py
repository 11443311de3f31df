"""Which door answers what: one line per address, so that none appears unnoticed."""

import types

import pytest
from django.db import connections
from django.urls import URLResolver

from xinyong.project.urls import addresses

pytestmark = pytest.mark.django_db(databases=["default", "public"])

DOORS = ("public", "service", "workspace", "all")
EVERY = frozenset(DOORS)
CITIZENS = frozenset({"public", "all"})
STAFF = frozenset({"workspace", "all"})

# route -> (an example of it, the doors that have it, answer to GET, answer to POST), on an empty database.
# What belongs to a subject is 404 for a number nobody has; that the address is there shows in the answer to POST.
ADDRESSES = {
    "healthz": ("/healthz", EVERY, 200, 405),
    "display/": ("/display/", EVERY, 405, 303),
    "dev/components/": ("/dev/components/", EVERY, 404, 405),
    "": ("/", CITIZENS, 200, 405),
    "search/": ("/search/?q=试例", CITIZENS, 200, 405),
    "subject/<int:number>/": ("/subject/1/", CITIZENS, 404, 405),
    "record/<int:number>/": ("/record/1/", CITIZENS, 404, 405),
    "licences/": ("/licences/", CITIZENS, 200, 405),
    "penalties/": ("/penalties/", CITIZENS, 200, 405),
    "licences/feed.xml": ("/licences/feed.xml", CITIZENS, 200, 405),
    "penalties/feed.xml": ("/penalties/feed.xml", CITIZENS, 200, 405),
    "catalogue/": ("/catalogue/", CITIZENS, 200, 405),
    "catalogue/<str:code>/": ("/catalogue/penalty/", CITIZENS, 200, 405),
    "catalogue/<slug:code>/": ("/catalogue/penalty/", CITIZENS, 200, 405),
    "robots.txt": ("/robots.txt", CITIZENS, 200, 405),
    "sitemap.xml": ("/sitemap.xml", CITIZENS, 200, 405),
    "guide/": ("/guide/", CITIZENS, 200, 405),
    "guide/<slug:slug>/": ("/guide/search/", CITIZENS, 200, 405),
    "about/": ("/about/", CITIZENS, 200, 405),
    "accessibility/": ("/accessibility/", CITIZENS, 200, 405),
    "privacy/": ("/privacy/", CITIZENS, 200, 405),
    "disclaimer/": ("/disclaimer/", CITIZENS, 200, 405),
    "site-map/": ("/site-map/", CITIZENS, 200, 405),
    "subject/<int:number>/report/": ("/subject/1/report/", CITIZENS, 404, 404),
    "report/<uuid:token>/": ("/report/00000000-0000-4000-8000-000000000000/", CITIZENS, 404, 405),
    "verify/": ("/verify/", CITIZENS, 200, 405),
    "verify/download/": ("/verify/download/", CITIZENS, 404, 405),
    # Strangers are led to the sign-in, whatever they ask for; see tests/workspace for who may open what.
    "workspace/": ("/workspace/", STAFF, 302, 405),
    "workspace/sign-in/": ("/workspace/sign-in/", STAFF, 200, 422),
    "workspace/sign-out/": ("/workspace/sign-out/", STAFF, 405, 401),
    "workspace/password/": ("/workspace/password/", STAFF, 302, 401),
    "workspace/post/": ("/workspace/post/", STAFF, 405, 401),
    "workspace/manual/": ("/workspace/manual/", STAFF, 302, 405),
    "workspace/manual/<slug:part>/<slug:slug>/": ("/workspace/manual/agency/submit/", STAFF, 302, 405),
    "workspace/tour/": ("/workspace/tour/", STAFF, 302, 405),
    "workspace/tour/samples/<slug:code>/<slug:kind>.xlsx": (
        "/workspace/tour/samples/penalty/good.xlsx",
        STAFF,
        302,
        405,
    ),
    "workspace/organisations/": ("/workspace/organisations/", STAFF, 302, 405),
    "workspace/organisations/<slug:code>/": ("/workspace/organisations/scjg/", STAFF, 302, 405),
    "workspace/events/": ("/workspace/events/", STAFF, 302, 405),
    "workspace/items/": ("/workspace/items/", STAFF, 302, 405),
    "workspace/items/<slug:code>/": ("/workspace/items/penalty/", STAFF, 302, 405),
    "workspace/subjects/": ("/workspace/subjects/", STAFF, 302, 401),
    "workspace/inquiries/": ("/workspace/inquiries/", STAFF, 302, 405),
    "workspace/inquiries/<int:number>/": ("/workspace/inquiries/1/", STAFF, 302, 405),
    "workspace/organisations/<slug:code>/second-person/": (
        "/workspace/organisations/scjg/second-person/",
        STAFF,
        405,
        401,
    ),
    "workspace/users/": ("/workspace/users/", STAFF, 302, 405),
    "workspace/users/new/": ("/workspace/users/new/", STAFF, 302, 401),
    "workspace/users/<int:number>/": ("/workspace/users/1/", STAFF, 302, 405),
    "workspace/users/<int:number>/suspend/": ("/workspace/users/1/suspend/", STAFF, 405, 401),
    "workspace/users/<int:number>/resume/": ("/workspace/users/1/resume/", STAFF, 405, 401),
    "workspace/users/<int:number>/reset-password/": ("/workspace/users/1/reset-password/", STAFF, 405, 401),
    "workspace/users/<int:number>/posts/": ("/workspace/users/1/posts/", STAFF, 405, 401),
    "workspace/users/posts/<int:number>/end/": ("/workspace/users/posts/1/end/", STAFF, 405, 401),
    "workspace/submit/": ("/workspace/submit/", STAFF, 302, 405),
    "workspace/submit/<slug:code>/": ("/workspace/submit/penalty/", STAFF, 302, 401),
    "workspace/submit/<slug:code>/favourite/": ("/workspace/submit/penalty/favourite/", STAFF, 405, 401),
    "workspace/template/<slug:code>.xlsx": ("/workspace/template/penalty.xlsx", STAFF, 302, 405),
    "workspace/submissions/": ("/workspace/submissions/", STAFF, 302, 405),
    "workspace/submissions/all/": ("/workspace/submissions/all/", STAFF, 302, 405),
    "workspace/reviews/": ("/workspace/reviews/", STAFF, 302, 405),
    "workspace/receipts/verify/": ("/workspace/receipts/verify/", STAFF, 302, 405),
    "workspace/submissions/<str:receipt>/": ("/workspace/submissions/BS2026-000001/", STAFF, 302, 405),
    "workspace/submissions/<str:receipt>/progress/": (
        "/workspace/submissions/BS2026-000001/progress/",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/rows/<int:line>/": (
        "/workspace/submissions/BS2026-000001/rows/2/",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/confirm/": (
        "/workspace/submissions/BS2026-000001/confirm/",
        STAFF,
        405,
        401,
    ),
    "workspace/submissions/<str:receipt>/cancel/": (
        "/workspace/submissions/BS2026-000001/cancel/",
        STAFF,
        405,
        401,
    ),
    "workspace/submissions/<str:receipt>/approve/": (
        "/workspace/submissions/BS2026-000001/approve/",
        STAFF,
        405,
        401,
    ),
    "workspace/submissions/<str:receipt>/give-back/": (
        "/workspace/submissions/BS2026-000001/give-back/",
        STAFF,
        405,
        401,
    ),
    "workspace/submissions/<str:receipt>/marked-copy.xlsx": (
        "/workspace/submissions/BS2026-000001/marked-copy.xlsx",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/bad-rows.xlsx": (
        "/workspace/submissions/BS2026-000001/bad-rows.xlsx",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/findings.csv": (
        "/workspace/submissions/BS2026-000001/findings.csv",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/receipt/": (
        "/workspace/submissions/BS2026-000001/receipt/",
        STAFF,
        302,
        405,
    ),
    "workspace/submissions/<str:receipt>/receipt.pdf": (
        "/workspace/submissions/BS2026-000001/receipt.pdf",
        STAFF,
        302,
        405,
    ),
    "workspace/records/": ("/workspace/records/", STAFF, 302, 405),
    "workspace/records/<int:number>/": ("/workspace/records/1/", STAFF, 302, 405),
    "workspace/records/<int:number>/correct/": ("/workspace/records/1/correct/", STAFF, 302, 401),
    "workspace/records/<int:number>/withdraw/": ("/workspace/records/1/withdraw/", STAFF, 302, 401),
    "workspace/changes/": ("/workspace/changes/", STAFF, 302, 405),
    "workspace/changes/<str:receipt>/": ("/workspace/changes/BS2026-000001/", STAFF, 302, 405),
    "workspace/changes/<str:receipt>/approve/": (
        "/workspace/changes/BS2026-000001/approve/",
        STAFF,
        405,
        401,
    ),
    "workspace/changes/<str:receipt>/give-back/": (
        "/workspace/changes/BS2026-000001/give-back/",
        STAFF,
        405,
        401,
    ),
}


def routes(patterns, before=""):
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


@pytest.fixture(scope="module", autouse=True)
def no_session_left(django_db_setup, django_db_blocker):
    """The test database can be dropped only when nobody is in it."""
    yield
    with django_db_blocker.unblock():
        connections["public"].close()


@pytest.fixture
def at(settings, client):
    """Return a function: a client at a door."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    client.raise_request_exception = False

    def enter(door):
        settings.ROOT_URLCONF = types.ModuleType(f"addresses_of_{door}")
        settings.ROOT_URLCONF.urlpatterns = addresses(door)
        return client

    return enter


def test_every_address_has_its_line():
    """Add a line to ADDRESSES: an example, the doors that shall have it, and what they answer."""
    missing = {route for door in DOORS for route in routes(addresses(door))} - set(ADDRESSES)
    assert missing == set(), "a new address: add its line to ADDRESSES in this file, and to tests/browser"


LINES = [
    pytest.param(door, *line, id=f"{door} door {route or 'first page'}")
    for route, line in ADDRESSES.items()
    if route in set(routes(addresses("all")))
    for door in DOORS
]


@pytest.mark.parametrize(("door", "path", "doors", "got", "posted"), LINES)
def test_a_door_answers_as_its_line_says(at, door, path, doors, got, posted):
    """Change the line if the change is meant: it says what strangers may reach."""
    visitor = at(door)
    expected = (got, posted) if door in doors else (404, 404)
    if path == "/" and door == "workspace":
        expected = (302, 302)  # leads to the first page of the workspace
    assert (visitor.get(path).status_code, visitor.post(path).status_code) == expected
