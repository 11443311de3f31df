"""Jobs of the collection room.

Every process of Django imports this module; the collection path, with polars behind it, is imported by the worker
when a job runs.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xinyong.accounts.actors import system_actor
from xinyong.infra.clock import now

WORKER = system_actor("worker")
INBOX = system_actor("inbox")


@app.periodic(cron="* * * * * */5")  # the sixth field is seconds: every five
@app.task(queueing_lock="inbox")
def scan_inbox(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Take in what departments have dropped into the home's inbox."""
    from xinyong.collection import inbox  # noqa: PLC0415 - see above

    inbox.scan(by=INBOX, at=now())


@app.task(retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def process(submission: int) -> None:
    """Check and load a submission, and answer where it was dropped; tried again when something internal fails."""
    from xinyong.collection import inbox  # noqa: PLC0415 - see above

    inbox.process(submission, by=WORKER, at=now())


@app.task(retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def check(submission: int) -> None:
    """Check what was handed in at the workspace; its reporter confirms it then."""
    from xinyong.collection import processing  # noqa: PLC0415 - see above

    processing.check(submission, by=WORKER, at=now())


@app.task(retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def load_confirmed(submission: int) -> None:
    """Load a submission that was confirmed and, where that is wanted, approved."""
    from xinyong.collection import processing  # noqa: PLC0415 - see above

    processing.load_confirmed(submission, by=WORKER, at=now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="stalled")
async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Start jobs again whose worker was killed; every step of a submission can be repeated."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
