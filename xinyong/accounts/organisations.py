"""Reads the city's organisations from `data/<city>/organisations.yaml`; every fault names file and line."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from xinyong.accounts.models import OrganisationKind
from xinyong.rules.identifiers import check_uscc
from xinyong.rules.law_file import Block, read_law_file

_KINDS = {kind.label: kind for kind in OrganisationKind}


@dataclass(frozen=True)
class DatedName:
    """A name and the days it is borne, both included; None = open."""

    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class OrganisationSpec:
    """One organisation as the file tells it.

    Attributes:
        successor: Code of the organisation its duties fall to, and the day; None while it exists.
    """

    code: str
    kind: OrganisationKind
    names: tuple[DatedName, ...]
    uscc: str | None
    parent: str | None
    is_township: bool
    valid_from: date | None
    valid_to: date | None
    successor: tuple[str, date] | None


def city_file(city: str = "xinzheng") -> Traversable:
    """Return the file of a city that ships with the program."""
    return files("xinyong.accounts") / "data" / city / "organisations.yaml"


def read_organisations(file: Traversable) -> tuple[OrganisationSpec, ...]:
    """Return the organisations of a file, parents before children.

    Raises:
        LawDataError: A fault; the text starts with file name and line.
    """
    root = read_law_file(file)
    specs = {code: _spec(code, root.block(code)) for code in root}
    for code, spec in specs.items():
        _check_links(root.block(code), spec, specs)
    return tuple(sorted(specs.values(), key=lambda spec: _depth(spec, specs)))


def _spec(code: object, block: Block) -> OrganisationSpec:
    block.only({"kind", "names"}, {"uscc", "parent", "township", "from", "succeeded_by"})
    if not isinstance(code, str) or not code.isascii() or not code.isidentifier():
        block.fail(
            f"code {code!r} must be of letters, digits and _, and start with a letter (quote it if YAML reads it otherwise)"
        )
    successor = _successor(block)
    valid_to = successor[1] - timedelta(days=1) if successor else None
    begin = block.day("from") if block.get("from") is not None else None
    return OrganisationSpec(
        code=code,
        kind=_KINDS[block.one_of("kind", _KINDS)],
        names=_names(block, begin, valid_to),
        uscc=_uscc(block),
        parent=block.optional_text("parent"),
        is_township=block.flag("township", default=False),
        valid_from=begin,
        valid_to=valid_to,
        successor=successor,
    )


def _names(block: Block, begin: date | None, end: date | None) -> tuple[DatedName, ...]:
    """Each name is borne from its day to the day before the next; the first from the beginning."""
    entries = block.blocks("names")
    starts = [begin]
    for number, entry in enumerate(entries):
        entry.only({"name", "from"} if number else {"name"})
        starts += [entry.day("from")] if number else []
    for (earlier, later), entry in zip(pairwise(starts), entries[1:], strict=True):
        if later is None or (earlier and later <= earlier) or (end and later > end):
            entry.fail(f"{later} is out of order: names ascend within the life of the organisation", "from")
    ends = [day - timedelta(days=1) for day in starts[1:] if day] + [end]
    return tuple(
        DatedName(entry.text("name"), start, stop)
        for entry, start, stop in zip(entries, starts, ends, strict=True)
    )


def _successor(block: Block) -> tuple[str, date] | None:
    if "succeeded_by" not in block:
        return None
    step = block.block("succeeded_by")
    step.only({"code", "since"})
    return step.text("code"), step.day("since")


def _uscc(block: Block) -> str | None:
    uscc = block.optional_text("uscc")
    if uscc is not None and (check_uscc(uscc).errors or check_uscc(uscc).canonical != uscc):
        block.fail(f"{uscc!r} is no 统一社会信用代码; leave it out until it is known", "uscc")
    return uscc


def _check_links(block: Block, spec: OrganisationSpec, specs: dict[object, OrganisationSpec]) -> None:
    if spec.parent is not None and spec.parent not in specs:
        block.fail(f"parent {spec.parent!r} is not in this file", "parent")
    if spec.successor is not None and spec.successor[0] not in specs:
        block.fail(f"successor {spec.successor[0]!r} is not in this file", "succeeded_by")
    if _circles(spec.code, {each.code: each.parent for each in specs.values()}):
        block.fail("an organisation cannot stand above itself", "parent")
    if _circles(spec.code, {each.code: each.successor and each.successor[0] for each in specs.values()}):
        block.fail("an organisation cannot succeed itself", "succeeded_by")


def _circles(code: str, step: dict[str, str | None]) -> bool:
    seen, here = {code}, step[code]
    while here is not None and here in step:
        if here in seen:
            return True
        seen.add(here)
        here = step[here]
    return False


def _depth(spec: OrganisationSpec, specs: dict[object, OrganisationSpec]) -> int:
    return 0 if spec.parent is None else 1 + _depth(specs[spec.parent], specs)
