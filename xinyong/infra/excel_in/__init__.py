"""Reading a table from a file a department sent: `.xlsx`, `.xls`, `.csv`.

A file from outside is never opened in this process: a child with limits on memory, processor time and
files reads it and answers with Arrow record batches (`child`), so a malicious or broken file costs a
child, not the machine. The parent turns every way it can fail into `UnreadableError`, whose message
tells the officer what is wrong and what to do.

    child = start_child()                       # early: it warms up while Django is imported
    with read_table(path, filename="行政处罚.xlsx", child=child) as reading:
        match_header(reading.head)
        for block in reading.blocks():
            check(block.frame, block.marks)
        remember(reading.notes)                 # complete once the blocks are exhausted

Words: *line* is the true line of the sheet, or the ordinal of the csv record, from 1; *column* is
counted from 0 (column A); a *mark* is a cell whose value cannot be trusted; a *note* is something the
reporter should know about the file and that spoils no row.

Importing this package loads nothing heavy: `read_table` brings polars in when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from xinyong.infra.excel_in.launch import Child, start_child
from xinyong.infra.excel_in.model import DEFAULT, Limits, Note, Stamp, UnreadableError

if TYPE_CHECKING:
    from xinyong.infra.excel_in.reading import Block, Reading, read_table

__all__ = [
    "DEFAULT",
    "Block",
    "Child",
    "Limits",
    "Note",
    "Reading",
    "Stamp",
    "UnreadableError",
    "read_table",
    "start_child",
]


def __getattr__(name: str) -> Any:
    """Bring in the part that needs polars when it is first asked for."""
    if name in {"Block", "Reading", "read_table"}:
        from xinyong.infra.excel_in import reading  # noqa: PLC0415 - polars only when it is needed

        return getattr(reading, name)
    raise AttributeError(name)
