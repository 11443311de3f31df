"""What the first page of the workspace tells each post: what waits, what came of it, what is not as it should be.

As many statements as there are kinds of things to tell, however many there are of each.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.listing import UserFilter, filtered
from xinyong.accounts.models import SignInAttempt, User
from xinyong.accounts.queries import access_users, names_on
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.signing_in import WINDOW, locked
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import lists, showing
from xinyong.collection.models import Submission
from xinyong.collection.progress import is_worker_alive
from xinyong.collection.states import FINAL, State
from xinyong.infra.clock import LOCAL
from xinyong.inquiries.models import Entry, Outcome
from xinyong.rules.parameters import unconfirmed_on
from xinyong.rules.workdays import load_calendar
from xinyong.screens.values import Cell, Column, Link, Row, Table
from xinyong.workspace.deeds import ALERTS
from xinyong.workspace.menu import address_for
from xinyong.workspace.queries import access_events

_LATEST = 5
_NEWS = timedelta(days=14)
_FAILURES = timedelta(days=7)
_NOTICE_EXPECTED = (11, 20)  # the State Council publishes the next year's holidays in November
_WAITING = {  # kind of `lists.waiting_for` -> where all of them are
    "confirm": ("collection:submissions", "?state=checked"),
    "review": ("collection:reviews", ""),
    "returned": ("collection:submissions", "?state=returned"),
    "unreadable": ("collection:submissions", "?state=unreadable"),
}
_FAILED = (State.REFUSED, State.UNREADABLE, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: how many, where they are all, and the newest few."""

    title: str
    count: int
    address: str
    latest: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """Something to know; tone as of a notice."""

    words: str
    tone: str = "calm"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """The first page of a post; an empty part is not shown."""

    doors: tuple[Link, ...]
    tasks: tuple[Task, ...]
    warnings: tuple[News, ...]
    news: tuple[News, ...]
    recent: Table | None
    today: tuple[tuple[str, int], ...]
    failures: Table | None


def front(actor: Actor, at: datetime, day: date) -> Front:
    """Return what the first page tells an actor."""
    hands_in = bool(rights.grants(actor, Right.SUBMIT)) or rights.may(
        actor, Right.APPROVE, actor.organisation
    )
    centre = Grant.ON_BEHALF in rights.grants(actor, Right.SUBMIT)
    overseen = centre or Grant.FIGURES in rights.grants(actor, Right.SEE)
    return Front(
        doors=_doors(actor),
        tasks=_tasks(actor, at, day),
        warnings=tuple(_warnings(day)) if centre else (),
        news=_news(actor, at) if hands_in else (),
        recent=_recent(actor, centre=centre, day=day) if hands_in else None,
        today=_today(day) if overseen else (),
        failures=_failures(at, day) if centre else None,
    )


def _doors(actor: Actor) -> tuple[Link, ...]:
    wanted = (
        ("批量导入", "collection:choose"),
        ("查信用档案", "inquiries:look"),
        ("用户", "accounts:users"),
        ("操作日志", "workspace:events"),
        ("数据字典", "workspace:items"),
    )
    found = (Link(title, address_for(actor, name)) for title, name in wanted)
    return tuple(link for link in found if link.address)


def _tasks(actor: Actor, at: datetime, day: date) -> tuple[Task, ...]:
    found = [
        Task(
            each.title,
            each.count,
            _place(actor, each.kind),
            tuple(_link(submission) for submission in each.latest),
        )
        for each in lists.waiting_for(actor, at=at)
    ]
    found += _of_administrators(actor, at, day) + _of_auditors(actor, day)
    return tuple(found)


def _place(actor: Actor, kind: str) -> str:
    """Return where all of a kind are; the centre, which has no list of its own, finds them among those of all."""
    name, asked = _WAITING[kind]
    return (address_for(actor, name) or reverse("collection:all_submissions")) + asked


def _link(submission: Submission) -> Link:
    title = f"{submission.receipt}　{_title(submission.item)}"
    return Link(title, reverse("collection:submission", args=[submission.receipt]))


def _title(item: str) -> str:
    known = load_catalogue().items.get(item)
    return known.title if known else item


def _of_administrators(actor: Actor, at: datetime, day: date) -> list[Task]:
    """Users without a post, and names that cannot be used to sign in just now."""
    if not rights.grants(actor, Right.USERS):
        return []
    users, address = access_users(actor=actor), reverse("accounts:users")
    without = filtered(users, UserFilter(state="no_post"), day).count()
    found = [Task("没有岗位的用户", without, f"{address}?state=no_post")] if without else []
    failed = SignInAttempt.objects.filter(at__gt=at - WINDOW, succeeded=False).exists()
    shut = locked(users, at) if failed else []
    if shut:
        found.append(
            Task("暂时不能登录的用户", len(shut), address, tuple(_user(user) for user in shut[:_LATEST]))
        )
    return found


