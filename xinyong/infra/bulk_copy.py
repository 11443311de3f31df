"""COPY of whole frames into PostgreSQL: the only way many rows enter the database."""

from io import BytesIO

import polars as pl
from django.db import connection
from psycopg import sql

_SLICE = 5_000  # rows turned into text at a time: keeps the buffer at a few megabytes


def copy_frame(frame: pl.DataFrame, table: str, columns: tuple[str, ...], *, schema: str = "pg_temp") -> None:
    """Append a frame to a table, column by name.

    Args:
        frame: Has at least `columns`: strings, integers, booleans, dates. Null is SQL null, "" is an empty text.
        table: Name of an existing table.
        columns: Columns of frame and table, in order.
        schema: Where the table is; by default the session's temporary tables.
    """
    if frame.is_empty():
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in frame.select(columns).iter_slices(_SLICE):
            buffer = BytesIO()
            piece.write_csv(buffer, include_header=False, quote_style="non_numeric", null_value="")
            copy.write(buffer.getbuffer())
