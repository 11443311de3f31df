"""The form that corrects one record: made from its item, filled in with what stands, checked like any other row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from xinyong.accounts.queries import name_on
from xinyong.catalogue.checking import check_block
from xinyong.catalogue.checks.subjects import ACTION_FIELD
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Field as Column
from xinyong.catalogue.model import Item, Severity
from xinyong.catalogue.types import type_of
from xinyong.collection import template_words as words
from xinyong.collection.correcting import LONGEST_REASON, SHORTEST_REASON, WITHDRAWALS
from xinyong.inquiries.own_shown import Reader
from xinyong.records.models import Record
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.asking import chosen, typed
from xinyong.screens.values import Field

REASON, KIND, TOKEN, VERSION = "reason", "kind", "token", "version"
_PREFIX = "f-"
_LONG = 200  # characters; from here a field has several lines
_LONGEST = 20_000  # nothing longer is taken in; what a field allows is for its check to say
_GONE = "已撤回"  # in the place of a required text that must not be written down once more
_LINE = 2

Faults = dict[str, str]


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """A correction as typed.

    Attributes:
        values: All stored fields of the row, plain, by code: typed anew or as they were.
        token: Of the form; sent twice, it is one correction.
        version: What the reporter looked at; 0 = does not say.
        kind: Of a withdrawal.
        faults: By code of a field or name of an input; "" = of the whole row.
    """

    values: dict[str, str]
    reason: str
    token: str
    version: int
    kind: str = ""
    faults: Faults = field(default_factory=dict)


def nothing_typed(version: int, values: Mapping[str, str] | None = None) -> CorrectionForm:
    """Return the form as it is opened, about a version of a record."""
    return CorrectionForm(dict(values or {}), "", "", version)


def locked(item: Item) -> frozenset[str]:
    """Return the fields that say whom and what a record is about: with another value it would be another record."""
    subject = item.subject
    codes = (code for _, code in subject.codes)
    fixed = {subject.name, *codes, subject.document_type, subject.document_number, *item.natural_key}
    return frozenset(code for code in fixed if code)


def present(record: Record, payload: Mapping[str, str], reader: Reader) -> dict[str, str]:
    """Return the present values of a record, plain, by code."""
    item = load_catalogue().item(record.item)
    return {f.code: reader.plain(payload.get(f.code)) for f in item.fields if f.stored}


def read_correction(given: Mapping[str, str], item: Item, before: Mapping[str, str]) -> CorrectionForm:
    """Read what was typed; a sensitive field that is left blank stays as it is."""
    values = dict(before)
    for each in _open_fields(item):
        text = typed(given, _PREFIX + each.code, _LONGEST).replace("\r\n", "\n")
        if _PREFIX + each.code in given and (text or not each.sensitive):
            values[each.code] = text
    form = _read(given, values)
    if values == dict(before):
        form.faults[""] = "没有改动任何内容。请改正有误的数据项；不需要更正的，直接离开本页。"
    return form


def read_withdrawal(given: Mapping[str, str], before: Mapping[str, str]) -> CorrectionForm:
    """Read why a record is withdrawn."""
    form = _read(given, dict(before), chosen(given, KIND, WITHDRAWALS))
    if not form.kind:
        form.faults[KIND] = "请选择撤回的原因。"
    return form


def _read(given: Mapping[str, str], values: dict[str, str], kind: str = "") -> CorrectionForm:
    reason, number = typed(given, REASON, 2 * LONGEST_REASON), typed(given, VERSION, 9)
    version = int(number) if number.isascii() and number.isdecimal() else 0
    form = CorrectionForm(values, reason, typed(given, TOKEN, 64), version, kind)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        form.faults[REASON] = f"请写明理由，{SHORTEST_REASON}至{LONGEST_REASON}个字，审核人据此核对。"
    return form


def _open_fields(item: Item) -> list[Column]:
    fixed = locked(item)
    return [each for each in item.fields if each.stored and each.code not in fixed]


def check(form: CorrectionForm, record: Record, day: date, *, withdraws: bool = False) -> Faults:
    """Return what would keep the row out, by field, in the words of the findings; the file's check says the same."""
    item = load_catalogue().item(record.item)
    row = form.values | {ACTION_FIELD: "撤销" if withdraws else "更正"}
    frame = pl.DataFrame(
        {"line": [_LINE]} | {code: [value or None] for code, value in row.items()},
        schema={"line": pl.UInt32} | dict.fromkeys(row, pl.String),
    )
    found = check_block(frame, None, item, day, agency_name=name_on(record.agency, day)).findings
    wrong = found.filter(pl.col("severity") == Severity.REJECT).select("field", "message").rows()
    return by_field(wrong)


