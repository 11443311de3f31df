"""回执: what a submission came to, as a paper with a code that proves it to whoever holds it.

Code and number stand for the digest of the very file. What became of its rows is never taken from the paper: whoever
verifies one is shown what the platform knows. Whether a fact came in time depends on each fact's own day (第十二条),
so a receipt says when the file came and nothing of 按期 or 逾期.
"""

import secrets
import unicodedata
from datetime import datetime
from pathlib import Path

from django.conf import settings

from xinyong.collection import showing
from xinyong.collection.models import COUNTED, Submission
from xinyong.collection.states import FINAL, Outcome, State
from xinyong.infra import crypto
from xinyong.infra.typeset import Characters, Paper, typeset
from xinyong.screens.site import site
from xinyong.screens.values import Line

TEMPLATE = Path(__file__).parent / "typst" / "receipt.typ"
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another; 32 of them
_LENGTH = 12
_SCHEME = "receipt_code"


def code_of(submission: Submission) -> str:
    """Return the twelve signs that only this platform can make of this receipt and this file."""
    keys = crypto.keyring(settings.XINYONG_HOME)
    digest = keys.digest(_SCHEME, f"{submission.receipt}\n{bytes(submission.sm3).hex()}")
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:_LENGTH])


def grouped(code: str) -> str:
    """Return a code as it is printed: 2345-6789-ABCD."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def as_compared(text: str) -> str:
    """Return what was typed in the form it is compared in: any width and case, without blanks and hyphens."""
    folded = unicodedata.normalize("NFKC", text[:60]).upper()
    return "".join(sign for sign in folded if sign not in "- " and sign.isprintable())


def verified(receipt: str, code: str) -> Submission | None:
    """Return the submission of a receipt to whoever holds its code."""
    number = unicodedata.normalize("NFKC", receipt[:40].replace("\0", "")).strip().upper()
    found = Submission.objects.filter(receipt=number).first()
    fits = found is not None and secrets.compare_digest(code_of(found).encode(), as_compared(code).encode())
    return found if fits else None


def lines(submission: Submission) -> list[Line]:
    """Return what the receipt says of file and way."""
    moments = (
        ("校验时间", submission.checked_at),
        ("确认时间", submission.confirmed_at),
        ("审核时间", submission.reviewed_at),
        ("办结时间", submission.finished_at),
    )
    said = [Line(title, showing.moment(at)) for title, at in moments if at]
    return [*showing.sheet(submission), *said, Line("结果", State(submission.state).label)]


def counts(submission: Submission) -> list[Line]:
    """Return how many rows there were and what became of them; before the end only how many."""
    if submission.checked_at is None:
        return []
    total = Line("数据行", str(submission.rows))
    if submission.state not in FINAL:
        good, bad = showing.good_rows(submission), submission.rejected
        return [total, Line("合格，尚未入库", str(good)), Line("不合格", str(bad))]
    return [total, *(Line(Outcome(name).label, str(getattr(submission, name))) for name in COUNTED)]


def paper(submission: Submission, *, address: str, at: datetime) -> Paper:
    """Return the receipt as PDF.

    Args:
        submission: In any state: a file that was received has a receipt.
        address: Where the code can be verified.
        at: Time of printing.

    Raises:
        FontsMissingError: The fonts are not installed.
    """
    signs = Characters()

    def pairs(found: list[Line]) -> list[list[str]]:
        return [[line.title, signs.text(line.value, line.title)] for line in found]

    data = {
        "issuer": site().operator,
        "platform": site().platform,
        "number": submission.receipt,
        "lines": pairs(lines(submission)),
        "counts": pairs(counts(submission)),
        "code": grouped(code_of(submission)),
        "address": address,
        "printed": showing.moment(at),
    }
    return typeset(TEMPLATE, data, at=at)
