"""Who may open what: every address of the workspace × every role × the answer.

A new address fails here until it has its line. On an empty database: what belongs to somebody is 404 for those who may
open such pages.
"""

import pytest

from tests.structure.test_structure_addresses import routes
from xinyong.accounts.roles import Role
from xinyong.project.urls import addresses

pytestmark = pytest.mark.django_db

_R = Role
ALL = frozenset(Role)
DEPARTMENTS = frozenset({_R.REPORTER, _R.REVIEWER})
CENTRE = frozenset({_R.CENTRE_OPERATOR, _R.CENTRE_HEAD})
SUBMITTERS = CENTRE | {_R.REPORTER}
READERS = SUBMITTERS | {_R.REVIEWER, _R.AUDIT_ADMIN}
SEEING = DEPARTMENTS | CENTRE | {_R.SUPERVISOR}
LOGGED = ALL - {_R.SYSTEM_ADMIN}
ADMINISTRATORS = frozenset({_R.SYSTEM_ADMIN, _R.SECURITY_ADMIN})

# route -> method, an example, who may open it, and what they get; everybody else gets 403.
ADDRESSES = {
    "": ("get", "/workspace/", ALL, 200),
    "sign-in/": ("get", "/workspace/sign-in/", ALL, 302),
    "sign-out/": ("post", "/workspace/sign-out/", ALL, 303),
    "password/": ("get", "/workspace/password/", ALL, 200),
    "post/": ("post", "/workspace/post/", ALL, 404),
    "manual/": ("get", "/workspace/manual/", ALL, 200),
    "manual/<slug:part>/<slug:slug>/": ("get", "/workspace/manual/agency/submit/", ALL, 200),
    "tour/": ("get", "/workspace/tour/", ALL, 200),
    "tour/samples/<slug:code>/<slug:kind>.xlsx": (
        "get",
        "/workspace/tour/samples/nothing/good.xlsx",
        {_R.REPORTER} | CENTRE,
        404,
    ),
    "organisations/": ("get", "/workspace/organisations/", ALL, 200),
    "organisations/<slug:code>/": ("get", "/workspace/organisations/nowhere/", ALL, 404),
    "events/": ("get", "/workspace/events/", LOGGED, 200),
    "items/": ("get", "/workspace/items/", ALL, 200),
    "items/<slug:code>/": ("get", "/workspace/items/penalty/", ALL, 200),
    "subjects/": ("get", "/workspace/subjects/", SEEING, 200),
    "inquiries/": ("get", "/workspace/inquiries/", LOGGED, 200),
    "inquiries/<int:number>/": ("get", "/workspace/inquiries/0/", LOGGED, 404),
    "organisations/<slug:code>/second-person/": (
        "post", "/workspace/organisations/nowhere/second-person/", {_R.REVIEWER, _R.CENTRE_HEAD}, 404,
    ),
    "users/": ("get", "/workspace/users/", ADMINISTRATORS, 200),
    "users/new/": ("get", "/workspace/users/new/", {_R.SYSTEM_ADMIN}, 200),
    "users/<int:number>/": ("get", "/workspace/users/0/", ADMINISTRATORS, 404),
    "users/<int:number>/suspend/": ("post", "/workspace/users/0/suspend/", {_R.SYSTEM_ADMIN}, 404),
    "users/<int:number>/resume/": ("post", "/workspace/users/0/resume/", {_R.SYSTEM_ADMIN}, 404),
    "users/<int:number>/reset-password/": ("post", "/workspace/users/0/reset-password/", {_R.SYSTEM_ADMIN}, 404),
    "users/<int:number>/posts/": ("post", "/workspace/users/0/posts/", {_R.SECURITY_ADMIN}, 404),
    "users/posts/<int:number>/end/": ("post", "/workspace/users/posts/0/end/", {_R.SECURITY_ADMIN}, 404),
    "submit/": ("get", "/workspace/submit/", SUBMITTERS, 200),
    "submit/<slug:code>/": ("get", "/workspace/submit/nothing/", SUBMITTERS, 404),
    "submit/<slug:code>/favourite/": ("post", "/workspace/submit/penalty/favourite/", SUBMITTERS, 303),
    "template/<slug:code>.xlsx": ("get", "/workspace/template/penalty.xlsx", ALL, 200),
    "submissions/": ("get", "/workspace/submissions/", DEPARTMENTS, 200),
    "submissions/all/": ("get", "/workspace/submissions/all/", CENTRE | {_R.AUDIT_ADMIN}, 200),
    "reviews/": ("get", "/workspace/reviews/", {_R.REVIEWER}, 200),
    "receipts/verify/": ("get", "/workspace/receipts/verify/", ALL, 200),
    "submissions/<str:receipt>/": ("get", "/workspace/submissions/BS2026-000001/", READERS, 404),
    "submissions/<str:receipt>/progress/": ("get", "/workspace/submissions/BS2026-000001/progress/", READERS, 404),
    "submissions/<str:receipt>/rows/<int:line>/": ("get", "/workspace/submissions/BS2026-000001/rows/2/", READERS, 404),
    "submissions/<str:receipt>/confirm/": ("post", "/workspace/submissions/BS2026-000001/confirm/", SUBMITTERS, 404),
    "submissions/<str:receipt>/cancel/": ("post", "/workspace/submissions/BS2026-000001/cancel/", SUBMITTERS, 404),
    "submissions/<str:receipt>/approve/": ("post", "/workspace/submissions/BS2026-000001/approve/", {_R.REVIEWER}, 404),
    "submissions/<str:receipt>/give-back/": ("post", "/workspace/submissions/BS2026-000001/give-back/", {_R.REVIEWER}, 404),
    "submissions/<str:receipt>/marked-copy.xlsx": ("get", "/workspace/submissions/BS2026-000001/marked-copy.xlsx", READERS, 404),
    "submissions/<str:receipt>/bad-rows.xlsx": ("get", "/workspace/submissions/BS2026-000001/bad-rows.xlsx", READERS, 404),
    "submissions/<str:receipt>/findings.csv": ("get", "/workspace/submissions/BS2026-000001/findings.csv", READERS, 404),
    "submissions/<str:receipt>/receipt/": ("get", "/workspace/submissions/BS2026-000001/receipt/", READERS, 404),
    "submissions/<str:receipt>/receipt.pdf": ("get", "/workspace/submissions/BS2026-000001/receipt.pdf", READERS, 404),
    "records/": ("get", "/workspace/records/", DEPARTMENTS | CENTRE, 200),
    "records/<int:number>/": ("get", "/workspace/records/0/", DEPARTMENTS | CENTRE, 404),
    "records/<int:number>/correct/": ("get", "/workspace/records/0/correct/", {_R.REPORTER}, 404),
    "records/<int:number>/withdraw/": ("post", "/workspace/records/0/withdraw/", {_R.REPORTER}, 404),
    "changes/": ("get", "/workspace/changes/", DEPARTMENTS, 200),
    "changes/<str:receipt>/": ("get", "/workspace/changes/BS2026-999999/", DEPARTMENTS, 404),
    "changes/<str:receipt>/approve/": ("post", "/workspace/changes/BS2026-999999/approve/", {_R.REVIEWER}, 404),
    "changes/<str:receipt>/give-back/": ("post", "/workspace/changes/BS2026-999999/give-back/", {_R.REVIEWER}, 404),
}  # fmt: skip


def _routes():
    found = [route for route in routes(addresses("workspace")) if route.startswith("workspace/")]
    return [route.removeprefix("workspace/") for route in found]


def test_every_address_has_its_line():
    """Add a line to ADDRESSES: who may open it, and what they get on an empty database."""
    assert set(_routes()) - set(ADDRESSES) == set()


LINES = [
    pytest.param(role, *ADDRESSES[route], id=f"{role.label} {route or 'first page'}")
    for route in _routes()
    if route in ADDRESSES
    for role in Role
]


@pytest.mark.parametrize(("role", "method", "path", "roles", "answer"), LINES)
def test_a_role_gets_what_its_line_says(enter, role, method, path, roles, answer):
    """Change the line if the change is meant: it says what a post may reach."""
    client = enter(role)
    got = getattr(client, method)(path)
    assert got.status_code == (answer if role in roles else 403)
    if path != "/workspace/sign-in/":
        assert got.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_leads_only_where_one_may_go(enter, role):
    client = enter(role)
    menu = client.get("/workspace/").context["desk"].menu
    for link in (link for group in menu for link in group.links):
        assert client.get(link.address).status_code == 200, link.title
