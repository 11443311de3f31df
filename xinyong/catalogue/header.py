"""Finds which column of a file is which field, by its title. Nothing is guessed: a near miss is only suggested.

Titles are compared without width, case, blanks, brackets, hyphens, underscores, list commas, the mark of required
columns and trailing colons.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from xinyong.catalogue.model import Catalogue, Field, Item

_IGNORED = re.compile(
    r"[\s\u200b-\u200f\u2060\ufeff_\-‐-―−·*＊()\[\]{}〔〕【】「」『』〈〉《》<>、，,.。:：;；'‘’\"“”/]"
)
_REQUIRED_MARK = re.compile(r"[(（\[【](?:必填|选填|必填项)[)）\]】]")
_LINES_SEARCHED = 30
_FEWEST_TITLES = 2
_SHORTEST_SUGGESTED = 3  # shorter titles resemble everything


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Which column holds which field.

    Attributes:
        line: Line of the header; 0 when the titles did not come from a sheet.
        columns: Field code to absolute column index, from 0.
        unknown: Column index and title of every column that is no field of the item.
        missing: Required fields without a column; of a group of which one is required, its first.
        suggestions: Title of an unknown column to the title it resembles.
        duplicates: Column index, title and field of every further column of a field that has one.
        implied: Field to (field, value): the first holds `value` wherever the second is filled.
    """

    line: int
    columns: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]
    suggestions: Mapping[str, str]
    duplicates: tuple[tuple[int, str, str], ...]
    implied: Mapping[str, tuple[str, str]]

    @property
    def score(self) -> tuple[int, int]:
        """How well the titles fit the item: fields found, then required ones missing."""
        return len(self.columns), -len(self.missing)

    def select(self, frame: pl.DataFrame, item: Item) -> pl.DataFrame:
        """Return `line` and a column per input field, of the lines below the header.

        Args:
            frame: `line` and `c0`, `c1` …, as the reader gives them; columns the block lacks are blank.
            item: The item of this match.
        """
        below = frame.filter(pl.col("line") > self.line)
        return below.select("line", *(self._column(field, frame.columns) for field in item.input_fields))

    def select_marks(self, marks: pl.DataFrame) -> pl.DataFrame:
        """Return `line`, `field` and `kind` of the reader's marks; those of unknown columns are dropped."""
        places = pl.DataFrame(
            {"column": list(self.columns.values()), "field": list(self.columns)},
            schema={"column": pl.UInt32, "field": pl.String},
        )
        below = marks.filter(pl.col("line") > self.line).with_columns(pl.col("column").cast(pl.UInt32))
        placed = below.join(places, on="column", how="left")
        whole_row = pl.col("kind") == "shifted_row"
        return placed.filter(whole_row | pl.col("field").is_not_null()).select("line", "field", "kind")

    def _column(self, field: Field, present: list[str]) -> pl.Expr:
        name = f"c{self.columns.get(field.code, -1)}"
        if name in present:
            return pl.col(name).cast(pl.String).alias(field.code)
        other, value = self.implied.get(field.code, ("", ""))
        source = f"c{self.columns.get(other, -1)}"
        filled = pl.col(source).is_not_null() if source in present else pl.lit(value=False)
        return pl.when(filled).then(pl.lit(value)).otherwise(pl.lit(None, pl.String)).alias(field.code)


@lru_cache(maxsize=4096)
def fold(title: str) -> str:
    """Return a title in the form in which titles are compared."""
    bare = _REQUIRED_MARK.sub("", title)
    return _IGNORED.sub("", unicodedata.normalize("NFKC", _IGNORED.sub("", bare))).upper()


def names_of(field: Field) -> Iterator[str]:
    """Yield every way a column of the field may be titled: title, codes of all generations, aliases."""
    yield from (field.title, field.code, *field.standard_codes)
    if field.upstream_code:
        yield field.upstream_code
    yield from field.aliases
    yield from (alias for alias, _ in field.typed_aliases)


