"""数据字典: what is collected, as those who report it need it."""

import html
from io import BytesIO

import openpyxl
import pytest

from tests.disclosure.test_hostile_strings import OWN, PERSON
from xinyong.accounts.roles import Role
from xinyong.catalogue.loader import load_catalogue

pytestmark = pytest.mark.django_db
LIST = "/workspace/items/"


def text(answer):
    return html.unescape(answer.content.decode())


def test_a_department_sees_which_items_are_its_own(enter, client):
    enter(Role.REPORTER, "scjg")
    own = {row.cells[7].text for row in client.get(LOG_OWN).context["table"].rows}
    assert "registration" in own
    everything = client.get(LIST).context["table"].rows
    marked = {row.cells[7].text for row in everything if row.cells[8].text}
    assert own == marked
    assert len(everything) == len(load_catalogue().items) > len(own)


LOG_OWN = LIST + "?whose=own"


@pytest.mark.parametrize("code", sorted(load_catalogue().items))
def test_every_item_has_its_page_with_codes_and_checks(enter, code):
    item = load_catalogue().item(code)
    answer = enter(Role.CENTRE_OPERATOR).get(f"{LIST}{code}/")
    page = text(answer)
    assert answer.status_code == 200
    for field in item.input_fields:
        assert field.code in page
        assert field.title in page
    for check in item.checks:
        assert check.code in page
    assert "记录的识别" in page


def test_an_item_is_found_by_its_number_and_no_other_is_there(enter):
    client = enter(Role.AUDIT_ADMIN, "xyzx")
    number = load_catalogue().item("penalty").number
    assert "行政处罚" in text(client.get(f"{LIST}{number}/"))
    assert client.get(f"{LIST}nothing/").status_code == 404


def test_lists_can_be_taken_away(enter):
    client = enter(Role.REPORTER)
    sheet = openpyxl.load_workbook(BytesIO(client.get(LIST + "?export=xlsx&q=处罚").content)).active
    assert "行政处罚公示信息" in {cell.value for cell in sheet["B"]}
    fields = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}penalty/?export=xlsx").content)).active
    assert fields.max_row == 1 + len(load_catalogue().item("penalty").input_fields)


def test_pages_ask_little_of_the_database(enter, django_assert_max_num_queries):
    client = enter(Role.REPORTER)
    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(10):
        client.get(f"{LIST}penalty/")


def test_hostile_strings_go_nowhere(enter):
    client = enter(Role.REPORTER)
    for each in OWN:
        for name in ("q", "class", "nature", "whose"):
            answer = client.get(LIST, {name: each.encode("utf-8", "ignore").decode()})
            assert answer.status_code == 200
            assert PERSON not in text(answer)
