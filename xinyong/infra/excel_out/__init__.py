"""Writes workbooks: text that cannot become a formula, marks on cells, the workbook of bad rows.

Words: mark (a finding at a line and column of the user's own sheet), bad row (a row with a mark). Nothing here
writes plain text to a named file: workbooks are built in memory or streamed to the given binary stream.
"""

from xinyong.infra.excel_out.listing import MOST_ROWS, write_list
from xinyong.infra.excel_out.marks import REASON_TITLE, CellMark, Mark, Severity, fold, gather, reason
from xinyong.infra.excel_out.rows import LINE_TITLE, Row, Source, write_bad_rows
from xinyong.infra.excel_out.texts import column_letter, csv_cell, printable, sheet_name
from xinyong.infra.excel_out.workbook import new_workbook

__all__ = [
    "LINE_TITLE",
    "MOST_ROWS",
    "REASON_TITLE",
    "CellMark",
    "Mark",
    "Row",
    "Severity",
    "Source",
    "column_letter",
    "csv_cell",
    "fold",
    "gather",
    "new_workbook",
    "printable",
    "reason",
    "sheet_name",
    "write_bad_rows",
    "write_list",
]
