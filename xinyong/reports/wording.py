"""What the city says in its reports: titles and notes, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from xinyong.screens.site import CITY, site


@dataclass(frozen=True, slots=True)
class Wording:
    """The values of `data/<city>/report.yaml`.

    Attributes:
        titles: Lines of the title, by family of the subject.
        purpose: Of a report of the public, which states none.
        versions: First note, by version of the report.
        notes: Those that every report carries.
    """

    titles: Mapping[str, tuple[str, ...]]
    purpose: str
    versions: Mapping[str, str]
    notes: tuple[str, ...]


@cache
def wording() -> Wording:
    """Return what this city says.

    Raises:
        TypeError: The file lacks a value or has one too many.
        KeyError: A note names something else than operator and address.
    """
    file = files("xinyong.reports") / "data" / CITY / "report.yaml"
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    known = {"operator": site().operator, "address": site().address}
    told["notes"] = tuple(note.format_map(known) for note in told["notes"])
    told["titles"] = {family: tuple(lines) for family, lines in told["titles"].items()}
    return Wording(**told)
