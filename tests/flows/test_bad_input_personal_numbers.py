"""Numbers of persons where none is expected: they never travel, are never public, are no code of anybody."""

import pytest
from builders import grid, penalty, person, resident_id, xlsx


def test_a_person_s_registered_name_is_not_told_to_whoever_sends_the_number(desk):
    """Another agency learns nothing of a person (class C) by sending a number with an invented name."""
    desk.submit(xlsx(grid([person(1)], "penalty_person")), item="penalty_person")
    probe = person(1, CF_XDR_MC="某某", CF_WSH="新交罚〔2025〕1号")
    answer = desk.submit(xlsx(grid([probe], "penalty_person")), item="penalty_person", agency="jt")
    assert "李试例" not in str(answer.document)


def test_a_personal_number_as_a_title_is_not_repeated_in_the_finding(desk):
    """Somebody has typed it beside the header."""
    number = resident_id(1)
    answer = desk.submit(xlsx(grid([penalty(1)], extra=[number])))
    assert answer.codes == ["HEADER_UNKNOWN"]
    assert number[6:14] not in str(answer.document)


@pytest.mark.parametrize("ending", ["", "00"])
def test_a_taxpayer_number_made_of_a_personal_one_is_sealed_and_not_public(desk, ending):
    """Households were given tax numbers of 18 or 20 characters that are their owner's number."""
    stall = {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": None, "CF_XDR_SWDJ": resident_id(1) + ending}
    answer = desk.submit(xlsx(grid([penalty(1, **stall)])))
    assert resident_id(1)[6:14] not in str([(r.public, r.natural_key) for r in answer.records.values()])
    assert resident_id(1)[6:14] not in str(answer.payloads)


def test_a_personal_number_is_no_code_of_an_organisation_even_if_its_check_character_fits(desk):
    """One in twenty of them passes GB 32100: 4 is a department's figure, and nothing else is looked at."""
    rows = [penalty(n, CF_XDR_LB="个体工商户", CF_XDR_SHXYM=resident_id(n)) for n in range(1, 80)]
    answer = desk.submit(xlsx(grid(rows)), accept_valid=True)
    assert answer.outcomes == {"rejected": 79}


def test_a_personal_number_in_a_public_text_does_not_become_public(desk):
    answer = desk.submit(xlsx(grid([penalty(1, CF_SY=f"张某（身份证号{resident_id(1)}）无证经营")])))
    assert resident_id(1)[6:14] not in str([record.public for record in answer.records.values()])


def test_a_personal_number_in_the_name_of_the_file_is_not_kept_in_clear(desk):
    answer = desk.submit(xlsx(grid([penalty(1)])), f"张某{resident_id(1)}.xlsx")
    assert resident_id(1)[6:14] not in answer.submission.filename
