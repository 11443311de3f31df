"""Examines one original: which line is the header, what is wrong where, which rows are good.

Nothing here writes to the database, except that good rows may be handed to a sink as they pass.
The same original, item, edition and day always give the same examination, so checking and loading can be separate
steps that each read the original again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Generic, TypeVar

import polars as pl

from xinyong.catalogue.checking import BlockResult, check_block
from xinyong.catalogue.duplicates import content_hash, find_duplicates
from xinyong.catalogue.header import HeaderMatch, best_item, find_header
from xinyong.catalogue.model import Catalogue, Item
from xinyong.collection import notices
from xinyong.collection.notices import FINDING
from xinyong.infra.ahead import ahead
from xinyong.infra.excel_in import Block, Child, Reading, read_table

_PIECE = 25_000  # rows checked at a time: large enough for polars, small enough to work on two pieces at once


@dataclass(frozen=True)
class Assignment:
    """What to examine an original against.

    Attributes:
        catalogue: The edition of the day of receipt.
        item: The item it was submitted under.
        agency_name: Full name of the reporting agency.
        day: Civil date of receipt.
        filename: As sent, for its kind and for messages.
        sheet: Sheet the reporter named, if any.
    """

    catalogue: Catalogue
    item: Item
    agency_name: str
    day: date
    filename: str
    sheet: str | None = None


@dataclass
class Examination:
    """What was found.

    Attributes:
        kind: xlsx, xls or csv.
        sheet: Name of the sheet read; None for csv.
        header: Where the header is and which column holds which field.
        lines: One row per non-blank line below the header: line, ok.
        findings: Columns of `FINDING`; line 0 = the whole file.
        planned: State of the records the rows were last planned against; see `records.merge.plan`.
        repeats: line, first_line of rows that repeat an earlier one exactly; good, but not staged twice.
    """

    kind: str
    sheet: str | None
    header: HeaderMatch
    lines: pl.DataFrame
    findings: pl.DataFrame
    planned: int = -1
    repeats: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"line": pl.UInt32, "first_line": pl.UInt32})
    )

    def reject(self, lines: pl.Series) -> None:
        """Turn good lines into rejected ones."""
        self.lines = self.lines.with_columns(pl.col("ok") & ~pl.col("line").is_in(lines.implode()))


_Prepared = TypeVar("_Prepared")


@dataclass(frozen=True)
class Sink(Generic[_Prepared]):
    """Where good rows go.

    Attributes:
        prepare: Makes of the good rows of a piece what `take` wants; runs ahead in a thread, without the database.
        take: Gets the pieces in order.
        tell: Is told after each piece how many rows have passed, good or not, and of how many where that is known.
    """

    prepare: Callable[[pl.DataFrame], _Prepared]
    take: Callable[[_Prepared], None]
    tell: Callable[[int, int | None], None] = lambda rows, total: None  # noqa: ARG005 - told to nobody


def examine(
    source: BinaryIO | int, assignment: Assignment, sink: Sink[_Prepared], child: Child | None = None
) -> Examination:
    """Read and check an original.

    Args:
        source: Its plain bytes, or a descriptor of a regular file that holds them.
        assignment: What it should be.
        sink: Gets the good rows of each block, in order. Rows that turn out to contradict or repeat each other
            have passed by then; they are in `lines` and `repeats`.
        child: A reader started earlier, to save the time it takes to start.

    Raises:
        UnreadableError: It is no table; the message says what to do.
        RefusedFileError: It is a table, but not one of this item, or without rows.
    """
    item, edition = assignment.item, assignment.catalogue.edition.code
    with read_table(source, filename=assignment.filename, sheet=assignment.sheet, child=child) as reading:
        gathered = _Gathered(_header(reading, assignment), item)

        def prepared(good: pl.DataFrame) -> tuple[_Prepared | None, int]:
            return (sink.prepare(good) if good.height else None), gathered.seen

        # The next piece is read, checked and prepared while this one is copied into the database.
        for piece, seen in ahead(map(prepared, gathered.check(reading.blocks(), assignment))):
            if piece is not None:
                sink.take(piece)
            sink.tell(seen, reading.lines)
    # The reader knows all there is to note only when it has seen every line.
    gathered.findings.append(notices.of_file(reading.notes, reading.stamp, item, edition))
    return gathered.finish(reading.kind, reading.sheet)


def _header(reading: Reading, assignment: Assignment) -> HeaderMatch:
    """Find the header; a file that is plainly another item's is refused rather than found faulty line by line."""
    item = assignment.item
    if reading.stamp and reading.stamp.item not in {"", item.code}:
        raise notices.other_template(
            item, assignment.catalogue.items.get(reading.stamp.item), reading.stamp.item
        )
    header = find_header(item, reading.head)
    other = best_item(assignment.catalogue, reading.head)
    if header is None:
        raise notices.no_header(item, other[0] if other else None)
    if other and other[0].code != item.code and not other[1].missing and header.missing:
        raise notices.no_header(item, other[0])
    return header


