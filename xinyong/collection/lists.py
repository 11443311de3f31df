"""Lists of submissions: those an actor may see, by what they ask for, and what waits for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.rights import Right
from xinyong.collection.models import Submission
from xinyong.collection.states import AT_THE_DESK, State
from xinyong.infra.clock import LOCAL

MOST_COUNTED = 10_000
_LATEST = 5
_REMEMBERED = timedelta(days=30)  # what was given back or could not be read is old news after that
_LOOKED_AT = timedelta(
    days=90
)  # received before that: nobody has waited so long, and an index ends the search


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of submissions is narrowed down to; a blank asks for nothing.

    Attributes:
        text: Number of a receipt from its beginning, or part of a file's name.
        first: Received on this day or later.
        last: Received on this day or earlier.
    """

    state: str = ""
    item: str = ""
    channel: str = ""
    agency: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Submissions that wait for an actor.

    Attributes:
        kind: confirm, review, returned or unreadable.
        count: All of them.
        latest: The newest few.
    """

    kind: str
    title: str
    count: int
    latest: tuple[Submission, ...]


def sees_all(actor: Actor) -> bool:
    """Tell whether the submissions of every agency are the actor's to see: the centre's, and who may read all."""
    return any(rights.may(actor, right, "") for right in (Right.SUBMIT, Right.LOG))


def submissions(
    actor: Actor,
    asked: Asked = Asked(),
    *,
    everywhere: bool = False,
) -> QuerySet[Submission]:
    """Return submissions within the actor's rights, newest first; take a page of it, never the whole.

    Args:
        actor: Who asks.
        asked: See `Asked`; another agency than one's own is found only by those who see all.
        everywhere: Of every agency rather than of the actor's own; without that right nothing.
    """
    found = Submission.objects.order_by("-received_at", "-id")
    if not everywhere:
        found = found.filter(agency=actor.organisation)
    elif not sees_all(actor):
        return found.none()
    return found.filter(_conditions(asked))


def count_of(found: QuerySet[Submission]) -> int:
    """Return how many there are, at most `MOST_COUNTED`: nobody turns more pages than that."""
    return found[:MOST_COUNTED].count()


def waiting_for(actor: Actor, *, at: datetime) -> tuple[Waiting, ...]:
    """Return what waits for an actor, kinds with nothing left out."""
    found = ((kind, title, rows, rows.count()) for kind, title, rows in _waiting(actor, at))
    return tuple(
        Waiting(kind, title, count, tuple(rows.order_by("-received_at")[:_LATEST]))
        for kind, title, rows, count in found
        if count
    )


def _waiting(actor: Actor, at: datetime) -> Iterator[tuple[str, str, QuerySet[Submission]]]:
    own = Submission.objects.filter(agency=actor.organisation)
    mine = Q(actor=actor.key, actor_kind=actor.kind) | Q(confirmed_by=actor.key)
    if rights.grants(actor, Right.SUBMIT):
        # The centre looks after what it handed in itself, a reporter after everything of the agency.
        theirs = own if rights.may(actor, Right.SUBMIT, actor.organisation) else Submission.objects.none()
        theirs = Submission.objects.filter(mine) if sees_all(actor) else theirs
        yield "confirm", "待确认", theirs.filter(state=State.CHECKED, channel__in=sorted(AT_THE_DESK))
        recent = Submission.objects.filter(
            mine, finished_at__gte=at - _REMEMBERED, received_at__gte=at - _LOOKED_AT
        )
        yield "returned", "已退回", recent.filter(state=State.RETURNED)
        yield "unreadable", "文件无法读取", recent.filter(state=State.UNREADABLE)
    if rights.may(actor, Right.APPROVE, actor.organisation):
        yield "review", "待审核", to_review(actor)


def to_review(actor: Actor) -> QuerySet[Submission]:
    """Return what an actor may review now: of their agency, neither submitted nor confirmed by themselves."""
    found = Submission.objects.filter(agency=actor.organisation, state=State.IN_REVIEW)
    if not rights.may(actor, Right.APPROVE, actor.organisation):
        return found.none()
    mine = Q(actor=actor.key, actor_kind=actor.kind) | Q(confirmed_by=actor.key)
    return found.exclude(mine).order_by("received_at", "id")


def _conditions(asked: Asked) -> Q:
    wanted = {name: getattr(asked, name) for name in ("state", "item", "channel", "agency")}
    found = Q(**{name: value for name, value in wanted.items() if value})
    if asked.text:
        found &= Q(receipt__startswith=asked.text.upper()) | Q(filename__icontains=asked.text)
    if asked.first:
        found &= Q(received_at__gte=_midnight(asked.first))
    if asked.last:
        found &= Q(received_at__lt=_midnight(asked.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
