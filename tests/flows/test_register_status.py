"""The register decides whether its subject still exists; other items, blanks and revoked rows do not."""

from datetime import date

import pytest
from builders import csv_file, grid, penalty, uscc

from xinyong.catalogue import model as catalogue
from xinyong.records import states
from xinyong.records.models import Subject


def row(**changes):
    """The least row of the register: a firm in existence."""
    return {"MC": "新郑市试例1号食品有限公司", "SHXYM": uscc(1), "CLRQ": "2020/1/2", "DJZT": "存续"} | changes


def hand_in(desk, *rows, item="registration"):
    return desk.submit(csv_file(grid(rows, item)), "报送.csv", item=item)


def status():
    return Subject.objects.values_list("status", "status_on", "status_source").get()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param({}, ("active", None, "registration"), id="存续 means that it exists"),
        pytest.param(
            {"DJZT": "吊销", "DXRQ": "2024/3/1"},
            ("licence_revoked", date(2024, 3, 1), "registration"),
            id="吊销未注销 has lost its licence since that day",
        ),
        pytest.param(
            {"DJZT": "3", "DXRQ": "2024/3/1", "ZXRQ": "2025/4/2"},
            ("cancelled", date(2025, 4, 2), "registration"),
            id="吊销已注销 is gone since the day it was struck off",
        ),
        pytest.param({"DJZT": "注销"}, ("cancelled", None, "registration"), id="注销 without a day is gone"),
        pytest.param({"DJZT": "撤销"}, ("annulled", None, "registration"), id="撤销 is not 注销"),
        pytest.param({"DJZT": "迁出"}, ("moved_out", None, "registration"), id="迁出 has moved out"),
        pytest.param({"DJZT": "其他"}, ("active", None, ""), id="其他 says nothing"),
        pytest.param({"DJZT": None}, ("active", None, ""), id="a blank says nothing"),
    ],
)
@pytest.mark.parametrize("known", [False, True], ids=["of a new subject", "of a subject known by a penalty"])
def test_the_register_says_how_its_subject_stands(desk, known, cells, found):
    if known:
        hand_in(desk, penalty(1), item="penalty")
    hand_in(desk, row(**cells))
    assert status() == found


@pytest.mark.parametrize(
    ("later", "found"),
    [
        pytest.param({"DJZT": "存续"}, ("active", None), id="存续 again exists again"),
        pytest.param({"DJZT": None}, ("cancelled", date(2025, 4, 2)), id="a blank leaves it as it is"),
        pytest.param(
            {"DJZT": "注销", "ZS": "虚构路9号"},
            ("cancelled", date(2025, 4, 2)),
            id="the same without a day keeps the day",
        ),
        pytest.param(
            {"DJZT": "注销", "ZXRQ": "2025/5/5"},
            ("cancelled", date(2025, 5, 5)),
            id="a corrected day is taken",
        ),
        pytest.param({"DJZT": "迁出"}, ("moved_out", None), id="another status without a day has none"),
        pytest.param(
            {"DJZT": "注销", "ZXRQ": "2025/4/2", "CZ": "撤销"},
            ("cancelled", date(2025, 4, 2)),
            id="a revoked row decides nothing",
        ),
    ],
)
def test_the_row_loaded_last_wins(desk, later, found):
    hand_in(desk, row(DJZT="注销", ZXRQ="2025/4/2"))
    hand_in(desk, row(**later))
    assert status()[:2] == found


def test_a_row_that_is_not_loaded_decides_nothing(desk):
    hand_in(desk, row())
    refused = hand_in(desk, row(DJZT="注销", ZXRQ="2019/1/1"))
    assert refused.codes == ["DATE_ORDER"]
    assert status()[0] == "active"


def test_another_item_never_touches_the_status(desk):
    hand_in(desk, row(DJZT="注销"))
    hand_in(desk, penalty(1), item="penalty")
    assert status() == ("cancelled", None, "registration")


def test_catalogue_and_records_know_the_same_statuses():
    assert [each.value for each in catalogue.SubjectStatus] == states.SubjectStatus.values
