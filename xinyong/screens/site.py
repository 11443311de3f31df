"""What frames every page: names, footer and legal basis, as data of the city."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from xinyong.rules.citation import Text, texts

CITY = "xinzheng"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another site that is linked to; `address` is None until it is known."""

    title: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """The values of `data/<city>/site.yaml`; None where the city has not said yet.

    Attributes:
        basis: Ids of the city's own texts, of which the one in force is the legal basis.
        site_code: 政府网站标识码.
        find_errors: Address of 政府网站找错.
    """

    brand: str
    platform: str
    workspace: str
    basis: tuple[str, ...]
    sponsor: str
    operator: str
    address: str
    postcode: str
    site_code: str | None
    icp: str | None
    police: str | None
    find_errors: str | None
    neighbours: tuple[Neighbour, ...]

    @property
    def registrations(self) -> tuple[tuple[str, str | None], ...]:
        """Title and number of what a government site must show."""
        return (("政府网站标识码", self.site_code), ("ICP备案号", self.icp), ("公安备案号", self.police))


@cache
def site() -> Site:
    """Return the frame of this city.

    Raises:
        TypeError: The file lacks a value or has one too many.
    """
    file = files("xinyong.screens") / "data" / CITY / "site.yaml"
    values: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    neighbours = tuple(Neighbour(**each) for each in values.pop("neighbours"))
    return Site(neighbours=neighbours, basis=tuple(values.pop("basis")), **values)


def legal_basis(day: date) -> Text | None:
    """Return the city's text on which the site rests that day; None when none is in force. Source: 第十五条."""
    return next((texts()[each] for each in site().basis if texts()[each].covers(day)), None)
