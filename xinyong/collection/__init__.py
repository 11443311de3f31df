"""征集 (第十至十三条): from a department's file to records, with nothing unaccounted for.

Words: a *submission* (报送) is one delivery under one item by one agency and has a *receipt* (回执); its *rows* are
the non-blank lines below the header; a *finding* (问题) is one thing wrong at one place; an *outcome* (结果) is
what became of one row: inserted 新增, updated 更新, unchanged 未变, revoked 撤销, rejected 不合格, held 合格未入库.
For every submission: rows = inserted + updated + unchanged + revoked + rejected + held.
"""
