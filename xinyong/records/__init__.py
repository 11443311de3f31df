"""信用主体 and 信用记录: who, what about them, since when, and who said so.

Words: a *subject* (信用主体) is an organisation or a person under an opaque number; a *record* (信用记录) is one
fact about one main subject under one item; a *version* is what a record said from one submission to the
next; a *party* is anyone else the fact names. Articles: 第七条, 第八条 (what is held), 第四条 (accuracy),
第二十条 (retention). The shapes are decided in `docs/decisions/0001-records-are-versioned.md`.
"""
