"""How long records are kept and penalties published (第十九、二十条; 公示期限)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinyong.rules.errors import NotInForceError
from xinyong.rules.retention import (
    Grade,
    add_months,
    inquiry_log_retention,
    load_publication_rules,
    personal_adverse_retention,
    publication_limit,
)

RETENTIONS = [
    pytest.param(personal_adverse_retention, "第二十条", id="adverse information about a person"),
    pytest.param(inquiry_log_retention, "第十九条", id="an entry of the inquiry log"),
]


@pytest.mark.parametrize(("retention", "article"), RETENTIONS)
@pytest.mark.parametrize(
    ("start", "until"),
    [
        pytest.param(date(2019, 3, 1), date(2024, 3, 1), id="the same day five years on, included"),
        pytest.param(date(2020, 2, 29), date(2025, 2, 28), id="29 February ends with the month"),
        pytest.param(date(2020, 2, 28), date(2025, 2, 28), id="28 February too"),
        pytest.param(date(2019, 2, 28), date(2024, 2, 28), id="28 February into a leap year stays the 28th"),
        pytest.param(date(2021, 12, 31), date(2026, 12, 31), id="the last day of a year"),
    ],
)
def test_is_kept_five_years(retention, article, start, until):
    kept = retention(start)
    assert kept.retained_until == until
    assert kept.limit.article.article == article


@pytest.mark.parametrize(("retention", "article"), RETENTIONS)
def test_the_rule_of_the_first_day_decides(retention, article):
    assert retention(date(2020, 12, 2)).limit.confirmed
    assert not retention(date(2020, 12, 3)).limit.confirmed
    with pytest.raises(NotInForceError):
        retention(date(2018, 12, 2))


@pytest.mark.parametrize(
    ("decided", "grade", "expected"),
    [
        pytest.param(
            date(2019, 7, 1),
            None,
            (date(2019, 10, 1), date(2020, 7, 1), "NDRC-2019-527", True),
            id="527, no grade",
        ),
        pytest.param(
            date(2019, 7, 1),
            Grade.MINOR,
            (date(2019, 10, 1), date(2020, 7, 1), "NDRC-2019-527", True),
            id="527 knows no minor grade",
        ),
        pytest.param(
            date(2023, 4, 30),
            Grade.SERIOUS,
            (date(2023, 10, 30), date(2026, 4, 30), "NDRC-2019-527", True),
            id="the last day of 527",
        ),
        pytest.param(
            date(2023, 5, 1),
            Grade.SERIOUS,
            (date(2024, 5, 1), date(2026, 5, 1), "NDRC-58", True),
            id="the first day of order 58",
        ),
        pytest.param(
            date(2025, 6, 21),
            Grade.ORDINARY,
            (date(2025, 9, 21), date(2028, 6, 21), "NDRC-58", True),
            id="the last day of order 58 here",
        ),
        pytest.param(
            date(2025, 6, 22),
            Grade.ORDINARY,
            (date(2025, 9, 22), date(2026, 6, 22), "GBF-2025-22", True),
            id="the State Council's plan",
        ),
        pytest.param(
            date(2026, 3, 31),
            Grade.SERIOUS,
            (date(2027, 3, 31), date(2029, 3, 31), "GBF-2025-22", True),
            id="its last day",
        ),
        pytest.param(
            date(2026, 4, 1),
            Grade.SERIOUS,
            (date(2027, 4, 1), date(2029, 4, 1), "NDRC-36", True),
            id="order 36",
        ),
        pytest.param(
            date(2026, 11, 30),
            Grade.MINOR,
            (date(2026, 11, 30), date(2027, 2, 28), "NDRC-36", False),
            id="minor: not published as a rule",
        ),
    ],
)
def test_publication_limit(decided, grade, expected):
    limit = publication_limit(decided, grade)
    assert (limit.min_until, limit.max_until, limit.rule_set, limit.in_principle) == expected
    assert limit.confirmed


def test_before_the_first_rule_set_no_period_is_guessed():
    with pytest.raises(NotInForceError, match="2019-06-30"):
        publication_limit(date(2019, 6, 30))


def test_a_rule_set_does_not_outlive_its_text(tmp_path):
    file = tmp_path / "periods.yaml"
    file.write_text(
        "2019-07-01:\n  article: NDRC-2019-527 x\n  grades: {一般: {min_months: 3, max_months: 12}}\n",
        encoding="utf-8",
    )
    only = load_publication_rules(file)
    assert publication_limit(date(2023, 4, 30), rules=only).rule_set == "NDRC-2019-527"
    with pytest.raises(NotInForceError):
        publication_limit(date(2023, 5, 1), rules=only)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 600))
def test_months_later_is_that_month_and_never_a_later_day(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
    assert add_months(day, 0) == day
