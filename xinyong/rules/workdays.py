"""Working days, from the State Council's yearly notices in `law/holidays/*.yaml`.

A year's file holds the days off and the weekend days worked in exchange (调休), by festival. A notice may
reach back: that for 2019 changed 29 and 31 December 2018. So until next year's notice is entered, the last
days of December count as not yet published either.

Days without a notice are counted Monday to Friday, civil holidays included as working days, and whatever
rests on them is marked provisional: it can only move later or earlier once the notice is entered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources.abc import Traversable

from xinyong.rules.errors import CalendarNotPublishedError
from xinyong.rules.law_file import Block, law_folder, read_law_file, yaml_files

_DAY = timedelta(days=1)
_SATURDAY = 5
_DECEMBER = 12
# The earliest day of December that a notice for the next year has changed since 2007.
_REACH_BACK_FROM = 29


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the General Office: number (None where it is not known for certain), date, address."""

    number: str | None
    date: date
    url: str


@dataclass(frozen=True, slots=True)
class WorkdayResult:
    """A day found by counting working days.

    Attributes:
        date: The day.
        provisional: The counting touched days whose holiday notice has not been entered.
        calendar_version: Of the calendar that was used.
    """

    date: date
    provisional: bool
    calendar_version: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days that the entered notices make.

    Attributes:
        days: Each day a notice names, and whether it is worked.
        notices: The notices by the year they are for.
        version: Changes whenever a day changes: first and last year, and a digest of the days.
    """

    days: Mapping[date, bool] = field(repr=False)
    notices: Mapping[int, tuple[Notice, ...]] = field(repr=False)
    version: str

    def is_published(self, day: date) -> bool:
        """Tell whether every notice that can say something about a day has been entered."""
        if day.month == _DECEMBER and day.day >= _REACH_BACK_FROM and day.year + 1 not in self.notices:
            return False
        return day.year in self.notices

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked; Monday to Friday where no notice says otherwise."""
        return self.days.get(day, day.weekday() < _SATURDAY)

    def add_workdays(self, start: date, count: int, *, strict: bool = False) -> WorkdayResult:
        """Return the last day of a period of working days that begins after `start`.

        The start day is not counted. A count of nought gives the start day itself.

        Args:
            start: Day of the event, in local time.
            count: Working days, from 0.
            strict: Raise instead of answering provisionally.

        Raises:
            ValueError: The count is negative.
            CalendarNotPublishedError: `strict`, and the counting touches days without a notice.
        """
        if count < 0:
            raise ValueError(f"cannot count {count} working days")
        day, left, published = start, count, True
        while left:
            day += _DAY
            published = published and self.is_published(day)
            left -= self.is_workday(day)
        if strict and not published:
            raise CalendarNotPublishedError(f"no holiday notice entered for all days from {start} to {day}")
        return WorkdayResult(day, not published, self.version)

    def workdays_between(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and including `end`; negative backwards."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + _DAY * step) for step in range(1, (end - start).days + 1))


@cache
def load_calendar() -> WorkCalendar:
    """Return the calendar of the notices that ship with the program."""
    return read_calendar(law_folder() / "holidays")


def read_calendar(folder: Traversable) -> WorkCalendar:
    """Read a folder of yearly files.

    Raises:
        LawDataError: A fault, with file and line: keys unknown, missing or doubled; a year that is not
            the file's; a worked day that is no weekend; a day named twice, or out of the notice's reach.
    """
    days: dict[date, bool] = {}
    notices: dict[int, tuple[Notice, ...]] = {}
    for file in yaml_files(folder):
        content = read_law_file(file)
        content.only(("year", "notices", "festivals"))
        year = content.count("year")
        if file.name != f"{year}.yaml":
            content.fail(f"the file for {year} must be called {year}.yaml", "year")
        notices[year] = tuple(_notice(block) for block in content.blocks("notices"))
        _add_days(content.block("festivals"), year, days)
    return WorkCalendar(days, notices, _version(days, notices))


def _notice(block: Block) -> Notice:
    block.only(("number", "date", "url"))
    return Notice(block.optional_text("number"), block.day("date"), block.text("url"))


def _add_days(festivals: Block, year: int, days: dict[date, bool]) -> None:
    for name in festivals:
        festival = festivals.block(name)
        for day, worked in _festival_days(festival):
            if not (
                day.year == year or date(year - 1, _DECEMBER, _REACH_BACK_FROM) <= day < date(year, 1, 1)
            ):
                festival.fail(f"{day} is out of reach of the notice for {year}")
            if day in days:
                festival.fail(f"{day} is named twice")
            days[day] = worked


def _festival_days(festival: Block) -> Iterator[tuple[date, bool]]:
    festival.only(("rest",), ("work",))
    for key in festival:
        listed = festival[key]
        if not isinstance(listed, list):
            festival.fail(f"{key!r} must be a list of dates", key)
        for each in listed:
            day = festival.as_day(each, key)
            if key == "work" and day.weekday() < _SATURDAY:
                festival.fail(f"{day} is no weekend day, so it need not be listed as worked", key)
            yield day, key == "work"


def _version(days: Mapping[date, bool], notices: Mapping[int, object]) -> str:
    content = "".join(f"{day}{'w' if worked else 'o'}" for day, worked in sorted(days.items()))
    years = f"{min(notices)}-{max(notices)}" if notices else "empty"
    return f"{years}/{sha256(f'{sorted(notices)}{content}'.encode()).hexdigest()[:12]}"
