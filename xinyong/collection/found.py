"""What was found wrong with a submission, for its pages: by kind, as a list, as a file. It holds no sensitive value."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from xinyong.collection.models import Finding, Submission
from xinyong.collection.reviewing import item_of
from xinyong.infra.excel_out import csv_cell

EXAMPLES = 5
PAGE = 50
_SEVERITIES = {"reject": "不合格", "warn": "提醒"}
_TITLES = ("位置", "数据项", "处理", "代码", "问题与改法", "所见内容")


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one code at one field.

    Attributes:
        field: Code of the field; empty = the row or the file.
        title: Of the field.
        message: Of the first one.
        count: All of them, also those beyond what is kept one by one.
        examples: The first few.
    """

    field: str
    title: str
    code: str
    severity: str
    count: int
    message: str
    examples: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of findings, and how many there are in all pages."""

    rows: Sequence[Finding]
    total: int


def findings_by_kind(submission: Submission) -> tuple[Kind, ...]:
    """Return the kinds of findings with their first examples: rejections first, the most frequent before the others."""
    titles = {each.code: each.title for each in item_of(submission).input_fields}
    kinds: dict[tuple[str, str, str], int] = {}
    for each in submission.findings_by_kind:
        key = (str(each["field"] or ""), str(each["code"]), str(each["severity"]))
        kinds[key] = kinds.get(key, 0) + int(each["count"])
    examples = _examples(submission)
    found = [
        Kind(field, titles.get(field, ""), code, severity, count, first[0].message if first else "", first)
        for (field, code, severity), count in kinds.items()
        for first in [examples.get((field, code, severity), ())]
    ]
    return tuple(sorted(found, key=lambda kind: (kind.severity != "reject", -kind.count, kind.code)))


def findings(
    submission: Submission,
    *,
    field: str = "",
    code: str = "",
    severity: str = "",
    page: int = 1,
    size: int = PAGE,
) -> Page:
    """Return a page of the findings that are kept one by one, in the order of the file."""
    asked = {"field": field, "code": code, "severity": severity}
    found = submission.findings.filter(**{name: value for name, value in asked.items() if value})
    first = (page - 1) * size
    return Page(list(found.order_by("ordinal")[first : first + size]), found.count())


def findings_csv(submission: Submission) -> Iterator[str]:
    """Yield the findings as lines of a csv that Excel opens as it is; no cell can become a formula."""
    titles = {each.code: each.title for each in item_of(submission).input_fields}
    yield "\ufeff" + _line(_TITLES)
    for each in submission.findings.order_by("line", "ordinal").iterator(chunk_size=5_000):
        place = each.cell or (f"第{each.line}行" if each.line else "整个文件")
        severity = _SEVERITIES.get(each.severity, each.severity)
        yield _line((place, titles.get(each.field, ""), severity, each.code, each.message, each.shown))


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([csv_cell(cell) for cell in cells])
    return line.getvalue()


def _examples(submission: Submission) -> dict[tuple[str, str, str], tuple[Finding, ...]]:
    """Return the first findings of every kind; one statement, which reads an index kind by kind."""
    kinds = {(str(each["field"] or ""), str(each["code"])) for each in submission.findings_by_kind}
    parts = [
        submission.findings.filter(code=code, field=field).order_by("ordinal")[:EXAMPLES]
        for field, code in sorted(kinds)
    ]
    found: dict[tuple[str, str, str], tuple[Finding, ...]] = {}
    if not parts:
        return found
    for each in sorted(parts[0].union(*parts[1:], all=True), key=lambda finding: finding.ordinal):
        key = (each.field, each.code, each.severity)
        found[key] = (*found.get(key, ()), each)
    return found
