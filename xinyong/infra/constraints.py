"""Constraints several tables need."""

from django.db.models import CheckConstraint, Q, TextChoices


def both_or_neither(*fields: str, name: str) -> CheckConstraint:
    """Require that all of `fields` are set, or none."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=none | every, name=name)


def one_of(field: str, choices: type[TextChoices], *, name: str) -> CheckConstraint:
    """Refuse a value outside the list, whoever writes."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)
