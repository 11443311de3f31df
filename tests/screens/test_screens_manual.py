"""The manual: every chapter can be shown, takes its figures from the law, and leads nowhere that is not there."""

import re
import types
from datetime import date
from itertools import pairwise

import pytest

from xinyong.infra.clock import today
from xinyong.project.urls import addresses
from xinyong.rules.errors import NotInForceError
from xinyong.screens import manual
from xinyong.screens.checks import check_manual
from xinyong.screens.prose import prose
from xinyong.screens.wording import ManualError, filled, word

CHAPTERS = [pytest.param(each, id=each.title) for part in manual.PARTS for each in manual.chapters(part)]
_TYPED_FIGURE = re.compile(r"([0-9]+|[二三五七十]|十五)个?工作日|[0-9]+年(?!第)|[0-9]+日内")


def test_the_guide_has_its_chapters_in_order():
    slugs = [each.slug for each in manual.chapters("public")]
    expected = "search report verify own-records objection repair directory display terms"
    assert slugs == expected.split()


def test_nothing_is_wrong_with_the_manual():
    assert manual.faults(today()) == []
    assert check_manual() == []


def test_a_manual_that_was_not_installed_is_told_in_words(tmp_path):
    (told,) = manual.faults(today(), (tmp_path / "missing",))
    assert "没有安装" in told


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_shown_whole(chapter):
    html = str(chapter.on(today()).html)
    assert len(html) > 500
    assert [mark for mark in ("{{", "}}", "**", "](", "&lt;", "page:", ".md") if mark in html] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_headings_in_order(chapter):
    """A page has its title as h1; below it no level is left out, and every heading has an id of its own."""
    headings = chapter.on(today()).headings
    levels = [1, *(each.level for each in headings)]
    assert levels[1] == 2
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1 or b < 2] == []
    assert len({each.anchor for each in headings}) == len(headings)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_column_of_a_table_has_its_name(chapter):
    assert '<th scope="col"></th>' not in chapter.on(today()).html


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_figure_of_the_law_is_typed_into_a_chapter(chapter):
    """Write the code of the parameter in double braces: a changed law then changes the manual."""
    assert [found[0] for found in _TYPED_FIGURE.finditer(chapter.text)] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_name_of_the_city_is_typed_into_a_chapter(chapter):
    """Write {{site.…}}: another city replaces data, not texts."""
    assert [name for name in ("新郑", "郑州", "人民路") if name in chapter.text] == []


