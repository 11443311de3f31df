"""Jobs that concern several rooms."""

from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from xinyong.infra.clock import now


@app.periodic(cron="40 19 * * *")  # 03:40 in China
@app.task(queueing_lock="unnamed_files")
def remove_unnamed_files(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Destroy stored files that nothing names."""
    from xinyong.project import unnamed_files  # noqa: PLC0415 - every process of Django imports this module

    unnamed_files.remove(home=Path(settings.XINYONG_HOME), at=now())