def _without_blanks(result: BlockResult, item: Item) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out rows in which cleaning has left nothing: characters nobody sees make no row."""
    blank = result.rows.filter(pl.all_horizontal(pl.col(f.code).is_null() for f in item.input_fields))["line"]
    if blank.is_empty():
        return result.rows, result.findings
    kept = ~pl.col("line").is_in(blank.implode())
    return result.rows.filter(kept), result.findings.filter(kept)


class _Gathered:
    """What is kept of the blocks as they pass: small things only."""

    def __init__(self, header: HeaderMatch, item: Item) -> None:
        self.header = header
        self.findings = [notices.of_header(header, item)]
        self.lines: list[pl.DataFrame] = []
        self.keys: list[pl.DataFrame] = []
        self.seen = 0
        self.whole = not header.missing and not header.duplicates  # else no row can be good

    def check(self, blocks: Iterator[Block], assignment: Assignment) -> Iterator[pl.DataFrame]:
        """Yield the good rows of every piece, also of one without any; what is wrong with the others is kept."""
        for block in blocks:
            marks = self.header.select_marks(block.marks)
            for frame in self._rows(block, assignment.item).iter_slices(_PIECE):
                good = self._piece(frame, marks.join(frame, on="line", how="semi"), assignment)
                self.seen += frame.height
                yield good

    def _piece(self, frame: pl.DataFrame, marks: pl.DataFrame, assignment: Assignment) -> pl.DataFrame:
        item = assignment.item
        result = check_block(frame, marks, item, assignment.day, agency_name=assignment.agency_name)
        rows, findings = _without_blanks(result, item)
        if not self.whole:
            rows = rows.with_columns(pl.lit(value=False).alias("_ok"))
        self.findings.append(self._placed(self._unsaid(findings)))
        self.findings.append(notices.of_incomplete(rows, self.header, item))
        self.lines.append(rows.select("line", pl.col("_ok").alias("ok")))
        good = rows.filter("_ok")
        # A row that names nobody by code is told from others by its name: see the key of unmatched rows in `staging`.
        who = pl.coalesce("_subject", pl.concat_str(pl.lit("?"), pl.col("_name")))
        # A faulty row whose key is whole contradicts a good one of that key too: nobody knows which is meant.
        whole_key = pl.all_horizontal(pl.col("_subject", *item.natural_key).is_not_null())
        told = rows.filter(pl.col("_ok") | whole_key)
        keys = told.select("line", who.alias("subject"), pl.col("_key").alias("key"))
        self.keys.append(keys.with_columns(content_hash(told, item)))
        return good

    def _rows(self, block: Block, item: Item) -> pl.DataFrame:
        """Return the rows of a block by field. A line with nothing in any known column is no row."""
        named = self.header.select(block.frame, item)
        known = [code for code in self.header.columns if code in named.columns]
        return named.filter(pl.any_horizontal(pl.col(known).is_not_null()))

    def _unsaid(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Leave out, row by row, what is said once of the header: a required column is missing."""
        said = (pl.col("code") == "REQUIRED") & pl.col("field").is_in(list(self.header.missing))
        return findings.filter(~said.fill_null(value=False))

    def _placed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Add the column of the user's sheet to findings that name a field."""
        places = pl.DataFrame(
            {"field": list(self.header.columns), "column": list(self.header.columns.values())},
            schema={"field": pl.String, "column": pl.UInt32},
        )
        return findings.join(places, on="field", how="left", maintain_order="left").select(list(FINDING))

    def finish(self, kind: str, sheet: str | None) -> Examination:
        lines = pl.concat([pl.DataFrame(schema={"line": pl.UInt32, "ok": pl.Boolean}), *self.lines])
        if lines.is_empty():
            raise notices.no_rows()
        again = find_duplicates(pl.concat(self.keys))
        findings = pl.concat([*self.findings, self._placed(again.findings())])
        found = Examination(
            kind,
            sheet,
            self.header,
            lines,
            findings.sort("line", "column", nulls_last=False),
            repeats=again.exact.join(lines.filter("ok"), on="line", how="semi"),
        )
        found.reject(again.conflicts["line"])
        return found
