"""Sample files to practise with: an item's own template, filled in with what is fictitious and visibly so.

Three kinds: every row is good; two good rows and one of each common fault; some good rows and some not. What a file
promises is told in it, on a sheet of its own, and is what the check finds. The same seed gives the same file; another
seed gives other organisations and other decisions, so that two people can practise at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from io import BytesIO

from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Condition, Field, Item, Severity, Test
from xinyong.collection.fictitious import agency_code, organisation_code, resident_id
from xinyong.collection.template import Guide, write_template

SEEDS = 1_000_000
_GOOD, _BEFORE_FAULTS = 6, 2
_PLAINEST = ("REQUIRED", "DATE_WITHOUT_DAY")
_LETTERS = (
    "BCDEFGHJKL"  # of the alphabet of GB 32100; MA begins the codes of the demonstration's own organisations
)
_YEAR = timedelta(days=365)
_ZEROS = "0" * 18
_USUAL = {
    "person_name": "演示甲子",
    "document_type": "身份证",
    "amount": "1.5",
    "integer": "1",
    "address": "虚构市演示街道练习路1号",
    "phone": "0371-00000000",
}
_Row = dict[str, str]


class Kind(StrEnum):
    """What a sample is for; the value is its name in an address."""

    FAULTY = "with-errors"
    GOOD = "good"
    MIXED = "mixed"

    @property
    def label(self) -> str:
        """Name in words."""
        return _TITLES[self]


_TITLES = {Kind.FAULTY: "常见错误", Kind.GOOD: "全部合格", Kind.MIXED: "部分不合格"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that a sample shows: the check will find it.

    Attributes:
        field: Code of the field; empty = the row as a whole.
        wrong: What the row says instead of what it should, by field.
    """

    code: str
    field: str
    wrong: Mapping[str, str]

    @property
    def rejects(self) -> bool:
        """Whether the row is kept out."""
        return CODES[self.code].severity is Severity.REJECT


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample before it is written.

    Attributes:
        rows: By field code; the first stands in line 2 of the sheet.
        faults: By line.
    """

    item: Item
    kind: Kind
    rows: tuple[_Row, ...]
    faults: Mapping[int, Fault]

    @property
    def filename(self) -> str:
        """Name to save it under."""
        return f"练习-{self.item.title}-{self.kind.label}.xlsx"

    @property
    def rejected(self) -> int:
        """How many rows the check keeps out."""
        return sum(fault.rejects for fault in self.faults.values())


def sample(item: Item, kind: Kind, agency: tuple[str, str], day: date, seed: int) -> Sample:
    """Return a sample of an item.

    Args:
        item: What is practised.
        kind: What the sample shows.
        agency: Code and name of the reporting agency.
        day: Day of practice: the decisions are of the days before it.
        seed: Below `SEEDS`; another one is another lot of organisations and decisions.
    """
    rows = [
        _row(item, agency, day, seed, at) for at in range(_BEFORE_FAULTS if kind is Kind.FAULTY else _GOOD)
    ]
    faults: dict[int, Fault] = {}
    for fault in _chosen(item, rows[0], day, kind):
        changed = rows[0] if fault.code == "DUPLICATE_ROW" else _row(item, agency, day, seed, len(rows))
        rows.append({**changed, **fault.wrong})
        faults[len(rows) + 1] = fault
    return Sample(item, kind, tuple(rows), faults)


def written(made: Sample, day: date) -> bytes:
    """Return a sample as a workbook."""
    content = BytesIO()
    write_template(made.item, load_catalogue().edition, content, day, rows=made.rows, guide=_guide(made))
    return content.getvalue()


def _chosen(item: Item, row: _Row, day: date, kind: Kind) -> list[Fault]:
    every = list(_faults(item, row, day))
    if kind is Kind.MIXED:
        return sorted((each for each in every if each.rejects), key=lambda each: each.code not in _PLAINEST)[
            :2
        ]
    return every if kind is Kind.FAULTY else []


def _guide(made: Sample) -> Guide:
    lines = [_line_of_guide(made.item, line, fault) for line, fault in made.faults.items()]
    note = "全部内容是虚构的，只供练习。"
    told = note + ("下表列出故意写错的地方，改好再上传就会合格。" if lines else "每一行都应当合格。")
    return Guide("练习说明", told, ("行号", "列名", "代码", "错在哪里、怎么改"), lines)


def _line_of_guide(item: Item, line: int, fault: Fault) -> tuple[str, str, str, str]:
    field = item.field(fault.field) if fault.field else None
    others = [each for each in item.fields if field and each.code in _others(item, fault)]
    message = CODES[fault.code].message(field, others)
    return str(line), field.title if field else "整行", fault.code, message


def _others(item: Item, fault: Fault) -> tuple[str, ...]:
    """Return the fields a fault is about besides its own."""
    field = item.field(fault.field)
    asked = tuple(each.field for each in field.required_when) if fault.code == "REQUIRED_WHEN" else ()
    crossed = next(
        (each.fields for each in item.checks if each.code == fault.code and field.code in each.fields), ()
    )
    typed = (field.type_field,) if fault.code == "DOCUMENT_NUMBER" and field.type_field else ()
    return tuple(code for code in (*asked, *crossed, *typed) if code != field.code)


def _row(item: Item, agency: tuple[str, str], day: date, seed: int, at: int) -> _Row:
    """Return a good row: what must be filled in, who it is about, and the number of the decision."""
    filler = _Filler(item, agency, day, seed, at)
    subject = {item.subject.name, dict(item.subject.codes).get("uscc"), item.subject.document_number}
    wanted = subject | {
        item.subject.document_type,
        item.decision.document,
        item.decision.organ,
        _first_date(item),
    }
    row: _Row = {}
    for field in item.input_fields:
        if field.required or field.code in wanted:
            row[field.code] = filler.text(field)
    for field in item.input_fields:
        if field.code not in row and any(_holds(each, row) for each in field.required_when):
            row[field.code] = filler.text(field)
    return row


def _first_date(item: Item) -> str | None:
    """Return the first day a row may name: clerks get days wrong most, so every sample has one."""
    return next((each.code for each in item.input_fields if each.type == "date"), None)


def _holds(condition: Condition, row: _Row) -> bool:
    said = row.get(condition.field, "")
    if condition.test is Test.IN:
        return said in condition.values
    if condition.test is Test.CONTAINS:
        return any(value in said for value in condition.values)
    return bool(said) == (condition.test is Test.FILLED)


@dataclass(frozen=True, slots=True)
class _Filler:
    """Knows what a good row says in a field."""

    item: Item
    agency: tuple[str, str]
    day: date
    seed: int
    at: int

    def text(self, field: Field) -> str:
        if field.code == self.item.subject.name:
            return self._subject(field)
        own: Mapping[str, Callable[[Field], str]] = {
            "uscc": self._code,
            "organisation_name": lambda _: self.agency[1],
            "document_number": lambda _: resident_id(self.seed + self.at),
            "decision_number": lambda _: f"虚演〔{self.day.year}〕{self.seed:06d}{self.at:02d}号",
            "date": lambda each: f"{self._date(each):%Y/%m/%d}",
        }
        return own.get(field.type, self._plain)(field)

    def _plain(self, field: Field) -> str:
        if field.code_list is not None and field.type in {"code", "codes"}:
            return field.example or field.code_list.values_on(self.day)[0]
        return field.example or _USUAL.get(field.type, f"演示{field.title}（虚构，只供练习）")

    def _subject(self, field: Field) -> str:
        if field.type == "person_name":
            return _USUAL["person_name"]
        return f"虚构市练习{self.seed:06d}之{self.at + 1}演示商贸有限公司"

    def _code(self, field: Field) -> str:
        if field.code not in dict(self.item.subject.codes).values():
            return agency_code(self.agency[0])
        letter, serial = _LETTERS[self.seed // 100_000], self.seed % 100_000
        return organisation_code("91", f"{letter}{self.at:02d}{serial:05d}")

    def _date(self, field: Field) -> date:
        decided = self.day - timedelta(days=2)
        later = {each.fields[-1] for each in self.item.checks if each.code.startswith("DATE_ORDER")}
        until = self.item.publication.until_field
        ahead = field.code == until or (field.code in later and not field.not_future)
        return decided + _YEAR if ahead else decided


def _faults(item: Item, row: _Row, day: date) -> Iterator[Fault]:
    """Yield one of each common fault that the item can have."""
    yield from _of_subject(item, row)
    yield from _of_dates(item, row, day)
    yield from _of_other_fields(item, row)
    yield Fault("DUPLICATE_ROW", "", {})


def _of_subject(item: Item, row: _Row) -> Iterator[Fault]:
    name, code = item.subject.name, dict(item.subject.codes).get("uscc")
    yield Fault("NAME_IS_NUMBER", name, {name: "20240801"})
    if code:
        last = "0" if row[code][-1] != "0" else "1"
        yield Fault("USCC_CHECK", code, {code: row[code][:-1] + last})
        yield Fault("USCC_SHAPE", code, {code: row[code][:-1]})
        yield Fault("CODE_PLACEHOLDER", code, {code: _ZEROS})
    number = item.subject.document_number
    if number:
        yield Fault("DOCUMENT_NUMBER", number, {number: resident_id(1)[:-1] + "*"})


def _of_dates(item: Item, row: _Row, day: date) -> Iterator[Fault]:
    dated = [item.field(code) for code in row if item.field(code).type == "date"]
    for field in dated[:1]:
        yield Fault("DATE_WITHOUT_DAY", field.code, {field.code: f"{day.year - 1}年8月"})
        yield Fault("DATE_FORMAT", field.code, {field.code: "去年夏天"})
        yield Fault("DATE_IMPOSSIBLE", field.code, {field.code: f"{day.year - 1}/2/30"})
    for field in [each for each in dated if each.not_future][
        -1:
    ]:  # the last, so that no order of days is upset
        yield Fault("DATE_FUTURE", field.code, {field.code: f"{day + timedelta(days=40):%Y/%m/%d}"})


def _of_other_fields(item: Item, row: _Row) -> Iterator[Fault]:
    asked = [each for each in item.input_fields if each.required and each.code in row]
    blank = next((each for each in asked if each.code not in _telling(item)), None)
    if blank:
        yield Fault("REQUIRED", blank.code, {blank.code: ""})
    said = [item.field(code) for code in row]
    listed = next((each for each in said if each.type == "code" and not each.code_list.detailed), None)  # type: ignore[union-attr]
    if listed:
        yield Fault("NOT_IN_LIST", listed.code, {listed.code: "自己编的类别"})
    money = next((each for each in said if each.type == "amount"), None)
    if money:
        yield Fault("AMOUNT_FORMAT", money.code, {money.code: "一万多"})
    text = next((each for each in said if each.scan), None)
    if text:
        yield Fault(
            "PERSONAL_NUMBER", text.code, {text.code: f"当事人的号码是{resident_id(7)}，不应写在这里。"}
        )


def _telling(item: Item) -> set[str | None]:
    """Return the fields without which a row is nobody's or no fact: a blank there says more than one thing."""
    codes = dict(item.subject.codes).values()
    return {
        item.subject.name,
        item.subject.kind,
        *codes,
        item.subject.document_number,
        item.subject.document_type,
    }
