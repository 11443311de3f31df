"""Rows of an item: sampled subjects, dates and amounts, written out by the item's recipe.

A recipe (`data/<item>.yaml`) has two parts. `fields` gives each field a text in which words in braces stand for what
is known of the row; `cases` is a list of such texts that belong together (an act, its legal basis, its consequence),
of which every row gets one; `share` says how often, `agency` whose acts they are. A field without a text is blank, and so is one whose text names something the row lacks.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Family, Item
from xinyong.project.demonstration.population import agency_code, data, organisations, persons

_WORD = re.compile(r"\{(\w+)\}")
_ROWS_PER_SUBJECT = 4
_FEWEST_SUBJECTS = 200
DATE = "%Y/%m/%d"


@dataclass(frozen=True)
class Source:
    """Who reports the rows, and when they happened.

    Attributes:
        agency: Code of an agency of `data/agencies.yaml`.
        start: First possible day of a decision.
        until: Last possible day.
    """

    agency: str
    start: date
    until: date


def generate(
    item_code: str, rows: int, seed: int, *, start: date, until: date, agency: str | None = None
) -> pl.DataFrame:
    """Return rows of an item as a department would write them into its template.

    The same arguments give the same rows. No two have the same natural key; those of different agencies never have.

    Args:
        item_code: An item with a recipe.
        rows: How many.
        seed: Of everything that varies: subjects, cases, days, amounts.
        start: First possible day of a decision.
        until: Last possible day; on it and later every row passes every check.
        agency: Code of the reporting agency; by default the one the recipe names.

    Returns:
        Text columns titled as in the template, in its order; null = blank.
    """
    item, recipe = load_catalogue().item(item_code), data(item_code)
    source = Source(agency or recipe["agency"], start, until)
    chance = random.Random(f"{item_code}:{seed}")  # noqa: S311 - reproducible, not secret
    drawn = rows + rows // 20 + 20  # some may turn out to have the key of an earlier one
    facts = _facts(item, drawn, source, chance)
    cases = [each for each in recipe["cases"] if each.get("agency", source.agency) == source.agency]
    shares = [each.get("share", 1) for each in cases]
    chosen = pl.Series("case", chance.choices(range(len(cases)), shares, k=drawn), dtype=pl.Int64)
    texts = {
        field.code: _column(field.code, recipe["fields"], cases, facts.columns) for field in item.input_fields
    }
    written = facts.with_columns(chosen).select(text.alias(code) for code, text in texts.items())
    distinct = written.unique([*_identity(item), *item.natural_key], keep="first", maintain_order=True)
    return distinct.head(rows).rename({field.code: field.title for field in item.input_fields})


def _facts(item: Item, rows: int, source: Source, chance: random.Random) -> pl.DataFrame:
    """Return everything the words of a recipe may stand for."""
    subjects = _subjects(item, rows, chance)
    own = {
        "organ": data("agencies")[source.agency]["name"],
        "organ_short": data("agencies")[source.agency]["short"],
    }
    own["organ_code"] = agency_code(source.agency)
    days = _days(rows, source, chance)
    amounts = pl.Series("amount", [chance.randint(1, 4000) / 200 for _ in range(rows)]).to_frame()
    return pl.concat([subjects, days, amounts], how="horizontal").with_columns(
        (pl.int_range(1, rows + 1).cast(pl.String).str.zfill(4)).alias("serial"),
        *(pl.lit(text).alias(word) for word, text in own.items()),
        pl.col("amount").cast(pl.String).str.replace(r"\.0$", ""),
        (pl.col("amount") * 10_000).round().cast(pl.Int64).cast(pl.String).alias("amount_yuan"),
    )


def _identity(item: Item) -> tuple[str, ...]:
    """Return the field that tells the subjects of the demonstration apart."""
    number = item.subject.document_number
    return (number,) if number else (dict(item.subject.codes)["uscc"],)


def _subjects(item: Item, rows: int, chance: random.Random) -> pl.DataFrame:
    """Return the subject of each row: each once in a register, else as chance has it, some of them often."""
    if item.natural_key:
        numbers = chance.choices(range(max(_FEWEST_SUBJECTS, rows // _ROWS_PER_SUBJECT)), k=rows)
    else:
        numbers = list(range(rows))
    seen = sorted(set(numbers))
    known = (organisations if item.family is Family.ORGANISATION else persons)(seen)
    table = known.with_columns(pl.Series("number", seen, dtype=pl.Int64))
    return (
        pl.DataFrame({"number": numbers})
        .join(table, on="number", how="left", maintain_order="left")
        .drop("number")
    )


def _days(rows: int, source: Source, chance: random.Random) -> pl.DataFrame:
    """Return the day of each decision and the days that follow from it."""
    span = (source.until - source.start).days
    day = pl.lit(source.start) + pl.duration(days=pl.col("offset"))
    frame = pl.DataFrame({"offset": [chance.randint(0, span) for _ in range(rows)]}).select(day.alias("day"))
    later = {
        "in_3_months": "3mo",
        "in_6_months": "6mo",
        "in_1_year": "1y",
        "in_3_years": "3y",
        "in_5_years": "5y",
    }
    earlier = {"a_month_before": "-1mo", "a_year_before": "-1y"}
    shifted = {word: pl.col("day").dt.offset_by(by) for word, by in (later | earlier).items()}
    return frame.select(
        pl.col("day").dt.to_string(DATE).alias("decided"),
        pl.col("day").dt.year().cast(pl.String).alias("year"),
        pl.col("day").dt.to_string("%Y年%m月%d日").alias("decided_in_words"),
        *(shift.dt.to_string(DATE).alias(word) for word, shift in shifted.items()),
    )


def _column(
    code: str, fields: Mapping[str, str], cases: list[Mapping[str, str | None]], known: list[str]
) -> pl.Expr:
    """Return a field's text for every row: that of the row's case, else the one all rows share."""
    text = _text(fields[code], known) if code in fields else pl.lit(None, pl.String)
    for at, case in enumerate(cases):
        if code in case:
            own = case[code]
            own_text = _text(own, known) if own else pl.lit(None, pl.String)
            text = pl.when(pl.col("case") == at).then(own_text).otherwise(text)
    return text


def _text(template: str, known: list[str]) -> pl.Expr:
    """Return the expression of a text with words in braces."""
    parts = list(_parts(template, known))
    return pl.concat_str(parts) if parts else pl.lit(None, pl.String)


def _parts(template: str, known: list[str]) -> Iterator[pl.Expr]:
    """Yield plain pieces and words in turn."""
    for at, piece in enumerate(_WORD.split(template)):
        if at % 2 and piece not in known:
            raise ValueError(f"a recipe names {{{piece}}}; known words: {', '.join(known)}")
        if piece:
            yield pl.col(piece) if at % 2 else pl.lit(piece)
