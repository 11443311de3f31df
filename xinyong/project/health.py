"""Tells load balancers and operators whether this process can work: no names, no addresses, no values."""

from dataclasses import asdict, dataclass
from importlib.metadata import version

from django.db import Error, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_STALLED_SECONDS = 300  # a waiting job this old, or a heartbeat, means that nobody works

# The public door may not read the tables of jobs; then nothing is said of the worker.
_MAY_READ = (
    "SELECT coalesce(has_table_privilege(to_regclass('procrastinate_workers'), 'SELECT')"
    " AND has_table_privilege(to_regclass('procrastinate_events'), 'SELECT')"
    " AND has_table_privilege(to_regclass('procrastinate_jobs'), 'SELECT'), false)"
)
_AGES = (
    "SELECT extract(epoch FROM clock_timestamp() - (SELECT max(last_heartbeat) FROM procrastinate_workers))::bigint,"
    " extract(epoch FROM clock_timestamp() - ("
    "  SELECT min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs AS j"
    "  JOIN procrastinate_events AS e ON e.job_id = j.id AND e.type = 'deferred'"
    "  WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= clock_timestamp())))::bigint"
)


@dataclass(frozen=True, slots=True)
class Worker:
    """State of the worker: `ok`, `none` (no worker is registered), `stalled` or `unknown` (not ours to see).

    Ages are in seconds; null when there is no heartbeat, or no job waits.
    """

    state: str
    heartbeat_age_seconds: int | None = None
    oldest_waiting_job_seconds: int | None = None


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while requests can be served, 503 while the database cannot be reached."""
    del request
    try:
        worker: Worker | None = _worker()
    except Error:
        worker = None
    body = {
        "status": _status(worker),
        "database": "unavailable" if worker is None else "ok",
        "worker": asdict(worker or Worker("unknown")),
        "version": version("xinyong"),
    }
    return JsonResponse(body, status=503 if worker is None else 200)


def _status(worker: Worker | None) -> str:
    if worker is None:
        return "unavailable"
    return "degraded" if worker.state == "stalled" else "ok"


def _worker() -> Worker:
    with connections["default"].cursor() as cursor:
        cursor.execute(_MAY_READ)
        if not cursor.fetchone()[0]:
            return Worker("unknown")
        cursor.execute(_AGES)
        heartbeat, waiting = cursor.fetchone()
    stalled = max(heartbeat or 0, waiting or 0) > _STALLED_SECONDS
    idle = "none" if heartbeat is None else "ok"
    return Worker("stalled" if stalled else idle, heartbeat, waiting)
