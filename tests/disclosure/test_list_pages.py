"""Record pages, lists with filters, the first page, and what search engines are told."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from xinyong.infra.clock import today

PERSON = "410184198001010014"


@pytest.fixture(scope="module")
def city(register):
    """A clean firm with a licence, one with a penalty, and a household that bears a person's name."""
    clean = register.subject("虚构市清风商贸有限公司", register.code(501))
    licence = register.record(
        clean, item="licence", public={"XK_WSH": "虚许〔2026〕7号"}, decided_on="2026-03-05", organ="虚构市市场监管局",
        disclosed_until=today() + timedelta(days=9), source_unit="虚构市政务数据局",
    )  # fmt: skip
    fined = register.subject(
        "虚构市浊浪食品有限公司", register.code(502), status="cancelled", status_on="2026-01-02"
    )
    penalty = register.record(
        fined, item="penalty", public={"CF_WSH": "虚罚〔2026〕3号"}, decided_on="2026-04-01", disputed=True
    )
    household = register.subject("演示甲", register.code(503), kind="个体工商户", sub_kind="个体工商户")
    own = register.record(
        household, item="penalty", public={"CF_WSH": "虚罚〔2026〕4号"}, decided_on="2026-05-01"
    )
    return {
        "clean": clean,
        "licence": licence,
        "fined": fined,
        "penalty": penalty,
        "household": household,
        "own": own,
    }


def words(response):
    return " ".join(
        html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?mark>", "", response.content.decode()))).split()
    )


def test_the_first_page_shows_the_latest_and_the_numbers(site, city):
    page = words(site.get("/"))
    assert "虚构市清风商贸有限公司 虚许〔2026〕7号" in page
    assert "虚构市浊浪食品有限公司 虚罚〔2026〕3号" in page
    assert re.search(r"公示的社会法人（家） \d+ 公示记录（条） \d+", page)
    assert "第十七条" in page


def test_a_record_has_a_page_of_its_own(site, city):
    page = words(site.get(f"/record/{city['licence']}/"))
    for said in ("虚许〔2026〕7号", "虚构市清风商贸有限公司", "数据来源单位：虚构市政务数据局", "第二十二条"):
        assert said in page
    assert f"公示截止：{today() + timedelta(days=9)}" in page
    assert "异议处理中" in words(site.get(f"/record/{city['penalty']}/"))


def test_a_record_without_an_end_says_so_in_a_word(site, register):
    number = register.subject("虚构市长青园林有限公司", register.code(504))
    register.record(
        number,
        item="licence",
        public={"XK_WSH": "虚许〔2026〕8号"},
        decided_on="2026-03-06",
        disclosed_until="2099-12-31",
    )
    for path in ("/licences/", f"/subject/{number}/"):
        page = words(site.get(path))
        assert "虚许〔2026〕8号" in page
        assert "长期" in page
        assert "2099" not in page


@pytest.mark.parametrize("number", ["1", "9" * 30, "0"])
def test_a_record_that_is_not_disclosed_has_no_page(site, city, number):
    assert site.get(f"/record/{number}/").status_code == 404


def test_a_cancelled_firm_is_plainly_said_to_be_so(site, city):
    assert "该主体的存续状态为“注销”" in words(site.get(f"/subject/{city['fined']}/")).replace(
        "已注销", "注销"
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, True, id="no condition"),
        pytest.param({"q": "浊浪"}, True, id="part of the name"),
        pytest.param({"q": "清风"}, False, id="another name"),
        pytest.param({"since": "2026-04-01", "until": "2026-04-01"}, True, id="the very day"),
        pytest.param({"since": "2026-04-02"}, False, id="from the day after"),
        pytest.param({"until": "2026-03-31"}, False, id="until the day before"),
        pytest.param({"agency": "scjg"}, True, id="its agency"),
        pytest.param({"agency": "nobody"}, False, id="an unknown agency"),
    ],
)
def test_a_list_is_narrowed_down(site, city, asked, found):
    page = words(site.get("/penalties/", asked))
    assert ("虚罚〔2026〕3号" in page) == found
    assert "清风" not in page or asked.get("q") == "清风"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param({"since": "2026-02-30"}, "没有这一天", id="no such day"),
        pytest.param(
            {"since": "2026-05-02", "until": "2026-05-01"}, "截止日期早于起始日期", id="the wrong way round"
        ),
        pytest.param({"q": "虚"}, "至少输入名称中的两个字", id="too short"),
        pytest.param({"q": PERSON}, "不要输入证件号码", id="a personal number"),
    ],
)
def test_a_wrong_filter_is_told_and_shows_nothing(site, city, asked, said):
    response = site.get("/penalties/", asked)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert 'class="error-summary"' in page
    assert "虚罚〔2026〕3号" not in page
    assert PERSON not in page


