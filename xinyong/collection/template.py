"""The template of an information item: a workbook made from the catalogue alone (第十二条第三项).

Sheets: the item's own, 填写说明, 校验规则, 代码表. Its stamp, the custom properties `xinyong_item` and
`xinyong_edition`, tells the reader which item and edition a returned file is of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from xinyong.catalogue.model import CodeList, Edition, Field, Item
from xinyong.catalogue.types import type_of
from xinyong.collection import template_words as words
from xinyong.infra.excel_out import column_letter, new_workbook, sheet_name

ITEM_PROPERTY = "xinyong_item"
EDITION_PROPERTY = "xinyong_edition"
HELP, RULES, LISTS = "填写说明", "校验规则", "代码表"

_LAST_ROW = 1_048_575  # from 0: validations and formats go to the end of the sheet
_LONG_TEXT = 1_000  # characters; from here a column is wide
_HELP_TITLES = ("数据项", "是否必填", "类型和格式", "长度", "可填内容", "公开范围", "依据", "示例", "说明")
_HELP_WIDTHS = (34, 26, 34, 14, 50, 24, 50, 26, 50)
_RULE_TITLES = ("数据项", "处理", "代码", "含义")
_RULE_WIDTHS = (34, 8, 26, 100)
_GUIDE_WIDTHS = (8, 34, 26, 100)
_NOTE_LINE = 16  # pixels a line of a note takes
_NOTE_CHARACTERS = 24  # of a line of a note


@dataclass(frozen=True, slots=True)
class Guide:
    """A further sheet behind the first: a name, a sentence, and a table."""

    name: str
    text: str
    titles: Sequence[str]
    lines: Sequence[Sequence[str]]


def write_template(
    item: Item,
    edition: Edition,
    out: IO[bytes] | Path,
    day: date,
    *,
    rows: Sequence[Mapping[str, str]] = (),
    guide: Guide | None = None,
) -> None:
    """Write the template of an item.

    Codes, numbers and dates are text columns, so that neither a typed nor a pasted value is changed; amounts
    are numbers. Drop-downs cover the whole column and refer to 代码表, so that a list may have any length.

    Args:
        item: Of `edition`.
        edition: Its code goes into the stamp.
        out: Binary stream, or file to be written anew.
        day: Which values the lists offer and which limits hold; also the file's date of creation, so that the
            same arguments give the same bytes.
        rows: What it is filled in with, by field code; a template to be filled in has none.
        guide: What is said of these rows.
    """
    content = BytesIO()
    stamp = {ITEM_PROPERTY: item.code, EDITION_PROPERTY: edition.code}
    with new_workbook(content, day, stamp) as workbook:
        _Template(workbook, item, edition, day, rows, guide).write()
    if isinstance(out, Path):
        out.write_bytes(content.getbuffer())
    else:
        out.write(content.getbuffer())


@dataclass(frozen=True, slots=True)
class _Template:
    workbook: Any
    item: Item
    edition: Edition
    day: date
    rows: Sequence[Mapping[str, str]]
    guide: Guide | None

    def write(self) -> None:
        """Add the sheets in the order in which a reporter needs them; the reader takes the first."""
        data = self.workbook.add_worksheet(sheet_name(self.item.title))
        if self.guide:
            self._guide(self.workbook.add_worksheet(self.guide.name), self.guide)
        self._help(self.workbook.add_worksheet(HELP))
        self._rules(self.workbook.add_worksheet(RULES))
        ranges = self._lists(self.workbook.add_worksheet(LISTS))
        self._data(data, ranges)

    def _format(self, **properties: Any) -> Any:
        return self.workbook.add_format({"valign": "top", **properties})

    def _data(self, sheet: Any, ranges: Mapping[str, str]) -> None:
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 48)
        for column, field in enumerate(self.item.input_fields):
            cell = self._format(num_format=_number_format(field), text_wrap=_is_long(field))
            sheet.set_column(column, column, _width(field), cell)
            title = field.title + "*" * field.required
            sheet.write_string(0, column, title, self._title_format(required=field.required))
            note = words.note(field, self.item, self.day)
            sheet.write_comment(0, column, note, _note_options(note))
            validation = _validation(field, ranges)
            if validation:
                sheet.data_validation(1, column, _LAST_ROW, column, validation)
            for line, row in enumerate(self.rows, 1):
                sheet.write_string(line, column, row.get(field.code, ""), cell)

    def _guide(self, sheet: Any, guide: Guide) -> None:
        sheet.write_string(0, 0, guide.text, self._format(bold=True))
        if guide.lines:
            self._table(sheet, 2, guide.titles, _GUIDE_WIDTHS, guide.lines)

    def _title_format(self, *, required: bool = False) -> Any:
        colour = "#FCE4D6" if required else "#D9E1F2"
        return self._format(bold=True, text_wrap=True, border=1, bg_color=colour, align="center")

    def _lists(self, sheet: Any) -> dict[str, str]:
        """Write every list of the item as a column and return the range of each."""
        lists = {each.code_list.code: each.code_list for each in self.item.input_fields if each.code_list}
        return {code: self._list(sheet, column, lists[code]) for column, code in enumerate(lists)}

    def _list(self, sheet: Any, column: int, code_list: CodeList) -> str:
        choices = words.choices_on(code_list, self.day)
        sheet.set_column(column, column, 36, self._format(num_format="@"))
        for row, text in enumerate((code_list.title, *choices)):
            sheet.write_string(row, column, text, self._title_format() if row == 0 else None)
        letter = column_letter(column)
        return f"='{LISTS}'!${letter}$2:${letter}${len(choices) + 1}"

    def _help(self, sheet: Any) -> None:
        lines = list(self._introduction())
        for row, (name, text) in enumerate(lines):
            sheet.write_string(row, 0, name, self._format(bold=True))
            sheet.write_string(row, 1, text)
        fields = (self._help_row(field) for field in self.item.input_fields)
        self._table(sheet, len(lines) + 1, _HELP_TITLES, _HELP_WIDTHS, fields)

    def _introduction(self) -> Iterable[tuple[str, str]]:
        item, title = self.item, sheet_name(self.item.title)
        yield "信息事项", f"{item.title}（{item.number}，{item.code}）"
        yield "目录版本", f"{self.edition.title}（{self.edition.code}）"
        yield "信用主体", "、".join(item.kinds)
        yield "公开属性", words.record_class(item)
        yield "依据", words.articles(item)
        yield "报送时限", words.deadline(item, self.day)
        yield "填写", f"在工作表“{title}”中从第2行起填写，每行一条；不改动标题行，带“*”的列必填。"
        yield "", "号码、代码和日期按文本填写；请勿合并单元格，请勿用公式。"
        yield "报送", f"在工作台上传本文件，或运行 xinyong submit 文件名 --item {item.code} --agency 单位代码"
        yield (
            "退回",
            "有问题的单元格会着色并附说明，末列为“错误说明”；改正后整份重新报送，已入库的行不会重复。",
        )
        if item.help:
            yield "提示", item.help

    def _help_row(self, field: Field) -> Sequence[str]:
        item = self.item
        return (
            field.title,
            words.required(field, item),
            words.form(field),
            words.length(field),
            words.all_choices(field.code_list) if field.code_list else "",
            words.disclosure(field, item),
            field.basis or "同本事项",
            words.example(field),
            field.help,
        )

    def _rules(self, sheet: Any) -> None:
        sheet.freeze_panes(1, 0)
        self._table(sheet, 0, _RULE_TITLES, _RULE_WIDTHS, words.rules(self.item, self.day))

    def _table(
        self,
        sheet: Any,
        top: int,
        titles: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[str]],
    ) -> None:
        cell = self._format(text_wrap=True, border=1, num_format="@")
        for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, title, self._title_format())
        for row, texts in enumerate(rows, top + 1):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, cell)


def _number_format(field: Field) -> str:
    if type_of(field.type).cell != "number":
        return "@"
    places = field.decimals if field.unit else 0
    if places is None:
        return "General"
    return "0" + "." * bool(places) + "0" * min(places, 2) + "#" * (places - 2)


def _is_long(field: Field) -> bool:
    return (field.max_length or 0) >= _LONG_TEXT


def _width(field: Field) -> int:
    if _is_long(field):
        return 48
    return 14 if type_of(field.type).cell in ("date", "number") else min(max(len(field.title) * 2, 16), 30)


def _note_options(note: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // _NOTE_CHARACTERS for line in note.splitlines())
    return {"author": "信用平台", "width": 320, "height": (lines + 1) * _NOTE_LINE}


def _validation(field: Field, ranges: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the validation of a column.

    Only a list of single values refuses what is not in it; everything else warns or stays silent, because the
    checks read more spellings than Excel's conditions can say.
    """
    if field.code_list is not None:
        return _choice(field, field.code_list, ranges[field.code_list.code])
    kind = type_of(field.type)
    if kind.cell == "number":
        return _warning(field, "应为不小于0的数字。", validate="decimal", criteria=">=", value=0)
    if kind.cell == "text" and field.max_length:
        text = f"{words.length(field)}。"
        return _warning(field, text, validate="length", criteria="<=", value=field.max_length)
    return None


def _choice(field: Field, code_list: CodeList, cells: str) -> dict[str, Any]:
    several = field.type == "codes"  # joined with “;”, which no drop-down can offer: it only helps
    open_end = bool(code_list.detailed)
    message = "不在列表中。" + "需注明内容的请写成“其他-说明”。" * open_end
    found = _warning(field, message, validate="list", source=cells, show_error=not several)
    return found if open_end else {**found, "error_type": "stop"}


def _warning(field: Field, message: str, **condition: Any) -> dict[str, Any]:
    return {
        **condition,
        "error_type": "warning",
        "error_title": field.title[:32],
        "error_message": message,
    }
