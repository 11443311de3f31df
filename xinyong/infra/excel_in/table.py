"""In the child: from a source to a table, by what the file is and not by how it is called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import polars as pl

from xinyong.infra.excel_in.model import BLOCK_LINES, Kind, Limits, Mark, Note, Stamp

_MIDNIGHT = " 00:00:00"

BlockOfLines = tuple[pl.DataFrame, list[Mark]]


@dataclass(frozen=True)
class Source:
    """A file to read: open from its start, the extension it came with, the sheet that was asked for."""

    file: BinaryIO
    extension: str
    sheet: str | None
    limits: Limits


@dataclass
class Table:
    """What the child answers; `notes` grows while `blocks` are taken."""

    kind: Kind
    blocks: Iterator[BlockOfLines]
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)
    stamp: Stamp | None = None
    lines: int | None = None  # about, and only where a look at the beginning tells
    notes: list[Note] = field(default_factory=list)


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the reader's cells as text: a date without a time of day is only a date, NUL is no character."""
    return frame.select(map(_text, frame.cast(pl.String)))


def _text(cells: pl.Series) -> pl.Series:
    """Change a column only where something is to change: asking is ten times cheaper than copying."""
    if cells.str.ends_with(_MIDNIGHT).any():
        cells = cells.str.strip_suffix(_MIDNIGHT)
    if cells.str.contains("\0", literal=True).any():
        cells = cells.str.replace_all("\0", "\ufffd", literal=True)
    return cells


def line_frame(lines: pl.Series, columns: dict[int, pl.Series], width: int, marked: set[int]) -> pl.DataFrame:
    """Return the frame of a block: `line`, then one String column for each column of the sheet.

    Args:
        lines: line numbers, UInt32.
        columns: cells by column from 0, String; blank is null.
        width: how many columns at least.
        marked: lines that stay although their cells are all null.
    """
    width = max([width, *(column + 1 for column in columns)])
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(lines))
    cells = [columns.get(column, blank).alias(f"c{column}") for column in range(width)]
    frame = pl.DataFrame([lines.alias("line"), *cells])
    kept = frame.select(_kept(columns, marked)).to_series()
    return frame if kept.all() else frame.filter(kept)


def _kept(columns: Iterable[int], marked: set[int]) -> pl.Expr:
    filled = [pl.col(f"c{column}").is_not_null() for column in columns]
    return pl.any_horizontal(*filled, pl.col("line").is_in(sorted(marked)))


def in_blocks(frame: pl.DataFrame, marks: list[Mark]) -> Iterator[BlockOfLines]:
    """Yield a frame in blocks of at most 50,000 lines, each with the marks of its lines; none when it is empty."""
    if frame.height <= BLOCK_LINES:
        yield from [(frame, marks)] if frame.height else []
        return
    for block in frame.iter_slices(BLOCK_LINES):
        first, last = block.item(0, "line"), block.item(-1, "line")
        yield block, [mark for mark in marks if first <= mark.line <= last]