def match_header(
    item: Item, titles: Mapping[int, str], line: int = 0, *, suggest: bool = True
) -> HeaderMatch:
    """Match titles to the fields of an item.

    Args:
        item: What the file should hold.
        titles: Column index, from 0, to title.
        line: Where the titles stand.
        suggest: Look for near misses among the unknown titles; dear, so only where somebody will read it.
    """
    index = _index(item)
    columns: dict[str, int] = {}
    duplicates: list[tuple[int, str, str]] = []
    known = {at: index[fold(title)] for at, title in titles.items() if fold(title) in index}
    for at in sorted(known, key=lambda place: (fold(titles[place]) != fold(known[place].title), place)):
        code = known[at].code
        if code in columns:
            duplicates.append((at, titles[at], code))
        columns.setdefault(code, at)
    unknown = tuple((at, title) for at, title in sorted(titles.items()) if at not in known and fold(title))
    return HeaderMatch(
        line=line,
        columns=columns,
        unknown=unknown,
        missing=tuple(_missing(item, columns)),
        suggestions=_suggestions(item, columns, [title for _, title in unknown]) if suggest else {},
        duplicates=tuple(sorted(duplicates)),
        implied=_implied(item, columns, titles),
    )


def find_header(item: Item, head: pl.DataFrame) -> HeaderMatch | None:
    """Find the line whose cells fit the item's titles best among the first lines; None when none does.

    Args:
        item: What the file should hold.
        head: First lines of the file: `line`, `c0`, `c1` …
    """
    best = _best_candidate(item, head)
    return match_header(item, best[1], best[0].line) if best else None


def best_item(catalogue: Catalogue, head: pl.DataFrame) -> tuple[Item, HeaderMatch] | None:
    """Find the item whose template the file most probably is; None when it fits none."""
    found = [(item, best[0]) for item in catalogue.items.values() if (best := _best_candidate(item, head))]
    return max(found, key=lambda pair: pair[1].score, default=None)


def _best_candidate(item: Item, head: pl.DataFrame) -> tuple[HeaderMatch, Mapping[int, str]] | None:
    """Return the match of the line that fits best, without suggestions, and that line's titles."""
    found = [pair for pair in _candidates(item, head) if _convincing(pair[0])]
    return max(found, key=lambda pair: (len(pair[0].columns), -pair[0].line), default=None)


def _candidates(item: Item, head: pl.DataFrame) -> Iterator[tuple[HeaderMatch, Mapping[int, str]]]:
    cells = [name for name in head.columns if name != "line"]
    for row in head.head(_LINES_SEARCHED).iter_rows(named=True):
        titles = {int(name[1:]): row[name] for name in cells if row[name]}
        yield match_header(item, titles, row["line"], suggest=False), titles


def _convincing(match: HeaderMatch) -> bool:
    return len(match.columns) >= _FEWEST_TITLES or (len(match.columns) == 1 and not match.unknown)


@lru_cache(maxsize=64)
def _index_of(fields: tuple[Field, ...]) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for names in (lambda field: (field.title,), names_of):  # a title goes before another field's alias
        for field in fields:
            for name in names(field):
                found.setdefault(fold(name), field)
    return found


def _index(item: Item) -> Mapping[str, Field]:
    return _index_of(item.input_fields)


def _missing(item: Item, columns: Mapping[str, int]) -> Iterator[str]:
    yield from (field.code for field in item.fields if field.required and field.code not in columns)
    for check in item.checks:
        if check.code == "ONE_OF_GROUP" and not any(code in columns for code in check.fields):
            yield check.fields[0]


def _implied(item: Item, columns: Mapping[str, int], titles: Mapping[int, str]) -> dict[str, tuple[str, str]]:
    found = {}
    for field in item.fields:
        says = {fold(alias): value for alias, value in field.typed_aliases}
        value = says.get(fold(titles[columns[field.code]])) if field.code in columns else None
        if value and field.type_field and field.type_field not in columns:
            found[field.type_field] = (field.code, value)
    return found


def _suggestions(item: Item, columns: Mapping[str, int], unknown: Iterable[str]) -> dict[str, str]:
    free = [field for field in item.input_fields if field.code not in columns]
    found = {}
    for title in unknown:
        nearest = _nearest(fold(title), free)
        if nearest:
            found[title] = nearest.title
    return found


def _nearest(folded: str, free: Iterable[Field]) -> Field | None:
    """Return the free field with the closest name, if at most a quarter of its signs differ."""
    allowed = min(len(folded) // 4 + 1, 3) if len(folded) >= _SHORTEST_SUGGESTED else 0
    ranked = [
        (distance, order, field)
        for order, field in enumerate(free)
        for name in names_of(field)
        if (distance := edit_distance(folded, fold(name))) <= allowed
        and len(fold(name)) >= _SHORTEST_SUGGESTED
    ]
    return min(ranked, key=lambda each: each[:2])[2] if ranked and allowed else None


def edit_distance(one: str, other: str) -> int:
    """Return how many signs must be put in, left out or replaced to turn one text into the other."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        above, row = row, [at]
        for place, other_sign in enumerate(other, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (sign != other_sign)))
    return row[-1]
