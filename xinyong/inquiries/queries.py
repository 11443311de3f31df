"""Counts of the log: 第十九条 asks for the cumulative number of looks."""

from xinyong.accounts.actors import Actor
from xinyong.inquiries.models import Entry


def count_by_subject(subject: int) -> int:
    """Return how often a subject has been asked for, whatever came of it."""
    return Entry.objects.filter(subject=subject).count()


def count_by_person(actor: Actor) -> int:
    """Return how often a person has asked, from whichever post, whatever came of it."""
    return Entry.objects.filter(actor_kind=actor.kind, actor=actor.key).count()
