"""The organisations and persons of the demonstration: number *n* is the same one in every item and every run."""

import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from xinyong.rules.identifiers import (
    organisation_code_check_character,
    resident_id_check_character,
    uscc_check_character,
)

NOWHERE = "419999"
"""A county code that nobody has: in codes of organisations and in numbers of persons."""

_EPOCH = date(1955, 1, 1)
_BIRTHDAYS = 18_000
_FOUNDED = date(2003, 1, 6)
_FOUNDING_DAYS = 5_000


@cache
def data(name: str) -> Any:
    """Return the contents of a file of `data/`."""
    file = files("xinyong.project.demonstration") / "data" / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def person_name(number: int) -> str:
    """Return 演示甲子 and the like; the same name comes again, as names do."""
    words = data("vocabulary")
    return f"演示{words['stems'][number % 10]}{words['branches'][number // 10 % 12]}"


def resident_id(number: int) -> str:
    """Return the number of a person's identity card, different for each of 1.8 million."""
    born = _EPOCH + timedelta(days=number * 37 % _BIRTHDAYS)
    first17 = f"{NOWHERE}{born:%Y%m%d}{number // _BIRTHDAYS * 10 + number % 10:03d}"
    return first17 + resident_id_check_character(first17)


def organisation_code(prefix: str, body: str) -> str:
    """Return a 统一社会信用代码 with valid check characters outside and inside.

    Args:
        prefix: Two characters: 91, 92, 11.
        body: Eight characters of the alphabet of GB 32100.
    """
    first17 = prefix + NOWHERE + body + organisation_code_check_character(body)
    return first17 + uscc_check_character(first17)


def agency_code(agency: str) -> str:
    """Return the code the demonstration gives to an agency; the real one is nobody's to use here."""
    return organisation_code("11", f"{zlib.crc32(agency.encode()) % 10**8:08d}")


def organisations(numbers: Sequence[int]) -> pl.DataFrame:
    """Return one row per number, all text: what recipes may say of an organisation.

    Columns: name, code, category (of the 双公示 standard), kind, type, trade, street, address, founded, capital, person,
    person_id.
    """
    return pl.DataFrame(
        [_organisation(number) for number in numbers], schema=dict.fromkeys(_COLUMNS, pl.String), orient="row"
    )


_COLUMNS = (
    "name",
    "code",
    "category",
    "kind",
    "type",
    "trade",
    "street",
    "address",
    "founded",
    "capital",
    "person",
    "person_id",
)


def _organisation(number: int) -> tuple[str, ...]:
    words = data("vocabulary")
    kind = words["kinds"][number % len(words["kinds"])]
    trade = words["trades"][number // 7 % len(words["trades"])]
    street = words["streets"][number // 3 % len(words["streets"])]
    series = f"{number // 400}号" if number >= 400 else ""  # noqa: PLR2004 - twenty first words by twenty second ones
    words_of_name = words["first"][number % 20] + words["second"][number // 20 % 20]
    household = kind["kind"] == "个体工商户"
    founded = _FOUNDED + timedelta(days=number * 13 % _FOUNDING_DAYS)
    return (
        f"虚构市{words_of_name}{series}{trade}{kind['ending']}",
        organisation_code(kind["prefix"], f"MA{number:06d}"),
        "个体工商户" if household else "法人及非法人组织",
        kind["kind"],
        kind["type"],
        trade,
        "演示街道",
        f"虚构市演示街道{street}{number % 300 + 1}号",
        f"{founded:%Y/%m/%d}",
        str(number * 17 % 990 + 10),
        person_name(number * 7 // 10),
        resident_id(number * 7 // 10),
    )


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
            f"虚构市演示街道{words['streets'][n % 8]}{n % 200 + 1}号院",
        )
        for n in numbers
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("name", "person_id", "street", "address"), pl.String), orient="row"
    )