def _user(user: User) -> Link:
    return Link(f"{user.username}　{user.name}", reverse("accounts:user", args=[user.pk]))


def _of_auditors(actor: Actor, day: date) -> list[Task]:
    """Today's refused looks and failed sign-ins."""
    held = rights.grants(actor, Right.LOG)
    if Grant.ALL_READ_ONLY not in held and Grant.ALERTS not in held:
        return []
    today = f"?since={day}&until={day}"
    refused = Entry.objects.filter(outcome=Outcome.REFUSED, at__gte=_midnight(day)).count()
    failed = access_events(actor=actor).filter(kind__in=ALERTS, at__gte=_midnight(day)).count()
    return [
        task
        for task in (
            Task("今天被拒绝的查询", refused, f"{reverse('inquiries:entries')}{today}&outcome=refused"),
            Task("今天登录失败", failed, f"{reverse('workspace:events')}{today}&kind={ALERTS[0]}"),
        )
        if task.count
    ]


def _warnings(day: date) -> list[News]:
    """What the centre must see to: the worker, next year's holidays, law that awaits confirmation."""
    found = (
        []
        if is_worker_alive()
        else [News("后台服务没有运行：收到的文件不会校验，确认的报送不会入库。请系统管理员启动。", "bad")]
    )
    years = [day.year] + ([day.year + 1] if (day.month, day.day) >= _NOTICE_EXPECTED else [])
    missing = [year for year in years if not load_calendar().is_published(date(year, 1, 1))]
    found += [News(f"还没有录入{year}年的放假通知，涉及该年的期限为暂定。", "warn") for year in missing]
    waiting = unconfirmed_on(day)
    if waiting:
        found.append(News(f"原办法已失效，其中{len(waiting)}项期限沿用，待主管部门确认。"))
    return found


def _news(actor: Actor, at: datetime) -> tuple[News, ...]:
    """What became of the actor's own submissions in the last fortnight."""
    mine = Q(actor=actor.key, actor_kind=actor.kind) | Q(confirmed_by=actor.key)
    done = _since(at - 2 * _NEWS).filter(mine, finished_at__gte=at - _NEWS, state__in=FINAL)
    return tuple(
        News(
            f"{each.finished_at.astimezone(LOCAL):%m-%d %H:%M}　{each.receipt}　{_title(each.item)}：{State(each.state).label}",
            showing.tone_of(each.state),
            reverse("collection:submission", args=[each.receipt]),
        )
        for each in done.order_by("-finished_at")[:_LATEST]
        if each.finished_at
    )


def _recent(actor: Actor, *, centre: bool, day: date) -> Table:
    found = list(lists.submissions(actor, everywhere=centre)[:_LATEST])
    names = names_on({each.agency for each in found}, day) if centre else {}
    columns = ["收到", "回执", "信息事项", *(["报送单位"] if centre else []), "行", "状态"]
    rows = [
        Row(
            (
                Cell(f"{each.received_at.astimezone(LOCAL):%m-%d %H:%M}"),
                Cell(each.receipt, reverse("collection:submission", args=[each.receipt])),
                Cell(_title(each.item)),
                *([Cell(names[each.agency])] if centre else []),
                Cell(str(each.rows)),
                showing.state_cell(each.state),
            )
        )
        for each in found
    ]
    heads = tuple(Column(title, number=title == "行", whole=title in {"收到", "回执"}) for title in columns)
    return Table("最近报送", heads, rows, "还没有报送过。可以从“批量导入”开始。", dense=True)


def _today(day: date) -> tuple[tuple[str, int], ...]:
    """Return how many submissions came in today, by state, in the order of their way."""
    counted = dict(_since(_midnight(day)).values_list("state").annotate(Count("pk")).order_by())
    return tuple((State(state).label, counted[state]) for state in State.values if state in counted)


def _failures(at: datetime, day: date) -> Table:
    """Return the agencies whose files were not loaded in the last week, the most first."""
    failed = _since(at - _FAILURES).filter(state__in=_FAILED).values_list("agency")
    counted = list(failed.annotate(times=Count("pk")).order_by("-times", "agency")[:_LATEST])
    names = names_on({agency for agency, _ in counted}, day)
    address = reverse("collection:all_submissions")
    rows = [
        Row((Cell(names[agency], f"{address}?agency={agency}"), Cell(str(times))))
        for agency, times in counted
    ]
    columns = (Column("报送单位"), Column("未入库", number=True))
    return Table("近七天未入库的报送", columns, rows, "近七天没有。", dense=True)


def _since(at: datetime) -> QuerySet[Submission]:
    return Submission.objects.filter(received_at__gte=at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
