"""十分钟体验: the main job in steps; how far somebody is, is told by what they have really submitted.

Samples are offered only where the demonstration is loaded. What is fictitious and of class A would be shown to the
public as soon as it is loaded: a real platform must not invite anybody to load it, not even to be withdrawn later.
There the same steps are gone with a few real rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.rights import Right, grants
from xinyong.collection.fictitious import MARK
from xinyong.collection.models import Submission
from xinyong.collection.states import Channel, State

_REMEMBERED = timedelta(days=30)
_MOST = 100
_SEEN = (
    "receipt",
    "channel",
    "state",
    "rows",
    "rejected",
    "checked_at",
    "confirmed_at",
    "reviewed_at",
    "agency",
)


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody has done lately, each with the receipt that shows it; empty = not yet."""

    submitted: str = ""
    faults: str = ""
    good: str = ""
    confirmed: str = ""
    reviewed: str = ""
    loaded: str = ""
    in_part: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the tour.

    Attributes:
        page: Name of the address where it is done, and its title.
        press: What to do there.
        see: What is seen then.
        of: Which of `Done` shows that it was done.
    """

    title: str
    page: tuple[str, str]
    press: str
    see: str
    of: str


_CHOOSE = ("批量导入", "collection:choose")
_HISTORY = ("报送记录", "collection:submissions")
REPORTING = (
    Stage(
        "选一个信息事项，看看模板",
        _CHOOSE,
        "按下面的“批量导入”，再按事项的名称。在打开的页面上按“下载模板”，打开看一眼：首行是列名，带“*”的必填。",
        "页面上方是办理的步骤：选事项、下载模板、上传、校验、确认、回执。第一次上传以后，这一步就算完成。",
        "submitted",
    ),
    Stage(
        "上传一份有错误的文件，看懂校验结果",
        _CHOOSE,
        "在同一页选文件，按“上传并校验”。有样本的，用“常见错误”；它故意写错了十来处，每处是一种常见的错。",
        "得到回执编号，几秒后出来结果：几行合格、几行不合格，错在哪一格，怎么改。再下载“标注工作簿”看看，错的格子着了色。"
        "这份文件不入库：按“取消本次报送”。",
        "faults",
    ),
    Stage(
        "上传一份全部合格的文件",
        _CHOOSE,
        "回到上传页，换一份没有错误的。有样本的，用“全部合格”。",
        "结果写着每一行都合格，确认后将新增几行。此时还没有改动任何数据。",
        "good",
    ),
    Stage(
        "确认入库",
        _HISTORY,
        "打开刚才那一次，按“确认入库”。A类信息要先勾选公开审查；开启了双人审核的，由审核员勾选。",
        "没有开启双人审核的单位，后台随即入库；开启了的，状态变成“待审核”。",
        "confirmed",
    ),
    Stage(
        "双人审核",
        _HISTORY,
        "请本单位的审核员登录，按“待审核”，打开这一次，看改动，按“通过”。审核员不能是您本人。",
        "通过以后，状态变成“待入库”，很快入库。本单位没有开启双人审核的，这一步自动算完成。",
        "reviewed",
    ),
    Stage(
        "拿回执，在公示网站上查到",
        _HISTORY,
        "打开这一次，按“回执”，可以打印。再打开公示网站，输入样本里的单位名称，例如“虚构市练习”加数字。",
        "回执上各种结果的行数加起来等于总行数。A类信息当时就能查到，写着报送单位和公示日期。",
        "loaded",
    ),
    Stage(
        "只入库合格行",
        _CHOOSE,
        "上传一份有几行不合格的文件（样本“部分不合格”），在结果页按“只入库合格行”，看清数字再确认。",
        "状态是“部分入库”。不合格的行可以单独下载，改好再报。",
        "in_part",
    ),
    Stage(
        "更正一条",
        ("本单位数据", "records:records"),
        "打开刚才入库的一条，按“更正”，改一项，写明理由，按“提交审核”。",
        "更正总要第二个人审核。通过以后记录多一个版本，原来的一版仍然看得到。",
        "corrected",
    ),
)


def done_by(actor: Actor, at: datetime) -> Done:
    """Return what the actor has done in the last thirty days; two statements, however much there is."""
    mine = (
        Submission.objects.filter(received_at__gte=at - _REMEMBERED, actor_kind=actor.kind, actor=actor.key)
        .exclude(filename__startswith=MARK)  # the demonstration's own past is not what somebody did
        .order_by("-received_at")
    )
    if grants_own(actor):
        mine = mine.filter(agency=actor.organisation)
    latest = list(mine.only(*_SEEN)[:_MOST])
    agencies = {each.agency for each in latest if each.confirmed_at}
    alone = set(
        Organisation.objects.filter(code__in=agencies, second_person=False).values_list("code", flat=True)
    )
    return Done(
        submitted=_first(latest, lambda _: True),
        faults=_first(latest, lambda each: each.checked_at is not None and each.rejected > 0),
        good=_first(latest, lambda each: each.rows > 0 and each.rejected == 0),
        confirmed=_first(latest, lambda each: each.confirmed_at is not None),
        reviewed=_first(
            latest, lambda each: bool(each.reviewed_at or (each.confirmed_at and each.agency in alone))
        ),
        loaded=_first(latest, lambda each: each.state == State.LOADED),
        in_part=_first(latest, lambda each: each.state == State.LOADED_IN_PART),
        corrected=_first(latest, lambda each: each.channel == Channel.FORM),
    )


def _first(latest: Sequence[Submission], fits: Callable[[Submission], bool]) -> str:
    return next((each.receipt for each in latest if fits(each)), "")


def grants_own(actor: Actor) -> bool:
    """Tell whether the actor submits for no organisation but their own."""
    return all(grant.is_own for grant in grants(actor, Right.SUBMIT))


def is_demonstration() -> bool:
    """Tell whether this platform began as a demonstration: its very first file is one of those."""
    first = Submission.objects.order_by("pk").values_list("filename", flat=True).first()
    return first is not None and first.startswith(MARK)
