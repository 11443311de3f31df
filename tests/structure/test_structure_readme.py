"""The first steps of README.md, taken: what it prints is what a newcomer gets."""

import io
import re
import textwrap

import pytest

from xinyong.accounts.actors import os_actor
from xinyong.accounts.models import Organisation
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, queries
from xinyong.collection.originals import Original
from xinyong.collection.states import Channel
from xinyong.infra.clock import now


@pytest.fixture(scope="module")
def blocks(repository):
    """The indented blocks of the page, in order."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    return [textwrap.dedent(block) for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)]


@pytest.mark.django_db
def test_the_first_file_is_answered_as_shown(blocks):
    """Copy the new answer into README.md; receipts may differ, and a long message may end in …."""
    content = next(block for block in blocks if block.startswith("名称,"))
    shown = [block for block in blocks if "xinyong submit" in block]
    given = [_answer(content, accept_valid="--accept-valid" in block) for block in shown]
    assert len(shown) == 2
    for block, answer in zip(shown, given, strict=True):
        lines = [_plain(line) for line in block.splitlines()[1:]]
        assert [line for line in lines if line not in answer] == []


def _plain(line):
    """Leave out what differs from one receipt to the next, and what … stands for."""
    return re.sub(r"BS\d{4}-\d{6}", "BS", re.sub(r"…（.*", "", line))


def _answer(content, *, accept_valid):
    by = os_actor("newcomer")
    submission = actions.receive(
        source=io.BytesIO(content.encode()),
        original=Original(
            filename="companies.csv", item=load_catalogue().item("registration"), accept_valid=accept_valid
        ),
        agency=Organisation.objects.get(code="scjg"),
        channel=Channel.COMMAND,
        by=by,
        at=now(),
    )
    actions.submit(submission=submission, by=by, at=now())
    return _plain(queries.result_in_words(submission, queries.result(submission, limit=1000)))
