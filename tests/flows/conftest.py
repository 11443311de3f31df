"""A desk at which files are handed in: every answer is looked over before the test sees it."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for `builders`

PROGRAM = Path(sys.executable).with_name("xinyong")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_COUNTED = ("inserted", "updated", "unchanged", "revoked", "rejected", "held")
_CHINESE = re.compile("[一-鿿]")
# Numbers of persons as the builders make them; none may stand anywhere in clear.
_PERSONAL = r"41018419800101[0-9]{3}[0-9X]"


@dataclass
class Answer:
    """What came back for one file: the document of the command line, and the submission behind it."""

    submission: object
    document: dict = field(repr=False)

    def __getattr__(self, name):
        return self.document[name]

    @property
    def outcomes(self):
        """The six counts that are not zero."""
        return {name: self.document[name] for name in _COUNTED if self.document[name]}

    @property
    def found(self):
        """Findings as (row, field, code, severity)."""
        return [(f["row"], f["field"], f["code"], f["severity"]) for f in self.findings]

    @property
    def codes(self):
        return [f["code"] for f in self.findings]

    def of_row(self, row):
        """Findings of one row as (field, code)."""
        return {(f["field"], f["code"]) for f in self.findings if f["row"] == row}

    @property
    def ledger(self):
        """Row → outcome."""
        return dict(self.submission.outcomes.order_by("line").values_list("line", "outcome"))

    @property
    def payloads(self):
        """Row → contents of the version it made or met."""
        from xinyong.records.models import RecordVersion

        rows = self.submission.outcomes.exclude(record_id=None).order_by("line")
        return {
            row.line: RecordVersion.objects.get(record_id=row.record_id, seq=row.seq).payload for row in rows
        }

    @property
    def records(self):
        """Row → the record it made or met."""
        from xinyong.records.models import Record

        rows = self.submission.outcomes.exclude(record_id=None).order_by("line")
        return {row.line: Record.objects.get(pk=row.record_id) for row in rows}

    @property
    def payload(self):
        (only,) = self.payloads.values()
        return only

    @property
    def record(self):
        (only,) = self.records.values()
        return only


class Desk:
    """Hands files in as the operating-system user does, on one day."""

    def __init__(self, reader):
        self._reader = reader

    def submit(
        self, content, filename="报送.xlsx", *, item="penalty", agency="scjg", by=None, at=AT, **original
    ):
        """Receive, check and load; `original` takes accept_valid and sheet."""
        from xinyong.accounts.actors import os_actor
        from xinyong.accounts.models import Organisation
        from xinyong.catalogue.loader import load_catalogue
        from xinyong.collection import actions, queries
        from xinyong.collection.originals import Original
        from xinyong.collection.states import Channel

        by = by or os_actor("clerk")
        submission = actions.receive(
            source=io.BytesIO(content),
            original=Original(filename=filename, item=load_catalogue().item(item), **original),
            agency=Organisation.objects.get(code=agency),
            channel=Channel.COMMAND,
            by=by,
            at=at,
        )
        actions.submit(submission=submission, by=by, at=at, child=self._reader())
        answer = Answer(submission, queries.result(submission, limit=1000))
        _look_over(answer)
        return answer


def _look_over(answer):
    document = answer.document
    assert document["rows"] == sum(document[name] for name in _COUNTED) == len(answer.ledger)
    for name in _COUNTED:
        assert document[name] == sum(outcome == name for outcome in answer.ledger.values())
    assert len(document["findings"]) == min(document["findings_total"], 1000)
    said = [*document["findings"], *([document["error"]] if "error" in document else [])]
    for code, text in ((each["code"], each["message"]) for each in said):
        # A note on the file may tell of something nobody has to do anything about.
        assert code == "FILE_NOTE" or re.search("请|无需", text), f"says not what to do: {text}"
        assert len(_CHINESE.findall(text)) * 2 > len(re.sub(r"[A-Za-z0-9\W]", "", text)), text
        assert not re.search(r"Error|Exception|Traceback|\bNone\b|\bnull\b", text), text
    rejected = {f["row"] for f in document["findings"] if f["severity"] == "reject"}
    lines = {line for line, outcome in answer.ledger.items() if outcome == "rejected"}
    if answer.submission.header_line not in rejected and document["findings_total"] <= 1000:
        assert rejected == lines, "a row is rejected if and only if a finding says why"


@pytest.fixture(scope="session")
def _readers():
    """The next reading child is started while the file before is checked, as the command line does."""
    from xinyong.infra.excel_in import start_child

    waiting = [start_child()]

    def reader():
        waiting.append(start_child())
        return waiting.pop(0)

    yield reader
    for child in waiting:
        with child:
            pass


@pytest.fixture
def desk(db, settings, _readers):
    """Where files are handed in; afterwards the books balance and no personal number stands anywhere in clear."""
    from django.db import connection

    yield Desk(_readers)
    from xinyong.collection.reconciling import reconcile

    assert reconcile().faults == {}
    for table in _tables(connection):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ~ %s', [_PERSONAL])
            assert cursor.fetchone() == (0,), f"a personal number stands in {table}"


def _tables(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname IN ('public')")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def template():
    """Return a function: the item's template as downloaded, filled in a spreadsheet program."""
    import openpyxl
    from builders import titles

    from xinyong.catalogue.loader import load_catalogue
    from xinyong.collection.template import write_template

    def filled(item, *rows):
        catalogue, blank, out = load_catalogue(), io.BytesIO(), io.BytesIO()
        write_template(catalogue.item(item), catalogue.edition, blank, AT.date())
        book = openpyxl.load_workbook(blank)
        for row in rows:
            book.worksheets[0].append([row.get(code) for code in titles(item)])
        book.save(out)
        return out.getvalue()

    return filled


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A home of its own, its server kept running between the commands."""
    from xinyong.infra import database

    home = tmp_path_factory.mktemp("home")
    lease = database.acquire(home, fsync=False)
    yield home
    lease.release()


@pytest.fixture
def run(installation, tmp_path):
    """Return a function: a command's exit code, its one document or its words, and what it said beside them."""

    def command(*arguments, stdin="", **environment):
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("XINYONG_", "DATABASE_URL", "DJANGO_"))
        }
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=kept | {"XINYONG_HOME": str(installation)} | environment,
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        if "--json" not in arguments:
            return done.returncode, done.stdout, done.stderr
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1
        return done.returncode, json.loads(done.stdout), done.stderr

    return command