def by_field(wrong: Iterable[tuple[str | None, str]]) -> Faults:
    """Return messages by field; several of one field follow on each other."""
    faults: Faults = {}
    for code, message in wrong:
        faults[code or ""] = faults.get(code or "", "") + message
    return faults


def without_faults(form: CorrectionForm, record: Record, faults: Faults) -> None:
    """Leave out of a withdrawal what cannot be reported any more, such as a text that must never have been.

    What is withdrawn has to go; the version before keeps what it said.
    """
    item = load_catalogue().item(record.item)
    for each in _open_fields(item):
        if each.code in faults:
            is_text = each.code_list is None and type_of(each.type).cell == "text"
            form.values[each.code] = _GONE if each.required and is_text else ""


def correction_fields(
    item: Item, form: CorrectionForm, before: Mapping[str, str], reader: Reader, day: date
) -> list[Field]:
    """Return the inputs of a correction. A sensitive value is never in one: neither the present nor a typed one."""
    return [_input(each, form, before, reader, day) for each in _open_fields(item)]


def _input(each: Column, form: CorrectionForm, before: Mapping[str, str], reader: Reader, day: date) -> Field:
    fault, value = form.faults.get(each.code, ""), form.values[each.code]
    title = each.title + ("（必填）" if each.required else "")
    if each.sensitive:
        now = f"现为{reader.text(before[each.code], each)}，" if before[each.code] else "现在没有填写，"
        hint = f"{now}不改的留空；要改的填写完整号码{'，请重新填写' if fault else ''}。"
        return Field(_PREFIX + each.code, title, "", hint=hint, error=fault, autocomplete="off")
    kind, options = _kind(each, value, day)
    return Field(_PREFIX + each.code, title, value, kind, _hint(each, day), fault, options, "off")


def _kind(each: Column, value: str, day: date) -> tuple[str, Sequence[tuple[str, str]]]:
    listed = each.code_list
    if listed is not None and not listed.detailed and each.type != "codes":
        offered = dict.fromkeys((*listed.values_on(day), *filter(None, [value])))
        titles = {entry.value: words.choice(entry) for entry in listed.entries}
        return "select", (("", "（空）"), *((code, titles.get(code, code)) for code in offered))
    if type_of(each.type).cell == "date" and not each.long_term and each.type == "date":
        return "date", ()
    # Several values and what may be filled in for them take the whole width.
    return ("textarea" if (each.max_length or 0) > _LONG or each.type == "codes" else "text"), ()


def _hint(each: Column, day: date) -> str:
    parts = [each.help]
    if each.type == "codes" or (each.code_list and each.code_list.detailed):
        parts.append(f"可填：{'、'.join(words.choices_on(each.code_list, day))}。" if each.code_list else "")
    if each.unit or each.long_term:
        parts.append(words.form(each) + "。")
    return "".join(parts)


def why_fields(form: CorrectionForm, *, withdraws: bool) -> list[Field]:
    """Return the inputs that ask why."""
    reason = Field(
        REASON,
        "理由（必填）",
        mask_numbers_in(form.reason),
        "textarea",
        "写明哪里不对、依据什么。随记录的新版本保存，审核人看得到；不要写证件号码、电话号码。",
        form.faults.get(REASON, ""),
    )
    if not withdraws:
        return [reason]
    options = (("", "请选择"), *WITHDRAWALS.items())
    kind = Field(KIND, "撤回的原因", form.kind, "select", error=form.faults.get(KIND, ""), options=options)
    return [kind, reason]


def summary(item: Item, form: CorrectionForm, fields: Sequence[Field]) -> list[Field]:
    """Return everything that is wrong, for the head of the page: also what no input of it can mend."""
    shown = {each.name for each in fields}
    titles = {f.code: f.title for f in item.input_fields}
    others = [
        Field("content", titles.get(code, "这条记录"), error=message)
        for code, message in form.faults.items()
        if code not in shown and _PREFIX + code not in shown
    ]
    return [*others, *fields]
