"""The demonstration data: valid in every check, the same every time, and visibly nobody's."""

from datetime import date

import polars as pl
import pytest

from xinyong.accounts.actors import os_actor
from xinyong.accounts.organisations import city_file, read_organisations
from xinyong.catalogue.checking import check_block
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.models import Finding, RowOutcome, Submission
from xinyong.collection.states import Outcome, State
from xinyong.infra.clock import now
from xinyong.project import demonstration
from xinyong.project.demonstration import generate
from xinyong.project.demonstration.population import NOWHERE, data, organisations

START, UNTIL = date(2021, 8, 1), date(2026, 5, 31)
ITEMS = tuple(load_catalogue().items)
ROLES = {
    "报送员",
    "审核员",
    "信用中心经办人",
    "信用中心负责人",
    "监督员",
    "系统管理员",
    "安全保密管理员",
    "安全审计员",
}


def made(item, rows=400, seed=7, **more):
    return generate(item, rows, seed, start=START, until=UNTIL, **more)


def checked(item, frame):
    fields = {field.title: field.code for field in item.input_fields}
    rows = frame.rename(fields).with_row_index("line", offset=2).cast({"line": pl.UInt32})
    agency = data("agencies")[data(item.code)["agency"]]["name"]
    return check_block(rows, None, item, UNTIL, agency_name=agency)


@pytest.mark.parametrize(
    "code", [pytest.param(c, id=f"{c}: no row is refused or even warned of") for c in ITEMS]
)
def test_passes_every_check(code):
    result = checked(load_catalogue().item(code), made(code))
    assert result.findings.select("field", "code", "shown").rows() == []
    assert result.rows.height == 400


@pytest.mark.parametrize("code", [pytest.param(c, id=f"{c}: no two rows state the same fact") for c in ITEMS])
def test_facts_are_distinct(code):
    rows = checked(load_catalogue().item(code), made(code, rows=3000)).rows
    assert rows["_subject"].null_count() == 0
    assert rows.select(pl.struct("_subject", "_key").n_unique()).item() == 3000


@pytest.mark.parametrize(
    "code", [pytest.param(c, id=f"{c}: nobody can take a row for a real one") for c in ITEMS]
)
def test_is_visibly_fictitious(code):
    item, frame = load_catalogue().item(code), made(code, rows=50)
    fields = frame.rename({field.title: field.code for field in item.input_fields})
    assert fields[item.subject.name].str.contains("演示").all()
    if item.decision.document:
        assert fields[item.decision.document].str.contains("演").all()
    codes = [field for _, field in item.subject.codes if fields[field].null_count() == 0]
    assert all(fields[each].str.contains(NOWHERE, literal=True).all() for each in codes)
    persons = [field.code for field in item.fields if field.type == "document_number"]
    assert all(fields[each].drop_nulls().str.starts_with(NOWHERE).all() for each in persons)


def test_titles_are_those_of_the_template():
    item = load_catalogue().item("penalty")
    assert made("penalty", rows=3).columns == [field.title for field in item.input_fields]


def test_the_same_seed_gives_the_same_rows_and_another_gives_others():
    assert made("penalty").equals(made("penalty"))
    assert not made("penalty").equals(made("penalty", seed=8))


def test_an_organisation_is_the_same_one_in_every_item():
    register = made("registration", rows=300).select("统一社会信用代码", "名称")
    named = made("licence").select(
        pl.col("行政相对人代码_1(统一社会信用代码)").alias("统一社会信用代码"), "行政相对人名称"
    )
    both = named.join(register, on="统一社会信用代码", how="inner")
    assert both.height == 400
    assert (both["名称"] == both["行政相对人名称"]).all()


def test_households_and_branches_are_among_the_organisations():
    assert set(organisations(range(20))["kind"]) == {"法人", "非法人组织", "个体工商户"}


def test_periods_are_running_and_ended():
    ends = made("penalty", rows=2000)["公示截止期"]
    assert (ends < "2026/05/31").any()
    assert (ends > "2026/05/31").any()


def test_agencies_bear_their_present_names():
    names = {spec.code: spec.names[-1].name for spec in read_organisations(city_file())}
    assert {code: each["name"] for code, each in data("agencies").items()}.items() <= names.items()


def test_a_recipe_that_names_an_unknown_word_is_refused():
    from xinyong.project.demonstration.generating import _text

    with pytest.raises(ValueError, match=r"\{nme\}"):
        _text("{nme}", ["name"])


@pytest.mark.slow
class TestLoad:
    """One load, looked at from several sides."""

    @pytest.fixture
    def loaded(self, db):
        return demonstration.load(by=os_actor("root"), at=now())

    def test_departments_files_in_every_state(self, loaded):
        states = {name: state for _, name, state, _ in loaded.submissions}
        assert states.pop("演示-有错误的处罚.csv") == State.REFUSED.label
        assert states.pop("演示-有错误的许可-只入库合格行.csv") == State.LOADED_IN_PART.label
        assert set(states.values()) == {State.LOADED.label}
        assert RowOutcome.objects.filter(outcome=Outcome.INSERTED).count() > 550
        assert not Finding.objects.exclude(submission__filename__contains="有错误").exists()

    def test_a_role_each_has_an_account_with_a_password_told_once(self, loaded):
        assert {account.role for account in loaded.accounts} == ROLES
        assert all(account.password in "\n".join(loaded.in_words()) for account in loaded.accounts)

    def test_a_second_time_brings_nothing(self, loaded):
        again = demonstration.load(by=os_actor("root"), at=now())
        assert again == demonstration.Loaded()
        assert list(again.in_words()) == []

    def test_an_interrupted_load_is_completed(self, loaded):
        before = Submission.objects.count()
        Submission.objects.filter(filename="演示-荣誉.csv").update(filename="演示-荣誉（改名）.csv")
        again = demonstration.load(by=os_actor("root"), at=now())
        assert [name for _, name, _, _ in again.submissions] == ["演示-荣誉.csv"]
        assert Submission.objects.count() == before + 1


def test_nothing_fictitious_joins_real_submissions(db):
    Submission.objects.create(
        receipt="BS2026-000001",
        agency="scjg",
        item="penalty",
        edition="2026-1",
        channel="command",
        received_at=now(),
        actor_kind="os",
        actor="root",
        filename="七月.xlsx",
        size=0,
        sm3=b"",
        stored_name="none",
    )
    loaded = demonstration.load(by=os_actor("root"), at=now())
    assert loaded.kept_out
    assert (loaded.accounts, loaded.submissions) == ((), ())
