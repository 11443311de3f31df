"""What is said about a file as a whole, about its header, and about rows in relation to each other.

Codes are permanent: they are shown to departments and used by their programs.
"""

from collections.abc import Iterable

import polars as pl

from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.header import HeaderMatch
from xinyong.catalogue.model import Item
from xinyong.collection.errors import RefusedFileError
from xinyong.infra.excel_in import Note, Stamp
from xinyong.infra.excel_out import LINE_TITLE, REASON_TITLE, column_letter
from xinyong.rules.identifiers import mask_numbers_in

TEMPLATE_STALE = "TEMPLATE_STALE"
FILE_NOTE = "FILE_NOTE"
OTHER_AGENCY = "OTHER_AGENCY"
NAME_DIFFERS = "NAME_DIFFERS"
NOTHING_TO_REVOKE = "NOTHING_TO_REVOKE"
ROW_INCOMPLETE = "ROW_INCOMPLETE"
CHANGED_SINCE = "submission.changed_since"

KEPT_PER_KIND = 20_000
_TITLE = 40
_OURS = {REASON_TITLE, LINE_TITLE}  # columns a marked copy of ours came back with
_FOREIGN = 2  # required columns missing from which a file is plainly not made from our template

FINDING = {
    "line": pl.UInt32, "column": pl.UInt32, "field": pl.String, "code": pl.String, "severity": pl.String,
    "message": pl.String, "shown": pl.String,
}  # fmt: skip


def frame(rows: Iterable[tuple[int, int | None, str | None, str, str, str, str | None]]) -> pl.DataFrame:
    """Return findings given one by one, in the order of `FINDING`."""
    return pl.DataFrame(list(rows), schema=FINDING, orient="row")


_NOTES = {
    "stray_cell": "单元格 {place} 在数据区域之外有内容，未读取。如属误填，请删除。",
    "merged_cells": "有合并单元格（{place}），只有左上角的单元格有内容。数据区请勿合并单元格。",
    "hidden_rows": "有隐藏的行（{detail}），隐藏行与其他行一样读取和报送。",
    "macros_ignored": "文件带有宏，宏未运行，只读取了单元格内容。",
    "extension_mismatch": "文件扩展名与实际内容（{detail}）不符，已按实际内容读取。",
}


def of_header(header: HeaderMatch, item: Item) -> pl.DataFrame:
    """Return the findings on the header line."""
    said: list[tuple[str, int | None, str]] = [("HEADER_MISSING", None, code) for code in header.missing]
    said += [("HEADER_DUPLICATE", column, code) for column, _, code in header.duplicates]
    faults = [
        (header.line, at, field, code, "reject", CODES[code].message(item.field(field)), None)
        for code, at, field in said
    ]
    unknown = [
        (header.line, at, None, "HEADER_UNKNOWN", "warn", _unknown(title, header), _repeatable(title))
        for at, title in header.unknown
        if title not in _OURS
    ]
    return frame([*faults, *unknown])


def _unknown(title: str, header: HeaderMatch) -> str:
    known = header.suggestions.get(title)
    hint = f"是否应为“{known}”？如是，请改正列名后重新报送" if known else "如属应报内容，请按模板的列名填写"
    return f"列“{_repeatable(title)}”不是本信息项的数据项，未读取、未保存；{hint}。（依据：第十二条第三项）"


def _repeatable(title: str) -> str:
    """Return a title as it may stand in an answer: somebody may have typed a person's number beside the header."""
    return mask_numbers_in(title[:_TITLE])


def of_incomplete(rows: pl.DataFrame, header: HeaderMatch, item: Item) -> pl.DataFrame:
    """Say row by row what is missing, in a file that was made for another purpose and lacks several columns.

    One column that slipped out of our own template is said once, on the header line.
    """
    titles = [item.field(code).title for code in header.missing]
    if len(titles) < _FOREIGN:
        return frame([])
    text = (
        f"本行缺少必填数据项：{'、'.join(titles)}（文件中没有这些列）；请补齐后重新报送。（依据：第十一条）"
    )
    said = {
        "line": pl.col("line"),
        "code": pl.lit(ROW_INCOMPLETE),
        "severity": pl.lit("reject"),
        "message": pl.lit(text),
    }
    return rows.select(said.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in FINDING.items())


def of_file(notes: Iterable[Note], stamp: Stamp | None, item: Item, edition: str) -> pl.DataFrame:
    """Return what is to be said of the file as such; none of it spoils a row."""
    said = [
        (
            0,
            None,
            None,
            FILE_NOTE,
            "warn",
            _NOTES[note.code].format(place=note.place, detail=note.detail),
            note.place or None,
        )
        for note in notes
    ]
    if stamp and stamp.edition and stamp.edition != edition:
        text = f"所用模板为目录 {stamp.edition} 版，现行为 {edition} 版；已按现行版校验。请下载《{item.title}》新模板。"
        said.append((0, None, None, TEMPLATE_STALE, "warn", text, None))
    return frame(said)


MOVED_SINCE = (
    "correction.moved",
    "审核通过以后，这条记录又有了新的版本，这份更正没有入库。请由报送人按现在的内容重新提出。",
)


