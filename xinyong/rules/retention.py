"""How long records are kept (第十九、二十条) and how long a penalty is published (公示期限).

Periods of months and years run by the calendar: the day of the event is not counted, the last day is the
one of the same number, or the last of the month where there is none (民法典第二百零一、二百零二条).
Every last day that is returned is included: data are kept, or shown, until it is over.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from xinyong.rules.citation import Article
from xinyong.rules.errors import NotInForceError
from xinyong.rules.law_file import Block, law_folder, read_law_file
from xinyong.rules.parameters import Value, cited_article, parameter

_MONTHS = 12


class Grade(StrEnum):
    """How serious a penalised act is."""

    MINOR = "轻微"
    ORDINARY = "一般"
    SERIOUS = "严重"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept.

    Attributes:
        retained_until: Last day, included.
        limit: The figure that decided, with its article.
    """

    retained_until: date
    limit: Value


@dataclass(frozen=True, slots=True)
class GradeRule:
    """What a rule set says of a grade: months, and whether such acts are published as a rule."""

    min_months: int
    max_months: int
    in_principle: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Publication periods from a day on."""

    since: date
    article: Article
    grades: Mapping[Grade, GradeRule]

    def rule(self, grade: Grade | None) -> GradeRule:
        """Return the rule of a grade; an unknown grade, or one the set does not know, counts as 一般."""
        ordinary = self.grades[Grade.ORDINARY]
        return ordinary if grade is None else self.grades.get(grade, ordinary)


@dataclass(frozen=True, slots=True)
class PublicationLimit:
    """How long a penalty may be published.

    Attributes:
        min_until: Last day of the shortest period; from the next on the subject may ask for its end.
        max_until: Last day it may be shown; it ends by itself.
        rule_set: Identifier of the text.
        article: Where it is set.
        in_principle: False where it is published only if the deciding organ finds it necessary.
    """

    min_until: date
    max_until: date
    rule_set: str
    article: Article
    in_principle: bool

    @property
    def confirmed(self) -> bool:
        """False where the text awaits confirmation."""
        return self.article.source.confirmed


def add_months(day: date, months: int) -> date:
    """Return the day of the same number some months later, or the last of that month."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def personal_adverse_retention(start: date) -> Retention:
    """Return how long adverse information about a person is kept.

    Args:
        start: Day of the event from which the item's retention rule counts.

    Raises:
        NotInForceError: No limit was in force on `start`.

    Source: XZ-2018 第二十条.
    """
    return _retention("personal_adverse_retention_years", start)


def inquiry_log_retention(created_on: date) -> Retention:
    """Return how long an entry of the inquiry log is kept.

    Args:
        created_on: Day the entry was made, in local time.

    Raises:
        NotInForceError: No limit was in force on `created_on`.

    Source: XZ-2018 第十九条.
    """
    return _retention("inquiry_log_retention_years", created_on)


def publication_limit(
    decided_on: date, grade: Grade | None = None, *, rules: tuple[RuleSet, ...] | None = None
) -> PublicationLimit:
    """Return how long a penalty decided on a day may be published.

    The rules in force on the day of the decision apply. With several kinds of penalty in one decision
    the most serious grade is to be given.

    Args:
        decided_on: Day of the decision.
        grade: None when nobody said, which counts as 一般.
        rules: Rule sets ascending by date; those that ship with the program where absent.

    Raises:
        NotInForceError: No rule set was in force on `decided_on`.

    Source: `law/publication_periods.yaml`, an article per rule set.
    """
    sets = publication_rules() if rules is None else rules
    at = bisect_right(sets, decided_on, key=lambda each: each.since)
    if at == 0 or not sets[at - 1].article.source.covers(decided_on):
        raise NotInForceError(f"no text in force on {decided_on} sets a publication period")
    found = sets[at - 1]
    rule = found.rule(grade)
    return PublicationLimit(
        min_until=add_months(decided_on, rule.min_months),
        max_until=add_months(decided_on, rule.max_months),
        rule_set=found.article.text,
        article=found.article,
        in_principle=rule.in_principle,
    )


@cache
def publication_rules() -> tuple[RuleSet, ...]:
    """Return the rule sets that ship with the program, ascending by date."""
    return load_publication_rules(law_folder() / "publication_periods.yaml")


def load_publication_rules(file: Traversable) -> tuple[RuleSet, ...]:
    """Read publication periods.

    Raises:
        LawDataError: A fault, with file and line.
    """
    content = read_law_file(file)
    return tuple(_rule_set(day, content.block(day)) for day in content.dates())


def _rule_set(since: date, block: Block) -> RuleSet:
    block.only(("article", "grades"))
    grades = block.block("grades")
    grades.only((Grade.ORDINARY.value,), [grade.value for grade in Grade])
    rules = {Grade(name): _grade_rule(grades.block(name)) for name in grades}
    return RuleSet(since, cited_article(block, "article", since), rules)


def _grade_rule(block: Block) -> GradeRule:
    block.only(("min_months", "max_months"), ("in_principle",))
    least, most = block.count("min_months", least=0), block.count("max_months")
    if most < least:
        block.fail("the longest period is shorter than the shortest", "max_months")
    return GradeRule(least, most, block.flag("in_principle", default=True))


def _retention(code: str, start: date) -> Retention:
    limit = parameter(code).on(start)
    return Retention(add_months(start, limit.value * _MONTHS), limit)
