"""The register of texts, citations and the strict reading of law files (第二十七条)."""

from datetime import date

import pytest

from xinyong.rules.citation import Article, cite, load_texts, texts
from xinyong.rules.errors import LawDataError, NotInForceError, UnknownParameterError, UnknownTextError
from xinyong.rules.parameters import Unit, load_parameters, parameter, parameters, unconfirmed_on
from xinyong.rules.retention import load_publication_rules
from xinyong.rules.workdays import read_calendar

LAST_OWN_DAY = date(2020, 12, 2)
FIRST_CONTINUED_DAY = date(2020, 12, 3)


@pytest.mark.parametrize(
    ("text", "day", "covered"),
    [
        pytest.param("XZ-2018", date(2018, 12, 2), False, id="the day before it was issued"),
        pytest.param("XZ-2018", date(2018, 12, 3), True, id="the day it was issued"),
        pytest.param("XZ-2018", LAST_OWN_DAY, True, id="the last day of its two years"),
        pytest.param("XZ-2018", FIRST_CONTINUED_DAY, False, id="the day after"),
        pytest.param("XZ-CONT", LAST_OWN_DAY, False, id="not continued before it ended"),
        pytest.param("XZ-CONT", FIRST_CONTINUED_DAY, True, id="continued from the day after"),
        pytest.param("XZ-CONT", date(2099, 1, 1), True, id="and on, until a new text comes"),
        pytest.param("NDRC-58", date(2026, 3, 31), True, id="the last day of the order on trial"),
        pytest.param("NDRC-58", date(2026, 4, 1), False, id="replaced by order 36"),
    ],
)
def test_a_text_is_in_force(text, day, covered):
    assert texts()[text].covers(day) is covered


def test_only_the_continuation_is_unconfirmed():
    assert [text.id for text in texts().values() if not text.confirmed] == ["XZ-CONT"]
    assert "待主管部门确认" in texts()["XZ-CONT"].title


def test_a_citation_names_text_and_article():
    article = cite("XZ-2018 第十二条(二)")
    assert article == Article("XZ-2018", "第十二条(二)")
    assert str(article) == "XZ-2018 第十二条(二)"
    assert article.source.number == "新政办〔2018〕26号"


def test_a_citation_of_nothing_is_refused():
    with pytest.raises(UnknownTextError, match="XZ-1999"):
        cite("XZ-1999 第一条")


FIGURES = [
    ("licence_penalty_report_days", 7, Unit.WORKDAY, "第十二条(二)"),
    ("periodic_report_days", 10, Unit.WORKDAY, "第十二条(二)"),
    ("interface_report_interval", 1, Unit.DAY, "第十二条(二)"),
    ("objection_forward_days", 3, Unit.WORKDAY, "第二十三条"),
    ("objection_verify_days", 15, Unit.WORKDAY, "第二十三条"),
    ("objection_answer_days", 2, Unit.WORKDAY, "第二十三条"),
    ("inquiry_log_retention_years", 5, Unit.YEAR, "第十九条"),
    ("personal_adverse_retention_years", 5, Unit.YEAR, "第二十条"),
]


@pytest.mark.parametrize(("code", "figure", "unit", "article"), FIGURES)
def test_a_figure_of_the_regulation_on_both_sides_of_its_end(code, figure, unit, article):
    before, after = parameter(code).on(LAST_OWN_DAY), parameter(code).on(FIRST_CONTINUED_DAY)
    assert (before.value, before.unit, before.article, before.confirmed) == (
        figure,
        unit,
        cite(f"XZ-2018 {article}"),
        True,
    )
    assert (after.value, after.unit, after.article, after.confirmed) == (
        figure,
        unit,
        cite(f"XZ-CONT {article}"),
        False,
    )
    assert (before.since, after.since) == (date(2018, 12, 3), FIRST_CONTINUED_DAY)


