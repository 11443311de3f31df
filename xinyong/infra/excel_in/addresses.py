"""Addresses of cells: `AB12` is line 12, column 27 (A is 0)."""

import re
from functools import lru_cache

from xinyong.infra.excel_in.model import UnreadableError

_ADDRESS = re.compile(rb"([A-Z]{1,3})(\d{1,7})\Z")


def cell_place(address: bytes) -> tuple[int, int]:
    """Return line (from 1) and column (from 0) of an address.

    Raises:
        UnreadableError: it is no address.
    """
    found = _ADDRESS.match(address)
    if found is None:
        raise UnreadableError("file.broken", "cell address")
    return int(found[2]), _column(found[1])


def column_of(address: bytes) -> int:
    """Return the column (from 0) of an address."""
    return cell_place(address)[1]


def column_letters(column: int) -> str:
    """Return the letters of a column (from 0)."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@lru_cache(maxsize=20_000)
def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1
