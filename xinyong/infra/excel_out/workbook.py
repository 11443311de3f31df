"""A new workbook of ours: no formulas from text, no temporary files, the same bytes for the same input."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import IO, Any

import xlsxwriter

from xinyong.infra.excel_out.marks import AUTHOR

_OPTIONS = {
    "in_memory": True,  # otherwise every part goes through a named temporary file in plain text
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def new_workbook(out: IO[bytes], created: date, properties: Mapping[str, str]) -> Iterator[Any]:
    """Give an `xlsxwriter.Workbook` that is written to `out` when the block ends without an error.

    Args:
        out: A binary stream; it is not closed.
        created: Day written into the file, so that the bytes depend on the arguments alone.
        properties: Custom document properties, all text; a stamp survives saving in Excel and WPS.
    """
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties({"author": AUTHOR, "created": datetime.combine(created, time(), UTC)})
    for name, value in properties.items():
        workbook.set_custom_property(name, value, "text")
    yield workbook
    workbook.close()
