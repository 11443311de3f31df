"""The files contestants read: fictitious penalties and registrations, made once per run."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.project.demonstration import generate

COLUMNS = 30
"""Of the 双公示 standard; the platform's own two optional columns are left out."""

_FAULTS = {
    "CF_XDR_SHXYM": "91419999MA0000007X",
    "CF_JDRQ": "2024年8月",
    "CF_FRDB": "",
    "CF_CFLB": "训诫",
    "CF_NR_FK": "若干",
}
_EVERY = 500
"""One row in a hundred is faulty: each of five faults in one row of five hundred."""


def penalties(rows: int, start: date, until: date, *, seed: int = 1) -> pl.DataFrame:
    """Return penalties under the standard's titles. Decisions of different years are different records."""
    frame = generate("penalty", rows, seed, start=start, until=until)
    return frame.select(frame.columns[:COLUMNS])


def write_workbook(frame: pl.DataFrame, path: Path) -> None:
    """Write rows as a department's program would: dates as dates, amounts as numbers, everything else as text."""
    item = load_catalogue().item("penalty")
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy/mm/dd"}) as book:
        sheet = book.add_worksheet("行政处罚")
        sheet.write_row(0, 0, frame.columns)
        types = [_type(item, title) for title in frame.columns]
        for number, row in enumerate(frame.iter_rows(), start=1):
            _write(sheet, number, row, types)


def _type(item: Item, title: str) -> str:
    return next(field.type for field in item.fields if field.title == title)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, number: int, row: tuple[str | None, ...], types: list[str]
) -> None:
    for at, (value, kind) in enumerate(zip(row, types, strict=True)):
        if value is None:
            continue
        if kind == "date":
            sheet.write_datetime(number, at, datetime.strptime(value, "%Y/%m/%d"))  # noqa: DTZ007 - a civil date
        elif kind == "amount":
            sheet.write_number(number, at, float(value))
        else:
            sheet.write_string(number, at, value)


def write_faulty_csv(frame: pl.DataFrame, path: Path) -> int:
    """Write penalties under field codes, one in a hundred faulty; return how many are."""
    codes = {field.title: field.code for field in load_catalogue().item("penalty").fields}
    named, row = frame.rename({title: codes[title] for title in frame.columns}), pl.int_range(pl.len())
    for at, (code, wrong) in enumerate(_FAULTS.items()):
        hit = row % _EVERY == at * (_EVERY // len(_FAULTS))
        named = named.with_columns(
            pl.when(hit).then(pl.lit(wrong or None)).otherwise(pl.col(code)).alias(code)
        )
    named.write_csv(path)
    return len(range(0, frame.height, _EVERY // len(_FAULTS)))


def write_register(rows: int, path: Path) -> None:
    """Write the register of that many organisations as csv."""
    frame = generate("registration", rows, 1, start=date(2020, 1, 1), until=date(2020, 12, 31))
    frame.write_csv(path)
