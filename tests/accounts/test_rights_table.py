"""Who may do what: the table as it was agreed, cell by cell, and what follows from it."""

from itertools import product
from pathlib import Path

import pytest

from xinyong.accounts import reference
from xinyong.accounts.actors import Actor, os_actor, system_actor
from xinyong.accounts.rights import ROLES, WITHOUT_POST, Grant, Right, grants, may
from xinyong.accounts.roles import ADMINISTRATORS, Role, duty
from xinyong.audit.models import ActorKind

# The table as the field wrote it; two roles share a row, `/` divides what each of them has.
AGREED = """
| role | submit | approve | see B/C | correct | publish / take down | users | log |
| reporter / reviewer | own / – | – / own | by inquiry and grant | own, with reason / approves | – | – | own |
| centre operator / head | on behalf | – / waivers, letters | only in a numbered task | on a letter / approves | prepares / approves | – | own / all of the centre |
| supervisor (发改委) | – | circulars, recognition | figures only | – | – | – | counts |
| system / security / audit administrator | – | – | – | – | – | accounts / rights / – | – / alerts / all, read only |
"""
WORDS = {
    "own": Grant.OWN,
    "on behalf": Grant.ON_BEHALF,
    "by inquiry and grant": Grant.BY_INQUIRY,
    "own, with reason": Grant.OWN_WITH_REASON,
    "waivers, letters": Grant.WAIVERS_LETTERS,
    "only in a numbered task": Grant.IN_TASK,
    "on a letter": Grant.ON_LETTER,
    "prepares": Grant.PREPARES,
    "all of the centre": Grant.CENTRE_ALL,
    "circulars, recognition": Grant.CIRCULARS_RECOGNITION,
    "figures only": Grant.FIGURES,
    "counts": Grant.COUNTS,
    "accounts": Grant.ACCOUNTS,
    "rights": Grant.RIGHTS,
    "alerts": Grant.ALERTS,
    "all, read only": Grant.ALL_READ_ONLY,
}
ROWS = [
    (Role.REPORTER, Role.REVIEWER),
    (Role.CENTRE_OPERATOR, Role.CENTRE_HEAD),
    (Role.SUPERVISOR,),
    (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
]


def _agreed_cells():
    for roles, line in zip(ROWS, AGREED.strip().splitlines()[1:], strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")][1:]
        for right, cell in zip(Right, cells, strict=True):
            parts = cell.split(" / ") if " / " in cell else [cell] * len(roles)
            yield from ((role, right, part) for role, part in zip(roles, parts, strict=True))


@pytest.mark.parametrize(
    ("role", "right", "cell"), [pytest.param(*c, id=f"{c[0]} {c[1].name}") for c in _agreed_cells()]
)
def test_every_cell_is_as_agreed(role, right, cell):
    approves = Grant.APPROVES_OWN if role == Role.REVIEWER else Grant.APPROVES
    expected = () if cell == "–" else ((WORDS | {"approves": approves})[cell],)
    assert grants(_actor(role), right) == expected


def test_no_row_and_no_cell_is_beside_the_table():
    assert set(ROLES) == set(Role)
    assert len(list(_agreed_cells())) == len(Role) * len(Right)


def _actor(role, organisation="scjg"):
    return Actor(ActorKind.USER, "1", "张三", 1, 1, role, organisation)


@pytest.mark.parametrize(
    ("actor", "right", "organisation", "under", "expected"),
    [
        pytest.param(
            _actor(Role.REPORTER), Right.SUBMIT, "scjg", None, True, id="a reporter submits for their own"
        ),
        pytest.param(_actor(Role.REPORTER), Right.SUBMIT, "mz", None, False, id="a reporter not for another"),
        pytest.param(
            _actor(Role.REVIEWER), Right.SUBMIT, "scjg", None, False, id="a reviewer does not submit"
        ),
        pytest.param(
            _actor(Role.REVIEWER), Right.APPROVE, "mz", None, False, id="a reviewer approves their own alone"
        ),
        pytest.param(
            _actor(Role.REVIEWER),
            Right.CORRECT,
            "mz",
            Grant.APPROVES_OWN,
            False,
            id="nor others' corrections",
        ),
        pytest.param(
            _actor(Role.CENTRE_OPERATOR, "xyzx"),
            Right.SUBMIT,
            "mz",
            None,
            True,
            id="the centre submits on behalf",
        ),
        pytest.param(
            _actor(Role.CENTRE_OPERATOR, "xyzx"),
            Right.SEE,
            "mz",
            None,
            False,
            id="the centre sees nothing as such",
        ),
        pytest.param(
            _actor(Role.CENTRE_OPERATOR, "xyzx"),
            Right.SEE,
            "mz",
            Grant.IN_TASK,
            True,
            id="the centre sees in a task",
        ),
        pytest.param(
            _actor(Role.CENTRE_OPERATOR, "xyzx"),
            Right.SEE,
            "mz",
            Grant.BY_INQUIRY,
            False,
            id="not by an inquiry",
        ),
        pytest.param(
            _actor(Role.CENTRE_HEAD, "xyzx"),
            Right.APPROVE,
            "xyzx",
            None,
            False,
            id="a head approves no submission",
        ),
        pytest.param(
            _actor(Role.CENTRE_HEAD, "xyzx"),
            Right.LOG,
            "mz",
            None,
            False,
            id="the centre's log is the centre's",
        ),
        pytest.param(
            _actor(Role.SUPERVISOR, "fgw"), Right.SEE, "fgw", None, False, id="the supervisor sees no record"
        ),
        pytest.param(
            _actor(Role.SUPERVISOR, "fgw"),
            Right.SEE,
            "mz",
            Grant.FIGURES,
            True,
            id="the supervisor sees figures",
        ),
        pytest.param(
            _actor(Role.SYSTEM_ADMIN), Right.USERS, "scjg", Grant.RIGHTS, False, id="accounts are not rights"
        ),
        pytest.param(_actor(Role.AUDIT_ADMIN), Right.LOG, "mz", None, True, id="the auditor reads every log"),
        pytest.param(
            os_actor("root"), Right.SUBMIT, "scjg", None, True, id="the command line submits for any agency"
        ),
        pytest.param(system_actor("inbox"), Right.SUBMIT, "mz", None, True, id="a dropped file is submitted"),
        pytest.param(
            system_actor("inbox"), Right.USERS, "mz", Grant.ACCOUNTS, False, id="the program opens no account"
        ),
        pytest.param(
            Actor(ActorKind.USER, "1", "张三", 1),
            Right.SUBMIT,
            "",
            None,
            False,
            id="a user without a post is nobody",
        ),
    ],
)
def test_what_follows_from_the_table(actor, right, organisation, under, expected):
    assert may(actor, right, organisation, under=under) is expected


@pytest.mark.parametrize(
    ("actor", "under"), [*product([os_actor("root"), system_actor("worker")], [None, *Grant])]
)
def test_nobody_without_a_name_looks_at_what_is_not_public(actor, under):
    assert not may(actor, Right.SEE, "scjg", under=under)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("right", [Right.SUBMIT, Right.APPROVE, Right.SEE, Right.CORRECT, Right.PUBLISH])
def test_an_administrator_has_no_part_in_the_business(role, right):
    assert grants(_actor(role), right) == ()


def test_the_administrators_are_three_duties_and_the_business_one():
    assert {duty(role) for role in ADMINISTRATORS} == set(ADMINISTRATORS)
    assert {duty(role) for role in set(Role) - ADMINISTRATORS} == {"business"}


def test_the_page_of_rights_is_that_of_the_table():
    """When this fails: run `make docs` and look at what it changed."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "rights.md"
    assert page.read_text(encoding="utf-8") == reference.render()
    assert all(kind.label in reference.render() for kind in WITHOUT_POST)
