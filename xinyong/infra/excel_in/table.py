"""In the child: from a source to a table, by what the file is and not by how it is called."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import polars as pl

from xinyong.infra.excel_in.model import Kind, Limits, Mark, Note, Stamp

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
    notes: list[Note] = field(default_factory=list)


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the reader's cells as text: a date without a time of day is only a date, NUL is no character."""
    cells = pl.all().cast(pl.String).str.strip_suffix(_MIDNIGHT).str.replace_all("\0", "\ufffd", literal=True)
    return frame.select(cells)


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
    held = (
        pl.any_horizontal(pl.col(f"c{column}").is_not_null() for column in columns)
        if columns
        else pl.lit(value=False)
    )
    return frame.filter(held | pl.col("line").is_in(sorted(marked)))
