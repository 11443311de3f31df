"""导出: the list on the screen as a file to take away."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse

from xinyong.infra.clock import today
from xinyong.infra.excel_out import write_list
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.values import Link

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wants_export(request: HttpRequest) -> bool:
    """Tell whether the whole list is asked for as a workbook rather than a page of it."""
    return request.GET.get("export") == "xlsx"


def export_link(request: HttpRequest, asked: Mapping[str, str] | None = None) -> Link:
    """Return the way to the workbook of the list that is shown, with the same conditions.

    Args:
        request: Its address is repeated, without what may hold a personal number.
        asked: The conditions as understood, where they may have such numbers; empty ones are left out.
    """
    given = _without_numbers(request.GET.dict()) if asked is None else asked
    kept = {k: v for k, v in given.items() if v and k not in {"page", "before"}} | {"export": "xlsx"}
    return Link("导出 Excel", f"{request.path}?{urlencode(kept, errors='ignore')}")


def _without_numbers(asked: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in asked.items() if text == mask_numbers_in(text)}


def exported(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a workbook of a list, to be saved; None in a row is a blank cell.

    Args:
        title: Name of the sheet and, with the day, of the file.
        columns: Titles.
        rows: At most `infra.excel_out.MOST_ROWS` are written.
    """
    content = BytesIO()
    texts = (["" if cell is None else str(cell) for cell in row] for row in rows)
    write_list(content, title, columns, texts, created=today())
    return attachment(content.getvalue(), f"{title}-{today():%Y%m%d}.xlsx", _XLSX)


def attachment(content: bytes, filename: str, kind: str) -> HttpResponse:
    """Return bytes as a file that browsers save and never show, under a Chinese name; kept by no cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["Cache-Control"] = "private, no-store"
    return response
