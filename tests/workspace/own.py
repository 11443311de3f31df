"""What the tests of an agency's own records share: people at their desks, a record, the worker."""

import io
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

sys.path.insert(0, str(Path(__file__).parents[1] / "flows"))  # for `builders`

from builders import csv_file, grid, penalty

AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PUBLIC = {"CF_GSJZQ": "2028/11/2"}  # long enough to be in disclosure on any day the tests run


def text_of(answer):
    return answer.content.decode()


def report(by, rows=None, *, item="penalty", agency="scjg", at=AT):
    """Have rows loaded for an agency, and return the submission."""
    from xinyong.accounts.models import Organisation
    from xinyong.catalogue.loader import load_catalogue
    from xinyong.collection import actions
    from xinyong.collection.originals import Original
    from xinyong.collection.states import Channel

    submission = actions.receive(
        source=io.BytesIO(csv_file(grid(rows or [penalty(1, **PUBLIC)], item))),
        original=Original(filename="报送.csv", item=load_catalogue().item(item)),
        agency=Organisation.objects.get(code=agency),
        channel=Channel.COMMAND,
        by=by,
        at=at,
    )
    actions.submit(submission=submission, by=by, at=at)
    return submission


def actor_at(user):
    """Return the member of staff as the actor of their only post."""
    from xinyong.accounts.models import Post
    from xinyong.accounts.queries import actor_of

    return actor_of(Post.objects.select_related("user", "organisation").get(user=user))


def work():
    """Do the jobs that wait, as the worker would."""
    from xinyong.collection import tasks

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args->>'submission' FROM procrastinate_jobs WHERE status = 'todo' "
            "AND task_name LIKE 'xinyong.collection%%' ORDER BY id"
        )
        for number, task, submission in cursor.fetchall():
            getattr(tasks, task.rsplit(".", 1)[1])(submission=int(submission))
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])


def public_row(record):
    """Return what the public site reads of a record; None when it shows none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public FROM disclosure_record WHERE number = %s", [record.pk])
        row = cursor.fetchone()
    return row and json.loads(row[0])


def hidden(page, name):
    """Return the value of a hidden input."""
    return re.search(rf'name="{name}" value="([^"]*)"', text_of(page))[1]


def inputs(page):
    """Return every input of the form as a browser would send it back untouched."""
    from html import unescape

    text = text_of(page)
    found = {n: unescape(v) for n, v in re.findall(r'<input id="(f-[^"]+)"[^>]* value="([^"]*)"', text)}
    found |= {
        n: unescape(v)
        for n, v in re.findall(r'<textarea id="(f-[^"]+)"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    }
    for name, body in re.findall(r'<select id="(f-[^"]+)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found | {"token": hidden(page, "token"), "version": hidden(page, "version")}
