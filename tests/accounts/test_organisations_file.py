"""The city's organisations: the file, its faults, its days."""

from datetime import UTC, date, datetime

import pytest

from xinyong.accounts.actions import sync_organisations
from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.errors import NoSuchOrganisationError
from xinyong.accounts.models import Organisation, OrganisationKind, OrganisationName
from xinyong.accounts.organisations import city_file, read_organisations
from xinyong.accounts.queries import access_organisation, name_on, organisations_on, successor_on
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event
from xinyong.rules.errors import LawDataError

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
BY = os_actor("wang")
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def city():
    return {spec.code: spec for spec in read_organisations(city_file())}


def test_the_file_holds_the_organs_of_the_city_and_its_townships(city, shared_data):
    streets = (shared_data / "region" / "xinzheng_streets.csv").read_text(encoding="utf-8").splitlines()[1:]
    townships = [spec.names[-1].name for spec in city.values() if spec.is_township]
    assert len(townships) == len(streets) == 15
    for street in streets:
        name = street.split('"')[1]
        assert any(name.removesuffix("街道") in each for each in townships), name
    assert len(city) - len(townships) >= 40


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("scjg", "新郑市市场监督管理局"),
        ("xyzx", "新郑市信用中心"),
        ("fgw", "新郑市发展和改革委员会"),
        ("fy", "新郑市人民法院"),
        ("sw", "国家税务总局新郑市税务局"),
        ("mz", "新郑市民政局"),
        ("bb", "中共新郑市委机构编制委员会办公室"),
        ("gaj", "新郑市公安局"),
        ("jrb", "新郑市金融工作局"),
        ("hbj", "郑州市生态环境局新郑分局"),
    ],
)
@pytest.mark.django_db
def test_codes_others_rely_on_keep_their_meaning(code, name):
    assert name_on(code, TODAY) == name


def test_no_code_of_a_real_organisation_is_invented(city):
    assert {spec.uscc for spec in city.values()} == {None}


def test_kinds_but_the_recognised_agencies_occur(city):
    assert {spec.kind for spec in city.values()} == set(OrganisationKind) - {OrganisationKind.CREDIT_SERVICE}


GOOD = """
old:
  kind: 行政
  names: [{name: 旧局}]
  succeeded_by: {code: new, since: 2019-03-01}
new:
  kind: 行政
  from: 2019-03-01
  names: [{name: 新局}, {name: 更新局, from: 2024-01-01}]
"""


@pytest.fixture
def read(tmp_path):
    """Read organisations from a text."""

    def read(text):
        path = tmp_path / "organisations.yaml"
        path.write_text(text, encoding="utf-8")
        return read_organisations(path)

    return read


def test_the_ends_of_names_and_of_life_follow_from_the_beginnings(read):
    old, new = read(GOOD)
    assert (old.valid_to, old.names[0].valid_to) == (date(2019, 2, 28), date(2019, 2, 28))
    assert [(each.valid_from, each.valid_to) for each in new.names] == [
        (date(2019, 3, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "line", "fault"),
    [
        pytest.param("names: [{name: 旧局}]", "name: 旧局", 4, "unknown key 'name'", id="a key nobody knows"),
        pytest.param(
            "kind: 行政\n  names: [{name: 旧局}]",
            "names: [{name: 旧局}]",
            3,
            "'kind' is missing",
            id="no kind",
        ),
        pytest.param(
            "kind: 行政\n  from", "kind: 机关\n  from", 7, "must be one of", id="a kind nobody knows"
        ),
        pytest.param(
            "code: new", "code: newer", 5, "successor 'newer' is not in this file", id="an unknown successor"
        ),
        pytest.param("code: new", "code: old", 5, "cannot succeed itself", id="a successor of itself"),
        pytest.param("from: 2024-01-01", "from: 2018-01-01", 9, "out of order", id="names out of order"),
        pytest.param("from: 2024-01-01", "from: 2024-02-30", 9, "no such date", id="a day that never was"),
        pytest.param(
            "  from: 2019-03-01",
            "  from: 2019-03-01\n  parent: nobody",
            9,
            "parent 'nobody'",
            id="an unknown parent",
        ),
        pytest.param(
            "  from: 2019-03-01", "  from: 2019-03-01\n  parent: new", 9, "above itself", id="its own parent"
        ),
        pytest.param(
            "  from: 2019-03-01",
            "  from: 2019-03-01\n  uscc: 91410184MA3X00000A",
            9,
            "no 统一社会信用代码",
            id="a wrong code",
        ),
        pytest.param("new:\n", "no:\n", 7, "quote it", id="a code YAML reads as false"),
        pytest.param("new:\n", "old:\n", 6, "given twice", id="a code that is there"),
    ],
)
def test_a_fault_names_file_and_line(read, before, after, line, fault):
    assert before in GOOD
    with pytest.raises(LawDataError, match=rf"organisations\.yaml:{line}: .*{fault}"):
        read(GOOD.replace(before, after))


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    known = list(OrganisationName.objects.order_by("id").values_list("id", flat=True))
    events = Event.objects.count()
    assert sync_organisations(by=BY, at=AT) == 0
    assert list(OrganisationName.objects.order_by("id").values_list("id", flat=True)) == known
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_a_change_of_the_file_arrives_with_an_event(read):
    assert sync_organisations(by=BY, at=AT, specs=read(GOOD)) == 2
    assert successor_on("old", date(2019, 3, 1)) == "new"
    changed = GOOD.replace("2024-01-01", "2025-01-01").replace(
        "\n  succeeded_by: {code: new, since: 2019-03-01}", ""
    )
    Event.objects.filter(target="old").count()
    assert sync_organisations(by=BY, at=AT, specs=read(changed)) == 2
    assert successor_on("old", date(2019, 3, 1)) == "old"
    assert name_on("new", date(2024, 12, 31)) == "新局"
    assert [e.target for e in Event.objects.filter(target__in=["old", "new"]).order_by("id")] == [
        "old",
        "new",
    ] * 2
    assert Organisation.objects.filter(code="scjg").exists()  # what has left the file stays


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        pytest.param("gs", date(2018, 7, 19), "gs", id="the state tax bureau, the day before"),
        pytest.param("gs", date(2018, 7, 20), "sw", id="the state tax bureau, on the day"),
        pytest.param("ds", date(2018, 7, 20), "sw", id="the local tax bureau, on the day"),
        pytest.param("gszj", date(2019, 2, 28), "gszj", id="industry and quality, the day before"),
        pytest.param("gszj", TODAY, "scjg", id="industry and quality, today"),
        pytest.param("sy", TODAY, "scjg", id="food and drugs, today"),
        pytest.param("scjg", TODAY, "scjg", id="an organisation in force is its own"),
        pytest.param("nobody", TODAY, "nobody", id="an unknown code is left alone"),
    ],
)
def test_duties_fall_to_the_successor_in_force(code, day, expected):
    assert successor_on(code, day) == expected


