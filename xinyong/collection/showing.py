"""A submission in the words and values of its pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xinyong.accounts.models import User
from xinyong.accounts.queries import name_on
from xinyong.audit.models import ActorKind
from xinyong.collection.models import COUNTED, Submission
from xinyong.collection.reviewing import item_of
from xinyong.collection.states import Channel, Outcome, State
from xinyong.infra.clock import LOCAL, local_date
from xinyong.screens.values import Cell, Line, Step

_TONES = {
    State.RECEIVED: "calm",
    State.CHECKED: "warn",
    State.IN_REVIEW: "warn",
    State.CONFIRMED: "calm",
    State.LOADED: "good",
    State.LOADED_IN_PART: "warn",
    State.REFUSED: "bad",
    State.UNREADABLE: "bad",
    State.RETURNED: "bad",
    State.CANCELLED: "calm",
}
_STEPS = ("选择事项", "下载模板", "上传", "校验", "确认", "入库与回执")
_CHECK, _CONFIRM, _LOAD = 3, 4, 5
_AT = {
    State.RECEIVED: (_CHECK, "正在校验"),
    State.CHECKED: (_CONFIRM, "等您确认"),
    State.IN_REVIEW: (_CONFIRM, "等待审核"),
    State.CONFIRMED: (_LOAD, "正在入库"),
    State.UNREADABLE: (_CHECK, "未能读取"),
    State.REFUSED: (_CONFIRM, "未入库"),
    State.RETURNED: (_CONFIRM, "已退回"),
    State.CANCELLED: (_CONFIRM, "已取消"),
}
_OUTCOME_TONES = {
    Outcome.INSERTED: "inserted",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REVOKED: "revoked",
    Outcome.REJECTED: "rejected",
    Outcome.HELD: "held",
}
_PLANNED = ("inserted", "updated", "unchanged", "revoked")
_MEGA, _KILO = 1 << 20, 1 << 10


@dataclass(frozen=True, slots=True)
class Share:
    """A piece of the bar of rows: where it begins and how long it is, in percent."""

    title: str
    value: int
    start: float
    length: float
    tone: str


def state_cell(state: str) -> Cell:
    """Return a state as a badge."""
    return Cell(State(state).label, tone=_TONES[State(state)])


def tone_of(state: str) -> str:
    """Return the tone of a state's badge."""
    return _TONES[State(state)]


def steps_to(at: int, note: str = "") -> list[Step]:
    """Return the way of a submission, of which the step `at` is under way."""
    return [
        Step(
            title,
            "done" if n < at else "current" if n == at else "ahead",
            note if n == at else "",
        )
        for n, title in enumerate(_STEPS)
    ]


def steps(submission: Submission) -> list[Step]:
    """Return how far a submission is on its way."""
    return steps_to(*_AT.get(State(submission.state), (len(_STEPS), "")))


def shares(submission: Submission) -> list[Share]:
    """Return what became of the rows, or before loading what would become of them, as pieces of one bar."""
    planned = submission.state in {State.CHECKED, State.IN_REVIEW, State.CONFIRMED}
    counts = _planned(submission) if planned else [(name, getattr(submission, name)) for name in COUNTED]
    total = sum(value for _, value in counts) or 1
    found, start = [], 0.0
    for name, value in counts:
        outcome, length = Outcome(name), 100 * value / total
        title = f"将{outcome.label}" if planned and name not in {"unchanged", "rejected"} else outcome.label
        if value:
            found.append(Share(title, value, round(start, 2), round(length, 2), _OUTCOME_TONES[outcome]))
        start += length
    return found


def _planned(submission: Submission) -> list[tuple[str, int]]:
    """Return what the check has planned for the good rows, and the rejected ones."""
    counts = [(name, int(submission.planned.get(name, 0))) for name in _PLANNED]
    return [*counts, ("rejected", submission.rejected)]


def good_rows(submission: Submission) -> int:
    """Return how many rows are not rejected."""
    return int(submission.rows - submission.rejected)


def loaded_rows(submission: Submission) -> int:
    """Return how many rows stand in the records now."""
    return int(submission.inserted + submission.updated + submission.unchanged + submission.revoked)


def sheet(submission: Submission) -> list[Line]:
    """Return what is known of the file and of who handed it in."""
    item = item_of(submission)
    lines = [
        Line("回执编号", submission.receipt, code=True),
        Line("报送单位", name_on(submission.agency, local_date(submission.received_at))),
        Line("信息事项", f"{item.title}（{item.number}）"),
        Line("报送方式", Channel(submission.channel).label),
        Line("报送时间", moment(submission.received_at)),
        Line("报送人", person(submission.actor_kind, submission.actor)),
        Line("文件名", submission.filename),
        Line("文件大小", size_in_words(submission.size)),
        Line("目录版次", submission.edition),
    ]
    if submission.reason:
        lines.insert(0, Line("更正、撤回的理由", submission.reason))
    if submission.sheet:
        lines.append(Line("工作表", submission.sheet))
    return [*lines, Line("文件摘要（SM3）", bytes(submission.sm3).hex(), code=True)]


def moment(at: datetime | None) -> str:
    """Return an instant in local time, to the minute; empty for none."""
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def size_in_words(size: int) -> str:
    """Return a size as people say it."""
    if size >= _MEGA:
        return f"{size / _MEGA:.1f} MB"
    return f"{size / _KILO:.1f} KB" if size >= _KILO else f"{size} 字节"


def person(kind: str, key: str) -> str:
    """Return who did something, by name."""
    return people([(kind, key)])[kind, key]


def people(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the names of several actors; one statement."""
    wanted = set(keys)
    numbers = [int(key) for kind, key in wanted if kind == ActorKind.USER and key.isdecimal()]
    names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    return {(kind, key): _named(kind, key, names) for kind, key in wanted}


def _named(kind: str, key: str, names: dict[int, str]) -> str:
    if kind == ActorKind.USER:
        return names.get(int(key), "") if key.isdecimal() else key
    return {ActorKind.OS: "操作系统用户 ", ActorKind.SYSTEM: "系统 "}.get(ActorKind(kind), "") + key


def fields_of(submission: Submission) -> Sequence[tuple[str, str]]:
    """Return code and title of the item's columns."""
    return [(each.code, each.title) for each in item_of(submission).input_fields]


def history(submission: Submission) -> list[Step]:
    """Return what happened to a submission, when and by whom."""
    users = [key for key in (submission.confirmed_by, submission.reviewed_by) if key]
    reporter = (submission.actor_kind, submission.actor)
    names = people([reporter, *((_kind_of(key), key) for key in users)])
    given_back = submission.state == State.RETURNED
    moments = (
        ("收到文件", submission.received_at, names[reporter]),
        ("校验完毕", submission.checked_at, "平台"),
        ("确认", submission.confirmed_at, _name(names, submission.confirmed_by)),
        ("退回" if given_back else "审核通过", submission.reviewed_at, _name(names, submission.reviewed_by)),
        (State(submission.state).label, submission.finished_at, ""),
    )
    return [Step(title, "done", f"{moment(at)}　{who}".strip()) for title, at, who in moments if at]


def _kind_of(key: str) -> str:
    """Return what kind of actor a key is: those of members of staff are numbers."""
    return ActorKind.USER if key.isdecimal() else ActorKind.OS


def _name(names: dict[tuple[str, str], str], key: str | None) -> str:
    return names[_kind_of(key), key] if key else ""
