"""Codes and numbers that pass every check and belong to nobody: for samples and demonstrations.

They carry the county 419999, which no place has.
"""

import zlib
from datetime import date, timedelta

from xinyong.rules.identifiers import (
    organisation_code_check_character,
    resident_id_check_character,
    uscc_check_character,
)

NOWHERE = "419999"
"""A county code that nobody has: in codes of organisations and in numbers of persons."""

MARK = "演示-"
"""How the name of every file of a demonstration begins."""

_EPOCH = date(1955, 1, 1)
_BIRTHDAYS = 18_000


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
    """Return the code a demonstration gives to an agency; the real one is nobody's to use there."""
    return organisation_code("11", f"{zlib.crc32(agency.encode()) % 10**8:08d}")
