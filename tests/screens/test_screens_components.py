"""The components: what they are fed with comes out whole, escaped, and usable without eyes or mouse."""

import re

import pytest
from django.template import engines

from xinyong.screens.gallery import EXHIBITS
from xinyong.screens.values import Cell, Column, Field, Line, Link, Pager, Row, Step, Table, bars

HOSTILE = "<script>alert(1)</script>\"'&{{ x }}"


def shown(source, **context):
    return engines["django"].from_string("{% load screens %}" + source).render(context)


@pytest.mark.parametrize(
    ("source", "context"),
    [
        pytest.param("{% page_head v v %}", {}, id="the head of a page"),
        pytest.param("{% breadcrumb v %}", {"v": [Link(HOSTILE, HOSTILE), Link(HOSTILE)]}, id="a breadcrumb"),
        pytest.param(
            "{% table v %}",
            {
                "v": Table(
                    HOSTILE,
                    [Column(HOSTILE, sort=HOSTILE, sorted="ascending")],
                    [Row([Cell(HOSTILE, HOSTILE)], HOSTILE), Row([Cell(HOSTILE, tone="warn")], HOSTILE)],
                    choose="row",
                )
            },
            id="a table",
        ),
        pytest.param(
            "{% field v %}", {"v": Field("n", HOSTILE, HOSTILE, hint=HOSTILE, error=HOSTILE)}, id="a field"
        ),
        pytest.param(
            "{% field v %}",
            {"v": Field("n", HOSTILE, kind="select", options=[(HOSTILE, HOSTILE)])},
            id="a choice",
        ),
        pytest.param(
            "{% error_summary v %}", {"v": [Field("n", HOSTILE, error=HOSTILE)]}, id="a summary of faults"
        ),
        pytest.param("{% stepper v %}", {"v": [Step(HOSTILE, note=HOSTILE)]}, id="steps"),
        pytest.param("{% timeline v %}", {"v": [Step(HOSTILE, note=HOSTILE)]}, id="a history"),
        pytest.param("{% badge v %}", {}, id="a badge"),
        pytest.param("{% tabs v 'x' %}", {"v": [Link(HOSTILE, HOSTILE)]}, id="tabs"),
        pytest.param("{% sheet v %}", {"v": [Line(HOSTILE, HOSTILE)]}, id="a sheet"),
        pytest.param("{% pagination v %}", {"v": Pager(2, 99, 9, "/x", {"q": HOSTILE})}, id="pages"),
        pytest.param("{% chart v w %}", {"w": bars([(HOSTILE, 1)])}, id="a chart"),
        pytest.param("{% file_drop 'n' v v v %}", {}, id="a place for files"),
        pytest.param("{% progress v 1 2 %}", {}, id="progress"),
        pytest.param("{% notice title=v %}{{ v }}{% endnotice %}", {}, id="a notice"),
        pytest.param("{% filters v %}{{ v }}{% endfilters %}", {}, id="a filter"),
        pytest.param("{% dialog 'n' v v %}{{ v }}{% enddialog %}", {}, id="a question"),
        pytest.param("{% print_frame v v %}{{ v }}{% endprint_frame %}", {}, id="a paper"),
        pytest.param("{% highlight v 'alert' %}", {}, id="a marked text"),
    ],
)
def test_a_value_never_becomes_markup(source, context):
    page = shown(source, **({"v": HOSTILE} | context))
    assert "<script" not in page
    assert "&lt;script" in page or "%3Cscript" in page
    assert "{{ x }}" in page or "%7B%7B" in page


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        pytest.param("虚构市演示一号公司", "演示一号", "虚构市<mark>演示一号</mark>公司", id="a piece"),
        pytest.param(
            "虚构市演示　一号公司", "演示一号", "虚构市<mark>演示　一号</mark>公司", id="blanks do not matter"
        ),
        pytest.param("ＡＢ公司", "ab", "<mark>ＡＢ</mark>公司", id="nor do width and case"),
        pytest.param("虚构市演示公司", "薛店", "虚构市演示公司", id="nothing to mark"),
        pytest.param("虚构市演示公司", "", "虚构市演示公司", id="nothing asked"),
    ],
)
def test_what_was_asked_for_is_marked(text, asked, marked):
    assert shown("{% highlight t a %}", t=text, a=asked) == marked


@pytest.mark.parametrize(
    ("number", "total", "said"),
    [
        pytest.param(1, 0, "共0条", id="an empty list has no way on"),
        pytest.param(1, 20, "共20条，第1至20条", id="one page"),
        pytest.param(1, 21, "共21条，第1至20条", id="the first of two"),
        pytest.param(2, 21, "共21条，第21至21条", id="the last of two"),
    ],
)
def test_a_list_says_how_much_there_is(number, total, said):
    page = shown("{% pagination p %}", p=Pager(number, total, 20, "/list/"))
    assert said in page
    assert ("<ul>" in page) == (total > 20)
    assert ('rel="next"' in page) == (number * 20 < total)
    assert ('rel="prev"' in page) == (number > 1)


def test_pages_far_away_are_left_out_and_the_question_is_kept():
    pager = Pager(6, 240, 20, "/list/", {"q": "演示 &x", "kind": ""})
    assert [n for n, _ in pager.pages] == [1, 0, 4, 5, 6, 7, 8, 0, 12]
    assert pager.address(1) == "/list/?q=%E6%BC%94%E7%A4%BA+%26x"
    assert pager.address(7) == "/list/?q=%E6%BC%94%E7%A4%BA+%26x&page=7"


def test_a_wrong_field_is_tied_to_its_fault_and_the_summary_leads_to_it():
    wrong, right = Field("since", "日期", error="没有这一天。", hint="如2026-01-02"), Field("q", "名称")
    page = shown("{% error_summary f %}{% for each in f %}{% field each %}{% endfor %}", f=[wrong, right])
    assert '<a href="#since">' in page
    assert '<a href="#q">' not in page
    described = re.search(r'id="since"[^>]*aria-describedby="([^"]*)"', page).group(1).split()
    assert all(f'id="{each}"' in page for each in described)
    assert page.count('aria-invalid="true"') == 1
    assert shown("{% error_summary f %}", f=[right]).strip() == ""


def test_a_table_without_rows_and_one_being_read_say_so():
    empty = shown("{% table t %}", t=EXHIBITS["empty"])
    loading = shown("{% table t %}", t=EXHIBITS["loading"])
    assert "没有符合条件的记录" in empty
    assert "正在读取" in loading
    assert 'aria-busy="true"' in loading


def test_bars_are_measured_against_the_longest():
    assert [b.share for b in bars([("a", 4), ("b", 1), ("c", 0)])] == [100.0, 25.0, 0.0]
    assert [b.share for b in bars([("a", 0)])] == [0.0]
