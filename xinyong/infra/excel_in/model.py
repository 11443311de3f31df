"""The values that pass between the reader's child and the rest of the house; nothing heavy is imported."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from xinyong.infra.excel_in.messages import message_of

Kind = Literal["xlsx", "xls", "csv"]
MarkKind = Literal["lossy_number", "error_value", "shifted_row"]

HEAD_LINES = 60
BLOCK_LINES = 50_000
SHEET_LINES = 1_048_576

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Attributes:
        file_bytes: size of the file itself.
        inflated_bytes: size of the needed parts of a workbook after inflating.
        ratio: inflated size by packed size of the whole workbook, looked at above 100 MiB inflated;
            honest sheets stay below 100, an endless repetition reaches 1,000.
        rows: lines that hold a value.
        columns: columns used by the header.
        memory_bytes: private memory of the child.
        cpu_seconds: processor time of the child.
        silence_seconds: how long the child may take for its next block.
        until: last line that is wanted; what stands below need not be read. None = all of them.
    """

    file_bytes: int = 100 * MEBIBYTE
    inflated_bytes: int = 2_048 * MEBIBYTE
    ratio: int = 400
    rows: int = SHEET_LINES
    columns: int = 1_000
    memory_bytes: int = 1_536 * MEBIBYTE
    cpu_seconds: int = 300
    silence_seconds: int = 120
    until: int | None = None


DEFAULT = Limits()


class Mark(NamedTuple):
    """A cell whose value cannot be trusted: `line` from 1, `column` from 0."""

    line: int
    column: int
    kind: MarkKind


@dataclass(frozen=True)
class Note:
    """Something about the file that the reporter should know and that spoils no row.

    Attributes:
        code: `stray_cell` | `merged_cells` | `hidden_rows` | `macros_ignored` | `extension_mismatch`.
        place: a cell, a range or a line of the sheet; empty when it is the whole file.
        detail: a count or a kind of file, as text.
    """

    code: str
    place: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Stamp:
    """The item and edition that the product's own template carries."""

    item: str
    edition: str


class UnreadableError(Exception):
    """The file cannot be read as a table.

    Attributes:
        code: `file.…`, stable.
        message: Chinese, for the reporter: what is wrong, what was expected, what to do.
        detail: for the log; holds no value of the file.
    """

    def __init__(self, code: str, detail: str = "", **values: str) -> None:
        self.code = code
        self.detail = detail
        self.values = values
        self.message = message_of(code, values)
        super().__init__(self.message)
