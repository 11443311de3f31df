"""Time limits of the regulation, one function each.

The day of the event is not counted. The limit in force on the day of the event applies, even if it
changes before the period ends. A limit ends at 24:00 local time of the day that is returned.
"""

from dataclasses import dataclass
from datetime import date

from xinyong.rules.parameters import Value, parameter
from xinyong.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a time limit.

    Attributes:
        date: The day.
        provisional: The counting touched days whose holiday notice has not been entered.
        calendar_version: Of the calendar that was used.
        limit: The figure that decided, with its article; `limit.confirmed` is False under `XZ-CONT`.
    """

    date: date
    provisional: bool
    calendar_version: str
    limit: Value


def licence_penalty_due(decided_on: date, calendar: WorkCalendar, *, strict: bool = False) -> Deadline:
    """Return the last day on which a licence or a penalty may be reported.

    Where another law sets a time for publication, that goes first; it is the catalogue item's to say.

    Args:
        decided_on: Day of the decision, in local time.
        calendar: Its notices decide what is worked.
        strict: Raise instead of answering provisionally.

    Raises:
        NotInForceError: No limit was in force on `decided_on`.
        CalendarNotPublishedError: `strict`, and the counting reaches days without a notice.

    Source: XZ-2018 第十二条(二).
    """
    return _due("licence_penalty_report_days", decided_on, calendar, strict=strict)


def periodic_due(period_end: date, calendar: WorkCalendar, *, strict: bool = False) -> Deadline:
    """Return the last day on which the other information of a period may be reported.

    Args:
        period_end: Last day of the month, quarter, half-year or year of the item's cycle.
        calendar: Its notices decide what is worked.
        strict: Raise instead of answering provisionally.

    Raises:
        NotInForceError: No limit was in force on `period_end`.
        CalendarNotPublishedError: `strict`, and the counting reaches days without a notice.

    Source: XZ-2018 第十二条(二).
    """
    return _due("periodic_report_days", period_end, calendar, strict=strict)


def objection_forward_due(received: date, calendar: WorkCalendar, *, strict: bool = False) -> Deadline:
    """Return the last day on which the centre may forward an objection to the provider.

    Args:
        received: Day the objection reached the centre, in local time.
        calendar: Its notices decide what is worked.
        strict: Raise instead of answering provisionally.

    Raises:
        NotInForceError: No limit was in force on `received`.
        CalendarNotPublishedError: `strict`, and the counting reaches days without a notice.

    Source: XZ-2018 第二十三条.
    """
    return _due("objection_forward_days", received, calendar, strict=strict)


def objection_verify_due(received: date, calendar: WorkCalendar, *, strict: bool = False) -> Deadline:
    """Return the last day on which the provider may report the result of its verification.

    Args:
        received: Day the objection reached the provider (not the centre), in local time.
        calendar: Its notices decide what is worked.
        strict: Raise instead of answering provisionally.

    Raises:
        NotInForceError: No limit was in force on `received`.
        CalendarNotPublishedError: `strict`, and the counting reaches days without a notice.

    Source: XZ-2018 第二十三条.
    """
    return _due("objection_verify_days", received, calendar, strict=strict)


def objection_answer_due(result_received: date, calendar: WorkCalendar, *, strict: bool = False) -> Deadline:
    """Return the last day on which the centre may answer the applicant in writing.

    Args:
        result_received: Day the result of the verification reached the centre, in local time.
        calendar: Its notices decide what is worked.
        strict: Raise instead of answering provisionally.

    Raises:
        NotInForceError: No limit was in force on `result_received`.
        CalendarNotPublishedError: `strict`, and the counting reaches days without a notice.

    Source: XZ-2018 第二十三条.
    """
    return _due("objection_answer_days", result_received, calendar, strict=strict)


def _due(code: str, event: date, calendar: WorkCalendar, *, strict: bool) -> Deadline:
    limit = parameter(code).on(event)
    found = calendar.add_workdays(event, limit.value, strict=strict)
    return Deadline(found.date, found.provisional, found.calendar_version, limit)
