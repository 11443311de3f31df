"""The organisations and persons of the demonstration: number *n* is the same one in every item and every run."""

import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from xinyong.collection.fictitious import organisation_code, resident_id

_FOUNDED = date(2003, 1, 6)
_FOUNDING_DAYS = 6_500
_STRIDE = 1009
"""Prime to the number of names, so that neighbours in number are none in name."""

# One organisation in some has ceased or moved away, by its number: state of registration by remainder.
_STANDINGS = {7: "4", 19: "4", 31: "2", 43: "6"}
_EVERY_STANDING = 67
_ACTIVE = "1"
_REMEMBERED = 4096
"""Organisations kept in memory: more than a small city has, fewer than a bench asks for."""
_RENAMED = (11, 37)
"""Remainder and divisor of the organisations that had another name before."""


@cache
def data(name: str) -> Any:
    """Return the contents of a file of `data/`."""
    file = files("xinyong.project.demonstration") / "data" / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def person_name(number: int) -> str:
    """Return 演示甲子 and the like; the same name comes again, as names do."""
    words = data("vocabulary")
    return f"演示{words['stems'][number % 10]}{words['branches'][number // 10 % 12]}"


def organisations(numbers: Sequence[int]) -> pl.DataFrame:
    """Return one row per number, all text: what recipes may say of an organisation.

    Columns: name, former_name, code, category (of the 双公示 standard), kind, type, line, scope, street, address,
    founded, capital, standing (of the register), person, person_id.
    """
    rows = [_organisation(number) for number in numbers]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")


_COLUMNS = (
    "name",
    "former_name",
    "code",
    "category",
    "kind",
    "type",
    "line",
    "scope",
    "street",
    "address",
    "founded",
    "capital",
    "standing",
    "person",
    "person_id",
)


@lru_cache(_REMEMBERED)
def line_of(number: int) -> str:
    """Return an organisation's line of business, by which recipes choose what happens to it."""
    return str(_trade_of(number, _kind_of(number))[1])


def kind_of(number: int) -> str:
    """Return 法人, 非法人组织 or 个体工商户."""
    return _kind_of(number)["kind"]


def registrar_of(number: int) -> str:
    """Return the agency that registers the organisation."""
    return str(_kind_of(number).get("registrar", "scjg"))


def has_ceased(number: int) -> bool:
    """Return True if the organisation is no longer on the register as active."""
    return _standing(number) != _ACTIVE


def is_changed(number: int) -> bool:
    """Return True if the register told something else of the organisation before."""
    return has_ceased(number) or _is_renamed(number)


def _standing(number: int) -> str:
    return _STANDINGS.get(number % _EVERY_STANDING, _ACTIVE)


def _is_renamed(number: int) -> bool:
    remainder, divisor = _RENAMED
    return number % divisor == remainder and "{brand}" in _kind_of(number)["name"]


@lru_cache(_REMEMBERED)
def _organisation(number: int) -> tuple[str, ...]:
    words, kind = data("vocabulary"), _kind_of(number)
    trade, line, scope = _trade_of(number, kind)
    manager = number * 7 // 10
    brand, former = _brand(number)
    place = {"trade": trade, "person": person_name(manager)}
    name = kind["name"].format(brand="".join(brand), **place)
    household = kind["kind"] == "个体工商户"
    founded = _FOUNDED + timedelta(days=number * 13 % _FOUNDING_DAYS)
    return (
        name,
        kind["name"].format(brand=former, **place) if _is_renamed(number) else name,
        organisation_code(kind["prefix"], _body(number, kind["prefix"])),
        "个体工商户" if household else "法人及非法人组织",
        kind["kind"],
        kind["type"],
        line,
        scope,
        "演示街道",
        f"虚构市演示街道{_pick(words['streets'], number, 'street')}{number % 300 + 1}号",
        f"{founded:%Y/%m/%d}",
        str(number % 20 + 1) if household else _pick(words["capitals"], number, "capital"),
        _standing(number),
        person_name(manager),
        resident_id(manager),
    )


def _brand(number: int) -> tuple[tuple[str, str], str]:
    """Return first and second word of the name, and the words it was known by before."""
    words = data("vocabulary")
    firsts, seconds = words["first"], words["second"]
    place = number * _STRIDE % (len(firsts) * len(seconds))
    first, second = firsts[place // len(seconds)], seconds[place % len(seconds)]
    again = number // (len(firsts) * len(seconds))
    former = first + _pick(words["former"], number, "former")
    if number in words["brands"]:
        return (words["brands"][number], ""), former
    return (first, f"{second}{again}号" if again else second), former


def _body(number: int, prefix: str) -> str:
    """Return the middle of a code: market players have letters there, others figures."""
    return f"MA{number:06d}" if prefix.startswith("9") else f"{50_000_000 + number}"


@cache
def _kinds() -> list[dict[str, str]]:
    """Return the kinds as often as they are to occur, mixed."""
    kinds = [kind for kind in data("vocabulary")["kinds"] for _ in range(kind["share"])]
    return [kinds[at * 35 % len(kinds)] for at in range(len(kinds))]


def _kind_of(number: int) -> dict[str, str]:
    kinds = _kinds()
    return kinds[number % len(kinds)]


def _trade_of(number: int, kind: dict[str, str]) -> Sequence[str]:
    trade: Sequence[str] = _pick(data("vocabulary")["trades"][kind["trades"]], number, "trade")
    return trade


def _pick(choices: Sequence[Any], number: int, what: str) -> Any:
    """Return one of the choices, the same for the same number, without a pattern among neighbours."""
    return choices[zlib.crc32(f"{what}{number}".encode()) % len(choices)]


def persons(numbers: Sequence[int]) -> pl.DataFrame:
    """Return one row per number, all text: what recipes may say of a natural person.

    Columns: name, person_id, street, address. Person *n* may be the legal representative of organisations.
    """
    words = data("vocabulary")
    rows = [
        (
            person_name(n),
            resident_id(n),
            "演示街道",
            f"虚构市演示街道{words['streets'][n % len(words['streets'])]}{n % 200 + 1}号院",
        )
        for n in numbers
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("name", "person_id", "street", "address"), pl.String), orient="row"
    )
