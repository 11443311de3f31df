"""Values of a closed list: one (`code`), several joined with a semicolon (`codes`), or a document type."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import CodeList, Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem, apply, drop_decimal_zero

JOINT = ";"
READ_JOINT = "；"
_SEPARATORS = re.compile(r"[;；、,，\n]")
_DETAIL = re.compile(r"^(.+?)[-—－–:：(（【]+(.+?)[)）】]?$")


def _list(field: Field) -> CodeList:
    if field.code_list is None:  # the loader refuses such a field
        raise ValueError(field.code)
    return field.code_list


def _words(code_list: CodeList) -> dict[str, str]:
    """Return every accepted way to write a value, with the value."""
    found = {}
    for entry in code_list.entries:
        for word in (*entry.aliases, entry.title, f"{entry.value}{entry.title}", entry.value):
            if word:
                found[_folded(word)] = entry.value
    return found


def _folded(word: str) -> str:
    return re.sub(r"[\s.．]", "", word)


def _canonical(text: str, code_list: CodeList, words: dict[str, str]) -> str:
    known = words.get(_folded(text))
    if known is not None:
        return known
    detail = _DETAIL.match(text)
    if detail and words.get(_folded(detail[1])) in code_list.detailed:
        return f"{words[_folded(detail[1])]}-{detail[2].strip()}"
    return text


def split_values(text: str, words: dict[str, str]) -> Iterator[str]:
    """Split at any separator, except inside a value of the list that contains one.

    Args:
        text: 警告、罚款；没收违法所得.
        words: Folded ways to write a value, from `_words`.
    """
    pieces = [piece for piece in (each.strip() for each in _SEPARATORS.split(text)) if piece]
    longest = 1 + max((len(_SEPARATORS.findall(word)) for word in words), default=0)
    while pieces:
        for size in range(min(longest, len(pieces)), 0, -1):
            joined = "、".join(pieces[:size])
            if size == 1 or _folded(joined) in words:
                yield joined
                del pieces[:size]
                break


def _not_in(code_list: CodeList, value: pl.Expr) -> pl.Expr:
    allowed = value.is_in(list(code_list.values))
    for word in code_list.detailed:
        allowed = allowed | value.str.starts_with(f"{word}-")
    return ~allowed


def _titled(value: pl.Expr, code_list: CodeList) -> pl.Expr:
    """Put titles in the place of values; words that follow one of `detailed` stay: 其他-补办."""
    titles = {entry.value: entry.title for entry in code_list.entries if entry.title}
    shown = value.replace(titles) if titles else value
    for word in filter(titles.get, code_list.detailed):
        shown = (
            pl.when(value.str.starts_with(f"{word}-"))
            .then(pl.lit(titles[word]) + value.str.slice(len(word)))
            .otherwise(shown)
        )
    return shown


class Code(FieldType):
    """One value of a list, written as value, title or alias."""

    name = "code"
    title = "代码（单选）"
    folds: ClassVar[bool] = True

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the list's own value."""
        code_list = _list(field)
        words = _words(code_list)
        plain = apply(values, drop_decimal_zero(VALUE))
        return plain.map_elements(lambda text: _canonical(text, code_list, words), return_dtype=pl.String)

    def problems(self, field: Field) -> Sequence[Problem]:
        """The value must be of the list; one that asks for words of its own should have them."""
        code_list = _list(field)
        return (
            Problem("NOT_IN_LIST", _not_in(code_list, VALUE)),
            Problem("DETAIL_EXPECTED", VALUE.is_in(list(code_list.detailed))),
        )

    def display(self, value: pl.Expr, field: Field) -> pl.Expr:
        """Return the title; a value without one is its own."""
        return _titled(value, _list(field))


class DocumentType(Code):
    """Type of a person's document."""

    name = "document_type"
    title = "证件类型"


class Codes(FieldType):
    """Several values of a list, stored in the order written, joined with a half-width semicolon."""

    name = "codes"
    title = "代码（多选，用“;”分隔）"
    folds: ClassVar[bool] = True

    def normalise(self, values: pl.Series, field: Field) -> pl.Series:
        """Return the list's own values, each once."""
        code_list = _list(field)
        words = _words(code_list)

        def canonical(text: str) -> str:
            parts = (_canonical(part, code_list, words) for part in split_values(text, words))
            return JOINT.join(dict.fromkeys(parts))

        return values.map_elements(canonical, return_dtype=pl.String)

    def problems(self, field: Field) -> Sequence[Problem]:
        """Every part must be of the list."""
        code_list = _list(field)
        parts = VALUE.str.split(JOINT)
        wrong = parts.list.eval(_not_in(code_list, pl.element())).list.any()
        plain = parts.list.eval(pl.element().is_in(list(code_list.detailed))).list.any()
        return Problem("NOT_IN_LIST", wrong), Problem("DETAIL_EXPECTED", plain)

    def display(self, value: pl.Expr, field: Field) -> pl.Expr:
        """Return the titles, joined as people write them."""
        parts = value.str.split(JOINT)
        return parts.list.eval(_titled(pl.element(), _list(field))).list.join(READ_JOINT)
