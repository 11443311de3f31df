"""What may be shown of a number or a name to one who may not see it whole.

At most the first six and the last character of a number are shown, and never its seventh to
fourteenth: in an ID number they are the birth date. A number shorter than an ID number may be a
truncated one, so its last character stays hidden and fewer of the first are shown.
"""

import polars as pl

from xinyong.rules.identifiers.text import canonical_code, expr_canonical_code

_SHOWN = 6
_SHORTEST_ID = 15


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
