"""Reads of events, by those who may."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import User
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.audit.models import ActorKind, Event
from xinyong.infra.clock import LOCAL
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.workspace.deeds import ALERTS, TARGETS

_MOST_USERS = 50  # of that name
_LONGEST_COUNTED = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are shown; both days are included, an empty text asks for all."""

    since: date
    until: date
    kind: str = ""
    user: str = ""
    target: str = ""
    organisation: str = ""

    def asked(self) -> dict[str, str]:
        """Return the conditions as an address says them, without what may hold a personal number."""
        said = {name: str(value) for name, value in asdict(self).items()}
        return {name: text for name, text in said.items() if text == mask_numbers_in(text)}


def access_events(*, actor: Actor) -> QuerySet[Event]:
    """Return the events an actor may read: all, their organisation's, alerts; none where figures must do."""
    held = grants(actor, Right.LOG)
    if Grant.ALL_READ_ONLY in held:
        return Event.objects.all()
    if Grant.CENTRE_ALL in held or Grant.OWN in held:
        return Event.objects.filter(organisation=actor.organisation)
    if Grant.ALERTS in held:
        return Event.objects.filter(kind__in=ALERTS)
    return Event.objects.none()


def narrowed(events: QuerySet[Event], wanted: EventFilter) -> QuerySet[Event]:
    """Return those of the events that are asked for."""
    found = events.filter(_of_days(wanted.since, wanted.until))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.organisation:
        found = found.filter(organisation=wanted.organisation)
    if wanted.target:  # every kind is named, so that the index serves
        found = found.filter(target_kind__in=list(TARGETS), target=wanted.target)
    if wanted.user:
        named = User.objects.filter(Q(username=wanted.user) | Q(name__icontains=wanted.user))
        numbers = [str(number) for number in named.values_list("pk", flat=True)[:_MOST_USERS]]
        found = found.filter(actor_kind=ActorKind.USER, actor__in=numbers)
    return found


def figures(since: date, until: date) -> list[tuple[str, int]]:
    """Return how many events of each kind there were in some days, a year at most; figures only."""
    begin = max(since, until - _LONGEST_COUNTED) if until - date.min > _LONGEST_COUNTED else since
    counted = Event.objects.filter(_of_days(begin, until)).values("kind").annotate(events=Count("pk"))
    return [(row["kind"], row["events"]) for row in counted.order_by("-events", "kind")]


def _of_days(since: date, until: date) -> Q:
    """Ask for instants; years of which there are no events are as good as the nearest that can be told."""
    first, last = max(since, date(1900, 1, 1)), max(min(until, date(9998, 12, 31)), date(1900, 1, 1))
    end = datetime.combine(last + timedelta(days=1), time(), LOCAL)
    return Q(at__gte=datetime.combine(first, time(), LOCAL), at__lt=end)
