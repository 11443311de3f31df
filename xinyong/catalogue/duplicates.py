"""Rows of one file that are the same, and rows that claim to be the same record with different content."""

from dataclasses import dataclass

import polars as pl

from xinyong.catalogue.checks.findings import SCHEMA
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.model import Item


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What `find_duplicates` found.

    Attributes:
        exact: `line` of a later row and `first_line` of the row it repeats.
        conflicts: `line` of every row whose key another row has with different content.
    """

    exact: pl.DataFrame
    conflicts: pl.DataFrame

    def findings(self) -> pl.DataFrame:
        """Return a warning per exact duplicate and a rejection per conflicting row."""
        again, conflict = CODES["DUPLICATE_ROW"], CODES["KEY_CONFLICT"]
        place = pl.format("该行与第{}行完全相同", pl.col("first_line"))
        told = again.message().replace(again.wrong, "")
        found = [
            self.exact.select(
                "line", code=pl.lit(again.code), severity=pl.lit(again.severity.value), message=place + told
            ),
            self.conflicts.select(
                "line",
                code=pl.lit(conflict.code),
                severity=pl.lit(conflict.severity.value),
                message=pl.lit(conflict.message()),
            ),
        ]
        return pl.concat(found).select(_finding_column(name, kind) for name, kind in SCHEMA.items())


def _finding_column(name: str, kind: pl.DataType) -> pl.Expr:
    return (pl.lit(None) if name in ("field", "shown") else pl.col(name)).cast(kind).alias(name)


def find_duplicates(keys: pl.DataFrame) -> Duplicates:
    """Find repeated and conflicting rows of one file.

    Rows without an identified subject never conflict: nothing says that they speak of the same one.

    Args:
        keys: `line`, `subject` (null = not identified), `key` and `content_hash` of every row, all lines of the file.
    """
    of_fact = ["subject", "key"]
    contents = pl.col("content_hash").n_unique().over(of_fact)
    conflict = (contents > 1) & pl.col("subject").is_not_null()
    first = pl.col("line").min().over([*of_fact, "content_hash"])
    marked = keys.select("line", conflict.alias("conflict"), first.alias("first_line"))
    exact = marked.filter(~pl.col("conflict") & (pl.col("line") > pl.col("first_line")))
    return Duplicates(
        exact=exact.select("line", "first_line").sort("line"),
        conflicts=marked.filter("conflict").select("line").sort("line"),
    )


def content_hash(rows: pl.DataFrame, item: Item) -> pl.Series:
    """Return a number per row, equal for rows with the same content.

    It tells rows of one file apart within one run of the program; it is not to be stored.
    """
    content = rows.select(field.code for field in item.input_fields)
    return content.hash_rows(seed=0).alias("content_hash")