def changed_since(rejected: int, *, refused: bool) -> tuple[str, str]:
    """Return code and words for a confirmed submission of which more rows were rejected than when it was checked."""
    what = "整份报送没有入库" if refused else "其余合格行已入库"
    return (
        CHANGED_SINCE,
        f"确认之后平台数据有变化，现有 {rejected} 行不合格，{what}。请按问题清单核对后重新报送。",
    )


def other_template(item: Item, other: Item | None, stamped: str) -> RefusedFileError:
    """Return the refusal of a file made from the template of another item, or of one that is no longer known."""
    named = f"《{other.title}》（{other.code}）" if other else f"另一信息项（{stamped[:_TITLE]}）"
    return RefusedFileError(
        "template.wrong_item",
        f"文件是{named}的模板，不是《{item.title}》（{item.code}）。请按文件的信息项报送，或下载《{item.title}》模板重新填写。",
    )


def no_header(item: Item, better: Item | None) -> RefusedFileError:
    """Return the refusal of a file whose header is not found."""
    if better and better.code != item.code:
        return RefusedFileError(
            "template.wrong_item",
            f"标题行与《{item.title}》（{item.code}）不符，更像《{better.title}》（{better.code}）。请核对所选信息项，或下载正确的模板。",
        )
    return RefusedFileError(
        "template.no_header",
        f"未找到《{item.title}》的标题行：前几行中没有可识别的列名。请下载模板，保留标题行后粘贴数据重新报送。",
    )


def no_rows() -> RefusedFileError:
    """Return the refusal of a file with a header and nothing below it."""
    return RefusedFileError(
        "file.no_rows", "标题行下面没有数据。请填写数据后重新报送；本期确无信息的，请办理零报。"
    )


def of_records(rows: Iterable[tuple[int, str, str | None]], agencies: dict[str, str]) -> pl.DataFrame:
    """Return the findings that only the records can tell.

    Args:
        rows: line, code and detail, as `sql/conflicts.sql` gives them.
        agencies: Names of the agencies that occur as detail.
    """
    said = ((line, code, _of_record(code, detail, agencies)) for line, code, detail in rows)
    return frame(
        (line, None, None, code, "warn" if code == NAME_DIFFERS else "reject", text, None)
        for line, code, text in said
    )


def repeated(findings: pl.DataFrame, repeats: pl.DataFrame) -> pl.DataFrame:
    """Return the findings that hold for rows that merely repeat a rejected one.

    Args:
        findings: Of the rejected rows.
        repeats: line, first_line of the rows that repeat them.
    """
    again = repeats.rename({"line": "again", "first_line": "line"}).cast(pl.UInt32)
    said = findings.filter(pl.col("severity") == "reject").join(again, on="line", how="inner")
    return said.with_columns(pl.col("again").alias("line")).select(list(FINDING))


def _of_record(code: str, detail: str | None, agencies: dict[str, str]) -> str:
    if code == OTHER_AGENCY:
        return f"该主体的同一条信息（同一决定或同一登记）已由{agencies.get(detail or '', detail)}报送，本行不入库。如应由本单位报送，请与对方或信用中心核对；依据：第四条“谁提供谁负责”。"
    if code == NOTHING_TO_REVOKE:
        return "操作为“撤销”，但平台没有这条记录（同一机关、同一文号、同一主体）。请核对文号与主体代码。"
    known = f"平台登记的“{detail}”" if detail else "本单位此前报送的姓名"
    return f"名称与{known}不一致，已按代码归入该主体。请核对代码与名称是否属于同一主体。"


def with_cells(findings: pl.DataFrame) -> pl.DataFrame:
    """Add `cell` (C7, or 7 for a whole line) from line and column."""
    letters = {n: column_letter(n) for n in findings["column"].drop_nulls().unique().to_list()}
    letter = (
        pl.col("column").replace_strict(letters, default="", return_dtype=pl.String)
        if letters
        else pl.lit("")
    )
    place = pl.concat_str(letter.fill_null(""), pl.col("line").cast(pl.String))
    return findings.with_columns(
        pl.when((pl.col("line") > 0) & (letter != "")).then(place).otherwise(pl.lit("")).alias("cell")
    )


def shortened(findings: pl.DataFrame) -> pl.DataFrame:
    """Keep the first findings of every kind: beyond that only their number says more (see `by_kind`)."""
    return findings.filter(pl.int_range(pl.len()).over("field", "code") < KEPT_PER_KIND).with_columns(
        pl.col("field", "shown").fill_null("")
    )


KEPT_PER_KIND = 20_000
_TITLE = 40


def by_kind(earlier: list[dict[str, object]], findings: pl.DataFrame) -> list[dict[str, object]]:
    """Return the number of findings of every kind, most frequent first: field, code, severity, count."""
    counts = (
        findings.group_by("field", "code", "severity")
        .agg(pl.len().alias("count"))
        .sort("count", "code", descending=[True, False])
    )
    return earlier + counts.to_dicts()


def column_index(cell: str) -> int:
    """Return the column of a cell's address: A7 → 0, AA1 → 26."""
    index = 0
    for letter in cell.rstrip("0123456789"):
        index = index * 26 + ord(letter) - 64
    return index - 1
