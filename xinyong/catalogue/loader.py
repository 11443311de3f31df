"""Reads the catalogue from `spec/<city>/` and validates it whole.

A mistake never stops the reading: all are collected, each with file, line and fault, and raised together.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from xinyong.catalogue.errors import Fault, SpecificationError
from xinyong.catalogue.located import Node, read_yaml
from xinyong.catalogue.model import Catalogue, CodeEntry, CodeList, Edition, Field, Item
from xinyong.catalogue.reading import References, item_from, platform_field
from xinyong.catalogue.section import Section
from xinyong.rules.citation import texts
from xinyong.rules.parameters import parameters

DEFAULT = Path(__file__).parent / "spec" / "xinzheng"


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder, by default that of the program, which is read once.

    Args:
        path: Folder with `edition.yaml`, `code_lists.yaml` and `items/*.yaml`.

    Raises:
        SpecificationError: All mistakes of the folder.
    """
    return _default() if path is None else read_catalogue(path)


@cache
def _default() -> Catalogue:
    return read_catalogue(DEFAULT)


def read_catalogue(folder: Path) -> Catalogue:
    """Read a folder; see `load_catalogue`."""
    faults: list[Fault] = []
    code_lists = _code_lists(folder / "code_lists.yaml", faults)
    known = References(frozenset(texts()), frozenset(parameters()), code_lists)
    edition, platform = _edition(folder, known, faults)
    items: dict[str, Item] = {}
    for path in sorted((folder / "items").glob("*.yaml")):
        section = _open(path, faults)
        item = item_from(section, platform, known)
        _unique(item, items, section)
        items[item.code] = item
    if faults:
        raise SpecificationError(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return Catalogue(edition, items, code_lists)


def _open(path: Path, faults: list[Fault]) -> Section:
    if not path.is_file():
        faults.append(Fault(path.name, 1, "the file is missing"))
        return Section("", Node({}, 1), path.name, faults)
    return Section("", read_yaml(path, faults), path.name, faults)


def _unique(item: Item, items: dict[str, Item], section: Section) -> None:
    for other in items.values():
        if other.code == item.code:
            section.fault(f"the code “{item.code}” is used by two items", "code")
        if other.number == item.number:
            section.fault(f"the number “{item.number}” is used by {other.code} too", "number")


def _edition(folder: Path, known: References, faults: list[Fault]) -> tuple[Edition, tuple[Field, ...]]:
    section = _open(folder / "edition.yaml", faults)
    fields = tuple(platform_field(code, each, known) for code, each in section.named("platform_fields"))
    edition = Edition(
        code=section.text("code"),
        title=section.text("title"),
        effective_from=section.needed_day("effective_from"),
        digest=_digest(folder),
    )
    section.close()
    return edition, fields


def _digest(folder: Path) -> str:
    """Return SHA-256 over the names and contents of all files, in order of their names."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _code_lists(path: Path, faults: list[Fault]) -> dict[str, CodeList]:
    section = _open(path, faults)
    return {code: _code_list(code, section.sub(code)) for code in section.left()}


def _code_list(code: str, section: Section) -> CodeList:
    found = CodeList(
        code=code,
        title=section.text("title"),
        basis=section.text("basis"),
        entries=tuple(_entries(section)),
        detailed=section.texts("detailed"),
    )
    for value in found.detailed:
        section.must_know(value, found.values, "value of the list", "detailed")
    section.close()
    return found


def _entries(section: Section) -> Iterator[CodeEntry]:
    """Yield the entries; one that is only a text is a value without a title, aliases and dates."""
    seen: set[str] = set()
    for each in section.texts_or_sections("values"):
        entry = CodeEntry(each) if isinstance(each, str) else _entry(each)
        if entry.value in seen:
            section.fault(f"the value “{entry.value}” is given twice", "values")
        seen.add(entry.value)
        yield entry


def _entry(section: Section) -> CodeEntry:
    entry = CodeEntry(
        value=section.text("value"),
        title=section.text("title", ""),
        aliases=section.texts("aliases"),
        valid_from=section.day("from"),
        valid_to=section.day("to"),
    )
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        section.fault("the last day lies before the first", "to")
    section.close()
    return entry
