"""Reads of the log, by those who may; and its counts: 第十九条 asks for the cumulative number of looks."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import User
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.audit.models import ActorKind
from xinyong.infra.clock import LOCAL
from xinyong.inquiries.models import Entry, Outcome
from xinyong.rules.identifiers import mask_numbers_in

_MOST_USERS = 50  # of that name
_LONGEST_COUNTED = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries of the log are shown; both days are included, an empty text asks for all."""

    since: date
    until: date
    outcome: str = ""
    purpose: str = ""
    organisation: str = ""
    user: str = ""
    subject: str = ""

    def asked(self) -> dict[str, str]:
        """Return the conditions as an address says them; a name that may hold a personal number is left out."""
        said = {name: str(value) for name, value in asdict(self).items()}
        return said | {"user": self.user if mask_numbers_in(self.user) == self.user else ""}


def access_entries(*, actor: Actor) -> QuerySet[Entry]:
    """Return the entries an actor may read: all, the centre's, refused ones, or their own; none where figures must do."""
    held = grants(actor, Right.LOG)
    if Grant.ALL_READ_ONLY in held:
        return Entry.objects.all()
    if Grant.CENTRE_ALL in held:
        return Entry.objects.filter(organisation=actor.organisation)
    if Grant.ALERTS in held:
        return Entry.objects.filter(outcome=Outcome.REFUSED)
    if Grant.OWN in held:
        return Entry.objects.filter(actor_kind=ActorKind.USER, actor=actor.key)
    return Entry.objects.none()


def narrowed(entries: QuerySet[Entry], wanted: EntryFilter) -> QuerySet[Entry]:
    """Return those of the entries that are asked for."""
    exact = {
        "outcome": wanted.outcome,
        "purpose": wanted.purpose,
        "organisation": wanted.organisation,
        "subject": wanted.subject,
    }
    found = entries.filter(_of_days(wanted.since, wanted.until), **{k: v for k, v in exact.items() if v})
    return found.filter(_by_user(wanted.user)) if wanted.user else found


def _by_user(text: str) -> Q:
    named = User.objects.filter(Q(username=text) | Q(name__icontains=text)).values_list("pk", flat=True)
    return Q(actor_kind=ActorKind.USER, actor__in=[str(number) for number in named[:_MOST_USERS]])


def _of_days(since: date, until: date) -> Q:
    end = min(until, date.max - timedelta(days=1)) + timedelta(days=1)
    return Q(at__gte=_midnight(since), at__lt=_midnight(end))


def _midnight(day: date) -> datetime:
    """Return the instant a day begins; years that no entry is of are as good as the nearest that can be told."""
    return datetime.combine(max(day, date(1900, 1, 1)), time(), LOCAL)


def figures(since: date, until: date) -> list[tuple[str, str, int]]:
    """Return how many looks each organisation made in some days, a year at most, by outcome: figures, no looks."""
    begin = max(since, until - _LONGEST_COUNTED) if until - date.min > _LONGEST_COUNTED else since
    counted = (
        Entry.objects.filter(_of_days(begin, until))
        .values("organisation", "outcome")
        .annotate(looks=Count("pk"))
        .order_by("organisation", "outcome")
    )
    return [(row["organisation"], row["outcome"], row["looks"]) for row in counted]


def count_by_subject(subject: int) -> int:
    """Return how often a subject has been asked for, whatever came of it."""
    return Entry.objects.filter(subject=subject).count()


def count_by_person(actor: Actor) -> int:
    """Return how often a person has asked, from whichever post, whatever came of it."""
    return Entry.objects.filter(actor_kind=actor.kind, actor=actor.key).count()