@pytest.mark.parametrize("code", [figure[0] for figure in FIGURES])
def test_before_the_regulation_a_figure_is_not_guessed(code):
    with pytest.raises(NotInForceError, match=r"2018-12-02"):
        parameter(code).on(date(2018, 12, 2))


def test_the_table_has_all_figures_and_no_other():
    assert sorted(parameters()) == sorted(figure[0] for figure in FIGURES)
    with pytest.raises(UnknownParameterError, match="objection_decision_days"):
        parameter("objection_decision_days")


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2018, 1, 1), 0, id="before the regulation"),
        pytest.param(LAST_OWN_DAY, 0, id="while it was in force"),
        pytest.param(FIRST_CONTINUED_DAY, len(FIGURES), id="from the day it ended"),
    ],
)
def test_what_rests_on_an_unconfirmed_text(day, count):
    assert len(unconfirmed_on(day)) == count


def faulty(tmp_path, text, name="limit.yaml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


HEAD = "title: t\nunit: workday\nvalues:\n"
VALUE = '  2018-12-03: {value: 7, article: "XZ-2018 第十二条"}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(HEAD + VALUE + VALUE, r"limit.yaml:5: .*is given twice", id="a date twice"),
        pytest.param("title: t\n" + HEAD + VALUE, r"limit.yaml:2: 'title' is given twice", id="a key twice"),
        pytest.param(
            HEAD + VALUE + "colour: red\n", r"limit.yaml:5: unknown key 'colour'", id="an unknown key"
        ),
        pytest.param("title: t\nunit: workday\n", r"limit.yaml:1: 'values' is missing", id="no values"),
        pytest.param(
            "title: t\nunit: workday\nvalues: {}\n", r"limit.yaml:3: 'values' must be", id="empty values"
        ),
        pytest.param(
            "title: \nunit: workday\nvalues:\n" + VALUE,
            r"limit.yaml:1: 'title' must be a text",
            id="no title",
        ),
        pytest.param(
            "title: t\nunit: week\nvalues:\n" + VALUE,
            r"limit.yaml:2: 'unit' must be one of",
            id="a strange unit",
        ),
        pytest.param(HEAD + VALUE.replace("12-03", "02-30"), r"limit.yaml:4: no such date", id="30 February"),
        pytest.param(
            HEAD + VALUE.replace("2018-12-03", "soon"), r"limit.yaml:4: 'soon' is not a date", id="no date"
        ),
        pytest.param(
            HEAD + VALUE.replace("2018-12-03", "2019-12-03") + VALUE,
            r"limit.yaml:5: .*must ascend",
            id="dates that descend",
        ),
        pytest.param(
            HEAD + VALUE.replace("7", "0"), r"limit.yaml:4: 'value' must be a whole number", id="nought days"
        ),
        pytest.param(
            HEAD + VALUE.replace("7", "true"), r"limit.yaml:4: 'value' must be", id="true is no number"
        ),
        pytest.param(
            HEAD + VALUE.replace("XZ-2018", "XZ-1999"),
            r"limit.yaml:4: 'XZ-1999' is not in the register",
            id="no such text",
        ),
        pytest.param(
            HEAD + VALUE.replace(" 第十二条", ""), r"limit.yaml:4: .*without an article", id="no article"
        ),
        pytest.param(
            HEAD + VALUE.replace("12-03", "12-02"),
            r"limit.yaml:4: .*not in force on 2018-12-02",
            id="a day too early",
        ),
        pytest.param(HEAD + "  2018-12-03: 7\n", r"limit.yaml:4: .*must be a mapping", id="a bare number"),
        pytest.param("- a\n", r"limit.yaml:1: the file must hold a mapping", id="a list"),
        pytest.param("", r"limit.yaml:1: the file must hold a mapping", id="an empty file"),
        pytest.param("title: [\n", r"limit.yaml:2: ", id="no YAML"),
        pytest.param(
            "title: !!python/name:os.system\n", r"limit.yaml:1: could not determine", id="a tag of Python"
        ),
    ],
)
def test_a_faulty_parameter_is_refused_with_file_and_line(tmp_path, text, message):
    faulty(tmp_path, text)
    with pytest.raises(LawDataError, match=message):
        load_parameters(tmp_path)


