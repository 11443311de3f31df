"""A csv as a table: records to blocks of columns, rows that do not fit their header marked."""

import itertools
from collections import Counter
from collections.abc import Iterator

import polars as pl

from xinyong.infra.excel_in.csv_records import Record, delimiter_of, records
from xinyong.infra.excel_in.csv_text import line_ends, text_lines
from xinyong.infra.excel_in.model import BLOCK_LINES, HEAD_LINES, Limits, Mark, UnreadableError
from xinyong.infra.excel_in.table import BlockOfLines, Source, Table, line_frame


def open_table(source: Source) -> Table:
    """Open a text file as a table.

    Raises:
        UnreadableError: it is no text, or a text without columns that claims to be a workbook.
    """
    ends = line_ends(source.file)
    lines = text_lines(source.file)
    start = list(itertools.islice(lines, HEAD_LINES))
    delimiter = delimiter_of(start)
    if not any(delimiter in line for line in start) and source.extension.lower() not in {".csv", ".txt"}:
        raise UnreadableError("file.not_a_table", found="没有分列的文本")
    blocks = _blocks(records(itertools.chain(start, lines), delimiter), source.limits)
    return Table("csv", blocks, lines=ends)


def _blocks(found: Iterator[Record], limits: Limits) -> Iterator[BlockOfLines]:
    if limits.until is not None:
        found = itertools.islice(found, limits.until)  # a record's line is its ordinal
    held = (record for record in found if any(map(str.strip, record.fields)))
    head = list(itertools.islice(held, HEAD_LINES))
    width, usual = _header_width(head), _usual_width(head)
    if width > limits.columns:
        raise UnreadableError("file.too_many_columns", limit=str(limits.columns))
    left, rest = limits.rows, itertools.chain(head, held)
    while block := list(itertools.islice(rest, BLOCK_LINES)):
        left -= len(block)
        if left < 0:
            raise UnreadableError("file.too_many_rows", limit=str(limits.rows))
        yield _block(block, width, max(width, usual), limits.columns)


def _header_width(head: list[Record]) -> int:
    """Return how many fields the header has: the first record that is no title above it."""
    widest = max((_used(record) for record in head if record.sound), default=0)
    wide = (len(record.fields) for record in head if record.sound and 2 * _used(record) >= widest)
    return next(wide, 0)


def _usual_width(head: list[Record]) -> int:
    """Return how many fields most records have; some programs end every record with a delimiter."""
    counts = Counter(len(record.fields) for record in head if record.sound)
    return min(counts, key=lambda width: (-counts[width], width), default=0)


def _used(record: Record) -> int:
    return sum(bool(value.strip()) for value in record.fields)


def _block(block: list[Record], width: int, usual: int, widest: int) -> BlockOfLines:
    marks = [Mark(record.line, 0, "shifted_row") for record in block if not _fits(record, width, usual)]
    rows = [record.fields[:widest] for record in block]
    columns = enumerate(itertools.zip_longest(*rows))
    cells = {index: _column(index, values) for index, values in columns}
    lines = pl.Series([record.line for record in block], dtype=pl.UInt32)
    return line_frame(lines, cells, width, {mark.line for mark in marks}), marks


def _fits(record: Record, width: int, usual: int) -> bool:
    """Tell whether the fields stand under their titles.

    More fields than titles, or than records usually have: an unquoted comma has split one, and everything right of
    it is shifted, even where only blanks stand behind. Fewer are
    blanks: many programs leave out the delimiters of trailing blanks, and nothing is shifted by that.
    """
    return record.sound and len(record.fields) <= usual and not any(map(str.strip, record.fields[width:]))


def _column(index: int, values: tuple[str | None, ...]) -> pl.Series:
    series = pl.Series(f"c{index}", values, dtype=pl.String)
    return series.set(series.str.strip_chars() == "", None)
