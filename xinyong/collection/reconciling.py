"""Proves design 4.3 over the whole database: the accounts balance, and nothing is without its counterpart."""

from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import connection

from xinyong.collection import originals
from xinyong.collection.models import Submission
from xinyong.infra import storage
from xinyong.infra.crypto import TamperedError
from xinyong.infra.sql import read_sql

_CHECKS = {
    "receipt_without_balance": "回执的行数与各结果之和不等",
    "receipt_disagrees_with_ledger": "回执的计数与行台账不符",
    "row_without_version": "行台账指向的记录版本不存在",
    "row_disagrees_with_version": "行台账与记录版本的回执或行号不符",
    "version_without_row": "记录版本没有对应的回执行",
    "record_without_its_version": "记录的现行版本号与版本链不符",
    "version_gap": "记录的版本序号不连续",
}
_EXAMPLES = 20
_PART = 1 << 20


@dataclass
class Report:
    """What was proved.

    Attributes:
        receipts, rows, records, versions, originals: Numbers looked at.
        faults: Per kind of fault, examples of what it concerns (receipts, record numbers); empty = balanced.
    """

    receipts: int
    rows: int
    records: int
    versions: int
    originals: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def document(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "balanced": self.balanced,
            "receipts": self.receipts,
            "rows": self.rows,
            "records": self.records,
            "versions": self.versions,
            "originals": self.originals,
            "faults": [
                {"kind": kind, "text": _TEXTS[kind], "examples": seen} for kind, seen in self.faults.items()
            ],
        }

    def in_words(self) -> str:
        """Return the report for a person."""
        head = f"回执 {self.receipts}，行 {self.rows}，记录 {self.records}，版本 {self.versions}，原文件 {self.originals}。"
        if self.balanced:
            return f"{head}\n账实相符。"
        faults = [f"× {_TEXTS[kind]}：{'、'.join(seen[:5])}" for kind, seen in self.faults.items()]
        return "\n".join([head, *faults])


_TEXTS = _CHECKS | {"original_damaged": "原文件缺失、损坏或摘要不符"}


def reconcile() -> Report:
    """Look at every receipt, row, version and original, and report what does not agree."""
    with connection.cursor() as cursor:
        cursor.execute(read_sql("collection", "totals"))
        report = Report(*cursor.fetchone())
        cursor.execute(read_sql("collection", "reconcile"), {"examples": _EXAMPLES})
        for kind, subject in cursor.fetchall():
            report.faults.setdefault(kind, []).append(subject)
    _originals(report)
    return report


def _originals(report: Report) -> None:
    """Compare the digest of every stored original with its receipt."""
    for submission in (
        Submission.objects.filter(wrapped_key__isnull=False).order_by("pk").iterator(chunk_size=500)
    ):
        report.originals += 1
        if not _intact(submission):
            report.faults.setdefault("original_damaged", []).append(submission.receipt)


def _intact(submission: Submission) -> bool:
    try:
        with originals.open_original(submission) as plain:
            digest = Hash(SM3())
            while part := plain.read(_PART):
                digest.update(part)
    except (storage.FileMissingError, TamperedError):
        return False
    return digest.finalize() == bytes(submission.sm3)
