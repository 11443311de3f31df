"""Marks: what is wrong at a cell of the user's own sheet, and how it is shown there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from xinyong.infra.excel_out.texts import column_letter, cut, printable

Severity = Literal["reject", "warn"]

REASON_TITLE = "错误说明"
AUTHOR = "信用平台"
HEADING = "〔信用平台〕"  # begins our part of a comment: by it an earlier mark is recognised
FILLS: dict[Severity, str] = {"reject": "FFC9CA", "warn": "FFF2CD"}  # not colours of Excel's own palette
MAX_COMMENTS = 5_000  # each is a drawing and opens slowly; colours and 错误说明 have no limit
_MAX_COMMENT = 1_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding at a place of the user's sheet.

    Attributes:
        line: Line of the sheet from 1; 0 for the whole workbook.
        column: Column of the sheet from 0; None for the whole line.
        message: In Chinese, for the reporter.
        severity: "reject" (red) or "warn" (yellow).
    """

    line: int
    column: int | None
    message: str
    severity: Severity


@dataclass(slots=True)
class CellMark:
    """All that is said at one cell, or of one line apart from its cells; a rejection outweighs a warning."""

    severity: Severity
    messages: list[str] = field(default_factory=list)

    def add(self, mark: Mark) -> None:
        """Take in one more mark of this cell; the same message is kept once."""
        if mark.severity == "reject":
            self.severity = "reject"
        if mark.message not in self.messages:
            self.messages.append(mark.message)

    def comment(self) -> str:
        """Return the text of the cell's comment, headed so that it can be recognised later."""
        return cut(printable("\n".join((HEADING, *self.messages))), _MAX_COMMENT)


LineMarks = dict[int | None, CellMark]


def fold(marks: Iterable[Mark], header_line: int) -> Iterator[Mark]:
    """Yield the marks with those before the header line moved to it: there is one place for them, at 错误说明."""
    for mark in marks:
        yield mark if mark.line >= header_line else replace(mark, line=header_line, column=None)


def gather(marks: Iterable[Mark]) -> dict[int, LineMarks]:
    """Return the marks by line and column."""
    lines: dict[int, LineMarks] = {}
    for mark in marks:
        line = lines.setdefault(mark.line, {})
        line.setdefault(mark.column, CellMark("warn")).add(mark)
    return lines


def reason(line: LineMarks) -> str:
    """Return the text of 错误说明: all messages of a line, those of the whole line first, then by column."""
    parts: list[str] = []
    for column in sorted(line, key=lambda each: -1 if each is None else each):
        place = "" if column is None else f"{column_letter(column)}列："
        parts += [place + message.rstrip("。；") for message in line[column].messages]
    return printable("；".join(parts))
