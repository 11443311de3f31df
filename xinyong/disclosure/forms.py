"""What visitors may ask of lists: shapes of input, and words for what is not understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from xinyong.disclosure.listing import Filter
from xinyong.disclosure.queries import may_hold_number
from xinyong.screens.values import Field

_LARGEST_PAGE = 1_000
_page_number = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class ListForm:
    """The filter of a list as typed.

    Attributes:
        chosen: What to show; nothing when a field is wrong.
        fields: For the page, each with its fault.
        asked: What the address repeats: never a text that may hold a personal number.
    """

    chosen: Filter | None
    fields: tuple[Field, ...]
    asked: dict[str, str]


def page_of(asked: QueryDict) -> int:
    """Return the number of the page asked for; the first when it is no number of a page."""
    text = asked.get("page", "1")
    number = int(text) if _page_number.fullmatch(text) else 1
    return number if 0 < number <= _LARGEST_PAGE else 1


def list_form(asked: QueryDict, agencies: Sequence[tuple[str, str]] = ()) -> ListForm:
    """Read the filter of a list: part of a name, agency, first and last day of decision."""
    raw = {name: asked.get(name, "").strip() for name in ("q", "agency", "since", "until")}
    faults = {name: fault for name in raw if (fault := _fault(name, raw[name]))}
    days = {name: _day(raw[name]) for name in ("since", "until")}
    if days["since"] and days["until"] and days["since"] > days["until"]:
        faults["until"] = "截止日期早于起始日期。请调换或改正其中一个。"
    shown = raw | {name: "" for name in raw if days.get(name) is None and may_hold_number(raw[name])}
    fields = (
        Field("q", "名称", shown["q"], hint="名称中的几个字", error=faults.get("q", "")),
        Field("agency", "报送单位", shown["agency"], "select", options=(("", "全部"), *agencies)),
        Field("since", "决定日期自", shown["since"], "date", error=faults.get("since", "")),
        Field("until", "决定日期至", shown["until"], "date", error=faults.get("until", "")),
    )
    chosen = None if faults else Filter(raw["q"], raw["agency"], days["since"], days["until"])
    return ListForm(chosen, fields, shown)


def _fault(name: str, text: str) -> str:
    if not text:
        return ""
    if name in {"since", "until"} and _day(text) is None:
        return "没有这一天。请按“2026-01-31”的格式填写。"
    if name == "q" and may_hold_number(text):
        return "请输入名称中的几个字，不要输入证件号码、电话号码。"
    if name == "q" and not 2 <= len(text) <= 100:  # noqa: PLR2004 - as the lists of the database
        return "请至少输入名称中的两个字，至多一百个字。"
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
