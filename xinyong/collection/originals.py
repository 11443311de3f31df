"""The file handed in: what the reporter says of it, and its bytes as they are kept."""

import os
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from xinyong.catalogue.model import Item
from xinyong.collection.errors import CollectionError
from xinyong.collection.models import Submission
from xinyong.infra import storage
from xinyong.rules.identifiers import mask_numbers_in


@dataclass(frozen=True)
class Original:
    """A file as it was handed in.

    Attributes:
        filename: Its name, for messages and the kind.
        item: Item it is submitted under.
        sheet: Sheet to read; None = the first that holds data.
        accept_valid: Load the good rows even if others are rejected: the reporter's explicit choice.
        token: Of the form it came with; empty = none. The same token is the same submission.
        reason: Why records are corrected or revoked, in words.
    """

    filename: str
    item: Item
    sheet: str | None = None
    accept_valid: bool = False
    token: str = ""
    reason: str = ""


def readable_name(filename: str) -> str:
    """Return a file's name as it can be kept and shown: old systems write GBK, and some put a person's number in it."""
    try:
        text = os.fsencode(filename).decode()
    except UnicodeError:
        text = os.fsencode(filename).decode("gb18030", errors="replace")
    return mask_numbers_in("".join(sign for sign in text if sign.isprintable()))


def open_original(submission: Submission) -> BinaryIO:
    """Return the plain bytes of a submission's file, in memory or in a file without a name.

    Raises:
        FileMissingError, TamperedError: It is gone or was changed.
        CollectionError: `original.purged`: destroyed when its time was over.
    """
    if submission.wrapped_key is None:
        raise CollectionError("original.purged", f"回执 {submission.receipt} 的原文件已按保存期限清除。")
    return storage.open_stored(submission.stored_name, bytes(submission.wrapped_key), settings.XINYONG_HOME)
