"""Writes the log of looks at information that is not public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xinyong.accounts.actors import Actor
from xinyong.audit.actions import require_transaction
from xinyong.infra.clock import local_date
from xinyong.infra.refusal import RefusalError
from xinyong.inquiries.models import Entry, Outcome, Way
from xinyong.inquiries.purposes import purpose_on
from xinyong.rules.identifiers import mask_numbers_in


@dataclass(frozen=True)
class Question:
    """What was asked, and why.

    Attributes:
        way: Through which door.
        purpose: Code of the vocabulary (`purposes.yaml`).
        purpose_text: The inquirer's own words; never empty.
        items: Codes of the information items asked for.
        subject: Number of the subject; None when the platform does not know them.
        subject_digest: Keyed digest of the code asked for, when there is no subject number.
        basis: Citation, authorisation or letter; empty = the article of the purpose.
    """

    way: Way
    purpose: str
    purpose_text: str
    items: Sequence[str]
    subject: int | None = None
    subject_digest: bytes | None = None
    basis: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of it.

    Attributes:
        data_version: State of the data the answer rests on.
        reason_code: Why it was refused; empty otherwise.
    """

    outcome: Outcome
    data_version: str
    reason_code: str = ""


class ReasonMissingError(RefusalError):
    """An inquiry states its reason in words."""

    code = "inquiry.reason_missing"


def write_entry(*, question: Question, answer: Answer, by: Actor, at: datetime) -> Entry:
    """Write one entry in the transaction of the answer, also when it was refused or found nothing.

    A refusal must be logged too: catch the domain error inside the transaction, write, and commit.

    Raises:
        OutsideTransactionError: There is no transaction to share.
        UnknownPurposeError: The purpose is not in the vocabulary on that day.
        ReasonMissingError: The purpose is not told in words.

    Source: 第十九条 (查询人、查询时间、查询方式、查询事由).
    """
    require_transaction()
    purpose = purpose_on(question.purpose, local_date(at))
    text = mask_numbers_in(question.purpose_text.strip())  # the log is read by many
    if not text:
        raise ReasonMissingError("查询非公开信息须说明查询事由；请用一句话写明用途")
    return Entry.objects.create(
        at=at,
        actor_kind=by.kind,
        actor=by.key,
        actor_label=by.label,
        organisation=by.organisation,
        post=by.post_id,
        way=question.way,
        purpose=purpose.code,
        purpose_text=text,
        basis=question.basis or purpose.basis,
        items=list(question.items),
        outcome=answer.outcome,
        reason_code=answer.reason_code,
        subject=question.subject,
        subject_digest=question.subject_digest,
        data_version=answer.data_version,
    )
