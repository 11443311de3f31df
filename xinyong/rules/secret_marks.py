"""Recognises a text that bears a secret mark (密级标志), as against one that merely speaks of secrets.

A penalty for 侵犯商业秘密 or 泄露国家秘密 is ordinary information; a text stamped 机密★10年, or one that begins with
绝密 as a heading does, was taken out of a document that must not be on this platform. What is looked for is therefore
the form of a marking, never the bare word.
Source: 第十七条; 保守国家秘密法, whose markings are written 级别★期限.
"""

import polars as pl

# Stamps are often spaced out: 机　密. The narrow list keeps 精密 and 商业秘密 out by what must stand beside it.
_BLANK = "[ \u3000\u00a0]*"
_LEVEL = f"(?:绝{_BLANK}密|机{_BLANK}密|秘{_BLANK}密)"
_INTERNAL = f"内{_BLANK}部{_BLANK}(?:资{_BLANK}料|文{_BLANK}件)"
_OPEN, _CLOSE = "[【〔\\[［（(〈<]", "[】〕\\]］）)〉>]"
_STAR = "[★☆✭⭐▲]"
_TERM = "(?:长期|[0-9０-９一二三四五六七八九十]+(?:年|个月|月|天|日)|(?:启用|公布|解密)前)"
_HEADING = f"(?:{_BLANK}(?:$|[：:；;，,。!！|/]|{_OPEN})|级?{_BLANK}{_TERM}|[级件]{_BLANK}(?:$|[：:；;，,。])|[ \u3000\n])"

_MARKINGS = (
    f"{_LEVEL}{_BLANK}{_STAR}",  # 机密★10年
    f"{_STAR}{_BLANK}{_LEVEL}",
    f"{_LEVEL}{_BLANK}[*＊]{_BLANK}{_TERM}",  # where the star could not be typed
    f"{_OPEN}{_BLANK}(?:{_LEVEL}[级件]?|{_INTERNAL}){_BLANK}{_CLOSE}",  # 【秘密】
    f"(?:密{_BLANK}级|保密等级|涉密等级){_BLANK}[：:为]{_BLANK}{_LEVEL}",  # 密级：机密
    f"^{_BLANK}(?:{_LEVEL}){_HEADING}",  # as a heading, a line of its own
    f"^{_BLANK}{_INTERNAL}{_BLANK}(?:$|[：:，,；;。!！])",
    f"{_INTERNAL}[ \u3000，,、；;：:！!。]*(?:注意保存|注意保密|严格保密|妥善保管|不得外传|严禁外传|请勿外传|切勿外传|禁止外传|不得公开|严禁复制)",
)
_MARKED = "(?m)" + "|".join(f"(?:{each})" for each in _MARKINGS)
_WORDS = "密|内部|内[ \u3000\u00a0]"


def expr_bears_secret_mark(text: pl.Expr) -> pl.Expr:
    """Tell of each text whether it bears a secret mark; null gives null."""
    return text.map_batches(_bearing, return_dtype=pl.Boolean)


def _bearing(texts: pl.Series) -> pl.Series:
    """Look closely only at texts with one of the words: they are few, and the others many."""
    frame = texts.to_frame("text").with_row_index("at")
    some = frame.filter(pl.col("text").str.contains(_WORDS))
    marked = some.filter(pl.col("text").str.contains(_MARKED))["at"]
    found = frame["at"].is_in(marked.implode())
    return found.set(texts.is_null(), None) if texts.null_count() else found
