"""The public pages of reports: ask for one, wait for it, verify one, fetch it again."""

import unicodedata
import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from xinyong.disclosure import queries as disclosed
from xinyong.disclosure.queries import DisclosedSubject
from xinyong.disclosure.views.crumbs import HOME
from xinyong.infra.clock import LOCAL, now
from xinyong.infra.refusal import RefusalError
from xinyong.reports import queries
from xinyong.reports.models import Version
from xinyong.reports.queries import Progress, Verified
from xinyong.screens.values import Field, Line, Link, Step

_STEPS = ("申请", "生成", "下载")
LONGEST_WAIT = timedelta(minutes=2)
_private = cache_control(private=True, no_store=True)
_TAMPERED = "该报告存放的文件与出具时不一致，本站不能证明其真实，也已停止提供下载。请联系市信用中心。"


# No cookie and no right hangs on asking: what it costs is bounded in the database, and the same state is free.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def request_report(request: HttpRequest, number: int) -> HttpResponse:
    """Say what one gets; on POST, ask for it."""
    subject = disclosed.subject(number)
    if subject is None:
        raise Http404
    context = {
        "subject": subject,
        "crumbs": _crumbs(subject, "出具信用报告"),
        "steps": _steps(0),
        "identity": _identity(subject.name, subject.code),
    }
    if request.method != "POST":
        return _unlisted(render(request, "reports/request.html", context))
    outcome, token = queries.ask(number)
    if outcome == "unknown":
        raise Http404
    if token is None:
        busy = render(request, "reports/request.html", context | {"busy": True}, status=503)
        busy["Retry-After"] = "60"
        return _unlisted(busy)
    return redirect("reports:waiting", token=token)


def _crumbs(subject: DisclosedSubject | None, title: str) -> tuple[Link, ...]:
    """Return the way to a page of a subject, which may no longer be disclosed."""
    way = (
        () if subject is None else (Link(subject.name, reverse("disclosure:subject", args=[subject.number])),)
    )
    return (HOME, *way, Link(title))


def _steps(at: int) -> list[Step]:
    """Return the way to a report, of which the step `at` is under way."""
    states = ("done",) * at + ("current",) + ("ahead",) * len(_STEPS)
    return [Step(title, state) for title, state in zip(_STEPS, states, strict=False)]


def _identity(name: str, code: str | None) -> tuple[Line, ...]:
    return Line("主体名称", name), Line("统一社会信用代码", code or "未登记", code=True)


@require_safe
@_private
def waiting(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show how far a request is; htmx fetches the inner part alone."""
    progress = queries.progress(token)
    if progress is None:
        raise Http404
    part = "reports/_progress.html" if request.headers.get("HX-Request") == "true" else "reports/waiting.html"
    subject, report, stage = disclosed.subject(progress.subject), _report_of(progress), _stage(progress)
    context = {
        "progress": progress,
        "stage": stage,
        "unfinished": stage not in {"ready", "failed"},
        "steps": _steps(2 if stage == "ready" else 1),
        "token": token,
        "lines": _told(report) if report else (),
        "subject": subject,
        "crumbs": _crumbs(subject, "信用报告"),
    }
    return _unlisted(render(request, part, context))


def _stage(progress: Progress) -> str:
    """Return ready, failed, late, stopped (nobody is there to do the work) or waiting."""
    if progress.state != "waiting":
        return progress.state
    if not progress.worker:
        return "stopped"
    return "late" if now() - progress.requested_at > LONGEST_WAIT else "waiting"


def _report_of(progress: Progress) -> Verified | None:
    if progress.number is None or progress.code is None:
        return None
    return queries.verify(progress.number, progress.code)


@require_safe
@_private
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a report with this number and code was issued; a QR code leads here with both."""
    number, code = _number_and_code(request)
    asked = bool(number or code)
    fields = _fields(number, code, asked=False)
    context: dict[str, object] = {"asked": asked, "fields": fields, "crumbs": (HOME, Link("核验报告"))}
    status = 200
    if asked:
        try:
            context |= _answer(number, code)
        except RefusalError:
            context |= {"tampered": _TAMPERED}
            status = 500
    return _unlisted(render(request, "reports/verify.html", context, status=status))


def _answer(number: str, code: str) -> dict[str, object]:
    fields = _fields(number, code, asked=True)
    errors = [field for field in fields if field.error]
    if errors:
        return {"fields": fields, "errors": errors}
    found = queries.verify(number, code, with_content=True)
    return {"report": found, "code": code, "lines": _told(found) if found else ()}


def _told(report: Verified) -> tuple[Line, ...]:
    """Return what whoever holds a report compares it with."""
    identity = _identity(report.subject_name, report.subject_code)
    return (
        Line("报告编号", report.number, code=True),
        Line("版本", Version(report.version).label),
        *(identity if report.is_public else identity[:1]),
        Line("生成时间", f"{report.issued_at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"),
        Line("页数", f"{report.pages} 页"),
        Line("文件摘要（SM3）", report.digest.hex(), code=True),
    )


def _fields(number: str, code: str, *, asked: bool) -> list[Field]:
    """Return the two fields; what is no number of a report is not repeated, nor is a code ever."""
    known = queries.is_number(number)
    wrong = "请输入报告封面上的报告编号，如 XYBG2026-000001。" if asked and not known else ""
    unread = "请输入报告封面上的12位验证码，短横可以省略。" if asked and not queries.is_code(code) else ""
    return [
        Field(
            "number",
            "报告编号",
            value=number if known else "",
            hint="在报告封面上，如 XYBG2026-000001",
            error=wrong,
        ),
        Field("code", "验证码", hint="12位字母和数字，不分大小写", error=unread),
    ]


@require_safe
@_private
def download(request: HttpRequest) -> HttpResponse:
    """Hand out a public report exactly as it was issued."""
    found = queries.verify(*_number_and_code(request), with_content=True)
    if found is None or found.content is None:
        raise Http404
    response = HttpResponse(found.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return _unlisted(response)


def _number_and_code(request: HttpRequest) -> tuple[str, str]:
    """Return what was given, in the form it is compared in: any width, case, blanks and hyphens in the code."""
    number = unicodedata.normalize("NFKC", request.GET.get("number", "")[:40]).strip().upper()
    code = unicodedata.normalize("NFKC", request.GET.get("code", "")[:40]).upper()
    return number, "".join(sign for sign in code if sign not in "- ")


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
