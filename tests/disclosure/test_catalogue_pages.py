"""The catalogue for everybody: described from the edition in force alone, filtered without script."""

import html
import re
from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Family
from xinyong.disclosure import describing
from xinyong.disclosure.caching import pages
from xinyong.infra.clock import today

ITEMS = [pytest.param(each, id=each.title) for each in load_catalogue().items.values()]
PERSON = "410184198001010014"
DAY = date(2026, 11, 25)


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def test_the_list_names_every_item_under_its_point_of_the_regulation(site):
    page = words(site.get("/catalogue/"))
    for each in load_catalogue().items.values():
        assert f"{each.title} {each.record_class} 类" in page
        assert each.number in page
        assert describing.place(each.category) in page
    assert "共8个信息事项" in page
    assert "第七条(九) 劳动用工和工资支付、社会保险费缴纳的信息" in page


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_described_whole(site, item):
    pages.clear()
    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as own,
    ):
        response = site.get(f"/catalogue/{item.code}/")
    assert (response.status_code, len(public), len(own)) == (200, 1, 0)
    page = words(response)
    for said in (item.title, item.number, item.nature, describing.suppliers(item, today())):
        assert said in page
    for field in item.fields:
        assert " ".join(field.title.split()) in page
        values = field.code_list.values_on(today()) if field.code_list else ()
        assert [value for value in values if value not in page] == []
    assert ("不显示也不能查到任何自然人的记录" in page) == (item.family is Family.PERSON)


@pytest.mark.parametrize("item", ITEMS)
def test_a_field_is_never_said_to_be_more_open_than_its_item(item):
    seen = {describing.viewers(field, item) for field in item.fields}
    looser = {"A": (), "B": ("公开",), "C": ("公开", "部门")}[item.record_class]
    assert [each for each in seen if any(word in each for word in looser)] == []


def test_a_number_leads_to_the_code_for_ever(site):
    answer = site.get("/catalogue/XZF1201/")
    assert (answer.status_code, answer["Location"]) == (301, "/catalogue/penalty/")


@pytest.mark.parametrize(
    ("code", "records"),
    [
        pytest.param("penalty", "/penalties/", id="penalties have a list"),
        pytest.param("licence", "/licences/", id="licences have a list"),
        pytest.param("honour", None, id="honours are on the pages of organisations"),
        pytest.param("penalty_person", None, id="nothing of persons is listed"),
    ],
)
def test_an_item_leads_to_its_records(site, code, records):
    content = re.search(r"<main.*</main>", site.get(f"/catalogue/{code}/").content.decode(), re.DOTALL)[0]
    found = re.findall(r'href="(/penalties/|/licences/)"', content)
    assert found == ([records] if records else [])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("nothing", id="no such item"),
        pytest.param("PENALTY", id="another case"),
        pytest.param("XZF0000", id="no such number"),
        pytest.param("..%2Fpenalty", id="a way out"),
        pytest.param("penalty%00", id="a sign that is none"),
        pytest.param("%27%20OR%201=1", id="an injection"),
        pytest.param("a" * 5000, id="very long"),
        pytest.param("-", id="a hyphen"),
    ],
)
def test_there_is_no_other_item(site, code):
    assert site.get(f"/catalogue/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found", "absent"),
    [
        pytest.param({"q": "罚款"}, "XZF1201", "XZF1501", id="a word of a field"),
        pytest.param({"q": "荣 誉"}, "XZF1501", "XZF1201", id="blanks do not matter"),
        pytest.param({"q": "xzf0801"}, "XZF0801", "XZF1201", id="a number in small letters"),
        pytest.param({"class": "C"}, "XZZ0202", "XZF1201", id="a class"),
        pytest.param({"nature": "优良"}, "XZF1501", "XZF1201", id="a nature"),
        pytest.param({"class": "Z", "nature": "?"}, "XZF1201", "Z 类", id="what is no choice is left out"),
        pytest.param({"q": "没有这种信息"}, "没有符合条件的信息事项", "XZF", id="nothing fits"),
        pytest.param({"class": "A", "q": "自然人"}, "没有符合条件", "XZZ0202", id="both must fit"),
    ],
)
def test_the_list_is_narrowed_down(site, asked, found, absent):
    response = site.get("/catalogue/", asked)
    page = words(response)
    assert response.status_code == 200
    assert found in page
    assert absent not in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(PERSON, "不要输入证件号码", id="a personal number"),
        pytest.param("很" * 51, "内容过长", id="too long"),
    ],
)
def test_a_text_that_is_not_looked_for_is_not_repeated(site, text, said):
    response = site.get("/catalogue/", {"q": text})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert text not in page


def item(code):
    return load_catalogue().items[code]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("penalty", "自“处罚决定日期”起7个工作日内报送", id="from the day of decision"),
        pytest.param("registration", "每月结束之日起10个工作日内报送", id="monthly"),
        pytest.param("tax_arrears", "每季度结束之日起10个工作日内报送", id="quarterly"),
        pytest.param("honour", "每年结束之日起10个工作日内报送", id="yearly"),
        pytest.param("judgment_debtor", "每日报送一次", id="daily"),
    ],
)
def test_when_an_item_is_due_is_said_in_words(code, said):
    assert describing.due(item(code), DAY) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("penalty", "自“处罚决定日期”起公示，至“公示截止期”为止，当日仍公示；不超过《信用修复管理办法》", id="limited"),
        pytest.param("registration", "自报送起公示，没有截止期限", id="as long as it is so"),
        pytest.param("penalty_person", "不向社会公示", id="never"),
    ],
)  # fmt: skip
def test_how_long_an_item_is_disclosed_is_said_in_words(code, said):
    assert describing.publication(item(code), DAY).startswith(said)


def test_how_long_an_item_is_kept_is_said_with_its_article():
    said = describing.retention(item("penalty_person"), DAY)
    assert said == "自“处罚决定日期”起保存5年（第二十条，原办法期满后沿用，待主管部门确认）"
    assert describing.retention(item("penalty"), DAY) == "随主体的档案保存"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2018, 12, 10), "新郑市机构编制委员会办公室", id="before it was renamed"),
        pytest.param(DAY, "中共新郑市委机构编制委员会办公室", id="after"),
    ],
)
def test_a_supplier_is_named_as_it_is_called_that_day(day, name):
    assert name in describing.suppliers(item("registration"), day).split("、")
