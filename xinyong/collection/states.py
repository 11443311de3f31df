"""States of a submission, outcomes of a row, and the only ways between them."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a submission stands."""

    RECEIVED = "received", "已接收"
    CHECKED = "checked", "已校验，待确认"
    IN_REVIEW = "in_review", "待审核"
    CONFIRMED = "confirmed", "待入库"
    LOADED = "loaded", "已全部入库"
    LOADED_IN_PART = "loaded_in_part", "部分入库"
    REFUSED = "refused", "未入库：有不合格行"
    UNREADABLE = "unreadable", "未入库：文件无法读取"
    RETURNED = "returned", "已退回"
    CANCELLED = "cancelled", "已取消"


LOADS_NOTHING = frozenset({State.REFUSED, State.UNREADABLE, State.RETURNED, State.CANCELLED})
FINAL = LOADS_NOTHING | {State.LOADED, State.LOADED_IN_PART}

# Of a command or a dropped file the confirmation is given beforehand: those load as soon as they are checked. What is
# handed in at the workspace is confirmed by its reporter and, where the agency wants a second pair of eyes, reviewed.
TRANSITIONS: dict[tuple[State, str], frozenset[State]] = {
    (State.RECEIVED, "check"): frozenset({State.CHECKED, State.UNREADABLE}),
    (State.CHECKED, "check"): frozenset({State.CHECKED, State.UNREADABLE}),
    (State.CHECKED, "load"): frozenset({State.LOADED, State.LOADED_IN_PART}),
    (State.CHECKED, "refuse"): frozenset({State.REFUSED}),
    (State.CHECKED, "confirm"): frozenset({State.IN_REVIEW, State.CONFIRMED}),
    (State.IN_REVIEW, "approve"): frozenset({State.CONFIRMED}),
    (State.IN_REVIEW, "give_back"): frozenset({State.RETURNED}),
    (State.CONFIRMED, "load"): frozenset({State.LOADED, State.LOADED_IN_PART}),
    (State.CONFIRMED, "refuse"): frozenset({State.REFUSED}),
    (State.RECEIVED, "cancel"): frozenset({State.CANCELLED}),
    (State.CHECKED, "cancel"): frozenset({State.CANCELLED}),
}


class Outcome(TextChoices):
    """What became of one row."""

    INSERTED = "inserted", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "未变"
    REVOKED = "revoked", "撤销"
    REJECTED = "rejected", "不合格"
    HELD = "held", "合格未入库"


class Channel(TextChoices):
    """第十二条(一): how the submission came in."""

    COMMAND = "command", "命令行"
    INBOX = "inbox", "文件投递"
    UPLOAD = "upload", "批量上传"
    FORM = "form", "逐条录入"
    API = "api", "系统对接"


# Somebody sits before the screen: the worker checks, and nothing is loaded before they have seen what it found.
AT_THE_DESK = frozenset({Channel.UPLOAD, Channel.FORM})
