"""Days, amounts and counts of the rows of the demonstration: what the words of a recipe may stand for."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from xinyong.project.demonstration.population import data

DATE = "%Y/%m/%d"
_IN_WORDS = "%Y年%-m月%-d日"
_TRIES = 60
_USUAL = (0.05, 3.0)
_LATER = {
    "in_3_months": "3mo",
    "in_6_months": "6mo",
    "in_1_year": "1y",
    "in_2_years": "2y",
    "in_3_years": "3y",
    "in_4_years": "4y",
    "in_5_years": "5y",
}
_EARLIER = {"a_month_before": "-1mo", "a_year_before": "-1y"}
_FRIDAY = 5


def days(
    months: Sequence[Sequence[int] | None], start: date, ends: Sequence[date], chance: random.Random
) -> pl.DataFrame:
    """Return the day of each decision and the days that go with it; offices decide on working days.

    Args:
        months: For each row the months in which such things happen; None = in any.
        start: First possible day.
        ends: For each row the last possible day.
        chance: Where the days come from.
    """
    each_day = [_day(each, start, end, chance) for each, end in zip(months, ends, strict=True)]
    drawn = pl.DataFrame({"day": each_day, "end": ends}, schema={"day": pl.Date, "end": pl.Date})
    before = _between(9, 70, len(months), chance).alias("before")
    frame = drawn.with_columns(before, _working_day(start).alias("day"))
    quarter = pl.col("day").dt.truncate("1q")
    shifted = {word: pl.col("day").dt.offset_by(by) for word, by in (_LATER | _EARLIER).items()}
    shifted |= {"quarter_start": quarter.dt.offset_by("-3mo"), "quarter_end": quarter.dt.offset_by("-1d")}
    return frame.select(
        "day",
        pl.col("day").dt.to_string(DATE).alias("decided"),
        pl.col("day").dt.year().cast(pl.String).alias("year"),
        (pl.col("day") - pl.duration(days="before")).dt.to_string(_IN_WORDS).alias("inspected"),
        *(shift.dt.to_string(DATE).alias(word) for word, shift in shifted.items()),
    )


def _working_day(start: date) -> pl.Expr:
    """Return the Friday before a day of a weekend, or the Monday after where the period only begins then."""
    over = (pl.col("day").dt.weekday() - _FRIDAY).clip(0)
    friday = pl.col("day") - pl.duration(days=over)
    monday = friday + pl.duration(days=3)
    return pl.when(friday >= start).then(friday).otherwise(pl.min_horizontal(monday, "end"))


def _day(months: Sequence[int] | None, start: date, until: date, chance: random.Random) -> date:
    """Return a day in one of the months, or any day where the period has none of them."""
    span = (until - start).days + 1
    for _ in range(_TRIES if months else 1):
        day = start + timedelta(days=int(chance.random() * span))
        if not months or day.month in months:
            break
    return day


def amounts(bounds: Sequence[Sequence[float] | None], chance: random.Random) -> pl.DataFrame:
    """Return amounts between the bounds of each row, in 万元; smaller ones are more frequent.

    Columns: amount (万元), amount_yuan, money and more_money (元 with cents), fee (a smaller sum in 元).
    """
    hundreds = []
    for each in bounds:
        low, high = each or _USUAL
        hundreds.append(max(1, round(100 * (low + (high - low) * chance.random() ** 2))))
    cents = _between(1, 9_999, len(bounds), chance)
    yuan = pl.col("hundreds") * 100
    return pl.DataFrame({"hundreds": hundreds}).select(
        _short(_decimal(pl.col("hundreds"))).alias("amount"),
        yuan.cast(pl.String).alias("amount_yuan"),
        _decimal(yuan * 100 + cents).alias("money"),
        _decimal(yuan * 100 + cents * 37).alias("more_money"),
        (pl.col("hundreds") * 2 + 50).cast(pl.String).alias("fee"),
    )


def counts(subjects: pl.DataFrame, rows: int, chance: random.Random) -> pl.DataFrame:
    """Return small figures and things of each row.

    Columns: count, few, percent, value (元), value_wan (the same in 万元), product and food (of the line of business).
    """
    products, foods = data("vocabulary")["products"], data("vocabulary")["foods"]
    lines = subjects["line"].to_list() if "line" in subjects.columns else [""] * rows
    value = (_between(30, 1_800, rows, chance) * 50).alias("cents")
    return value.to_frame().select(
        _between(2, 48, rows, chance).cast(pl.String).alias("count"),
        _between(1, 5, rows, chance).cast(pl.String).alias("few"),
        _between(5, 78, rows, chance).cast(pl.String).alias("percent"),
        pl.Series("product", [_one(products.get(line, ("物品",)), chance) for line in lines]),
        pl.Series("food", [_one(foods.get(line, foods["grocery"]), chance) for line in lines]),
        _decimal(pl.col("cents")).alias("value"),
        _short(_decimal(pl.col("cents"), places=6)).alias("value_wan"),
    )


def _between(low: int, high: int, rows: int, chance: random.Random) -> pl.Series:
    """Return whole numbers between the bounds, both included."""
    span = high + 1 - low
    return pl.Series([low + int(chance.random() * span) for _ in range(rows)], dtype=pl.Int64)


def _one(choices: Sequence[str], chance: random.Random) -> str:
    return choices[int(chance.random() * len(choices))]


def _decimal(whole: pl.Expr, places: int = 2) -> pl.Expr:
    """Return a whole number of smallest units as a decimal, without the noise of binary fractions."""
    unit = 10**places
    rest = (whole % unit).cast(pl.String).str.zfill(places)
    return pl.concat_str([(whole // unit).cast(pl.String), pl.lit("."), rest])


def _short(decimal: pl.Expr) -> pl.Expr:
    """Return a decimal without zeros at its end."""
    return decimal.str.replace(r"\.?0+$", "")
