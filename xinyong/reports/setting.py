"""Sets a report with Typst: the typed value in, the paper out."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from xinyong.infra.typeset import Paper, typeset
from xinyong.reports.document import Document

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"


def paper(document: Document, *, at: datetime) -> Paper:
    """Return the paper of a report.

    Raises:
        FontsMissingError: The fonts are not installed.
    """
    return typeset(TEMPLATE, asdict(document), at=at)
