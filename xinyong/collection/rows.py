"""One row of a submission as it stands in the file, with what is wrong at each cell; sensitive values are masked."""

from dataclasses import dataclass, replace

import polars as pl

from xinyong.catalogue.checks.findings import masked_value
from xinyong.catalogue.checks.generic import MARKING
from xinyong.catalogue.header import find_header
from xinyong.catalogue.model import Item
from xinyong.collection.errors import CollectionError
from xinyong.collection.models import Finding, Submission
from xinyong.collection.originals import open_original
from xinyong.collection.reviewing import item_of
from xinyong.infra.excel_in import DEFAULT, Reading, UnreadableError, read_table
from xinyong.infra.excel_out import column_letter
from xinyong.rules.identifiers import mask_numbers_in

_HIDDEN = "（疑似涉密，不予显示）"
_MOST_FINDINGS = 200
# Somebody waits before a screen: a row far down a very large file is found in the marked workbook instead.
_PATIENT = replace(DEFAULT, cpu_seconds=60, silence_seconds=30)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        title: As the header of the file has it.
        place: C7.
        field: Code of the field; empty where the column is none of the item.
        value: As written; masked where it is sensitive, empty where it is blank.
        findings: What is wrong with it.
    """

    title: str
    place: str
    field: str
    value: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row; `findings` are all of them, also those of no single cell."""

    line: int
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]


def row(submission: Submission, line: int) -> ShownRow | None:
    """Return a row below the header; None where there is none. The file is read up to that line only.

    Raises:
        CollectionError: `row.too_far`: reading so far takes too long; `original.purged`.
        FileMissingError, TamperedError: The original is gone or was changed.
    """
    if submission.header_line is None or line <= submission.header_line:
        return None
    findings = tuple(submission.findings.filter(line=line).order_by("ordinal")[:_MOST_FINDINGS])
    try:
        with (
            open_original(submission) as source,
            read_table(
                source.fileno(),
                filename=submission.filename,
                sheet=submission.sheet,
                limits=replace(_PATIENT, until=line),
            ) as reading,
        ):
            return _row(reading, item_of(submission), line, findings)
    except UnreadableError as error:
        raise CollectionError(
            "row.too_far", f"第 {line} 行读取不出来，可能离文件开头太远。请下载标注工作簿查看。"
        ) from error


def _row(reading: Reading, item: Item, line: int, findings: tuple[Finding, ...]) -> ShownRow | None:
    header = find_header(item, reading.head)
    if header is None:
        return None
    titles = _texts(reading.head, header.line)
    fields = {column: code for code, column in header.columns.items()}
    for block in reading.blocks():
        if block.frame["line"].item(-1) >= line:
            texts = _texts(block.frame, line)
            cells = (
                _cell(
                    f"{column_letter(column)}{line}", titles.get(column, ""), text, fields.get(column), item
                )
                for column, text in texts.items()
                if text or titles.get(column)
            )
            return ShownRow(line, tuple(_with(cell, findings) for cell in cells), findings) if texts else None
    return None


def _texts(frame: pl.DataFrame, line: int) -> dict[int, str]:
    """Return the cells of a line by column; empty when there is no such line."""
    rows = frame.filter(pl.col("line") == line).drop("line").rows()
    return {column: text or "" for column, text in enumerate(rows[0])} if rows else {}


def _cell(place: str, title: str, text: str, code: str | None, item: Item) -> Cell:
    if code is None:
        shown = mask_numbers_in(text)
    else:
        shown = str(pl.select(masked_value(pl.lit(text), item.field(code))).item()) if text else ""
    return Cell(mask_numbers_in(title), place, code or "", shown)


def _with(cell: Cell, findings: tuple[Finding, ...]) -> Cell:
    at = tuple(f for f in findings if cell.place == f.cell or (cell.field and cell.field == f.field))
    hidden = any(f.code == MARKING for f in at)
    return replace(cell, findings=at, value=_HIDDEN if hidden else cell.value)
