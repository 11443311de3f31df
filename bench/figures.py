"""What is reported: figures, some with a target."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        part: Letter of the part.
        text: What was measured.
        value: Number.
        unit: "×", "s", "MB", "rows/s" …
        bound: With `target`, what the value must be: at most, at least or exactly it.
        target: None = informative.
    """

    part: str
    text: str
    value: float
    unit: str
    bound: Literal["≤", "≥", "="] = "≤"
    target: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        if self.target is None:
            return True
        tests = {
            "≤": self.value <= self.target,
            "≥": self.value >= self.target,
            "=": self.value == self.target,
        }
        return tests[self.bound]

    def document(self) -> dict[str, Any]:
        """Return the figure for machines."""
        return asdict(self) | {"holds": self.holds}


def table(figures: Iterable[Figure]) -> str:
    """Return the figures for people, one a line."""
    return "\n".join(_line(figure) for figure in figures)


def _line(figure: Figure) -> str:
    target = f"{figure.bound} {figure.target:g}" if figure.target is not None else ""
    verdict = "" if figure.target is None else ("ok" if figure.holds else "MISSED")
    return (
        f"{figure.part}  {figure.text:<66}{_number(figure.value):>10} {figure.unit:<8}{target:>8}  {verdict}"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
