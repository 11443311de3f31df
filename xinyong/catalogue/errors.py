"""Errors of the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class CatalogueError(Exception):
    """Base of this package's errors."""


class UnknownItemError(CatalogueError):
    """No item has that code."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        super().__init__(f"没有信息事项“{code}”；可用的有：{'、'.join(known)}。")


class UnknownFieldError(CatalogueError):
    """The item has no field of that code."""

    def __init__(self, item: str, code: str) -> None:
        super().__init__(f"信息事项“{item}”没有数据项“{code}”。")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a specification file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class SpecificationError(CatalogueError):
    """The specification has mistakes; all of them are listed.

    Attributes:
        faults: Every mistake found, with file and line.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
