"""What every cell goes through before its type looks at it."""

import unicodedata

import polars as pl

from xinyong.catalogue.types import FieldType

_INVISIBLE = "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]"
_SPACES = "[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]"
_ODD = f"{_INVISIBLE[:-1]}{_SPACES[1:-1]}\t\n\r]|^['’]"
_WIDE = "[\uff01-\uff5e\u3000]"
_LONGEST_BLANK = 12  # bytes
_BLANK = "^(?:(?i:n/a|null|none|nan)|无|暂无|[/／\\\\]|[-—–－_]{1,4}|)$"


def clean(values: pl.Series, kind: FieldType) -> pl.Series:
    """Return distinct texts without the dirt of spreadsheets; null for what means "nothing".

    Removed: blanks around, invisible and control characters, a leading apostrophe; line breaks unless the type
    keeps them. Codes, dates and numbers are folded to half width; names and texts are not.
    """
    text = values.str.strip_chars()
    if text.str.contains(_ODD).any():
        text = _without_oddities(text, lines=kind.lines)
    if kind.folds and text.str.contains(_WIDE).any():
        text = _half_width(text)
    short = text.filter(text.str.len_bytes() <= _LONGEST_BLANK).unique()
    nothing = short.filter(short.str.contains(_BLANK))
    return text.set(text.is_in(nothing.implode()), None) if nothing.len() else text


def _without_oddities(text: pl.Series, *, lines: bool) -> pl.Series:
    bare = text.str.replace_all(_INVISIBLE, "").str.replace_all(_SPACES, " ").str.replace_all("\r\n?", "\n")
    if not lines:
        bare = bare.str.replace_all("[\n\t]", "")
    return bare.str.strip_chars().str.replace("^['’]", "").str.strip_chars()


_FOLDING = {chr(sign): unicodedata.normalize("NFKC", chr(sign)) for sign in (*range(0xFF01, 0xFF5F), 0x3000)}


def _half_width(text: pl.Series) -> pl.Series:
    return text.str.replace_many(list(_FOLDING), list(_FOLDING.values())).str.strip_chars()
