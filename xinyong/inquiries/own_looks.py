"""Looks at records by who reported them, and by the centre that keeps them: they too leave their entry (design 4.4)."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from xinyong.accounts.actors import Actor
from xinyong.infra import crypto
from xinyong.inquiries.actions import Answer, Question, write_entry
from xinyong.inquiries.looks import data_version
from xinyong.inquiries.models import Entry, Outcome, Way
from xinyong.records.models import Record

PURPOSE = "upkeep"  # 数据核对与更正
LIST, EXPORT = "查看报送记录的列表", "导出报送记录的列表"
RECORD, CORRECTION, CHANGE = "核对一条报送记录", "更正或者撤回一条报送记录", "核对一份更正或者撤回"


def look_at_list(
    *, agency: str, items: Collection[str], found: int, why: str, by: Actor, at: datetime
) -> Entry:
    """Write the entry of one page of a list.

    One entry for the page and not one for each of its rows: a list shows who a record is about and its number, no
    field, to the very agency that wrote both down; a log in which every page of every clerk leaves fifty lines would
    hide the looks it is there to show. Whoever opens a record leaves an entry about its subject.

    Args:
        agency: Whose list.
        items: Items it shows.
        found: Rows of the page.
        why: In words.
        by: Who looks.
        at: Instant.
    """
    # It is about nobody in particular; what was asked for stands in the place of the code that was asked for.
    asked = crypto.keyring(settings.XINYONG_HOME).digest("asked_list", agency)
    question = Question(Way.WORKSPACE, PURPOSE, why, sorted(items), subject_digest=asked)
    return _written(question, Outcome.ANSWERED if found else Outcome.NOTHING, by, at)


def look_at_record(*, record: Record, why: str, by: Actor, at: datetime) -> Entry:
    """Write the entry of a look at one record; of one that could not be matched its number tells whose it may be."""
    digest = None
    if record.subject_id is None:
        digest = crypto.keyring(settings.XINYONG_HOME).digest("asked_record", str(record.pk))
    question = Question(
        Way.WORKSPACE, PURPOSE, why, [record.item], subject=record.subject_id, subject_digest=digest
    )
    return _written(question, Outcome.ANSWERED, by, at)


@transaction.atomic
def _written(question: Question, outcome: Outcome, by: Actor, at: datetime) -> Entry:
    return write_entry(question=question, answer=Answer(outcome, data_version()), by=by, at=at)


def is_of_list(entry: Entry) -> bool:
    """Tell whether an entry is of a list, and so of nobody in particular."""
    return entry.purpose == PURPOSE and entry.purpose_text in {LIST, EXPORT}
