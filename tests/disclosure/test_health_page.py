"""/healthz tells whether the process can work, and nothing else."""

import psycopg
import pytest
from django.db import connections

FIELDS = {"status", "database", "worker", "version"}


@pytest.fixture
def default():
    """The main connection, put back as it was."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    yield connection
    connection.close()
    connection.settings_dict.update(before)


@pytest.fixture
def jobs(register):
    """The tables of jobs, emptied afterwards."""
    yield register.connection
    register.connection.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")


def test_all_is_well(site, jobs):
    jobs.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    response = site.get("/healthz")
    body = response.json()
    assert (response.status_code, body["status"], body["database"]) == (200, "ok", "ok")
    assert body["worker"]["state"] == "ok"
    assert body["worker"]["heartbeat_age_seconds"] in range(60)
    assert body["worker"]["oldest_waiting_job_seconds"] is None
    assert set(body) == FIELDS
    assert "no-store" in response.headers["Cache-Control"]


def test_no_worker_has_ever_run(site, jobs):
    body = site.get("/healthz").json()
    assert (body["status"], body["worker"]["state"]) == ("ok", "none")


def test_a_silent_worker_is_told_but_pages_go_on(site, jobs):
    jobs.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes')")
    response = site.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["worker"]["heartbeat_age_seconds"] >= 600


def test_a_job_that_waits_too_long_is_told(site, jobs):
    jobs.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    jobs.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'check')")
    assert site.get("/healthz").json()["status"] == "ok"
    jobs.execute("UPDATE procrastinate_events SET at = now() - interval '10 minutes'")
    body = site.get("/healthz").json()
    assert (body["status"], body["worker"]["state"]) == ("degraded", "stalled")


def test_a_job_for_later_does_not_wait(site, jobs):
    jobs.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('q', 't', now() + interval '1 day')"
    )
    assert site.get("/healthz").json()["worker"]["oldest_waiting_job_seconds"] is None


def test_the_public_door_knows_nothing_of_the_worker(site, default):
    default.close()
    default.settings_dict.update(
        {key: connections["public"].settings_dict[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    )
    response = site.get("/healthz")
    assert (response.status_code, response.json()["worker"]["state"]) == (200, "unknown")


def test_without_a_database_the_process_is_taken_out(site, default, tmp_path):
    default.close()
    password = default.settings_dict["PASSWORD"]
    default.settings_dict |= {"HOST": str(tmp_path)}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(tmp_path))
    response = site.get("/healthz")
    assert (response.status_code, response.json()["status"], response.json()["database"]) == (
        503,
        "unavailable",
        "unavailable",
    )
    assert str(tmp_path) not in response.content.decode()
    assert not password or password not in response.content.decode()


def test_nothing_can_be_sent_to_it(site):
    assert site.post("/healthz").status_code == 405
