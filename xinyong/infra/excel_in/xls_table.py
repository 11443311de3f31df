"""An old workbook (.xls) as a table."""

from xinyong.infra.excel_in.model import UnreadableError
from xinyong.infra.excel_in.table import Source, Table


def open_table(source: Source) -> Table:
    """Open an OLE container as a table."""
    raise UnreadableError("file.broken", source.extension)
