"""The paper itself: sections in order, counts, marks, footers, no personal number, nothing of the data as markup."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from xinyong.catalogue.loader import load_catalogue
from xinyong.infra import typeset
from xinyong.infra.typeset import Characters, FontsMissingError
from xinyong.reports.composing import Head, compose
from xinyong.reports.material import Fact, Material
from xinyong.reports.models import Version
from xinyong.reports.sections import order
from xinyong.reports.setting import paper

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{15}|\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
TITLES = [
    "一、登记注册基础信息", "二、行政管理信息", "三、诚实守信相关荣誉信息", "四、严重失信主体名单信息",
    "五、经营（活动）异常名录（状态）信息", "六、信用承诺信息", "七、信用评价信息", "八、司法判决及执行信息",
    "九、其他信息", "十、信用状况提升建议",
]  # fmt: skip


def fact(item="penalty", on=date(2025, 1, 1), **change):
    given = {
        "item": item, "title": load_catalogue().item(item).title, "decided_on": on, "until": date(2028, 1, 1),
        "source": "虚构市市场监督管理局", "marks": (), "disputed": False, "record_class": "",
        "fields": (("违法事实", "销售超过保质期的食品"),),
    }  # fmt: skip
    return Fact(**(given | change))


def material(*facts, name="虚构市试例食品有限公司", **change):
    given = {"code": "91410184MA00000012", "kind": "法人", "status": "存续"} | change
    return Material(77, name, facts=facts, **given)


def head(version=Version.PUBLIC, purpose=""):
    return Head("XYBG2026-000001", "AB3D5FGH7JKM", version, AT, "http://localhost/verify/?number=X", purpose)


def printed(*facts, **subject):
    document, signs = compose(material(*facts, **subject), head())
    return document, signs, paper(document, at=AT)


def pages(made):
    document = pypdfium2.PdfDocument(made.pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def squeezed(texts):
    return re.sub(r"\s", "", "".join(texts))


def test_every_section_stands_in_order_and_an_empty_one_says_so():
    _, _, made = printed(fact(), fact("honour"))
    text = squeezed(pages(made))
    places = [text.index(title) for title in TITLES]
    assert places == sorted(places)
    assert text.count("查询期内无相关信息") == 7 + 1  # one in the notes, explaining the words


def test_the_counts_agree_with_the_records():
    document, _, made = printed(fact(), fact("licence"), fact("honour"), fact("tax_arrears"))
    counted = {c.title: c.value for c in document.counts}
    assert counted == {
        "行政管理": 2, "诚实守信": 1, "严重失信": 0, "经营异常": 0, "信用承诺": 0, "信用评价": 0, "司法判决": 0, "其他": 1,
    }  # fmt: skip
    assert "行政管理2诚实守信1" in squeezed(pages(made))


def test_the_newest_decision_comes_first():
    document, _, _ = printed(fact(on=date(2023, 1, 1)), fact(on=None), fact("licence", on=date(2025, 2, 2)))
    assert [c.decided_on for c in document.sections[1].cards] == ["2025-02-02", "2023-01-01", ""]


def test_a_card_says_dates_source_and_marks():
    _, _, made = printed(fact(marks=("变更", "已修复"), disputed=True))
    text = squeezed(pages(made))
    for words in (
        "处罚决定日期2025-01-01公示截止期2028-01-01",
        "数据来源单位虚构市市场监督管理局",
        "变更已修复异议中",
    ):
        assert words in text


def test_the_cover_says_who_what_when_and_where_to_verify():
    _, _, made = printed(fact(), status="已注销（2026-01-02）")
    cover = squeezed(pages(made)[:1])
    for words in (
        "信用新郑", "公开版", "法人和非法人组织公共信用信息报告", "虚构市试例食品有限公司", "91410184MA00000012",
        "存续状态已注销（2026-01-02）", "报告编号XYBG2026-000001", "生成时间2026年11月23日10:00:00",
        "信息期间2025年1月1日至2026年11月23日", "用途供社会公众查询", "验证码AB3D-5FGH-7JKM",
        "出具单位（签章）新郑市信用中心2026年11月23日", "第1页共3页",
    ):  # fmt: skip
        assert words in cover


def test_the_notes_name_operator_address_and_articles():
    _, _, made = printed(fact())
    notes = squeezed(pages(made)[1:2])
    for words in (
        "第十七条",
        "第四条",
        "新郑市信用中心（新郑市人民路186号）提出书面异议",
        "第二十二条",
        "依据：《",
    ):
        assert words in notes


def test_a_person_is_named_without_any_number_of_a_document():
    document, _, made = printed(fact("penalty_person"), name="李演示", kind="自然人", code="")
    text = squeezed(pages(made))
    assert "自然人公共信用信息报告" in text
    assert document.cover.subject_code == ""
    assert "统一社会信用代码" not in text


def test_the_registration_is_one_sheet_without_dates_of_a_decision():
    fields = (
        ("名称", "虚构市试例食品有限公司"),
        ("登记状态", "存续"),
        ("住所", "虚构省虚构市虚构路1号演示大厦1208室"),
    )
    document, _, made = printed(fact("registration", fields=fields))
    text = squeezed(pages(made))
    assert "一、登记注册基础信息名称虚构市试例食品有限公司登记状态存续住所" in text
    assert (document.sections[0].cards[0].decided_on, document.sections[0].cards[0].until) == ("", "")
    assert "公示截止期" not in text


@pytest.mark.parametrize(
    "until", [None, date(2099, 12, 31)], ids=["no last day", "the day that stands for 长期"]
)
def test_a_disclosure_without_end_is_called_so(until):
    document, _, _ = printed(fact(until=until))
    assert document.sections[1].cards[0].until == "长期"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        pytest.param("judgment_debtor", "立案时间2025-01-01", id="a case is opened"),
        pytest.param("tax_arrears", "统计截止日期2025-01-01", id="arrears are counted up to a day"),
    ],
)
def test_the_day_of_a_record_has_the_name_its_item_gives_it(item, words):
    _, _, made = printed(fact(item))
    assert words in squeezed(pages(made))


def test_a_changed_registration_says_so():
    _, _, made = printed(fact("registration", fields=(("名称", "某"),), marks=("变更",)))
    assert "登记基本信息变更名称某" in squeezed(pages(made))


def test_a_record_does_not_repeat_the_cover_but_says_what_differs():
    fields = (
        ("行政相对人名称", "虚构市旧名食品有限公司"), ("行政相对人代码_1(统一社会信用代码)", "91410184MA00000012"),
        ("处罚决定日期", "2025-01-01"), ("处罚有效期", "2025-01-01"),
    )  # fmt: skip
    document, _, _ = printed(fact(fields=fields))
    shown = [(line.title, line.value) for line in document.sections[1].cards[0].lines]
    assert shown == [("行政相对人名称", "虚构市旧名食品有限公司"), ("处罚有效期", "2025-01-01")]


def test_judgment_debtors_stand_among_those_gravely_in_default():
    document, _, _ = printed(fact("judgment_debtor"))
    assert [c.title for c in document.counts if c.value] == ["严重失信"]


LONG = {
    "a text of several pages": ("违法事实", "销售超过保质期的食品" * 700),
    "a text of many lines": ("违法事实", "\n".join(f"第{n}目" for n in range(300))),
    "many fields with long titles": tuple(
        (f"没收违法所得、没收非法财物的金额第{n}项", "1") for n in range(60)
    ),
}


@pytest.mark.parametrize("fields", LONG.values(), ids=LONG)
def test_a_long_record_goes_on_under_its_title_and_loses_nothing(fields):
    given = fields if isinstance(fields[0], tuple) else (fields,)
    _, _, made = printed(fact(fields=given))
    texts = [squeezed([page]) for page in pages(made)]
    assert sum("1.行政处罚公示信息" in page for page in texts) > 1
    words = "".join(texts)
    for title, value in given:
        assert title in words
        # the last words of a text stand on the page too, whatever breaks in between
        assert squeezed([value])[-4:] in words
    assert words.count("销") in (0, 700)


def test_the_end_never_stands_alone_on_a_page():
    for many in range(12):
        _, _, made = printed(*[fact("honour", fields=(("荣誉名称", "某"),)) for _ in range(many)])
        last = squeezed(pages(made)[-1:])
        assert "十、信用状况提升建议" in last
        assert "报告正文结束" in last


def test_every_footer_says_which_page_of_how_many():
    _, _, made = printed(*[fact(on=date(2020 + n % 6, 1 + n % 12, 1)) for n in range(190)])
    texts = pages(made)
    assert len(texts) == made.pages > 15
    for n, text in enumerate(texts, start=1):
        assert f"第{n}页共{len(texts)}页" in squeezed([text])


HOSTILE = {
    "markup of Typst": '#eval("1+1") $x^2$ @ref <label> *b* _i_ `raw` = h',
    "comments and escapes": "\\u{41} // end /* x */ \\#",
    "quotes of JSON": '"}],{"a":"\\"',
    "markup of pages": "<script>alert(1)</script>&amp;{{ 7 }}{% x %}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_data_never_become_markup(text):
    _, _, made = printed(fact(fields=(("违法事实", text),)), name=text)
    assert squeezed(pages(made)).count(squeezed([text])) == 2


@pytest.mark.parametrize(
    ("sign", "point"),
    [
        ("\x00", "U+0000"),
        ("\u202e", "U+202E"),
        ("\U00020000", "U+20000"),
        ("\u0627", "U+0627"),
        ("\ue000", "U+E000"),
    ],
    ids=["a control", "a change of direction", "a rare character", "an Arabic letter", "a private character"],
)
def test_what_cannot_be_shown_is_named_with_its_place(sign, point):
    document, signs, made = printed(fact(fields=(("违法事实", f"前{sign}后"),)))
    assert [m.point for m in signs.missing] == [point]
    assert document.missing == (f"{point}：二、行政管理信息第1条，违法事实",)
    assert f"前〔{point}〕后" in squeezed(pages(made))


def test_a_character_missing_in_every_record_is_told_once():
    records = [fact(fields=(("违法事实", "𠀀"),)) for _ in range(9)]
    document, signs, _ = printed(*records, name="虚构市𠀀演示有限公司")
    assert len(signs.missing) == 10
    (note,) = document.missing
    assert note.startswith("U+20000：封面，主体名称；二、行政管理信息第1条，违法事实；")
    assert note.endswith("；等10处")


def test_a_rare_character_the_fonts_have_is_shown():
    signs = Characters()
    assert signs.text("龘䶮㛃", "主体名称") == "龘䶮㛃"
    assert signs.missing == []


def test_no_personal_number_is_printed():
    words = "联系电话13812345678，证件410184198001010012，旧证410184800101001"
    _, _, made = printed(fact(fields=(("违法事实", words),), source=words), name=f"虚构市{words}有限公司")
    joined = "\n".join(pages(made))
    assert _PERSONAL.search(joined.replace("\r\n", "")) is None
    assert "410184198001010012" not in squeezed([joined])


CODES = {
    "a code of digits alone": ("114101841000000405", True),
    "a registration number": ("410184000012342", True),
    "a resident's number": ("410184198001010012", False),
    "a resident's number with a wrong digit": ("410184198001010013", False),
    "a resident's number of fifteen digits": ("410184800101001", False),
}


@pytest.mark.parametrize(("code", "shown"), CODES.values(), ids=CODES)
def test_codes_of_organisations_are_printed_whole_and_numbers_of_persons_never(code, shown):
    document, _, _ = printed(fact(fields=(("处罚机关统一社会信用代码", code),)))
    (line,) = document.sections[1].cards[0].lines
    assert (line.value == code) is shown
    assert ("*" in line.value) is not shown


def test_a_restricted_version_says_for_whom():
    document, _ = compose(
        material(fact(record_class="B")), head(Version.RESTRICTED, "张三　行政审批：许可审查")
    )
    text = squeezed(pages(paper(document, at=AT)))
    for words in ("授权版", "张三行政审批：许可审查", "（B类）", "已记入查询日志"):
        assert words in text


def test_every_item_of_the_catalogue_has_a_section_by_name():
    """Name a new item in reports/data/sections.yaml; until then it stands under 其他信息."""
    named = {item for place in order().places for item in place.items}
    assert set(load_catalogue().items) - named == set()
    assert order().place_of("never_heard_of").title == "其他信息"


def test_the_same_value_gives_the_same_bytes():
    document, _ = compose(material(fact()), head())
    assert paper(document, at=AT) == paper(document, at=AT)


def test_threads_set_papers_at_once():
    document, _ = compose(material(*[fact() for _ in range(5)]), head())
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: paper(document, at=AT), range(12)))
    assert len(set(made)) == 1


def test_absent_fonts_are_refused_with_the_name_of_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(typeset, "FONTS", tmp_path)
    with pytest.raises(FontsMissingError, match="fonts-noto-cjk"):
        printed(fact())
