"""Files about a submission to take away: what is wrong with it, in the reporter's own table or as a list."""

import tempfile
from typing import IO, Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from xinyong.accounts.staff import StaffRequest, staff
from xinyong.collection import marking, queries
from xinyong.collection.errors import CollectionError
from xinyong.collection.views import showing
from xinyong.collection.views.showing import READERS, original_or_404

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@require_safe
@staff(*READERS)
def marked(request: StaffRequest, receipt: str) -> HttpResponse:
    """Hand out the reporter's own workbook with every problem at its cell."""
    return _workbook(request, receipt, "标注", only_bad=False)


@require_safe
@staff(*READERS)
def bad_rows(request: StaffRequest, receipt: str) -> HttpResponse:
    """Hand out the rows that have problems, alone."""
    return _workbook(request, receipt, "不合格行", only_bad=True)


@require_safe
@staff(*READERS)
def findings(request: StaffRequest, receipt: str) -> HttpResponse:
    """Hand out the list of problems for programs."""
    found = original_or_404(request, receipt)
    return _saved(
        StreamingHttpResponse(queries.findings_csv(found), content_type=_CSV), f"问题清单-{receipt}.csv"
    )


def _workbook(request: StaffRequest, receipt: str, name: str, *, only_bad: bool) -> HttpResponse:
    found, out = original_or_404(request, receipt), _nameless()
    try:
        marking.mark_to(found, out, only_bad=only_bad)
    except CollectionError as refusal:
        out.close()
        return showing.page(request, found, refusal=refusal.message, status=422)
    out.seek(0)
    return _saved(FileResponse(cast("Any", out), content_type=_XLSX), f"{name}-{receipt}.xlsx")


def _nameless() -> IO[bytes]:
    """Return a file that has no name on any disk: what is in it stands nowhere in clear afterwards."""
    return tempfile.TemporaryFile(dir=settings.XINYONG_HOME / "files")


def _saved(response: HttpResponseBase, filename: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return cast("HttpResponse", response)  # what streams is sent like any other
