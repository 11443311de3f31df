"""Working days from the yearly notices, and the time limits counted in them (第十二、二十三条)."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinyong.rules.deadlines import (
    licence_penalty_due,
    objection_answer_due,
    objection_forward_due,
    objection_verify_due,
    periodic_due,
)
from xinyong.rules.errors import CalendarNotPublishedError, NotInForceError
from xinyong.rules.workdays import load_calendar, read_calendar

DATA = Path(__file__).parents[3] / "shared/data/workdays"
CALENDAR = load_calendar()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param(date(2018, 12, 29), True, id="a Saturday worked by the next year's notice"),
        pytest.param(date(2018, 12, 31), False, id="a Monday off by the next year's notice"),
        pytest.param(date(2019, 5, 2), False, id="Labour Day as lengthened by the second notice"),
        pytest.param(date(2019, 4, 28), True, id="and worked for it"),
        pytest.param(date(2020, 1, 31), False, id="Spring Festival as extended in 2020"),
        pytest.param(date(2020, 2, 1), False, id="a make-up Saturday the extension took back"),
        pytest.param(date(2020, 2, 3), True, id="the Monday after the extension"),
        pytest.param(date(2026, 1, 4), True, id="a Sunday worked"),
        pytest.param(date(2026, 10, 8), True, id="the day after National Day's week"),
        pytest.param(date(2026, 11, 21), False, id="an ordinary Saturday"),
        pytest.param(date(2027, 1, 1), True, id="no notice: a Friday counts, provisionally"),
    ],
)
def test_is_a_working_day(day, worked):
    assert CALENDAR.is_workday(day) is worked


@pytest.mark.parametrize(
    ("day", "published"),
    [
        pytest.param(date(2016, 12, 28), False, id="before the first notice"),
        pytest.param(date(2017, 1, 1), True, id="the first day of the first notice"),
        pytest.param(date(2025, 12, 31), True, id="the end of a year whose successor is announced"),
        pytest.param(date(2026, 12, 28), True, id="the last day the next notice does not reach"),
        pytest.param(date(2026, 12, 29), False, id="the first day the next notice may still change"),
        pytest.param(date(2027, 1, 4), False, id="a year not announced"),
    ],
)
def test_is_published(day, published):
    assert CALENDAR.is_published(day) is published


@pytest.mark.parametrize(
    ("due", "event", "last_day"),
    [
        pytest.param(periodic_due, date(2018, 12, 31), date(2019, 1, 15), id="December 2018 by 15 January"),
        pytest.param(
            licence_penalty_due, date(2018, 12, 24), date(2019, 1, 3), id="a penalty over the New Year"
        ),
        pytest.param(
            objection_forward_due,
            date(2019, 2, 1),
            date(2019, 2, 11),
            id="an objection before Spring Festival",
        ),
        pytest.param(
            objection_verify_due, date(2019, 2, 11), date(2019, 3, 4), id="fifteen days for the provider"
        ),
        pytest.param(objection_answer_due, date(2019, 3, 1), date(2019, 3, 5), id="two days over a weekend"),
        pytest.param(
            licence_penalty_due,
            date(2020, 1, 23),
            date(2020, 2, 11),
            id="the extended festival does not count",
        ),
        pytest.param(
            licence_penalty_due, date(2026, 10, 3), date(2026, 10, 15), id="a decision on a holiday"
        ),
    ],
)
def test_a_time_limit_ends(due, event, last_day):
    deadline = due(event, CALENDAR)
    assert (deadline.date, deadline.provisional, deadline.calendar_version) == (
        last_day,
        False,
        CALENDAR.version,
    )


DEADLINES = [
    licence_penalty_due,
    periodic_due,
    objection_forward_due,
    objection_verify_due,
    objection_answer_due,
]


@pytest.mark.parametrize("due", DEADLINES)
def test_the_limit_in_force_on_the_first_day_decides(due):
    assert due(date(2020, 12, 2), CALENDAR).limit.confirmed
    assert not due(date(2020, 12, 3), CALENDAR).limit.confirmed
    with pytest.raises(NotInForceError):
        due(date(2018, 12, 2), CALENDAR)


@pytest.mark.parametrize("due", DEADLINES)
def test_a_limit_into_a_year_not_announced_is_provisional_or_refused(due):
    assert due(date(2026, 12, 31), CALENDAR).provisional
    with pytest.raises(CalendarNotPublishedError, match="2026-12-31"):
        due(date(2026, 12, 31), CALENDAR, strict=True)


def test_a_strict_count_inside_the_notices_answers():
    assert CALENDAR.add_workdays(date(2026, 11, 20), 1, strict=True).date == date(2026, 11, 23)


def test_nought_days_is_the_day_itself_and_a_negative_count_is_refused():
    assert CALENDAR.add_workdays(date(2026, 10, 3), 0).date == date(2026, 10, 3)
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_workdays(date(2026, 10, 3), -1)


days = st.dates(date(2016, 6, 1), date(2027, 6, 30))
counts = st.integers(0, 40)


@given(days, counts, counts)
def test_two_periods_after_each_other_are_one(start, first, second):
    middle = CALENDAR.add_workdays(start, first).date
    assert CALENDAR.add_workdays(middle, second).date == CALENDAR.add_workdays(start, first + second).date


@given(days, st.integers(1, 40))
def test_a_period_ends_on_a_working_day_and_counts_exactly(start, count):
    end = CALENDAR.add_workdays(start, count).date
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(start, end) == count
    assert CALENDAR.workdays_between(end, start) == -count


@given(days, counts)
def test_a_later_start_never_ends_earlier(start, count):
    assert CALENDAR.add_workdays(start, count).date <= CALENDAR.add_workdays(start + DAY, count).date


def test_the_version_follows_the_days(tmp_path):
    assert read_calendar(tmp_path).version.startswith("empty/")
    text = "year: 2026\nnotices: [{number: null, date: 2025-11-04, url: u}]\nfestivals: {元旦: {rest: [2026-01-01]}}\n"
    (tmp_path / "2026.yaml").write_text(text, encoding="utf-8")
    first = read_calendar(tmp_path)
    assert first.version == read_calendar(tmp_path).version
    (tmp_path / "2026.yaml").write_text(text.replace("01-01", "01-02"), encoding="utf-8")
    assert read_calendar(tmp_path).version != first.version
    assert first.notices[2026][0].number is None


def test_every_notice_has_its_number_and_precedes_most_of_its_year():
    assert sorted(CALENDAR.notices) == list(range(2017, 2027))
    for year, notices in CALENDAR.notices.items():
        assert all(notice.number and notice.number.startswith("国办发明电") for notice in notices)
        assert all(notice.date < date(year, 4, 1) for notice in notices)


@pytest.mark.parametrize("year", range(2017, 2027))
def test_agrees_with_the_published_notices(year):
    if not DATA.exists():
        pytest.skip("the shared data are not on this machine")
    for entry in json.loads((DATA / f"{year}.json").read_text(encoding="utf-8"))["days"]:
        assert CALENDAR.is_workday(date.fromisoformat(entry["date"])) is not entry["isOffDay"]
