"""Puts the material of a report in order: sections, counts, notes, advice, and texts that can be printed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xinyong.infra.clock import LOCAL, local_date
from xinyong.infra.typeset import Characters, qr_code
from xinyong.reports.document import Card, Count, Cover, Document, Line, Section
from xinyong.reports.material import Fact, Material
from xinyong.reports.models import Version
from xinyong.reports.sections import NUMERALS, order
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.site import legal_basis

ISSUER = "新郑市信用中心"

_NOTES = (
    "本报告由新郑市社会信用信息平台自动生成，客观反映各有关机关和组织向本平台报送的信息；本平台不主动编辑或者修改信息的内容。",
    "本报告不对信用主体进行评分或者等级评定。",
    "本报告仅反映本平台截至生成时间归集到的信息。“查询期内无相关信息”表示本平台没有归集到该类信息，不表示该类事实不存在。",
    "认为本报告所载信息有错误、遗漏，或者不应公示的，可以向市信用中心提出异议（第二十二条）。正在处理异议的信息以“异议中”粗体标注。",
    "行政处罚等不良信息符合条件的，可以向作出决定的机关或者市信用中心申请信用修复。",
    "本报告不载个人证件号码。报告真伪以验证页面显示的内容为准；复制、涂改的件无效。",
)
_VERSION_NOTES = {
    Version.PUBLIC: "本报告为公开版，只载依法向社会公开、且在公示期内的信息。",
    Version.RESTRICTED: "本报告为授权版，所载信息以查询人的权限为限，只供封面所列用途使用，不得向他人提供；本次查询已记入查询日志（第十九条）。",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What is decided at issue.

    Attributes:
        address: Of the verification page of this report.
        purpose: For whom and what for; empty in the public version.
    """

    number: str
    code: str
    version: Version
    at: datetime
    address: str
    purpose: str = ""


def compose(material: Material, head: Head) -> tuple[Document, Characters]:
    """Return the report, and which characters in it could not be shown."""
    signs = Characters()
    cover = _cover(material, head, signs)
    sections, counts = _sections(material, signs)
    advice = order().advice
    document = Document(
        cover=cover,
        notes=_notes(head),
        counts=counts,
        sections=sections,
        advice_numeral=NUMERALS[len(sections)],
        advice_title=advice.title,
        advice=_advice(material),
        missing=tuple(f"{each.point}：{each.place}" for each in signs.missing),
        qr=qr_code(head.address),
        watermark=f"{head.version.label}　{head.number}",
    )
    return document, signs


def _cover(material: Material, head: Head, signs: Characters) -> Cover:
    return Cover(
        number=head.number,
        code="-".join(head.code[i : i + 4] for i in range(0, len(head.code), 4)),
        name=_printable(material.name, "封面，主体名称", signs),
        subject_code=material.code or "（无）",
        kind=material.kind,
        labels=(material.status,),
        version=head.version.label,
        purpose=_printable(head.purpose, "封面，用途", signs) or "供社会公众查询",
        issued_at=f"{head.at.astimezone(LOCAL):%Y年%m月%d日 %H:%M:%S}",
        issuer=ISSUER,
        period=_period(material, head.at),
        address=head.address,
    )


def _period(material: Material, at: datetime) -> str:
    until = f"{local_date(at):%Y年%m月%d日}"
    dates = [fact.decided_on for fact in material.facts if fact.decided_on]
    return f"{min(dates):%Y年%m月%d日}至{until}" if dates else f"截至{until}"


def _notes(head: Head) -> tuple[str, ...]:
    basis = legal_basis(local_date(head.at))
    # The title of an unconfirmed text says that it is one.
    words = () if basis is None else (f"依据：《{basis.title}》。",)
    return (_VERSION_NOTES[head.version], *_NOTES, *words)


def _sections(material: Material, signs: Characters) -> tuple[tuple[Section, ...], tuple[Count, ...]]:
    sections, counts = [], []
    for numeral, place in zip(NUMERALS, order().places, strict=False):
        facts = [fact for fact in material.facts if order().place_of(fact.item) is place]
        where = f"{numeral}、{place.title}"
        cards = tuple(_card(fact, n, where, signs) for n, fact in enumerate(_newest_first(facts), start=1))
        sections.append(Section(numeral, place.title, cards))
        if place.count:
            counts.append(Count(place.count, len(cards)))
    return tuple(sections), tuple(counts)


def _newest_first(facts: list[Fact]) -> list[Fact]:
    return sorted(
        facts,
        key=lambda fact: (fact.decided_on is None, -fact.decided_on.toordinal() if fact.decided_on else 0),
    )


def _card(fact: Fact, ordinal: int, where: str, signs: Characters) -> Card:
    place = f"{where}第{ordinal}条"
    return Card(
        title=f"{ordinal}. {fact.title}",
        decided_on=f"{fact.decided_on:%Y-%m-%d}" if fact.decided_on else "",
        until=f"{fact.until:%Y-%m-%d}" if fact.until else "长期",
        source=_printable(fact.source, f"{place}，数据来源单位", signs),
        marks=fact.marks,
        disputed=fact.disputed,
        record_class=fact.record_class,
        lines=tuple(
            Line(title, _printable(value, f"{place}，{title}", signs))
            for title, value in fact.fields
            if value and title not in _SHOWN_ABOVE
        ),
    )


_SHOWN_ABOVE = frozenset({"公示截止期", "数据来源单位"})


def _printable(value: Any, place: str, signs: Characters) -> str:
    return signs.text(mask_numbers_in(str(value)), place)


def _advice(material: Material) -> tuple[str, ...]:
    told = order().advice
    present = {fact.item for fact in material.facts}
    return tuple(words for item, words in told.items.items() if item in present) or (told.clean,)
