"""The files of the demonstration's plan (`data/plan.yaml`): rows, faults, corrections of earlier files."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.project.demonstration.generating import Source, numbers_used, written
from xinyong.project.demonstration.population import data, is_changed, registrar_of

_EVERY = 7
File = Mapping[str, Any]


def filename(file: File) -> str:
    """Return the name under which a file of the plan is handed in."""
    return f"{file['name']}.{file.get('kind', 'csv')}"


def content(file: File, today: date) -> bytes:
    """Return the bytes of a file of the plan: its rows as csv, or what it holds instead."""
    if "holds" in file:
        return str(file["holds"]).encode()
    return table(file, today).write_csv().encode("utf-8-sig")


def table(file: File, today: date) -> pl.DataFrame:
    """Return the rows of a file of the plan, its faults included.

    Args:
        file: An entry of the plan.
        today: Day of loading: the decisions are of the days before it.
    """
    item = load_catalogue().item(file["item"])
    if "revises" in file:
        return _revised(item, file, today)
    source = _source(file, today)
    frame = written(file["item"], file.get("rows", len(source.subjects)), file["seed"], source)
    return _with_faults(item, frame, file.get("faults", {}))


def _source(file: File, today: date) -> Source:
    plan = data("plan")
    start, until = (today - timedelta(days=ago) for ago in file.get("days", (plan["days"], 1)))
    return Source(
        agency=file["agency"],
        start=start,
        until=until,
        first=_first_number(file),
        among=plan["among"],
        subjects=_subjects(file),
        texts=file.get("texts", {}),
        soon=today,
    )


def _subjects(file: File) -> Sequence[int]:
    """Return the subjects a file is bound to: those of a register, or the ones the plan names; empty = any."""
    wanted = file.get("register")
    if wanted is None:
        return list(file.get("subjects", ()))
    own = (n for n in range(data("plan")["among"]) if registrar_of(n) == file["agency"])
    return [number for number in own if wanted == "all" or is_changed(number)]


def _first_number(file: File) -> int:
    """Return the number of the file's first document, after those of the agency's earlier files."""
    number = 1
    plan = data("plan")
    for each in (*plan["files"], *plan["desk"]):
        if each["name"] == file["name"]:
            break
        if (each["item"], each["agency"]) == (file["item"], file["agency"]) and "revises" not in each:
            number += numbers_used(each.get("rows", 0))
    return number


def _revised(item: Item, file: File, today: date) -> pl.DataFrame:
    """Return rows of an earlier file, changed, corrected or revoked in turn."""
    earlier = next(each for each in data("plan")["files"] if each["name"] == file["revises"])
    frame = table(earlier, today)
    frame = frame.gather_every(max(1, frame.height // file["rows"])).head(file["rows"])
    turn, actions = pl.int_range(pl.len()) % len(file["actions"]), file["actions"]
    for at, action in enumerate(actions):
        for code, text in action.items():
            column = pl.col(item.field(code).title)
            changed = pl.lit(text) if code == "CZ" else column + pl.lit(text)
            frame = frame.with_columns(
                pl.when(turn == at).then(changed).otherwise(column).alias(item.field(code).title)
            )
    return frame


def _with_faults(item: Item, frame: pl.DataFrame, faults: Mapping[str, str]) -> pl.DataFrame:
    row = pl.int_range(pl.len())
    for at, (code, text) in enumerate(faults.items()):
        title = item.field(code).title
        wrong = pl.when(row % _EVERY == at).then(pl.lit(str(text))).otherwise(pl.col(title))
        frame = frame.with_columns(wrong.alias(title))
    return frame