def test_a_value_does_not_outlive_its_text(tmp_path):
    faulty(tmp_path, HEAD + VALUE)
    limit = load_parameters(tmp_path)["limit"]
    assert limit.on(LAST_OWN_DAY).value == 7
    with pytest.raises(NotInForceError):
        limit.on(FIRST_CONTINUED_DAY)


TEXT = "A:\n  title: t\n  number: n\n  in_force: 2020-01-02\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            TEXT + "  until: 2020-01-01\n",
            r"texts.yaml:5: the text ends before",
            id="it ends before it begins",
        ),
        pytest.param(
            TEXT + "  status: maybe\n", r"texts.yaml:5: 'status' must be one of", id="a strange status"
        ),
        pytest.param(TEXT + "  note: 3\n", r"texts.yaml:5: 'note' must be a text", id="a number for a note"),
        pytest.param(
            TEXT.replace("2020-01-02", "today"), r"texts.yaml:4: 'today' is not a date", id="no date"
        ),
    ],
)
def test_a_faulty_register_is_refused(tmp_path, text, message):
    with pytest.raises(LawDataError, match=message):
        load_texts(faulty(tmp_path, text, "texts.yaml"))


GRADES = "2026-04-01:\n  article: NDRC-36 第二章\n  grades:\n    一般: {min_months: 3, max_months: 12}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            GRADES.replace("max_months: 12", "max_months: 2"), r":4: the longest", id="longest under shortest"
        ),
        pytest.param(
            GRADES.replace("一般", "严重"), r":4: '一般' is missing", id="the ordinary grade is missing"
        ),
        pytest.param(
            GRADES.replace("12}", "12, in_principle: maybe}"), r":4: 'in_principle' must be true", id="maybe"
        ),
    ],
)
def test_faulty_publication_periods_are_refused(tmp_path, text, message):
    with pytest.raises(LawDataError, match=message):
        load_publication_rules(faulty(tmp_path, text))


YEAR = "year: 2026\nnotices:\n  - {number: null, date: 2025-11-04, url: u}\nfestivals:\n  元旦: {rest: [2026-01-01]}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            YEAR.replace("year: 2026", "year: 2025"),
            r"2026.yaml:1: .*must be called",
            id="another year's name",
        ),
        pytest.param(YEAR.replace("[2026-01-01]", "2026-01-01"), r":5: 'rest' must be a list", id="no list"),
        pytest.param(YEAR.replace("[2026-01-01]", "[1]"), r":5: 1 is not a date", id="no date"),
        pytest.param(
            YEAR.replace("]}", "], work: [2026-01-05]}"),
            r":5: 2026-01-05 is no weekend",
            id="a Monday worked",
        ),
        pytest.param(
            YEAR.replace("]}", ", 2026-01-01]}"), r":5: 2026-01-01 is named twice", id="a day twice"
        ),
        pytest.param(
            YEAR.replace("2026-01-01", "2025-12-28"), r":5: 2025-12-28 is out of reach", id="too far back"
        ),
        pytest.param(
            YEAR.replace("2026-01-01", "2027-01-01"), r":5: 2027-01-01 is out of reach", id="the next year"
        ),
        pytest.param(
            YEAR.replace("  - {n", "  x: {n"), r":2: 'notices' must be a list", id="no list of notices"
        ),
        pytest.param(YEAR.replace("rest", "off"), r":5: unknown key False", id="off is false in YAML"),
    ],
)
def test_a_faulty_holiday_file_is_refused(tmp_path, text, message):
    faulty(tmp_path, text, "2026.yaml")
    with pytest.raises(LawDataError, match=message):
        read_calendar(tmp_path)
