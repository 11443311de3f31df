"""What may be shown of a number or a name to one who may not see it whole.

At most the first six and the last character of a number are shown, and never its seventh to
fourteenth: in an ID number they are the birth date. A number shorter than an ID number may be a
truncated one, so its last character stays hidden and fewer of the first are shown.
"""

import re
from datetime import date

import polars as pl

from xinyong.rules.identifiers.columns import expr_resident_id_valid
from xinyong.rules.identifiers.text import canonical_code, expr_canonical_code

_SHOWN = 6
_SHORTEST_ID = 15
# A resident's number inside other text: region, birth date, sequence, check. Rust's expressions know no look-around,
# so the signs on both sides are part of the match.
_IN_TEXT = (
    r"(?:^|[^0-9A-Za-z])([1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])"
    r"(?:[^0-9A-Za-z]|$)"
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9A-Za-z])")
_ANY_DAY = date(2099, 12, 31)  # whether the holder is born yet is not asked here


def mask_document(text: str | None) -> str:
    """Return a document, account or telephone number of which only the ends can be read.

    The mask is as long as the canonical number. A blank gives a blank.
    """
    code = canonical_code(text)
    if len(code) >= _SHORTEST_ID:
        return code[:_SHOWN] + "*" * (len(code) - _SHOWN - 1) + code[-1]
    shown = min(len(code) // 3, _SHOWN)
    return code[:shown] + "*" * (len(code) - shown)


def mask_name(text: str | None) -> str:
    """Return a person's name with all but its first character hidden; of one character, that too."""
    name = (text or "").strip()
    shown = 1 if len(name) > 1 else 0
    return name[:shown] + "*" * (len(name) - shown)


def mask_numbers_in(text: str) -> str:
    """Return a text in which whatever may be an identity or mobile number is masked; for names of files and titles."""
    return _NUMBER.sub(lambda found: mask_document(found.group()), text)


def expr_holds_resident_id(text: pl.Expr) -> pl.Expr:
    """Tell of each text whether it contains a resident's number whose check digit holds; null gives null."""
    return text.map_batches(_holding, return_dtype=pl.Boolean)


def _holding(texts: pl.Series) -> pl.Series:
    """Look closely only at texts with so many digits in a row: they are few, and the others many."""
    numbers = pl.element().str.extract(_IN_TEXT).str.to_uppercase()
    close = (
        pl.col("text")
        .str.extract_all(_IN_TEXT)
        .list.eval(expr_resident_id_valid(numbers, _ANY_DAY))
        .list.any()
    )
    frame = texts.to_frame("text").with_row_index("at")
    held = frame.filter(pl.col("text").str.contains("[0-9]{17}")).filter(close.fill_null(value=False))["at"]
    found = frame["at"].is_in(held.implode())
    return found.set(texts.is_null(), None) if texts.null_count() else found


def expr_mask_document(col: pl.Expr) -> pl.Expr:
    """Mask each number as `mask_document` does; a null stays null."""
    code = expr_canonical_code(col)
    length = code.str.len_chars()
    whole = length >= _SHORTEST_ID
    shown = pl.when(whole).then(_SHOWN).otherwise(length // 3).clip(upper_bound=_SHOWN)
    masked = code.str.head(shown).str.pad_end(length, "*")
    return pl.when(whole).then(masked.str.head(-1) + code.str.tail(1)).otherwise(masked)


def expr_mask_name(col: pl.Expr) -> pl.Expr:
    """Mask each name as `mask_name` does; a null stays null."""
    name = col.str.strip_chars()
    length = name.str.len_chars()
    return name.str.head((length > 1).cast(pl.UInt32)).str.pad_end(length, "*")
