"""Submissions that arrive as files in `inbox/AGENCY/ITEM/` of the home, answered with a result file beside them.

A file is taken when nobody has written to it for a few seconds; names that begin with a dot or end in `.part` are
still being written. What cannot be taken at all is moved to `refused/`, with the reason; nothing is lost.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.db import connection, transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.catalogue.loader import load_catalogue
from xinyong.collection import actions, processing, queries
from xinyong.collection.errors import CollectionError
from xinyong.collection.models import Submission
from xinyong.collection.originals import Original
from xinyong.collection.states import FINAL, Channel
from xinyong.infra import durable, job_queue

_QUIET_SECONDS = 3
_SCAN_LOCK = 0x78796978
_RESULT = ".result.json"
_TAKEN, _REFUSED = ".taken", "refused"


def folder() -> Path:
    """Return the inbox of the home."""
    return Path(settings.XINYONG_HOME) / "inbox"


def scan(*, by: Actor, at: datetime) -> int:
    """Take in every complete file; return how many were taken or refused.

    Files left in `.taken` belong to a scan that was killed before it had given a receipt: they are taken again.
    One scan at a time: the lock is the connection's, so that a killed one holds it no longer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SCAN_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _scan(by=by, at=at)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SCAN_LOCK])


def _scan(*, by: Actor, at: datetime) -> int:
    count = 0
    for path in _complete(at):
        taken = path.parent / _TAKEN / path.name if path.parent.name != _TAKEN else path
        taken.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(taken)
        _take(taken, by=by, at=at)
        count += 1
    return count


def process(number: int, *, by: Actor, at: datetime) -> None:
    """Check and load a submission unless that is done, and answer it; can be repeated after a crash."""
    submission = Submission.objects.get(pk=number)
    try:
        if submission.state not in FINAL:
            actions.submit(submission=submission, by=by, at=at)
    except Exception as error:  # noqa: BLE001 - the boundary of a job: it is logged, answered and tried again
        _fail(submission, error, at=at)
    answer(submission)


def _fail(submission: Submission, error: Exception, *, at: datetime) -> NoReturn:
    number = processing.fail(submission, error, at=at)
    if submission.channel == Channel.INBOX:
        text = processing.failure_in_words(number)
        document: dict[str, object] = {
            "receipt": submission.receipt,
            "error": {"code": "internal", "message": text, "log": number},
        }
        _write(_place(submission), document)
    raise processing.ProcessingError(number) from None


def answer(submission: Submission) -> None:
    """Write the result file of a submission that came through the inbox."""
    if submission.channel == Channel.INBOX:
        _write(_place(submission), queries.result(submission, limit=1000))


def _place(submission: Submission) -> Path:
    return folder() / submission.agency / submission.item / (submission.filename + _RESULT)


def _complete(at: datetime) -> Iterator[Path]:
    for path in sorted(folder().glob("*/*/*")) + sorted(folder().glob(f"*/*/{_TAKEN}/*")):
        if (
            path.is_symlink()
            or not path.is_file()
            or path.name.startswith(".")
            or path.name.endswith((".part", _RESULT))
        ):
            continue
        if at.timestamp() - path.stat().st_mtime >= _QUIET_SECONDS:
            yield path


def _take(path: Path, *, by: Actor, at: datetime) -> None:
    """Give the file a receipt and queue its processing, or move it aside with the reason."""
    place = path.parent.parent
    try:
        agency, item = Organisation.objects.get(code=place.parent.name), load_catalogue().items[place.name]
        with path.open("rb") as source, transaction.atomic():
            submission = actions.receive(
                source=source,
                original=Original(filename=path.name, item=item),
                agency=agency,
                channel=Channel.INBOX,
                by=by,
                at=at,
            )
            job_queue.defer("xinyong.collection.tasks.process", submission=submission.pk)
    except (CollectionError, Organisation.DoesNotExist, KeyError) as error:
        _refuse(path, place, error)
        return
    path.unlink()


def _refuse(path: Path, place: Path, error: Exception) -> None:
    unknown = CollectionError(
        "inbox.unknown_place",
        f"投递目录 {place.parent.name}/{place.name} 中的单位或信息项代码不存在。请用单位代码和信息项代码（如 scjg/registration）作目录名。",
    )
    known = error if isinstance(error, CollectionError) else unknown
    (place / _REFUSED).mkdir(mode=0o700, exist_ok=True)
    _write(
        place / (path.name + _RESULT),
        {"receipt": None, "error": {"code": known.code, "message": known.message}},
    )
    path.replace(place / _REFUSED / path.name)


def _write(path: Path, document: dict[str, object]) -> None:
    """Put the whole document in place at once: nobody reads half of it."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with durable.create(draft) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
        durable.sync(file)
    draft.replace(path)
    durable.sync_folder(path.parent)
