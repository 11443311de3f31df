"""The parts of the bench, one method each; what two parts need is made once, whichever asks first."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import psutil

from bench.figures import Figure
from bench.files import penalties, write_faulty_csv, write_register, write_workbook
from bench.home import listed_names, sequential_scans, settle, subject_numbers
from bench.pages import desk_pages, pages
from bench.papers import reports
from bench.running import ContestantError, Run, run_module, run_product

_BEST_OF = 3
_SEARCHED = ("records_subject", "records_subjectidentifier", "records_subjectname", "records_record")


@dataclass(frozen=True)
class Sizes:
    """How much is measured. Targets are judged at full size only: below, start-up decides."""

    rows: int = 100_000
    peer: int = 5_000
    checked: int = 50_000
    subjects: int = 200_000
    searches: int = 500
    pages: int = 500
    reports: int = 50
    judged: bool = True


QUICK = Sizes(
    rows=1_000, peer=200, checked=1_000, subjects=500, searches=20, pages=20, reports=5, judged=False
)


class Parts:
    """The parts over one temporary home."""

    def __init__(self, home: Path, sizes: Sizes) -> None:
        self.home = home
        self.sizes = sizes

    def by_letter(self) -> dict[str, Callable[[], Iterator[Figure]]]:
        """Return every part by its letter, in order."""
        return {
            "a": self.load,
            "b": self.peer,
            "c": self.checking,
            "d": self.search,
            "e": self.again,
            "f": self.pages,
            "g": self.reports,
            "h": self.desk,
        }

    def load(self) -> Iterator[Figure]:
        """A: from a workbook to records, against the floor."""
        rows, few = self.sizes.rows, self.sizes.rows // 10
        floor = min((self._module("floor", self._large) for _ in range(_BEST_OF)), key=_seconds)
        small = self._first_small
        start = run_product("items", "--json").seconds
        per_row = (self._first.seconds / rows) / (small.seconds / few)
        beyond = ((self._first.seconds - start) / rows) / ((small.seconds - start) / few)
        yield Figure("a", f"floor: read, COPY, jsonb; {rows:,} rows, best of {_BEST_OF}", floor.seconds, "s")
        yield Figure("a", f"product: xinyong submit, {few:,} rows, best of 3", small.seconds, "s")
        yield Figure("a", f"product: xinyong submit, {rows:,} rows, best of 2", self._first.seconds, "s")
        yield Figure("a", "product ÷ floor", self._first.seconds / floor.seconds, "×", "≤", 4)
        yield Figure("a", f"cost per row, {rows:,} ÷ {few:,}", per_row, "×", "≤", 1.2)
        yield Figure("a", "the same without the start-up of a command", beyond, "×")
        yield Figure("a", "largest single process of the product", self._first.peak_mb, "MB", "≤", 700)

    def peer(self) -> Iterator[Figure]:
        """B: against django-import-export, in the same database."""
        few, path = self.sizes.peer, self.home / "peer.xlsx"
        write_workbook(penalties(few, date(2019, 8, 1), date(2019, 12, 31)), path)
        peers = {
            way: few / self._module("import_export", path, way).seconds for way in ("plain", "bulk", "tuned")
        }
        same = self._submit(path, few)
        speed = self.sizes.rows / self._first.seconds
        for way, rows in peers.items():
            yield Figure("b", f"django-import-export, {way}, {few:,} rows", rows, "rows/s")
        yield Figure("b", f"product on the same {few:,} rows", few / same.seconds, "rows/s")
        yield Figure("b", f"product, {self.sizes.rows:,} rows", speed, "rows/s")
        yield Figure("b", "product ÷ django-import-export, bulk", speed / peers["bulk"], "×", "≥", 7)
        yield Figure("b", "product ÷ django-import-export, tuned", speed / peers["tuned"], "×")

    def checking(self) -> Iterator[Figure]:
        """C: checking alone, against frictionless and pydantic."""
        path = self.home / "checked.csv"
        faulty = write_faulty_csv(penalties(self.sizes.checked, date(2021, 8, 1), date(2026, 5, 31)), path)
        seconds = {
            name: self._checked(f"checking_{name}", path, faulty)
            for name in ("product", "frictionless", "frictionless_tuned", "pydantic")
        }
        for name, took in seconds.items():
            yield Figure(
                "c", f"{name}: {self.sizes.checked:,} rows × 30 fields, best of {_BEST_OF}", took, "s"
            )
        yield Figure(
            "c", "frictionless ÷ product", seconds["frictionless"] / seconds["product"], "×", "≥", 20
        )
        tuned = seconds["frictionless_tuned"] / seconds["product"]
        yield Figure("c", "frictionless, tuned by hand ÷ product", tuned, "×")
        yield Figure("c", "pydantic ÷ product", seconds["pydantic"] / seconds["product"], "×", "≥", 4)

    def search(self) -> Iterator[Figure]:
        """D: search by the public among many subjects."""
        count, texts = self.sizes.subjects, self.home / "texts.json"
        names, filled = self._register
        texts.write_text(json.dumps(_texts(names, self.sizes.searches), ensure_ascii=False), encoding="utf-8")
        before = sequential_scans(self.home, _SEARCHED)
        found = run_module("searching", texts).answer
        scans = sequential_scans(self.home, _SEARCHED) - before
        yield Figure("d", f"product: register of {count:,} subjects loaded from csv", filled.seconds, "s")
        yield Figure(
            "d",
            f"searches among {count:,} subjects, one at a time",
            found["searches"] / found["seconds"],
            "1/s",
        )
        yield Figure("d", "slowest search", found["slowest"] * 1000, "ms")
        yield Figure("d", "searches that found nobody", found["searches"] - found["found"], "", "=", 0)
        yield Figure(
            "d",
            "statements of a search, most − fewest",
            found["most_statements"] - found["fewest_statements"],
            "",
            "=",
            0,
        )
        yield Figure("d", "tables read from end to end", scans, "", "=", 0)

    def again(self) -> Iterator[Figure]:
        """E: the same file once more changes nothing."""
        first = self._first
        again = self._submit(self._large, self.sizes.rows, outcome="unchanged")
        yield Figure("e", f"the same {self.sizes.rows:,} rows again, all unchanged", again.seconds, "s")
        yield Figure("e", "again ÷ first", again.seconds / first.seconds, "×")

    def pages(self) -> Iterator[Figure]:
        """F: pages of the public site, against a bare view."""
        names, _ = self._register
        count = self.sizes.pages
        texts = list(dict.fromkeys(_texts(names, count * 3)))
        numbers = subject_numbers(self.home, count)
        yield from pages(self.home, texts, numbers, count=count, subjects=self.sizes.subjects)

    def reports(self) -> Iterator[Figure]:
        """G: reports as papers, against Typst alone."""
        yield from reports(self.home, self.sizes.reports, self._submit)

    def desk(self) -> Iterator[Figure]:
        """H: pages of the workspace, against a bare view."""
        yield from desk_pages(self.home, self._first.answer["receipt"], count=self.sizes.pages)

    @cached_property
    def _register(self) -> tuple[list[str], Run]:
        """Names of a register that was loaded, as far as a piece of one finds it, and how that went."""
        path = self.home / "register.csv"
        write_register(self.sizes.subjects, path)
        filled = self._submit(path, self.sizes.subjects, "registration")
        settle(self.home, analyze=True)
        return listed_names(self.home), filled

    @cached_property
    def _large(self) -> Path:
        path = self.home / "large.xlsx"
        write_workbook(penalties(self.sizes.rows, date(2023, 1, 1), date(2025, 12, 31)), path)
        return path

    @cached_property
    def _first_small(self) -> Run:
        run_product("items", "--json")  # the very first command of a home makes its keys
        return min((self._small(year) for year in (2020, 2021, 2022)), key=_seconds)

    def _small(self, year: int) -> Run:
        path = self.home / f"small-{year}.xlsx"
        write_workbook(penalties(self.sizes.rows // 10, date(year, 1, 1), date(year, 12, 31)), path)
        return self._submit(path, self.sizes.rows // 10)

    @cached_property
    def _first(self) -> Run:
        large = self._submit(self._large, self.sizes.rows)
        other = self.home / "other.xlsx"  # the floor is the best of several, too
        write_workbook(penalties(self.sizes.rows, date(2017, 1, 1), date(2019, 6, 30)), other)
        return min(large, self._submit(other, self.sizes.rows), key=_seconds)

    def _submit(self, path: Path, rows: int, item: str = "penalty", outcome: str = "inserted") -> Run:
        """Submit a file by the command line and make sure that every row had the outcome."""
        settle(self.home)
        done = run_product("submit", path, "--item", item, "--agency", "scjg", "--json")
        if done.answer[outcome] != rows:
            raise ContestantError(
                f"{path.name}: {outcome} {done.answer[outcome]} of {rows} rows; {done.answer['findings'][:3]}"
            )
        return done

    def _module(self, name: str, path: Path, *options: str) -> Run:
        settle(self.home)
        return run_module(name, path, *options)

    def _checked(self, name: str, path: Path, faulty: int) -> float:
        """Return the best seconds of a contestant of c, which must refuse exactly the faulty rows."""
        answers = [run_module(name, path).answer for _ in range(_BEST_OF)]
        if any(answer["refused"] != faulty for answer in answers):
            raise ContestantError(f"{name} refused {answers[0]['refused']} rows; {faulty} are faulty")
        return min(answer["seconds"] for answer in answers)


def machine() -> dict[str, object]:
    """Return what the figures were measured on, and how busy it was before."""
    return {
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": psutil.getloadavg()[0],
    }


def _seconds(run: Run) -> float:
    return run.seconds


def _texts(names: list[str], count: int) -> list[str]:
    """Return what people type: two to four characters out of names, and whole names."""
    chance = random.Random(1)
    texts = []
    for name in chance.choices(names, k=count):
        length = chance.choice((2, 3, 4, len(name)))
        start = chance.randrange(len(name) - length + 1)
        texts.append(name[start : start + length])
    return texts