@pytest.mark.parametrize("path", ["/", "/penalties/", "/search/?q=演示甲子"])
def test_a_household_with_a_persons_name_is_in_no_list(site, city, path):
    assert f"/subject/{city['household']}/" not in site.get(path).content.decode()
    assert f"/record/{city['own']}/" not in site.get(path).content.decode()


def test_a_household_with_a_persons_name_is_found_by_its_whole_name(site, city):
    assert f"/subject/{city['household']}/" in site.get("/search/", {"q": "演示甲"}).content.decode()


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        pytest.param("/", False, id="the first page"),
        pytest.param("/licences/", False, id="licences"),
        pytest.param("/penalties/", True, id="penalties"),
        pytest.param("/search/?q=虚构市", True, id="results"),
        pytest.param("/subject/{clean}/", False, id="a clean firm"),
        pytest.param("/subject/{fined}/", True, id="a fined firm"),
        pytest.param("/record/{licence}/", True, id="a record"),
    ],
)
def test_search_engines_are_kept_from_what_is_adverse(site, city, path, hidden):
    response = site.get(path.format(**city))
    assert response.headers.get("X-Robots-Tag", "") == ("noindex, noarchive" if hidden else "")
    again = site.get(path.format(**city), headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_sitemap_knows_clean_organisations_alone(site, city):
    found = site.get("/sitemap.xml").content.decode()
    assert f"/subject/{city['clean']}/" in found
    assert f"/subject/{city['fined']}/" not in found
    assert f"/subject/{city['household']}/" not in found
    assert "/sitemap.xml" in site.get("/robots.txt").content.decode()


def test_results_can_be_narrowed_and_the_choice_taken_back(site, city):
    response = site.get("/search/", {"q": "虚构市", "standing": "cancelled"})
    assert "虚构市浊浪食品有限公司" in words(response)
    assert "清风" not in words(response)
    back = re.search(r'href="([^"]*)" aria-current="true"', response.content.decode()).group(1)
    assert "清风" in words(site.get(html.unescape(back)))


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 4),
        ("/search/?q=虚构市", 2),
        ("/subject/{fined}/", 4),
        ("/record/{penalty}/", 2),
        ("/penalties/", 3),
    ],
)
def test_statements_are_few(site, city, path, most):
    from xinyong.disclosure import caching

    caching.pages.clear()
    with CaptureQueriesContext(connections["public"]) as asked:
        assert site.get(path.format(**city)).status_code == 200
    assert 0 < len(asked) <= most
    with CaptureQueriesContext(connections["public"]) as again:
        site.get(path.format(**city))
    assert len(again) == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "９", "9" * 40, "1e3", "999"])
def test_a_page_number_out_of_reach_is_no_fault(site, city, page):
    for path in ("/penalties/", f"/subject/{city['fined']}/", "/search/?q=虚构市"):
        joint = "&" if "?" in path else "?"
        assert site.get(f"{path}{joint}page={page}").status_code == 200


@pytest.mark.parametrize("path", ["/licences/", "/penalties/"])
def test_a_list_leads_to_its_feed(site, city, path):
    page = site.get(path).content.decode()
    assert '<link rel="alternate" type="application/atom+xml" title=' in page
    assert page.count(f'href="{path}feed.xml"') == 2
    assert site.get(f"{path}feed.xml").status_code == 200
