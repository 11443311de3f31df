"""本单位数据: the list of an agency's own records, and for the centre those of any agency that everybody may see."""

from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.listing import organisation_options
from xinyong.accounts.rights import Right
from xinyong.accounts.staff import StaffRequest, say, see_other, staff
from xinyong.infra.clock import now, today
from xinyong.infra.excel_out import MOST_ROWS
from xinyong.inquiries import own_looks
from xinyong.inquiries.own_lists import (
    DISCLOSURE_TONES,
    VALIDITY_TONES,
    ListForm,
    OwnRow,
    asked_of,
    list_fields,
    read_list,
    rows_of,
)
from xinyong.records.models import Record
from xinyong.records.own import (
    MOST_COUNTED,
    Asked,
    access_records,
    count_of,
    newest,
    numbers_of,
    sees_every_agency,
    with_numbers,
)
from xinyong.records.states import Disclosure, Validity
from xinyong.screens.asking import page_of
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Pager, Row, Table

SIZE = 50
_PIECE = 2_000  # rows of an export read at a time
_COLUMNS = (
    Column("信息事项"),
    Column("主体"),
    Column("文书号"),
    Column("决定日期", whole=True),
    Column("效力", whole=True),
    Column("公示", whole=True),
    Column("版本", number=True),
    Column("回执", whole=True),
)
_VALIDITY, _DISCLOSURE = 4, 5
_TITLE = "本单位数据"


@require_safe
@staff(Right.CORRECT)
def records(request: StaffRequest) -> HttpResponse:
    """Show what the reader's agency has reported and the platform keeps, the newest first."""
    agencies = dict(organisation_options(today())) if sees_every_agency(request.actor) else {}
    form = read_list(request.GET, agencies)
    if form.personal:
        say(request, "证件号码不能作为查询条件，已经去掉。自然人的记录请按文书号或者回执编号查。", "warn")
        return see_other(reverse("records:records"))
    found, asked = _found(request, form, agencies), asked_of(form, request.actor)
    if wants_export(request):
        return _export(request, found, asked, form)
    return _page(request, found, asked, form, agencies)


def _found(request: StaffRequest, form: ListForm, agencies: Mapping[str, str]) -> QuerySet[Record]:
    """Return the records of the agency the list is of; who sees every agency chooses one first."""
    found = access_records(actor=request.actor, today=today())
    return found.filter(agency=form.agency) if agencies else found


def _page(
    request: StaffRequest, found: QuerySet[Record], asked: Asked, form: ListForm, agencies: Mapping[str, str]
) -> HttpResponse:
    chosen = bool(form.agency) or not agencies
    total = count_of(found, asked) if chosen else 0
    pager = Pager(page_of(request.GET), total, SIZE, request.path, form.repeated())
    shown = newest(found, asked, offset=pager.offset, size=SIZE) if total > pager.offset else []
    if chosen:
        _note(request, form, {record.item for record in shown}, len(shown), own_looks.LIST)
    empty = "没有符合条件的记录。" if chosen else "请先选择报送单位，再点“查询”。"
    context = {
        "title": _TITLE if not agencies else "各单位数据（社会公开类）",
        "every": bool(agencies),
        "fields": list_fields(form, agencies),
        "table": Table("记录", _COLUMNS, list(map(_row, rows_of(shown))), empty, dense=True),
        "pager": pager,
        "capped": total >= MOST_COUNTED,
        "export": export_link(request, form.repeated()) if total else None,
    }
    part = "inquiries/own/_records.html" if wants_part(request) else "inquiries/own/records.html"
    return render(request, part, context)


def _note(request: StaffRequest, form: ListForm, items: Collection[str], found: int, why: str) -> None:
    own_looks.look_at_list(
        agency=form.agency or request.actor.organisation,
        items=items,
        found=found,
        why=why,
        by=request.actor,
        at=now(),
    )


def _row(each: OwnRow) -> Row:
    cells = [Cell(text) for text in each.texts()]
    cells[0] = Cell(each.title, reverse("records:record", args=[each.record.pk]))
    validity, disclosure = Validity(each.record.validity), Disclosure(each.record.disclosure)
    cells[_VALIDITY] = Cell(validity.label, tone=VALIDITY_TONES[validity])
    tone = "warn" if each.record.disputed else DISCLOSURE_TONES.get(disclosure, "calm")
    cells[_DISCLOSURE] = Cell(cells[_DISCLOSURE].text, tone=tone)
    return Row(cells)


def _export(request: StaffRequest, found: QuerySet[Record], asked: Asked, form: ListForm) -> HttpResponse:
    numbers = numbers_of(found, asked, size=MOST_ROWS)
    _note(request, form, asked.items, len(numbers), own_looks.EXPORT)
    return exported(_TITLE, [column.title for column in _COLUMNS], _texts(found, numbers))


def _texts(found: QuerySet[Record], numbers: list[int]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), _PIECE):
        shown = with_numbers(found, numbers[start : start + _PIECE])
        yield from (row.texts() for row in rows_of(shown))
