"""变更事件: who did what, when, to which thing; never what was in it.

Words: an *event* is one deed of one actor, told as `app:subject:verb` with ids, field codes and counts. Events are
written by the action they tell of, in its transaction, and can be neither changed nor removed
(`docs/decisions/0003-events-and-inquiries-are-append-only.md`). They hold no foreign keys, so that they outlive
what they tell of. Articles: 第四条 (accuracy), 第十九条 (who looked is the log of `inquiries`, not this one).
"""
