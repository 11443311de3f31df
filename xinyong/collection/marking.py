"""The marked workbook of a submission: the user's own file with every problem at its place."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from xinyong.collection.errors import CollectionError
from xinyong.collection.models import Submission
from xinyong.collection.notices import column_index
from xinyong.collection.originals import open_original
from xinyong.collection.reviewing import item_of
from xinyong.collection.states import State
from xinyong.collection.template import EDITION_PROPERTY, ITEM_PROPERTY
from xinyong.infra.clock import local_date
from xinyong.infra.excel_in import read_table
from xinyong.infra.excel_mark import Original, mark
from xinyong.infra.excel_out import Mark, Row, Source, write_bad_rows


def write_marked(submission: Submission, out: Path) -> str:
    """Write the marked copy, or for a large file and for .xls and .csv the workbook of the bad rows.

    Args:
        submission: Checked, loaded or refused; an unreadable file has no cells to mark.
        out: A new file; it appears whole or not at all.

    Returns:
        "marked" or "bad_rows".

    Raises:
        CollectionError: As `mark_to`.
    """
    draft = out.with_name(f".{out.name}.draft")
    try:
        with draft.open("wb") as file:
            made = mark_to(submission, file)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return made


def mark_to(submission: Submission, out: IO[bytes], *, only_bad: bool = False) -> str:
    """Write the same to a stream, from front to back.

    Args:
        submission: As `write_marked`.
        out: Binary.
        only_bad: The workbook of the bad rows also where the file itself could be marked.

    Returns:
        "marked" or "bad_rows".

    Raises:
        CollectionError: `marked.unreadable`, `marked.purged`, or as `open_original`.
    """
    if not can_mark(submission):
        raise CollectionError(
            "marked.unreadable",
            f"回执 {submission.receipt} 的文件没有读取成功，无法标注。{submission.error_message}",
        )
    if submission.wrapped_key is None:
        raise CollectionError(
            "marked.purged", f"回执 {submission.receipt} 的原文件已按保存期限清除，无法标注。"
        )
    with open_original(submission) as original:
        created = local_date(submission.received_at)
        if only_bad:
            write_bad_rows(out, _source(submission, original), _marks(submission), created=created)
            return "bad_rows"
        return _mark(submission, original, out, created=created)


def can_mark(submission: Submission) -> bool:
    """Tell whether there are cells to mark: an unreadable file has none."""
    unread = submission.state in {State.UNREADABLE, State.RECEIVED}
    return not unread and submission.header_line is not None


def _mark(submission: Submission, original: Any, file: IO[bytes], *, created: date) -> str:
    given = Original(
        stream=original,
        kind=submission.kind,
        sheet=submission.sheet,
        row_count=submission.rows,
        source=_source(submission, original),
    )
    return mark(given, _marks(submission), file, created=created)


def _source(submission: Submission, original: Any) -> Source:
    header, rows = _table(submission, original)
    stamp = {ITEM_PROPERTY: submission.item, EDITION_PROPERTY: submission.edition}
    return Source(title=item_of(submission).title, header=header, rows=rows, properties=stamp)


def _marks(submission: Submission) -> Iterator[Mark]:
    rows = submission.findings.order_by("line", "ordinal").values_list("line", "cell", "message", "severity")
    for line, cell, message, severity in rows.iterator(chunk_size=5_000):
        yield Mark(
            line, column_index(cell) if cell else None, message, "reject" if severity == "reject" else "warn"
        )


def _table(submission: Submission, original: Any) -> tuple[Row, Iterator[Row]]:
    """Return the header and, read again as they are asked for, the rows below it."""
    rows = _rows(submission, original)
    for row in rows:
        if row.line == submission.header_line:
            return row, rows
    raise CollectionError("marked.unreadable", f"回执 {submission.receipt} 的文件中找不到标题行，无法标注。")


def _rows(submission: Submission, original: Any) -> Iterator[Row]:
    # Opened anew: the marked copy reads the same file at its own pace.
    with read_table(
        Path(f"/proc/self/fd/{original.fileno()}"), filename=submission.filename, sheet=submission.sheet
    ) as reading:
        for block in reading.blocks():
            for line, *cells in block.frame.iter_rows():
                yield Row(line, [cell or "" for cell in cells])
