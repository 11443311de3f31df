"""回执: on the screen, as a paper, and verified by whoever holds one."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinyong.accounts.staff import StaffRequest, staff
from xinyong.collection import receipts
from xinyong.collection.views.showing import READERS, access_or_404
from xinyong.infra.clock import now
from xinyong.screens.asking import typed
from xinyong.screens.exporting import attachment
from xinyong.screens.values import Field, Link


@require_safe
@staff(*READERS)
def receipt(request: StaffRequest, receipt: str) -> HttpResponse:
    """Show the receipt as it is printed."""
    found = access_or_404(request, receipt)
    context = {
        "submission": found,
        "lines": receipts.lines(found),
        "counts": receipts.counts(found),
        "code": receipts.grouped(receipts.code_of(found)),
        "crumbs": (
            Link("首页", reverse("workspace:home")),
            Link(found.receipt, reverse("collection:submission", args=[found.receipt])),
            Link("回执"),
        ),
    }
    return render(request, "collection/receipt.html", context)


@require_safe
@staff(*READERS)
def receipt_pdf(request: StaffRequest, receipt: str) -> HttpResponse:
    """Hand out the receipt as PDF."""
    found = access_or_404(request, receipt)
    address = settings.XINYONG_PUBLIC_URL + reverse("collection:verify")
    made = receipts.paper(found, address=address, at=now())
    return attachment(made.pdf, f"回执-{found.receipt}.pdf", "application/pdf")


@require_safe
@staff()
def verify(request: StaffRequest) -> HttpResponse:
    """Say whether a receipt with this number and code was issued, and what the platform knows of it."""
    number, code = typed(request.GET, "receipt", 40), typed(request.GET, "code", 60)
    asked = "receipt" in request.GET
    found = receipts.verified(number, code) if number and code else None
    fields = [
        Field(
            "receipt", "回执编号", number, hint="如 BS2026-000001", error=_missing(asked, number, "回执编号")
        ),
        Field("code", "验证码", code, hint="12位，短横可以省略", error=_missing(asked, code, "验证码")),
    ]
    context = {
        "fields": fields,
        "found": found,
        "unknown": bool(number and code and found is None),
        "lines": receipts.lines(found) if found else (),
        "counts": receipts.counts(found) if found else (),
        "crumbs": (Link("首页", reverse("workspace:home")), Link("核验回执")),
    }
    wrong = any(field.error for field in fields)
    return render(request, "collection/verify.html", context, status=422 if wrong else 200)


def _missing(asked: bool, text: str, title: str) -> str:  # noqa: FBT001 - read beside its field
    return f"请填写{title}，在回执上。" if asked and not text else ""
