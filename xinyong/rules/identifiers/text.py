r"""The canonical form of a code as people and programs write it, and texts that stand for no code.

Scalar and column forms share their patterns, written with literal characters, because `\s` and `\w`
do not mean the same to Python and to polars.
"""

import re
import unicodedata

import polars as pl

_HYPHENS = "\u002d\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_BLANKS = "\u0000-\u0020\u007f-\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff"
# A literal hyphen opens the class, where it cannot be read as a range.
_DROPPED = f"[{_HYPHENS}{_BLANKS}]"
_LEADING_APOSTROPHES = "^['\u2018\u2019`]+"  # how a spreadsheet is told that digits are text

# 无, / and the like; one sign repeated; zeros with an X, which passes GB 11643's check as eighteen zeros
# pass that of GB 32100. Nothing here can be a code, whatever its length.
_PLACEHOLDER = (
    "^(?:无|暂无|没有|不详|未知|未提供|空|N/?A|NULL|NONE|NIL|NAN|TEST|0+X"
    "|[!-/:-@\\[-`{-~\u00b7\u00d7\u3001\u3002]+|"
    + "|".join(f"{sign}+" for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    + ")$"
)

_drop = re.compile(_DROPPED)
_apostrophes = re.compile(_LEADING_APOSTROPHES)
_hyphen = re.compile(f"[{_HYPHENS}]")
_placeholder = re.compile(_PLACEHOLDER)


def canonical_code(text: str | None) -> str:
    """Return a code in half width and upper case, without blanks, hyphens and a leading apostrophe.

    Invisible and control characters go with the blanks. What remains is not checked; where it is ASCII,
    as every code is, a second application changes nothing.
    """
    if not text:
        return ""
    kept = _drop.sub("", unicodedata.normalize("NFKC", _drop.sub("", text)))
    return _apostrophes.sub("", kept).upper()


canonical_uscc = canonical_code
"""A 统一社会信用代码 is written like every other code."""


def expr_canonical_code(col: pl.Expr) -> pl.Expr:
    """Return the column in the form of `canonical_code`; a null stays null."""
    kept = col.str.replace_all(_DROPPED, "").str.normalize("NFKC").str.replace_all(_DROPPED, "")
    return kept.str.replace(_LEADING_APOSTROPHES, "").str.to_uppercase()


def is_placeholder(text: str | None) -> bool:
    """Tell whether something was written that stands for no code at all.

    True of 无, /, a lone dash, of one sign repeated (eighteen zeros pass the check character of
    GB 32100) and of zeros with an X. A blank is no placeholder: nothing was written.
    """
    code = canonical_code(text)
    if not code:
        return bool(text and _hyphen.search(text))
    return _placeholder.fullmatch(code) is not None


def expr_placeholder(col: pl.Expr) -> pl.Expr:
    """Say of each text, as written or canonical, what `is_placeholder` says; a null stays null."""
    code = expr_canonical_code(col)
    return expr_canonical_placeholder(code) | ((code == "") & col.str.contains(f"[{_HYPHENS}]"))


def expr_canonical_placeholder(code: pl.Expr) -> pl.Expr:
    """Say it of text that is canonical already, where a lone dash has become a blank; twice as fast."""
    return code.str.contains(_PLACEHOLDER)


expr_uscc_placeholder = expr_placeholder
"""The placeholders of a 统一社会信用代码 are those of every other code."""
