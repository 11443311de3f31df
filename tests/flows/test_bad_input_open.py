"""What does not hold yet."""

import os

import pytest
from builders import csv_file, grid, licence, penalty, person, resident_id, uscc, xlsx


def test_the_template_of_another_item_is_called_by_its_title(desk, template):
    answer = desk.submit(template("licence", licence()))
    assert answer.error["code"] == "template.wrong_item"
    assert "行政许可公示信息" in answer.error["message"]


def test_a_field_split_by_a_comma_before_trailing_blanks_is_a_shifted_row(desk):
    """Every record has one delimiter per title; this one has one more, although what is behind it is blank."""
    lines = csv_file(grid([penalty(1), penalty(2), penalty(3)])).decode()
    split = lines.replace("新郑市试例2号食品有限公司", "新郑市试例2号,食品有限公司")
    answer = desk.submit(split.encode(), "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "inserted", 3: "rejected", 4: "inserted"}
    assert answer.of_row(3) == {("", "SHIFTED_ROW")}


def test_a_split_address_does_not_pass_as_address_and_province(desk):
    """Of optional texts followed by blanks nothing else would notice."""
    rows = [{"MC": f"新郑市试例{n}号商行", "SHXYM": uscc(n), "ZS": "新郑市新建路人民路1号"} for n in (1, 2)]
    lines = csv_file(grid(rows, "registration")).decode()
    split = lines.replace("新郑市新建路人民路1号", "新郑市新建路,人民路1号", 1)
    answer = desk.submit(split.encode(), "报送.csv", item="registration", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted"}


def test_a_person_s_registered_name_is_not_told_to_whoever_sends_the_number(desk):
    """Another agency learns nothing of a person (class C) by sending a number with an invented name."""
    desk.submit(xlsx(grid([person(1)], "penalty_person")), item="penalty_person")
    probe = person(1, CF_XDR_MC="某某", CF_WSH="新交罚〔2025〕1号")
    answer = desk.submit(xlsx(grid([probe], "penalty_person")), item="penalty_person", agency="jt")
    assert "李试例" not in str(answer.document)


def test_rows_that_repeat_a_rejected_row_say_why_too(desk):
    """The first row is another agency's; the row that repeats it is rejected as well, and must say so."""
    desk.submit(xlsx(grid([penalty(1)])))
    answer = desk.submit(xlsx(grid([penalty(1), penalty(1)])), agency="jt")
    assert answer.outcomes == {"rejected": 2}


def test_a_plan_made_before_the_very_first_merge_is_made_again_after_it(desk, superuser):
    """On a new installation two agencies check the same record before either loads it."""
    import psycopg
    from django.db import connection

    from xinyong.records import merge

    with psycopg.connect(superuser(connection.settings_dict["NAME"]), autocommit=True) as admin:
        admin.execute("ALTER SEQUENCE records_merge_generation RESTART")
    before = merge.lock()
    desk.submit(xlsx(grid([penalty(1)])))
    assert merge.lock() != before


# --- numbers of persons where none is expected


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


# --- the command line


@pytest.mark.parametrize(
    ("item", "agency", "code"),
    [
        ("penalty", "nosuch", "agency.unknown"),
        ("nosuch", "scjg", "item.unknown"),
        ("tax_arrears", "scjg", "submission.not_supplier"),
    ],
)
def test_what_gets_no_receipt_says_so_by_null(run, tmp_path, item, agency, code):
    (tmp_path / "报送.xlsx").write_bytes(xlsx(grid([penalty(1)])))
    status, document, _ = run("submit", "报送.xlsx", "--item", item, "--agency", agency, "--json")
    assert (status, document["error"]["code"]) == (2, code)
    assert document["receipt"] is None


def test_a_file_name_that_an_old_system_wrote_in_gbk(run, tmp_path):
    """The name is no UTF-8; the file is as good as any."""
    name = os.fsdecode("报送.xlsx".encode("gbk"))
    (tmp_path / name).write_bytes(xlsx(grid([penalty(51)])))
    status, document, _ = run("submit", name, "--item", "penalty", "--agency", "scjg", "--json")
    assert (status, document["inserted"]) == (0, 1)


@pytest.mark.parametrize("command", ["template", "marked"])
def test_an_output_folder_that_is_not_there_is_a_refusal_in_words(run, tmp_path, command):
    (tmp_path / "报送.xlsx").write_bytes(xlsx(grid([penalty(52, CF_SY=None)])))
    _, document, _ = run("submit", "报送.xlsx", "--item", "penalty", "--agency", "scjg", "--json")
    what = {"template": "penalty", "marked": document["receipt"]}[command]
    status, document, _ = run(command, what, "--out", "没有/标注.xlsx", "--json")
    assert status == 2
    assert "没有" in document["error"]["message"]


def test_a_wrong_use_with_json_is_answered_with_a_document(run):
    status, document, _ = run("submit", "报送.xlsx", "--agency", "scjg", "--json")
    assert status == 2
    assert "--item" in document["error"]["message"]


def test_a_home_that_cannot_be_is_said_without_a_traceback(run):
    status, document, _ = run("items", "--json", XINYONG_HOME="/dev/null/home")
    assert status in {1, 2}
    assert "/dev/null/home" in document["error"]["message"]


def test_a_database_that_does_not_answer_is_said_without_a_traceback(run):
    status, document, _ = run("items", "--json", DATABASE_URL="postgresql://a:secret@127.0.0.1:9/x")
    assert status in {1, 2}
    assert "secret" not in str(document)
