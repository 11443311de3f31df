"""The part about papers: reports against a bare Typst compile of the same documents, in the same process."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from bench.figures import Figure
from bench.files import penalties, write_workbook
from bench.running import ContestantError, Run, run_module

_PER_REPORT = 4  # penalties; spread over firms by the writer


def reports(home: Path, count: int, submit: Callable[[Path, int], Run]) -> Iterator[Figure]:
    """G: public reports of organisations, issued and stored."""
    path, rows = home / "reported.xlsx", count * _PER_REPORT
    write_workbook(penalties(rows, date(2026, 6, 1), date(2026, 10, 31)), path)
    submit(path, rows)
    answer = run_module("reports", count).answer
    if answer["reports"] != count:
        raise ContestantError(f"{answer['reports']} reports of {count}")
    yield Figure("g", f"Typst alone: {count} reports", answer["typst"], "s")
    yield Figure("g", f"product: {count} reports issued and stored", answer["product"], "s")
    yield Figure("g", "product ÷ Typst alone", answer["product"] / answer["typst"], "×", "≤", 5)
