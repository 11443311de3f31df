"""查询: the log of every look at information that is not public.

Words: an *entry* (查询记录) tells who looked at whose information, when, in which way, for what purpose, on what
basis, and what came of it, also when nothing was found or the answer was refused. It is written in the same
transaction as the answer, and can be neither changed nor removed
(`docs/decisions/0003-events-and-inquiries-are-append-only.md`). Entries are kept for `inquiry_log_retention_years`
(`rules/law/parameters`); nothing purges them yet. Articles: 第十五条, 第十八条, 第十九条.
"""
