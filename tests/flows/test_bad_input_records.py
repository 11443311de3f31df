"""Rows in relation to each other and to what the platform knows already."""

import pytest
from builders import HOUSEHOLD, ZEROS, csv_file, grid, licence, penalty, person, uscc, xlsx


def filed(*rows, item="penalty"):
    return xlsx(grid(rows, item))


@pytest.fixture
def staff(db):
    """Return a function: a new member of an organisation in a role."""
    from conftest import AT

    from xinyong.accounts import actions
    from xinyong.accounts.actors import os_actor
    from xinyong.accounts.queries import actor_for_user
    from xinyong.infra.clock import local_date

    def make(organisation, role="reporter"):
        name = f"{organisation}-{role.replace('_', '-')}"
        actions.add_user(
            username=name, name="王试例", organisation=organisation, role=role, by=os_actor("root"), at=AT
        )
        return actor_for_user(name, local_date(AT))

    return make


FAR = {"CF_GSJZQ": "2098/1/4"}  # whenever the test runs, the period of publication is not over


def visible():
    """Numbers of the records that the public may see."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM disclosure_record")
        return {number for (number,) in cursor.fetchall()}


def seen(code, by):
    """What a member of staff is shown of a subject: its records, as (item, agency)."""
    from conftest import AT

    from xinyong.inquiries import looks
    from xinyong.inquiries.models import Way

    look = looks.Look(code=code, purpose="other", reason="核对报送结果", way=Way.COMMAND_LINE)
    answer = looks.look_up(look=look, by=by, at=AT)
    return answer.outcome.value, [(each["item"], each["agency"]) for each in answer.records]


# --- the same again


def test_the_same_file_twice_changes_nothing_and_says_so(desk):
    from xinyong.collection.queries import result_in_words
    from xinyong.records.models import RecordVersion

    content = filed(penalty(1), penalty(2), penalty(3))
    first, second = desk.submit(content), desk.submit(content)
    assert (first.outcomes, second.outcomes) == ({"inserted": 3}, {"unchanged": 3})
    assert (second.state, second.found) == ("loaded", [])
    assert "与平台已有记录完全一致" in result_in_words(second.submission, second.document)
    assert RecordVersion.objects.count() == 3
    assert first.receipt != second.receipt


def test_the_same_content_in_another_spelling_and_kind_of_file_is_unchanged(desk):
    desk.submit(filed(penalty(1, CF_XDR_LB="个体工商户", CF_XDR_SHXYM=uscc(1, "92"))))
    again = penalty(
        1,
        CF_XDR_LB="个体户",
        CF_XDR_SHXYM=uscc(1, "92").lower(),
        CF_JDRQ="2025年11月3日",
        CF_NR_FK="1.50",
        CF_FR_ZJHM=penalty(1)["CF_FR_ZJHM"].lower(),
        CF_WSH="新市监罚[2025]1号",
    )
    answer = desk.submit(csv_file(grid([again])), "报送.csv")
    assert answer.of_row(2) == set()
    assert set(answer.outcomes) <= {"unchanged", "updated"}, (
        "the number is written otherwise, the key is the same"
    )
    assert answer.record.version == answer.outcomes.get("updated", 0) + 1


def test_an_exact_repetition_in_the_file_is_unchanged_with_a_warning(desk):
    row = penalty(1, CF_XDR_SHXYM=uscc(1))
    same = row | {"CF_JDRQ": "2025-11-03"}
    answer = desk.submit(filed(row, penalty(2), same, row))
    assert answer.ledger == {2: "inserted", 3: "inserted", 4: "unchanged", 5: "unchanged"}
    assert answer.found == [(4, "", "DUPLICATE_ROW", "warn"), (5, "", "DUPLICATE_ROW", "warn")]
    assert "第2行" in answer.findings[0]["message"]
    assert len({record.pk for record in answer.records.values()}) == 2


def test_one_key_with_different_contents_rejects_all_its_rows(desk):
    row = penalty(1)
    content = filed(row, penalty(2), row, penalty(1, CF_NR_FK="2.5"), penalty(3))
    answer = desk.submit(content)
    assert answer.outcomes == {"rejected": 3, "held": 2}
    assert {f["row"] for f in answer.findings if f["code"] == "KEY_CONFLICT"} == {2, 4, 5}
    answer = desk.submit(content, accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted", 4: "rejected", 5: "rejected", 6: "inserted"}


def test_a_record_and_its_revocation_in_one_file_contradict_each_other(desk):
    answer = desk.submit(filed(penalty(1), penalty(1, CZ="撤销")))
    assert answer.outcomes == {"rejected": 2}
    assert answer.codes == ["KEY_CONFLICT", "KEY_CONFLICT"]


def test_two_penalties_of_one_party_on_one_day_both_stay(desk):
    row = penalty(1)
    answer = desk.submit(filed(row, row | {"CF_WSH": "新市监罚〔2025〕1-1号"}))
    assert answer.outcomes == {"inserted": 2}
    assert len({record.pk for record in answer.records.values()}) == 2
    assert len({record.subject_id for record in answer.records.values()}) == 1


def test_one_decision_against_two_parties_is_two_records_of_one_decision(desk):
    answer = desk.submit(filed(penalty(1), penalty(2, CF_WSH=penalty(1)["CF_WSH"])))
    assert answer.outcomes == {"inserted": 2}
    first, second = answer.records.values()
    assert first.decision_key == second.decision_key != ""
    assert first.subject_id != second.subject_id


# --- who has reported it


def test_a_key_of_another_agency_is_refused_by_its_chinese_name(desk):
    desk.submit(filed(penalty(1)))
    content = filed(penalty(1), penalty(2))
    answer = desk.submit(content, agency="jt")
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": 1, "held": 1})
    finding = next(f for f in answer.findings if f["code"] == "OTHER_AGENCY")
    assert (finding["row"], finding["severity"]) == (2, "reject")
    assert "新郑市市场监督管理局" in finding["message"]
    assert "scjg" not in finding["message"]

    answer = desk.submit(content, agency="jt", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted"}
    assert answer.record.agency == "jt"


def test_an_item_that_is_not_the_agencys_to_supply_gets_no_receipt(desk, home):
    from xinyong.collection.errors import NotSupplierError
    from xinyong.collection.models import Submission

    files = set((home / "files").rglob("*"))
    with pytest.raises(NotSupplierError) as refusal:
        desk.submit(filed(penalty(1)), item="tax_arrears", agency="jt")
    assert "欠税公告信息" in refusal.value.message
    assert "新郑市交通运输局" in refusal.value.message
    assert not Submission.objects.exists()
    assert {path for path in (home / "files").rglob("*") if path.is_file()} <= files


def test_nobody_reports_in_the_name_of_another_agency(desk, staff):
    from xinyong.collection.errors import NotYoursError
    from xinyong.collection.models import Submission

    with pytest.raises(NotYoursError) as refusal:
        desk.submit(filed(penalty(1)), by=staff("jt"))
    assert "新郑市市场监督管理局" in refusal.value.message
    with pytest.raises(NotYoursError):
        desk.submit(filed(penalty(1)), by=staff("scjg", "reviewer"))
    assert not Submission.objects.exists()
    assert desk.submit(filed(penalty(1)), by=staff("scjg")).outcomes == {"inserted": 1}


# --- whom it is about


def test_placeholders_never_make_two_organisations_one(desk):
    from xinyong.records.models import Subject, SubjectIdentifier

    rows = [
        penalty(1, CF_XDR_SHXYM=ZEROS),
        penalty(2, CF_XDR_SHXYM=ZEROS),
        penalty(3, CF_XDR_SHXYM=None, CF_XDR_GSZC="0000000000000"),
        penalty(4, CF_XDR_SHXYM=None, CF_XDR_ZZJG="000000000"),
        penalty(5, CF_XDR_SHXYM=None, CF_XDR_SWDJ="000000000000000"),
        penalty(6, CF_XDR_SHXYM="无", CF_XDR_GSZC="/"),
        penalty(7),
    ]
    answer = desk.submit(filed(*rows), accept_valid=True)
    assert answer.outcomes == {"inserted": 1, "rejected": 6}
    assert Subject.objects.count() == 1
    assert SubjectIdentifier.objects.get().value == uscc(7)


def test_households_without_a_code_are_linked_to_nobody_and_shown_to_nobody_else(desk, staff):
    from xinyong.records.models import Subject

    stall = {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": HOUSEHOLD, "CF_WSH": "新市监罚〔2025〕77号"}
    answer = desk.submit(filed(penalty(1, **stall), penalty(2, **stall)))
    assert answer.outcomes == {"inserted": 2}
    assert {f["code"] for f in answer.findings} == {"HOUSEHOLD_PLACEHOLDER"}
    assert not Subject.objects.exists()
    assert [(r.subject_id, r.disclosure) for r in answer.records.values()] == [(None, "undisclosed")] * 2
    assert visible() == set()
    assert seen(HOUSEHOLD, staff("jt")) == ("nothing", [])
    again = desk.submit(filed(penalty(1, **stall), penalty(2, **stall)))
    assert again.outcomes == {"unchanged": 2}


def test_seventeen_zeros_and_x_are_no_code_of_a_company(desk):
    answer = desk.submit(filed(penalty(1, CF_XDR_SHXYM=HOUSEHOLD)))
    assert answer.found == [(2, "CF_XDR_SHXYM", "CODE_PLACEHOLDER", "reject")]


def test_another_name_under_a_known_code_is_said_and_belongs_to_the_code(desk):
    desk.submit(filed(penalty(1)))
    answer = desk.submit(
        filed(penalty(1, CF_XDR_MC="新郑市更名后食品有限公司", CF_WSH="新市监罚〔2025〕9号"))
    )
    assert answer.outcomes == {"inserted": 1}
    assert answer.found == [(2, "", "NAME_DIFFERS", "warn")]
    assert "新郑市试例1号食品有限公司" in answer.findings[0]["message"]


def test_what_is_stored_of_a_penalty_is_public_without_documents(desk):
    answer = desk.submit(filed(penalty(1, BZ="内部备注", **FAR)))
    assert visible() == {answer.record.pk}
    assert answer.record.public["CF_FRDB"] == "张试例"
    assert {"CF_FR_ZJHM", "CF_FR_ZJLX", "BZ", "CZ"} & set(answer.record.public) == set()


def test_persons_are_class_c_sealed_and_not_to_be_found(desk, staff):
    from xinyong.records.models import SubjectIdentifier

    rows = [person(1), person(2, CF_XDR_ZJLX="护照号", CF_XDR_ZJHM="E12345678")]
    answer = desk.submit(filed(*rows, item="penalty_person"), item="penalty_person")
    assert answer.outcomes == {"inserted": 2}
    for record, payload in zip(answer.records.values(), answer.payloads.values(), strict=True):
        assert (record.family, record.record_class, record.disclosure) == ("person", "C", "undisclosed")
        assert record.public == {}
        assert str(record.retained_until) == "2030-11-03"
        assert payload["CF_XDR_ZJHM"].startswith("sm4:")
    assert list(SubjectIdentifier.objects.values_list("value", flat=True)) == [None, None]
    assert visible() == set()
    assert seen(person(1)["CF_XDR_ZJHM"], staff("jt")) == ("nothing", [])
    assert seen(person(1)["CF_XDR_ZJHM"], staff("scjg"))[0] == "answered"
    assert desk.submit(filed(*rows, item="penalty_person"), item="penalty_person").outcomes == {
        "unchanged": 2
    }


def test_an_old_id_number_is_the_same_person(desk):
    new = person(1)["CF_XDR_ZJHM"]
    desk.submit(filed(person(1), item="penalty_person"), item="penalty_person")
    old = person(1, CF_XDR_ZJHM=new[:6] + new[8:17], CF_WSH="新市监罚〔2025〕2号")
    answer = desk.submit(filed(old, item="penalty_person"), item="penalty_person")
    from xinyong.records.models import Subject

    assert answer.outcomes == {"inserted": 1}
    assert Subject.objects.count() == 1


def test_findings_about_persons_hold_no_number(desk):
    """A wrong number, a number in the column of names, a number where a type should be."""
    number = person(1)["CF_XDR_ZJHM"]
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    rows = [
        person(1, CF_XDR_ZJHM=wrong),
        person(2, CF_XDR_MC=number),
        person(3, CF_XDR_ZJLX=number),
        person(4, CF_JDRQ=number),
    ]
    answer = desk.submit(filed(*rows, item="penalty_person"), item="penalty_person")
    assert answer.outcomes == {"rejected": 4}
    assert number[:14] not in str(answer.document)
    assert all(number[6:14] not in finding.shown for finding in answer.submission.findings.all())


# --- changes


def test_a_changed_row_is_a_new_version_of_the_kind_it_says(desk):
    from xinyong.records.models import RecordVersion

    desk.submit(filed(penalty(1, **FAR), penalty(2, **FAR), penalty(3, **FAR)))
    answer = desk.submit(
        filed(
            penalty(1, CF_NR_FK="2", **FAR),
            penalty(2, CF_NR_FK="2", CZ="变更", **FAR),
            penalty(3, CF_NR_FK="2", CZ="更正", **FAR),
        )
    )
    assert answer.outcomes == {"updated": 3}
    kinds = [
        RecordVersion.objects.get(record=record, seq=2).change_kind for record in answer.records.values()
    ]
    assert kinds == ["fact_changed", "fact_changed", "error_corrected"]
    assert [
        RecordVersion.objects.get(record=record, seq=1).payload["CF_NR_FK"]
        for record in answer.records.values()
    ] == ["1.5"] * 3
    assert visible() == {record.pk for record in answer.records.values()}


def test_a_revoked_record_is_no_longer_public_until_it_is_reported_again(desk):
    row = penalty(1, **FAR)
    record = desk.submit(filed(row)).record
    assert visible() == {record.pk}

    revoked = desk.submit(filed(row | {"CZ": "撤销"}))
    assert (revoked.outcomes, revoked.record.validity) == ({"revoked": 1}, "revoked")
    assert visible() == set()
    assert desk.submit(filed(row | {"CZ": "撤销"})).outcomes == {"unchanged": 1}

    again = desk.submit(filed(row))
    assert again.outcomes == {"updated": 1}
    assert again.record.pk == record.pk
    assert again.record.validity in {"valid", "changed"}
    assert visible() == {record.pk}


def test_what_was_never_reported_cannot_be_revoked(desk):
    answer = desk.submit(filed(penalty(1, CZ="撤销"), penalty(2)), accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted"}
    assert [(f["row"], f["code"]) for f in answer.findings] == [(2, "NOTHING_TO_REVOKE")]


def test_another_agency_can_neither_change_nor_revoke(desk):
    desk.submit(filed(penalty(1, **FAR), penalty(2, **FAR)))
    answer = desk.submit(filed(penalty(1, CZ="撤销"), penalty(2, CF_NR_FK="9")), agency="jt")
    assert answer.outcomes == {"rejected": 2}
    assert [f["code"] for f in answer.findings if f["severity"] == "reject"] == ["OTHER_AGENCY"] * 2
    assert len(visible()) == 2


def test_a_narrower_scope_of_use_makes_a_row_stricter_and_takes_it_off(desk):
    record = desk.submit(filed(penalty(1, **FAR))).record
    assert visible() == {record.pk}
    answer = desk.submit(filed(penalty(1, SYFW="2", **FAR)))
    assert answer.record.record_class != "A"
    assert visible() == set()


def test_the_period_of_publication_is_over(desk):
    answer = desk.submit(filed(penalty(1, CF_JDRQ="2022/1/4", CF_GSJZQ="2025/1/4")))
    assert answer.outcomes == {"inserted": 1}
    assert answer.record.disclosure == "expired"
    assert visible() == set()


def test_licences_differ_by_their_number_within_one_decision(desk):
    row = licence(1)
    answer = desk.submit(filed(row, row | {"XK_XKBH": "JY-2"}, item="licence"), item="licence")
    assert answer.outcomes == {"inserted": 2}


def test_more_findings_than_are_printed_are_still_counted(desk):
    rows = [penalty(n, CF_SY=None, CF_YJ=None) for n in range(1, 602)]
    answer = desk.submit(csv_file(grid(rows)), "报送.csv")
    assert (answer.outcomes, answer.findings_total, len(answer.findings)) == ({"rejected": 601}, 1202, 1000)


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


def test_a_faulty_row_with_the_key_of_a_good_one_leaves_both_out(desk):
    """Nobody knows which of the two is meant."""
    rows = [penalty(1), penalty(1, CF_NR_FK="若干"), penalty(2)]
    answer = desk.submit(csv_file(grid(rows)), "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "rejected", 4: "inserted"}
    assert {code for _, code in answer.of_row(2)} == {"KEY_CONFLICT"}


def test_a_faulty_row_that_is_there_twice_is_rejected_twice(desk):
    rows = [penalty(1, CF_NR_FK="若干"), penalty(1, CF_NR_FK="若干")]
    answer = desk.submit(csv_file(grid(rows)), "报送.csv")
    assert answer.outcomes == {"rejected": 2}