@pytest.mark.django_db
def test_duties_are_handed_on_over_two_reforms(read):
    chain = GOOD + "newest:\n  kind: 行政\n  from: 2025-01-01\n  names: [{name: 最新局}]\n"
    chain = chain.replace(
        "from: 2024-01-01}]", "from: 2024-01-01}]\n  succeeded_by: {code: newest, since: 2025-01-01}"
    )
    sync_organisations(by=BY, at=AT, specs=read(chain))
    assert [successor_on("old", date(year, 1, 1)) for year in (2019, 2020, 2025)] == ["old", "new", "newest"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        pytest.param("wjw", date(2019, 2, 28), "新郑市卫生和计划生育委员会", id="the day before"),
        pytest.param("wjw", date(2019, 3, 1), "新郑市卫生健康委员会", id="on the day"),
        pytest.param(
            "gs", TODAY, "河南省新郑市国家税务局", id="an organisation that is no more keeps its last name"
        ),
        pytest.param("scjg", date(2015, 1, 1), "新郑市市场监督管理局", id="before its first name"),
    ],
)
def test_the_name_of_the_day(code, day, name):
    assert name_on(code, day) == name


@pytest.mark.django_db
def test_an_unknown_organisation_has_no_name():
    with pytest.raises(NoSuchOrganisationError, match="请核对机构代码"):
        name_on("nobody", TODAY)


@pytest.mark.django_db
def test_organisations_of_a_day():
    before, today = ({o.code for o in organisations_on(day)} for day in (date(2018, 7, 19), TODAY))
    assert {"gs", "ds", "gszj"} <= before
    assert "sw" not in before
    assert {"sw", "scjg", "xinjian"} <= today
    assert not {"gs", "ds", "gszj"} & today


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "code", "reached"),
    [
        pytest.param(
            Actor(ActorKind.USER, "1", "", 1, 1, Role.REPORTER, "scjg"),
            "scjg",
            True,
            id="a reporter, their own",
        ),
        pytest.param(
            Actor(ActorKind.USER, "1", "", 1, 1, Role.REPORTER, "scjg"), "mz", False, id="a reporter, another"
        ),
        pytest.param(
            Actor(ActorKind.USER, "1", "", 1, 1, Role.CENTRE_OPERATOR, "xyzx"),
            "mz",
            True,
            id="the centre, any",
        ),
        pytest.param(BY, "mz", True, id="the command line, any"),
        pytest.param(BY, "nobody", False, id="one that is not there"),
    ],
)
def test_who_reaches_which_organisation(actor, code, reached):
    if reached:
        assert access_organisation(actor=actor, code=code).code == code
    else:
        with pytest.raises(NoSuchOrganisationError, match=f"“{code}”"):
            access_organisation(actor=actor, code=code)
