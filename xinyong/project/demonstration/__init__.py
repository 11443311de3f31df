"""Demonstration data: generated from a seed, valid in every check, and visibly fictitious.

No place, organisation, person or document of it exists: organisations lie in 虚构市 and are called 演示, their codes
and the persons' numbers carry the county 419999, which nobody has, and numbers of documents contain 演. The names of
the reporting agencies alone are real. What a row of an item says is written in `data/<item>.yaml`, its *recipe*.

    generate("penalty", 100_000, 1, start=date(2021, 1, 1), until=date(2026, 1, 1))   a file's worth of rows
    load(by=…, at=…)                                                                  a small city, as departments report it
"""

from typing import TYPE_CHECKING, Any

from xinyong.project.demonstration.generating import generate

if TYPE_CHECKING:
    from xinyong.project.demonstration.loading import Loaded, load

__all__ = ["Loaded", "generate", "load"]


def __getattr__(name: str) -> Any:
    """Bring in the part that needs the database when it is first asked for."""
    if name in {"Loaded", "load"}:
        from xinyong.project.demonstration import loading  # noqa: PLC0415 - Django only when it is needed

        return getattr(loading, name)
    raise AttributeError(name)
