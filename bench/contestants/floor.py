"""The floor of a: the same reader, a bare COPY of the texts of the cells, a bare INSERT … SELECT into one jsonb column.

Nothing is checked, normalised, encrypted, matched, versioned or accounted for: no program that ends with the rows in
this database can do with less.
"""

import json
import sys
from io import BytesIO
from pathlib import Path

import psycopg

from xinyong.infra import database
from xinyong.infra.excel_in import start_child
from xinyong.project import env

_SLICE = 5_000


def main(file: Path) -> None:
    """Load a workbook."""
    child = start_child()
    from xinyong.infra.excel_in import read_table

    dsn = database.connection_parameters(env.home()).dsn(database.OWNER)
    with psycopg.connect(dsn) as connection, read_table(file, filename=file.name, child=child) as reading:
        columns = [name for name in reading.head.columns if name != "line"]
        listed = ", ".join(columns)
        connection.execute(
            f"CREATE TEMP TABLE floor_text (line int, {', '.join(f'{c} text' for c in columns)})"
        )
        connection.execute("CREATE SCHEMA IF NOT EXISTS bench; DROP TABLE IF EXISTS bench.floor")
        connection.execute("CREATE TABLE bench.floor (row jsonb NOT NULL)")
        copy = f"COPY floor_text (line, {listed}) FROM STDIN WITH (FORMAT csv)"
        with connection.cursor() as cursor, cursor.copy(copy) as sink:
            for block in reading.blocks():
                for piece in block.frame.select("line", *columns).iter_slices(_SLICE):
                    buffer = BytesIO()
                    piece.write_csv(buffer, include_header=False, quote_style="non_numeric", null_value="")
                    sink.write(buffer.getbuffer())
        rows = connection.execute(
            "INSERT INTO bench.floor SELECT to_jsonb(t) FROM floor_text AS t WHERE line > 1"
        ).rowcount
    with psycopg.connect(dsn) as connection:
        connection.execute("DROP TABLE bench.floor")
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
