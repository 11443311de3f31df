"""Which section of the report an item stands in: data, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Place:
    """One section.

    Attributes:
        count: Its name in the summary of counts; empty when it is not counted.
        rest: Takes every item that no section names.
        sheet: Says who the subject is, on one sheet.
    """

    key: str
    title: str
    count: str = ""
    items: frozenset[str] = frozenset()
    rest: bool = False
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """The last section: what is recommended, by item; and to a subject with nothing adverse."""

    title: str
    clean: str
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """The sections in order, and the advice after them."""

    places: tuple[Place, ...]
    advice: Advice

    def place_of(self, item: str) -> Place:
        """Return the section of an item; one that is not named stands among the rest."""
        named = next((place for place in self.places if item in place.items), None)
        return named or next(place for place in self.places if place.rest)


@cache
def order() -> Order:
    """Return the order that ships with the program.

    Raises:
        ValueError: An item stands twice, or not exactly one section takes the rest.
    """
    text = (files("xinyong.reports") / "data" / "sections.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    advice = Advice(**told.pop("advice"))
    places = tuple(
        Place(key=key, **{**each, "items": frozenset(each["items"])}) for key, each in told.items()
    )
    items = [item for place in places for item in place.items]
    if len(items) != len(set(items)) or sum(place.rest for place in places) != 1:
        raise ValueError("sections.yaml: an item stands twice, or not exactly one section takes the rest")
    return Order(places, advice)
