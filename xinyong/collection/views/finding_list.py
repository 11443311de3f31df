"""The findings of a submission: by kind, and as a list that can be narrowed down."""

from typing import Any

from django.urls import reverse

from xinyong.accounts.staff import StaffRequest
from xinyong.collection import marking, queries, showing
from xinyong.collection.models import Submission
from xinyong.screens.asking import chosen, page_of
from xinyong.screens.values import Cell, Column, Field, Pager, Row, Table

SIZE = 50
_SEVERITIES = {"reject": ("不合格", "bad"), "warn": ("提醒", "warn")}
_COLUMNS = (
    Column("位置", whole=True),
    Column("处理", whole=True),
    Column("数据项"),
    Column("问题和改法"),
    Column("表中内容"),
    Column("代码", whole=True),
)


def context(request: StaffRequest, found: Submission) -> dict[str, Any]:
    """Return findings by kind, and the page of the list that is asked for."""
    if not found.findings_total:
        return {"kinds": (), "findings": None}
    titles = dict(showing.fields_of(found))
    kinds = [each for each in found.findings_by_kind if each.get("code")]
    options = {
        "field": {str(each["field"] or ""): titles.get(str(each["field"]), "") for each in kinds},
        "code": {str(each["code"]): str(each["code"]) for each in kinds},
        "severity": {key: title for key, (title, _) in _SEVERITIES.items()},
    }
    asked = {name: chosen(request.GET, name, values) for name, values in options.items()}
    number, here = page_of(request.GET), reverse("collection:submission", args=[found.receipt])
    page = queries.findings(found, **asked, page=number, size=SIZE)
    rows = [_row(each, titles, here) for each in page.rows]
    return {
        "kinds": queries.findings_by_kind(found),
        "titles": titles,
        "here": here,
        "can_mark": marking.can_mark(found) and found.wrapped_key is not None,
        "finding_fields": _fields(asked, options),
        "findings": Table("问题清单", _COLUMNS, rows, empty="没有符合条件的问题。", dense=True),
        "pager": Pager(number, page.total, SIZE, here, asked),
    }


def _fields(asked: dict[str, str], options: dict[str, dict[str, str]]) -> list[Field]:
    titles = {"field": "数据项", "code": "问题代码", "severity": "处理"}
    return [
        Field(
            name,
            titles[name],
            asked[name],
            "select",
            options=(("", "全部"), *((value, title) for value, title in options[name].items() if value)),
        )
        for name in titles
    ]


def _row(finding: Any, titles: dict[str, str], here: str) -> Row:
    title, tone = _SEVERITIES[finding.severity]
    place = finding.cell or (f"第{finding.line}行" if finding.line else "整个文件")
    return Row(
        (
            Cell(place, f"{here}rows/{finding.line}/" if finding.line else ""),
            Cell(title, tone=tone),
            Cell(titles.get(finding.field, "—")),
            Cell(finding.message),
            Cell(finding.shown),
            Cell(finding.code),
        )
    )
