"""Sample files: whatever they promise is what the check finds, for every item and every kind."""

import tempfile
from datetime import date

import polars as pl
import pytest

from xinyong.catalogue.loader import load_catalogue
from xinyong.collection.examination import Assignment, Sink, examine
from xinyong.collection.fictitious import NOWHERE, agency_code, organisation_code, resident_id
from xinyong.collection.samples import Kind, sample, written
from xinyong.rules.identifiers import check_resident_id, check_uscc

DAY = date(2026, 11, 25)
AGENCY = ("scjg", "虚构市演示管理局")
ITEMS = sorted(load_catalogue().items)
SAMPLES = [pytest.param(item, kind, id=f"{item}: {kind.label}") for item in ITEMS for kind in Kind]
COMMON = {"NAME_IS_NUMBER", "DATE_WITHOUT_DAY", "DATE_FORMAT", "DATE_IMPOSSIBLE", "DUPLICATE_ROW"}


def made(code, kind, seed=123_456):
    return sample(load_catalogue().item(code), kind, AGENCY, DAY, seed)


def examined(one):
    with tempfile.TemporaryFile() as file:
        file.write(written(one, DAY))
        file.flush()
        assignment = Assignment(load_catalogue(), one.item, AGENCY[1], DAY, one.filename)
        return examine(file.fileno(), assignment, Sink(lambda rows: rows, lambda _: None))


@pytest.mark.parametrize(("code", "kind"), SAMPLES)
def test_a_sample_is_found_as_it_promises(code, kind):
    one = made(code, kind)
    found = examined(one)
    told = {(row["line"], row["field"] or "", row["code"]) for row in found.findings.iter_rows(named=True)}
    assert told == {(line, fault.field, fault.code) for line, fault in one.faults.items()}
    assert found.lines.filter(~pl.col("ok")).height == one.rejected
    assert found.lines.height == len(one.rows)


@pytest.mark.parametrize("code", ITEMS)
def test_the_three_kinds_show_three_things(code):
    assert made(code, Kind.GOOD).faults == {}
    assert {fault.code for fault in made(code, Kind.FAULTY).faults.values()} >= COMMON
    mixed = made(code, Kind.MIXED)
    assert 0 < mixed.rejected < len(mixed.rows)


@pytest.mark.parametrize("code", ITEMS)
def test_two_people_get_other_organisations_and_decisions(code):
    item = load_catalogue().item(code)
    mine, yours = made(code, Kind.GOOD, 1), made(code, Kind.GOOD, 100_001)
    for field in (item.subject.name, *dict(item.subject.codes).values(), item.decision.document):
        told = [row[field] for one in (mine, yours) for row in one.rows if row.get(field or "")]
        if item.family == "organisation" or field == item.decision.document:
            assert len(set(told)) == len(told)


@pytest.mark.parametrize("code", ITEMS)
def test_the_same_seed_gives_the_same_bytes(code):
    assert written(made(code, Kind.FAULTY), DAY) == written(made(code, Kind.FAULTY), DAY)


@pytest.mark.parametrize("code", ITEMS)
def test_everything_is_visibly_fictitious(code):
    one = made(code, Kind.GOOD)
    assert one.filename.startswith("练习-")
    for row in one.rows:
        assert "演示" in row[one.item.subject.name]
        assert all(row[field][2:8] == NOWHERE for field in row if one.item.field(field).type == "uscc")


@pytest.mark.parametrize("number", [0, 1, 17_999, 18_000, 999_999])
def test_numbers_pass_every_check_and_are_nobodys(number):
    assert check_resident_id(resident_id(number), DAY).valid
    assert check_uscc(organisation_code("91", f"B{number:07d}")).valid
    assert check_uscc(agency_code(f"x{number}")).valid
