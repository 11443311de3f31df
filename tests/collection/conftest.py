"""A department at its desk: a reporter and a reviewer, and the worker that does what they have decided."""

import io
import json
import sys
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "flows"))  # for `builders`

AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def employ():
    """Return a function: a member of staff as an actor, hired for one post."""
    from xinyong.accounts.models import Organisation, Post, User
    from xinyong.accounts.queries import actor_of

    def hire(name, role, organisation="scjg"):
        user, _ = User.objects.get_or_create(
            username=name, defaults={"name": f"演示{name}", "created_at": AT, "created_by": "test"}
        )
        place = Organisation.objects.get(code=organisation)
        post = Post.objects.create(user=user, organisation=place, role=role, valid_from=date(2020, 1, 1))
        return actor_of(post)

    return hire


@pytest.fixture
def staff(employ):
    """Everybody of a department, and the centre."""
    from xinyong.accounts.roles import Role

    return SimpleNamespace(
        reporter=employ("bao", Role.REPORTER),
        reviewer=employ("shen", Role.REVIEWER),
        other_reviewer=employ("shen-two", Role.REVIEWER),
        elsewhere=employ("shui", Role.REPORTER, "sw"),
        reviewer_elsewhere=employ("shui-shen", Role.REVIEWER, "sw"),
        operator=employ("xin", Role.CENTRE_OPERATOR, "xyzx"),
        head=employ("zhu", Role.CENTRE_HEAD, "xyzx"),
        supervisor=employ("du", Role.SUPERVISOR, "fgw"),
        auditor=employ("ji", Role.AUDIT_ADMIN, "xyzx"),
    )


@pytest.fixture
def hand_in(staff):
    """Return a function: a file handed in at the workspace, not checked yet."""
    from builders import csv_file, grid

    from xinyong.accounts.models import Organisation
    from xinyong.catalogue.loader import load_catalogue
    from xinyong.collection import actions
    from xinyong.collection.originals import Original
    from xinyong.collection.states import Channel

    def handed(rows, *, item="penalty", by=None, at=AT, source=None, **original):
        return actions.receive(
            source=source or io.BytesIO(csv_file(grid(rows, item))),
            original=Original(filename="报送.csv", item=load_catalogue().item(item), **original),
            agency=Organisation.objects.get(code="scjg"),
            channel=Channel.UPLOAD,
            by=by or staff.reporter,
            at=at,
        )

    return handed


@pytest.fixture
def worker():
    """The worker, which does the jobs that wait, one after the other, as it would in a process of its own."""
    from django.db import connection

    from xinyong.collection import tasks

    class Worker:
        def waiting(self):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' "
                    "AND task_name LIKE 'xinyong.collection%%' ORDER BY id"
                )
                return cursor.fetchall()

        def work(self):
            done = []
            for number, task, arguments in self.waiting():
                name = task.rsplit(".", 1)[1]
                getattr(tasks, name)(**(json.loads(arguments) if isinstance(arguments, str) else arguments))
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])
                done.append(name)
            return done

    return Worker()


@pytest.fixture
def second_person():
    """Let a second person of 市市场监督管理局 look at what is confirmed."""
    from xinyong.accounts.models import Organisation

    def switch(on=True):
        Organisation.objects.filter(code="scjg").update(second_person=on)

    return switch


@pytest.fixture
def balanced(db):
    """Prove the books when the test is over."""
    from xinyong.collection.reconciling import reconcile

    yield
    assert reconcile().faults == {}
