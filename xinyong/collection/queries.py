"""Reads of submissions; a request reaches one only through `access_submission` or `access_original`."""

from typing import Any

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.collection.changes import changes
from xinyong.collection.corrections import has_second_person
from xinyong.collection.errors import NoSuchSubmissionError
from xinyong.collection.found import findings, findings_by_kind, findings_csv
from xinyong.collection.lists import Asked, count_of, sees_all, submissions, to_review, waiting_for
from xinyong.collection.models import COUNTED, Submission
from xinyong.collection.progress import progress
from xinyong.collection.rows import row
from xinyong.collection.states import State

__all__ = [
    "Asked",
    "access_original",
    "access_submission",
    "changes",
    "count_of",
    "findings",
    "findings_by_kind",
    "findings_csv",
    "has_second_person",
    "may_review",
    "progress",
    "result",
    "result_in_words",
    "row",
    "sees_all",
    "submissions",
    "to_review",
    "waiting_for",
]


def access_submission(*, actor: Actor, receipt: str) -> Submission:
    """Return the submission of a receipt within the actor's rights: what became of it, not what is in the file.

    Raises:
        NoSuchSubmissionError: There is none, or it is not the actor's: both look the same.
    """
    return _access(actor, receipt, may_read=sees_all(actor))


def access_original(*, actor: Actor, receipt: str) -> Submission:
    """Return the submission of a receipt whose file and rows the actor may see: the agency's, and the centre's.

    Raises:
        NoSuchSubmissionError: As `access_submission`.
    """
    return _access(actor, receipt, may_read=False)


def _access(actor: Actor, receipt: str, *, may_read: bool) -> Submission:
    found = Submission.objects.filter(receipt=receipt.strip()).first()
    if found is None or not (may_read or _is_theirs(actor, found.agency)):
        raise NoSuchSubmissionError(
            "submission.unknown", f"没有编号为“{receipt[:40]}”的回执，或它不属于您的单位。请核对回执编号。"
        )
    return found


def _is_theirs(actor: Actor, agency: str) -> bool:
    """Own submissions, and for those who may submit on behalf of the agency theirs."""
    return actor.organisation == agency or rights.may(actor, rights.Right.SUBMIT, agency)


def may_review(*, actor: Actor, submission: Submission) -> bool:
    """Tell whether the actor may approve the submission or give it back now."""
    return to_review(actor).filter(pk=submission.pk).exists()


def result(submission: Submission, *, limit: int) -> dict[str, Any]:
    """Return the result of a submission as the command-line contract has it.

    Keys: receipt, state, rows, the six outcomes, findings_total and at most `limit` findings (row, cell, field,
    code, message, severity); of an unreadable file: receipt, state, error (code, message) and the same zeros.
    """
    document: dict[str, Any] = {
        "receipt": submission.receipt,
        "state": submission.state,
        "rows": submission.rows,
    }
    document |= {name: getattr(submission, name) for name in COUNTED}
    document["findings_total"] = submission.findings_total
    rows = submission.findings.order_by("line", "ordinal").values_list(
        "line", "cell", "field", "code", "message", "severity"
    )
    document["findings"] = [
        dict(zip(("row", "cell", "field", "code", "message", "severity"), row, strict=True))
        for row in rows[:limit]
    ]
    if submission.state == State.UNREADABLE:
        document["error"] = {"code": submission.error_code, "message": submission.error_message}
    return document


_IN_WORDS = 20  # findings told at the terminal
_LABELS = {
    "inserted": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "revoked": "撤销",
    "rejected": "不合格",
    "held": "合格未入库",
}


def result_in_words(submission: Submission, document: dict[str, Any]) -> str:
    """Return the same for a person: state, counts, the first findings, what to do next."""
    lines = [f"回执 {submission.receipt}　{State(submission.state).label}"]
    if "error" in document:
        return "\n".join([*lines, document["error"]["message"]])
    counts = "，".join(f"{label} {document[name]}" for name, label in _LABELS.items() if document[name])
    lines.append(f"共 {submission.rows} 行：{counts}")
    if submission.rows and submission.unchanged == submission.rows:
        lines.append("与平台已有记录完全一致，没有产生任何变化。")
    for finding in document["findings"][:_IN_WORDS]:
        place = finding["cell"] or (f"第 {finding['row']} 行" if finding["row"] else "整个文件")
        mark = "×" if finding["severity"] == "reject" else "!"
        lines.append(f"{mark} {place}　{finding['message']}（{finding['code']}）")
    if submission.findings_total > _IN_WORDS:
        lines.append(f"…… 共 {submission.findings_total} 个问题。")
    if submission.rejected:
        lines.append(f"下载标注工作簿：xinyong marked {submission.receipt} --out 标注.xlsx")
    return "\n".join(lines)
