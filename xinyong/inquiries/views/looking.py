"""信用档案: a look at what is not public. Nothing of it is in an address, and no answer is kept: a new look is a new entry."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xinyong.accounts.queries import names_on
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.accounts.staff import StaffRequest, has_grant, staff
from xinyong.infra.clock import now, today
from xinyong.inquiries import looks
from xinyong.inquiries.forms import LookForm, look_fields, number_of, read_look
from xinyong.inquiries.models import Way
from xinyong.inquiries.purposes import purpose_on
from xinyong.records.models import Subject
from xinyong.records.queries import codes_of, organisations_named
from xinyong.records.states import Family, SubjectStatus
from xinyong.screens.values import Line, Link

_MOST_CHOICES = 20
_TONES = {"A": "good", "B": "calm", "C": "warn"}
_CLASSES = {"A": "A 类 社会公开", "B": "B 类 部门共享", "C": "C 类 有限共享"}


@sensitive_post_parameters("asked", "reason")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE)
def look(request: StaffRequest) -> HttpResponse:
    """Ask whom to look at and what for; find an organisation by name first; show the answer."""
    if request.method != "POST":
        return _form_page(request, None)
    if "choose" in request.POST:
        return _form_page(request, None, chosen=_organisation(request.POST["choose"]))
    form = read_look(request.POST, today())
    chosen = _organisation(str(form.organisation)) if form.organisation is not None else None
    if form.faults:
        return _form_page(request, form, chosen=chosen)
    return _choices(request, form) if form.is_name else _answer(request, form)


def _figures_only(request: StaffRequest) -> bool:
    return has_grant(request.actor, Right.SEE, Grant.FIGURES)


def _organisation(number: str) -> Subject:
    """Return an organisation that was chosen from a list of names; persons are in no list."""
    known = number_of(number)
    found = Subject.objects.filter(pk=known, family=Family.ORGANISATION).first() if known else None
    if found is None:
        raise Http404
    return found


def _form_page(request: StaffRequest, form: LookForm | None, chosen: Subject | None = None) -> HttpResponse:
    task = has_grant(request.actor, Right.SEE, Grant.IN_TASK)
    context = {
        "fields": look_fields(form, today(), task=task, by_name=chosen is not None),
        "chosen": chosen,
        "chosen_code": codes_of([chosen.pk]).get(chosen.pk, "") if chosen else "",
        "figures_only": _figures_only(request),
    }
    return render(request, "inquiries/look.html", context, status=422 if form and form.faults else 200)


def _choices(request: StaffRequest, form: LookForm) -> HttpResponse:
    """List organisations of that name: names are on public registers, so this is no look yet."""
    found = organisations_named(form.asked, _MOST_CHOICES + 1)
    codes = codes_of([each.pk for each in found])
    choices = [
        (each, codes.get(each.pk, "没有代码"), SubjectStatus(each.status).label)
        for each in found[:_MOST_CHOICES]
    ]
    context = {"choices": choices, "more": len(found) > _MOST_CHOICES, "asked": form.asked}
    return render(request, "inquiries/choices.html", context)


def _answer(request: StaffRequest, form: LookForm) -> HttpResponse:
    asked = looks.Look(
        code=form.asked,
        organisation=form.organisation,
        purpose=form.purpose,
        reason=form.reason,
        way=Way.WORKSPACE,
        task=form.task or None if has_grant(request.actor, Right.SEE, Grant.IN_TASK) else None,
    )
    found = looks.look_up(look=asked, by=request.actor, at=now())
    context = {
        "found": found,
        "facts": _facts(found.subject) if found.subject else (),
        "groups": _groups(found, today()),
        "purpose": purpose_on(form.purpose, today()).title,
        "at": now(),
        "may_read_log": bool(grants(request.actor, Right.LOG)) and not _figures_only(request),
        "crumbs": (Link("信用档案", reverse("inquiries:look")), Link("查询结果")),
    }
    return render(request, "inquiries/answer.html", context, status=403 if found.refused else 200)


def _facts(subject: dict[str, Any]) -> tuple[Line, ...]:
    kind = "、".join(part for part in (subject["kind"], subject["sub_kind"]) if part)
    code = (Line("统一社会信用代码", subject["code"], code=True),) if subject["code"] else ()
    return (
        *code,
        Line("主体类别", kind),
        Line("存续状态", subject["status"]),
        Line("主体编号", subject["number"], code=True),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one item, in words."""

    title: str
    records: tuple["RecordShown", ...]


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record as the page shows it."""

    number: str
    badges: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    source: tuple[str, ...]


def _groups(found: looks.Found, day: date) -> tuple[Group, ...]:
    """Group records by item, in the order in which items first appear; one statement for names."""
    rows = list(found.records)
    head = {text for text in ((found.subject or {}).get(key) for key in ("name", "code")) if text}
    names = names_on({each["agency"] for each in rows}, day)
    order = list(dict.fromkeys(each["item"] for each in rows))
    rows.sort(key=lambda each: order.index(each["item"]))
    return tuple(
        Group(title, tuple(_shown(each, names, head) for each in group))
        for title, group in groupby(rows, key=lambda each: str(each["title"]))
    )


def _shown(each: dict[str, Any], names: dict[str, str], head: set[str]) -> RecordShown:
    """Return a record in words; what the head of the page says already is not said again."""
    badges = [
        (_CLASSES[each["class"]], _TONES[each["class"]]),
        (each["validity"], "calm"),
        (each["disclosure"], "calm"),
    ]
    if each["disputed"]:
        badges.append(("异议处理中", "warn"))
    source = (
        f"报送单位：{names[each['agency']]}",
        f"回执 {each['receipt']} 第 {each['line']} 行",
        f"共 {each['version']} 个版本" if each["version"] > 1 else "没有变更过",
        f"记录编号 {each['number']}",
    )
    lines = tuple(Line(title, text) for title, text in each["fields"].items() if text and text not in head)
    return RecordShown(each["number"], tuple(badges), lines, source)
