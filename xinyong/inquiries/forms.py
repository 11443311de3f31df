"""What is typed for a look: whom, what for, why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from xinyong.inquiries.models import Outcome
from xinyong.inquiries.purposes import purposes
from xinyong.inquiries.queries import EntryFilter
from xinyong.records.queries import is_personal_number
from xinyong.rules.identifiers import canonical_code, check_uscc, mask_numbers_in
from xinyong.screens.asking import before, chosen, day_of, typed
from xinyong.screens.values import Field

_SHORTEST_REASON, _LONGEST_REASON = 5, 200
_SHORTEST_CODE = 5
_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z()（）.]{5,40}")
_DIGITS = re.compile(r"[0-9]{6}")
_LARGEST_NUMBER = 2**63 - 1
_ALL = ("", "全部")


@dataclass(frozen=True, slots=True)
class LookForm:
    """A look as typed.

    Attributes:
        asked: A code, the number of a document, or a name; empty when an organisation was chosen.
        organisation: Number of the organisation that was chosen by name.
        faults: By field.
    """

    asked: str
    organisation: int | None
    purpose: str
    reason: str
    task: str
    faults: dict[str, str]

    @property
    def is_name(self) -> bool:
        """Whether it is to be found by name first."""
        return self.organisation is None and not _CODE.fullmatch(canonical_code(self.asked))


def read_look(given: Mapping[str, str], day: date) -> LookForm:
    """Read what was typed; a name needs no purpose yet, since nothing is looked at but names."""
    form = LookForm(
        typed(given, "asked"),
        number_of(given.get("organisation", "")),
        chosen(given, "purpose", dict(purpose_options(day))),
        typed(given, "reason", 1000),
        typed(given, "task", 40),
        {},
    )
    form.faults.update(_faults(form))
    return form


def _faults(form: LookForm) -> dict[str, str]:
    faults = {}
    if form.organisation is None and not form.asked:
        faults["asked"] = "请填写统一社会信用代码、证件号码，或者社会法人的名称。"
    elif form.is_name and _DIGITS.search(canonical_code(form.asked)):
        faults["asked"] = "代码或者号码只能单独填写，不要和姓名、名称写在一起。"
    if form.is_name:
        return faults
    if not form.purpose:
        faults["purpose"] = "请选择查询事由。"
    if not _SHORTEST_REASON <= len(form.reason) <= _LONGEST_REASON:
        faults["reason"] = f"请用一句话写明用途，{_SHORTEST_REASON}至{_LONGEST_REASON}个字。"
    return faults


def look_fields(form: LookForm | None, day: date, *, task: bool, by_name: bool) -> tuple[Field, ...]:
    """Return the fields of a look; the number of a document is never repeated.

    Args:
        form: As typed; None at first.
        day: Purposes are those of the day.
        task: Ask for the receipt one works on.
        by_name: The organisation has been chosen already.
    """
    faults = form.faults if form else {}
    whom = Field(
        "asked",
        "统一社会信用代码、证件号码或者名称",
        _repeated(form.asked) if form else "",
        hint="社会法人可以填代码，或者名称中的几个字；自然人只能填证件号码，不能按姓名查。",
        error=faults.get("asked", ""),
        autocomplete="off",
    )
    why = (
        Field(
            "purpose",
            "查询事由",
            form.purpose if form else "",
            "select",
            error=faults.get("purpose", ""),
            options=(("", "请选择"), *purpose_options(day)),
        ),
        Field(
            "reason",
            "具体用途",
            mask_numbers_in(form.reason) if form else "",
            "textarea",
            hint="例如：办理某某许可，核查申请人的处罚记录。随查询记录保存五年，本人可以知道。",
            error=faults.get("reason", ""),
        ),
    )
    receipt = Field(
        "task",
        "任务编号",
        mask_numbers_in(form.task) if form else "",
        hint="正在办理的回执编号。不填的，只能看到社会公开的记录。",
        autocomplete="off",
    )
    return ((() if by_name else (whom,)) + why) + ((receipt,) if task else ())


def _repeated(text: str) -> str:
    return text if not _DIGITS.search(canonical_code(text)) or check_uscc(canonical_code(text)).valid else ""


def purpose_options(day: date) -> tuple[tuple[str, str], ...]:
    """Return code and title of the purposes that may be stated on a day."""
    return tuple((each.code, each.title) for each in purposes().values() if each.is_in_force(day))


def _subject_number(text: str) -> str:
    """Return the number of a subject; empty for what looks like the number of a document."""
    return "" if is_personal_number(text) else str(number_of(text) or "")


def number_of(text: str) -> int | None:
    """Return the number of a subject; None when it is none."""
    fits = text.isascii() and text.isdecimal() and 0 < int(text[:20]) <= _LARGEST_NUMBER
    return int(text) if fits else None


_USUAL = timedelta(days=90)


def entry_filter(
    asked: Mapping[str, str], day: date, organisations: tuple[tuple[str, str], ...]
) -> tuple[EntryFilter, tuple[Field, ...]]:
    """Return which entries are asked for, of the last three months unless days are named, and the fields.

    Args:
        asked: What the address asks.
        day: Today.
        organisations: Code and name to choose from; empty where one sees a single organisation.
    """
    until = day_of(asked, "until") or day
    titles = {each.code: each.title for each in purposes().values()}
    wanted = EntryFilter(
        since=day_of(asked, "since") or before(until, _USUAL),
        until=until,
        outcome=chosen(asked, "outcome", Outcome.values),
        purpose=chosen(asked, "purpose", titles),
        organisation=chosen(asked, "organisation", dict(organisations)),
        user=typed(asked, "user", 50) if organisations else "",
        subject=_subject_number(asked.get("subject", "")),
    )
    outcomes = ((str(each), str(each.label)) for each in Outcome)
    fields = [
        Field("since", "查询日期自", str(wanted.since), "date"),
        Field("until", "查询日期至", str(wanted.until), "date"),
        Field("outcome", "结果", wanted.outcome, "select", options=(_ALL, *outcomes)),
        Field("purpose", "查询事由", wanted.purpose, "select", options=(_ALL, *titles.items())),
        Field("subject", "主体编号", wanted.subject),
    ]
    if organisations:
        whom = Field("user", "查询人", mask_numbers_in(wanted.user), hint="登录名或姓名")
        where = Field("organisation", "机构", wanted.organisation, "select", options=(_ALL, *organisations))
        fields[2:2] = [where, whom]
    return wanted, tuple(fields)
