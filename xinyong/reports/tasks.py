"""Jobs of the room: the worker makes what the public has asked for."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xinyong.accounts.actors import system_actor
from xinyong.infra.clock import now


@app.task(name="xinyong.reports.tasks.issue_requested", retry=RetryStrategy(max_attempts=3, wait=2))
def issue_requested(request: str) -> None:
    """Make the report of one request; the function `reports_ask` queues this task by its name."""
    from xinyong.reports import actions  # noqa: PLC0415 - polars and Typst behind it: for the worker alone

    actions.fulfil(request=request, by=system_actor("public_site"), at=now())
