"""Handing a file in: one screen with the template beside the place to drop the file."""

import secrets
from pathlib import PurePath

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xinyong.accounts.models import Organisation
from xinyong.accounts.rights import Right
from xinyong.accounts.staff import StaffRequest, see_other, staff
from xinyong.catalogue.model import Item
from xinyong.collection import actions, offering, showing
from xinyong.collection import template_words as words
from xinyong.collection.errors import CollectionError
from xinyong.collection.originals import Original
from xinyong.collection.states import Channel
from xinyong.collection.uploads import FIELD, Upload, largest, streamed
from xinyong.collection.views.choosing import dictionary, item_or_404
from xinyong.infra.clock import now, today
from xinyong.screens.asking import typed
from xinyong.screens.values import Cell, Column, Field, Link, Row, Table

KINDS = (".xlsx", ".xls", ".csv", ".xlsm", ".et")
_DOWNLOAD = 1  # the step of the way under way on this screen
_COLUMNS = (Column("数据项"), Column("必填"), Column("格式"), Column("示例"))
_NOTHING = "请选择要上传的文件：点“选择文件”，或者把文件拖到虚线框里。"
_EMPTY = "文件是空的，没有内容。请打开文件检查，保存以后再上传。"
_KIND = "不能读取这种文件。请用 Excel 或 WPS 另存为 .xlsx（也可以是 .xls、.csv），再上传。"
_STALE = "页面已过期。请重新打开本页，再选择文件上传。"
_LONGEST_TOKEN = 64
_AGENCY = "请选择代哪个单位报送。"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SUBMIT)
@streamed
def submit(request: StaffRequest, code: str, upload: Upload | None = None) -> HttpResponse:
    """Ask for a file of one item; on POST take it in and lead to its page."""
    item = item_or_404(code)
    if upload is None:
        return _page(request, item)
    if upload.refusal:
        return _page(request, item, {FIELD: upload.refusal.message}, status=413)
    agency = offering.agency_for(request.actor, typed(request.POST, "agency"))
    faults = _faults(request, upload, agency)
    if agency is None or faults:
        return _page(request, item, faults, status=422)
    return _received(request, item, agency, upload)


def _faults(request: StaffRequest, upload: Upload, agency: Organisation | None) -> dict[str, str]:
    """Return what is missing, by field."""
    faults = {} if agency else {"agency": _AGENCY}
    fault = ""
    if not upload.filename:
        fault = _NOTHING
    elif PurePath(upload.filename).suffix.lower() not in KINDS:
        fault = _KIND
    elif not upload.size:
        fault = _EMPTY
    if len(request.POST.get("token", "")) > _LONGEST_TOKEN:
        fault = _STALE
    return faults | ({FIELD: fault} if fault else {})


def _received(request: StaffRequest, item: Item, agency: Organisation, upload: Upload) -> HttpResponse:
    stored, token = upload.take(), typed(request.POST, "token", _LONGEST_TOKEN)
    original = Original(
        filename=upload.filename,
        item=item,
        sheet=typed(request.POST, "sheet", 31) or None,
        # Whoever goes back to the form and sends a corrected file means another submission.
        token=f"{token}.{stored.sm3.hex()}" if token else "",
    )
    try:
        made = actions.receive(
            source=stored,
            original=original,
            agency=agency,
            channel=Channel.UPLOAD,
            by=request.actor,
            at=now(),
        )
    except CollectionError as refusal:
        return _page(request, item, {FIELD: refusal.message}, status=422)
    return see_other(reverse("collection:submission", args=[made.receipt]))


def _page(
    request: StaffRequest, item: Item, faults: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    behalf = offering.acts_on_behalf(request.actor)
    context = {
        "item": item,
        "steps": showing.steps_to(_DOWNLOAD),
        "fields": _fields(request, item, faults or {}),
        "faults": _summary(faults or {}),
        "file_fault": (faults or {}).get(FIELD, ""),
        "token": secrets.token_urlsafe(18),
        "kinds": ",".join(KINDS),
        "largest": largest(),
        "file_hint": f"Excel 或 WPS 表格，也可以是 csv；最大 {largest() >> 20} MB。可以把文件拖到这里。",
        "may": bool(offering.agencies(request.actor, today(), item)),
        "behalf": behalf,
        "due": offering.due(item, today()),
        "record_class": words.record_class(item),
        "dictionary": dictionary(item),
        "columns": _columns(item),
        "required": sum(field.required for field in item.input_fields),
        "crumbs": (
            Link("首页", reverse("workspace:home")),
            Link("批量导入", reverse("collection:choose")),
            Link(item.title),
        ),
    }
    if not context["may"]:
        status = 403
    return render(request, "collection/submit.html", context, status=status)


def _summary(faults: dict[str, str]) -> list[Field]:
    titles = {FIELD: "报送文件", "agency": "报送单位", "sheet": "工作表"}
    return [Field(name, titles.get(name, ""), error=fault) for name, fault in faults.items()]


def _fields(request: StaffRequest, item: Item, faults: dict[str, str]) -> dict[str, Field]:
    """Return the fields beside the file: for whom, and which sheet."""
    given = request.POST if request.method == "POST" else request.GET
    sheet = Field("sheet", "工作表名称", typed(given, "sheet", 31), hint="留空时读取第一张有数据的工作表")
    if not offering.acts_on_behalf(request.actor):
        return {"sheet": sheet}
    options = (("", "请选择"), *offering.agencies(request.actor, today(), item))
    agency = Field(
        "agency",
        "报送单位",
        typed(given, "agency"),
        "select",
        "代哪个单位报送",
        faults.get("agency", ""),
        options,
    )
    return {"agency": agency, "sheet": sheet}


def _columns(item: Item) -> Table:
    """Return what the template asks for, in short."""
    rows = [
        Row(
            (
                Cell(field.title),
                Cell("必填" if field.required else words.required(field, item)),
                Cell(words.form(field)),
                Cell(words.example(field)),
            )
        )
        for field in item.input_fields
    ]
    return Table(f"《{item.title}》的数据项", _COLUMNS, rows, dense=True)
