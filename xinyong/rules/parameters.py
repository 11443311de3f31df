"""Figures of the law as dated values, read from `law/parameters/*.yaml`.

A value holds from its date until the next one, and not a day longer than the text it rests on. Outside
that, reading raises: a figure is never guessed.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from xinyong.rules.citation import Article, cite
from xinyong.rules.errors import NotInForceError, UnknownParameterError, UnknownTextError
from xinyong.rules.law_file import Block, law_folder, read_law_file, yaml_files


class Unit(StrEnum):
    """What a value counts."""

    WORKDAY = "工作日"
    DAY = "日"
    MONTH = "月"
    YEAR = "年"


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter is on a day.

    Attributes:
        code: Of the parameter.
        value: A whole number of units, from 1.
        unit: What it counts.
        since: First day of this value.
        article: Where it is set.
    """

    code: str
    value: int
    unit: Unit
    since: date
    article: Article

    @property
    def confirmed(self) -> bool:
        """False where the text it rests on awaits confirmation (`XZ-CONT`)."""
        return self.article.source.confirmed


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the law and its values, ascending by date."""

    code: str
    title: str
    values: tuple[Value, ...]

    def on(self, day: date) -> Value:
        """Return the value in force on a day.

        Raises:
            NotInForceError: No text sets it on that day.
        """
        at = bisect_right(self.values, day, key=lambda value: value.since)
        if at == 0 or not self.values[at - 1].article.source.covers(day):
            raise NotInForceError(f"{self.code} ({self.title}): no text in force on {day} sets it")
        return self.values[at - 1]


def parameter(code: str) -> Parameter:
    """Return a parameter of the law data that ships with the program.

    Raises:
        UnknownParameterError: There is none of that code.
    """
    try:
        return parameters()[code]
    except KeyError:
        raise UnknownParameterError(f"there is no parameter {code!r}") from None


@cache
def parameters() -> Mapping[str, Parameter]:
    """Return all parameters, by code."""
    return load_parameters(law_folder() / "parameters")


def unconfirmed_on(day: date) -> list[Value]:
    """Return the values that rest on an unconfirmed text on a day, by code; for `check-environment`."""
    found = []
    for each in parameters().values():
        try:
            value = each.on(day)
        except NotInForceError:
            continue
        if not value.confirmed:
            found.append(value)
    return found


def load_parameters(folder: Traversable) -> Mapping[str, Parameter]:
    """Read a folder of parameters; the name of a file is the code.

    Raises:
        LawDataError: A fault, with file and line: keys unknown, missing or doubled; dates not ascending;
            an article whose text is not in the register or not in force on the date of its value.
    """
    found = (_parameter(file) for file in yaml_files(folder))
    return {each.code: each for each in found}


def _parameter(file: Traversable) -> Parameter:
    content = read_law_file(file)
    content.only(("title", "unit", "values"))
    code = file.name.removesuffix(".yaml")
    unit = Unit[content.one_of("unit", [unit.name.lower() for unit in Unit]).upper()]
    values = content.block("values")
    return Parameter(
        code,
        content.text("title"),
        tuple(_value(code, unit, day, values.block(day)) for day in values.dates()),
    )


def _value(code: str, unit: Unit, day: date, block: Block) -> Value:
    block.only(("value", "article"), ("note",))
    block.optional_text("note")
    return Value(code, block.count("value"), unit, day, cited_article(block, "article", day))


def cited_article(block: Block, key: str, day: date) -> Article:
    """Return the article a law file cites, checked to be of a text in force on the day.

    Raises:
        LawDataError: It is not, or the text is not in the register.
    """
    try:
        article = cite(block.text(key))
    except UnknownTextError as error:
        block.fail(str(error), key)
    if not article.article:
        block.fail(f"{article.text!r} is cited without an article", key)
    if not article.source.covers(day):
        block.fail(f"{article.text!r} is not in force on {day}", key)
    return article
