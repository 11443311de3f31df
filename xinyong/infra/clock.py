"""The only module that reads the clock.

Civil dates are those of Asia/Shanghai; instants are aware and in UTC. Everything else takes `at` or
`today` as an argument, so that a rule can be tried on any day.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one module that may


def today() -> date:
    """Return today's civil date in Asia/Shanghai."""
    return local_date(now())


def local_date(at: datetime) -> date:
    """Return the civil date in Asia/Shanghai of an aware instant."""
    return at.astimezone(LOCAL).date()
