"""Rows of an item: sampled subjects, dates and amounts, written out by the item's recipe.

A recipe (`data/<item>.yaml`) has two parts. `fields` gives each field a text in which words in braces stand for what
is known of the row; `cases` is a list of such texts that belong together (an act, its legal basis, its consequence),
of which every row gets one. Beside texts a case says how often it occurs (`share`), whose act it is (`agency`), to which
lines of business and kinds of organisation it happens (`lines`, `kinds`), in which months (`months`), and between which
amounts in 万元 (`amount`). A field without a text is blank.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Family, Item
from xinyong.collection.fictitious import agency_code
from xinyong.project.demonstration.facts import amounts, counts, days
from xinyong.project.demonstration.population import (
    data,
    has_ceased,
    kind_of,
    line_of,
    organisations,
    persons,
)

_WORD = re.compile(r"\{(\w+)\}")
_ROWS_PER_SUBJECT = 4
_FEWEST_SUBJECTS = 200
_SKEW = 1.6
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Who reports the rows, when they happened, and to whom.

    Attributes:
        agency: Code of an agency of `data/agencies.yaml`.
        start: First possible day of a decision.
        until: Last possible day.
        first: Number of the first document; those of one agency's files must not overlap (`numbers_used`).
        among: The subjects are the first so many, some of them often and many seldom; None = about four rows to each,
            evenly.
        subjects: Exactly these: of a register each once, in this order; else they alone, as chance has it.
        texts: Texts of fields that go before those of the recipe.
        soon: First of the days that the word `soon` stands for; None = the one after `until`.
    """

    agency: str
    start: date
    until: date
    first: int = 1
    among: int | None = None
    subjects: Sequence[int] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    soon: date | None = None


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
    return written(item_code, rows, seed, Source(agency or data(item_code)["agency"], start, until))


def written(item_code: str, rows: int, seed: int, source: Source) -> pl.DataFrame:
    """Return rows as `generate` does, from a source described in full."""
    item, recipe = load_catalogue().item(item_code), data(item_code)
    chance = random.Random(f"{item_code}:{seed}")  # noqa: S311 - reproducible, not secret
    drawn = numbers_used(rows) if item.natural_key else rows
    cases = [each for each in recipe["cases"] if each.get("agency", source.agency) == source.agency]
    chosen = chance.choices(range(len(cases)), [each.get("share", 1) for each in cases], k=drawn)
    facts = _facts(item, [cases[at] for at in chosen], source, chance).with_columns(
        pl.Series("case", chosen, dtype=pl.Int64), pl.int_range(drawn).alias("row")
    )
    parts = [
        _texts(item, facts.filter(pl.col("case") == at), recipe["fields"] | dict(case) | dict(source.texts))
        for at, case in enumerate(cases)
    ]
    rows_in_order = pl.concat(parts).sort("row").drop("row")
    distinct = rows_in_order.unique([*_identity(item), *item.natural_key], keep="first", maintain_order=True)
    return distinct.head(rows).rename({each.code: each.title for each in item.input_fields})


def numbers_used(rows: int) -> int:
    """Return how many numbers of documents so many rows use up: some may have the key of an earlier one."""
    return rows + rows // 10 + 20


def _texts(item: Item, facts: pl.DataFrame, texts: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows of one case, written out."""
    columns = [_text(texts.get(each.code), facts.columns).alias(each.code) for each in item.input_fields]
    return facts.select("row", *columns)


def _facts(item: Item, cases: list[Case], source: Source, chance: random.Random) -> pl.DataFrame:
    """Return everything the words of a recipe may stand for."""
    numbers = _numbers(item, cases, source, chance)
    subjects = _subjects(item, numbers)
    dated = days([each.get("months") for each in cases], source.start, _ends(item, numbers, source), chance)
    paid = amounts([each.get("amount") for each in cases], chance)
    own = data("agencies")[source.agency]
    words = {"organ": own["name"], "organ_short": own["short"], "organ_code": agency_code(source.agency)}
    first = source.soon or source.until + timedelta(days=1)
    soon = [f"{first + timedelta(days=at % 8):%Y/%m/%d}" for at in range(len(cases))]
    # later decisions have higher numbers
    serial = dated["day"].rank("ordinal").cast(pl.Int64) + (source.first - 1)
    return pl.concat(
        [subjects, dated, paid, counts(subjects, len(cases), chance)], how="horizontal"
    ).with_columns(
        serial.cast(pl.String).str.zfill(4).alias("serial"),
        pl.Series("soon", soon),
        *(pl.lit(text).alias(word) for word, text in words.items()),
    )


def _ends(item: Item, numbers: list[int], source: Source) -> list[date]:
    """Return the last possible day of each row: little happens to an organisation that has ceased."""
    middle = source.start + (source.until - source.start) // 2
    organisation = item.family is Family.ORGANISATION
    return [middle if organisation and has_ceased(number) else source.until for number in numbers]


def _identity(item: Item) -> tuple[str, ...]:
    """Return the field that tells the subjects of the demonstration apart."""
    number = item.subject.document_number
    return (number,) if number else (dict(item.subject.codes)["uscc"],)


def _numbers(item: Item, cases: list[Case], source: Source, chance: random.Random) -> list[int]:
    """Return the subject of each row: each once in a register, else as chance and the line of business have it."""
    if not item.natural_key:
        return list(source.subjects or range(len(cases)))
    usual = source.among or max(_FEWEST_SUBJECTS, len(cases) // _ROWS_PER_SUBJECT)
    population = source.subjects or range(usual)
    known = [(number, line_of(number), kind_of(number)) for number in population]
    pools = {wanted: _pool(known, *wanted) for wanted in set(map(_wanted, cases))}
    exponent = _SKEW if source.among else 1
    found = (pools[_wanted(each)] for each in cases)
    return [pool[int(len(pool) * chance.random() ** exponent)] for pool in found]


def _wanted(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of business and the kinds to which a case happens; empty = to all."""
    return tuple(case.get("lines", ())), tuple(case.get("kinds", ()))


def _pool(known: list[tuple[int, str, str]], lines: Sequence[str], kinds: Sequence[str]) -> list[int]:
    """Return who is of the lines and kinds; everybody where nobody is."""
    chosen = [n for n, line, kind in known if (not lines or line in lines) and (not kinds or kind in kinds)]
    return chosen or [number for number, *_ in known]


def _subjects(item: Item, numbers: list[int]) -> pl.DataFrame:
    seen = sorted(set(numbers))
    known = (organisations if item.family is Family.ORGANISATION else persons)(seen)
    table = known.with_columns(pl.Series("number", seen, dtype=pl.Int64))
    return (
        pl.DataFrame({"number": numbers})
        .join(table, on="number", how="left", maintain_order="left")
        .drop("number")
    )


def _text(template: str | None, known: list[str]) -> pl.Expr:
    """Return the expression of a text with words in braces; null without one."""
    parts = list(_parts(template or "", known))
    return pl.concat_str(parts) if parts else pl.lit(None, pl.String)


def _parts(template: str, known: list[str]) -> Iterator[pl.Expr]:
    """Yield plain pieces and words in turn."""
    for at, piece in enumerate(_WORD.split(template)):
        if at % 2 and piece not in known:
            raise ValueError(f"a recipe names {{{piece}}}; known words: {', '.join(known)}")
        if piece:
            yield pl.col(piece) if at % 2 else pl.lit(piece)
