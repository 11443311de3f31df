"""The product in c: read the csv, check it as one block, count what is refused."""

import json
import sys
import time
from pathlib import Path

import polars as pl

from bench.contestants.plain import TODAY
from xinyong.catalogue.checking import check_block
from xinyong.catalogue.loader import load_catalogue


def _numbered(file: Path, rows: int | None = None) -> pl.DataFrame:
    frame = pl.read_csv(file, infer_schema=False, n_rows=rows)
    return frame.with_row_index("line", offset=2).with_columns(pl.col("line").cast(pl.UInt32))


def main(file: Path) -> None:
    """Check a csv whose header has field codes."""
    item = load_catalogue().item("penalty")
    check_block(
        _numbered(file, 100), None, item, TODAY
    )  # every contestant is asked for 100 rows first: a worker is warm
    start = time.perf_counter()
    result = check_block(_numbered(file), None, item, TODAY)
    refused = result.rows.height - int(result.rows["_ok"].sum())
    print(
        json.dumps({"seconds": time.perf_counter() - start, "rows": result.rows.height, "refused": refused})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