@pytest.mark.parametrize(
    "chapter", [each for each in CHAPTERS if re.search(r"\{\{\w+_(days|years)\}\}", each.values[0].text)]
)
def test_a_chapter_with_figures_says_on_what_they_rest(chapter):
    assert "{{law.state}}" in chapter.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("objection_forward_days", "3个工作日", id="the centre forwards in so many workdays"),
        pytest.param("objection_verify_days", "15个工作日", id="the provider verifies in so many workdays"),
        pytest.param("personal_adverse_retention_years", "5年", id="years are years"),
        pytest.param("interface_report_interval", "1日", id="days are days"),
        pytest.param("law", "《新郑市公共信用信息管理暂行办法》（新政办〔2018〕26号）", id="the city's text"),
        pytest.param(
            "text.NDRC-36", "《信用修复管理办法》（国家发展和改革委员会令第36号）", id="another text"
        ),
        pytest.param("site.icp", "待公布", id="what the city has not said yet"),
    ],
)
def test_a_word_is_filled_in_from_data(name, said):
    assert filled(f"x{{{{{name}}}}}y", date(2026, 11, 25)) == f"x{said}y"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2019, 1, 2), "现行有效", id="while the regulation is in force"),
        pytest.param(date(2026, 1, 2), "须由主管部门确认", id="since it is carried on unconfirmed"),
        pytest.param(date(2018, 1, 2), "没有规定这些事项的有效文本", id="before there was one"),
    ],
)
def test_the_state_of_the_regulation_is_said_plainly(day, said):
    assert said in word("law.state", day)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("objection_days", id="no such figure"),
        pytest.param("site.phone_of_nobody", id="no such name of the city"),
        pytest.param("site.registrations", id="no text of the city"),
        pytest.param("text.XX-1", id="no such text of law"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_unknown_word_is_an_error(name):
    with pytest.raises(ManualError):
        filled(f"{{{{{name}}}}}", today())


def test_a_figure_is_never_told_for_a_day_without_law():
    with pytest.raises(NotInForceError):
        filled("{{objection_forward_days}}", date(2018, 1, 2))


@pytest.fixture
def written(tmp_path):
    """Return a function: a chapter of the guide with this text."""

    def write(text, head="title: 试\nlead: 试\norder: 1"):
        folder = tmp_path / "public"
        folder.mkdir(exist_ok=True)
        (folder / "trial.md").write_text(f"---\n{head}\n---\n{text}", encoding="utf-8")
        return manual.read_chapter(folder / "trial.md")

    return write


@pytest.mark.parametrize(
    ("link", "where"),
    [
        pytest.param("objection.md", "/guide/objection/", id="another chapter"),
        pytest.param("objection.md#依据", "/guide/objection/#", id="a place in it"),
        pytest.param("../site/privacy.md", "/privacy/", id="a statement"),
        pytest.param("page://disclosure.penalties", "/penalties/", id="a page"),
        pytest.param("page://disclosure.catalogue_item/penalty", "/catalogue/penalty/", id="a page of many"),
        pytest.param("https://example.org/x", "https://example.org/x", id="another site"),
    ],
)
def test_a_link_leads_where_it_says(written, link, where):
    html = str(written(f"[试]({link})").on(today()).html)
    assert f'href="{where}' in html
    assert ('rel="noreferrer"' in html) == ("example" in link)


def test_a_link_the_reader_may_not_follow_is_words(written):
    html = str(written("[试](objection.md) [验](https://example.org)").on(today(), lambda _: False).html)
    assert html == "<p>试 验</p>\n"


@pytest.mark.parametrize("door", ["public", "workspace"])
def test_a_door_shows_the_parts_it_has(settings, door):
    """Links to pages of another door are words there."""
    settings.ROOT_URLCONF = types.ModuleType(f"manual_at_{door}")
    settings.ROOT_URLCONF.urlpatterns = addresses(door)
    assert manual.faults(today()) == []


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("nothing.md", id="no such chapter"),
        pytest.param("../nowhere/about.md", id="no such part"),
        pytest.param("page://disclosure.nothing", id="no such page"),
        pytest.param("page://disclosure.catalogue_item", id="a page of many without saying which"),
    ],
)
def test_a_link_to_nowhere_is_an_error(written, link):
    with pytest.raises(ManualError):
        written(f"[试]({link})").on(today())


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("title: 试\nlead: 试", id="no order"),
        pytest.param("title: 试\nlead: 试\norder: 1\nauthor: x", id="something unknown"),
        pytest.param("just words", id="no head at all"),
    ],
)
def test_a_chapter_without_a_proper_head_is_refused(written, head):
    with pytest.raises(ManualError):
        written("试", head)


@pytest.mark.parametrize(
    ("source", "never"),
    [
        pytest.param("<script>alert(1)</script>", "<script", id="a script"),
        pytest.param('试 <b onclick="x()">试</b>', "<b", id="a tag in a line"),
        pytest.param("[试](javascript:alert(1))", "href", id="a link that runs"),
        pytest.param("![试](https://example.org/x.png)", "<img", id="a picture from elsewhere"),
        pytest.param('## 试"><script>\n', "<script", id="a heading"),
        pytest.param(
            '## 试" onx="\n\n| a |\n|---|\n| b |\n', 'label="表1：试" onx', id="the name of a table"
        ),
    ],
)
def test_no_html_of_the_source_passes(source, never):
    assert never not in prose(source).html


def test_tables_scroll_and_name_their_columns():
    html = prose("## 期限\n\n| 步骤 | 期限 |\n|---|---|\n| 转交 | 三 |\n").html
    assert 'role="region" aria-label="表1：期限" tabindex="0"' in html
    assert '<th scope="col">步骤</th>' in html
    assert '<td data-title="期限">三</td>' in html


def test_a_line_of_the_source_ends_without_a_blank():
    assert "<p>一行又一行</p>" in prose("一行\n又一行").html
    assert "<p>one line</p>" in prose("one\nline").html


def test_headings_of_the_same_words_have_ids_of_their_own():
    assert [each.anchor for each in prose("## 试\n\n## 试\n\n## ？\n").headings] == ["试", "试-2", "section"]
