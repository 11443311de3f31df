"""第十五条: anybody finds an organisation by any part of its name and by its code, and nobody finds a person."""

import json
import logging

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinyong.disclosure import queries
from xinyong.disclosure.queries import Hint
from xinyong.rules.identifiers import resident_id_check_character
from xinyong.rules.names import search_name

NAMES = [
    "新郑市辛店供销社西街综合部",
    "河南·中原（集团）有限公司",
    "买买提•依明烤肉店",
    "ＡＢＣ１２３科技有限公司",
    "百分之%_百\\商行",
    "𠮷野家餐饮店",
    "\"引号\"与'撇号'工作室",
    "红枣",
    "红枣之乡合作社",
    "新郑红枣",
]
_PERSON = "41018419800101001"
PERSON = _PERSON + resident_id_check_character(_PERSON)


@pytest.fixture(scope="module")
def names(register):
    return {name: register.disclosed(name, register.code(500 + i)) for i, name in enumerate(NAMES)}


def _names(text, **options):
    return [subject.name for subject in queries.search(text, **options).subjects]


@pytest.mark.parametrize("name", NAMES)
def test_any_two_characters_find_a_name(names, name):
    for part in {name[i : i + 2] for i in range(len(name) - 1)}:
        if len(search_name(part)) >= 2:
            assert name in _names(part), part


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("中原(集团)", "河南·中原（集团）有限公司", id="half-width brackets"),
        pytest.param("中原【集团】有限", "河南·中原（集团）有限公司", id="other brackets"),
        pytest.param("河南•中原", "河南·中原（集团）有限公司", id="another middle dot"),
        pytest.param("买买提·依明", "买买提•依明烤肉店", id="the usual middle dot"),
        pytest.param(" 辛店 供销社\t西街　综合部 ", "新郑市辛店供销社西街综合部", id="blanks anywhere"),
        pytest.param("辛店\u200b供销", "新郑市辛店供销社西街综合部", id="an invisible character"),
        pytest.param("辛店\x00供销", "新郑市辛店供销社西街综合部", id="a null character"),
        pytest.param("辛店\udc80供销", "新郑市辛店供销社西街综合部", id="a broken byte of a command line"),
        pytest.param("abc123", "ＡＢＣ１２３科技有限公司", id="half width and lower case"),
        pytest.param("１２３科技", "ＡＢＣ１２３科技有限公司", id="full width"),
        pytest.param("𠮷野", "𠮷野家餐饮店", id="a four-byte character"),
        pytest.param("%_", "百分之%_百\\商行", id="wildcards are themselves"),
        pytest.param("_百\\商", "百分之%_百\\商行", id="a backslash is itself"),
        pytest.param("'撇号'", "\"引号\"与'撇号'工作室", id="quotes are themselves"),
    ],
)
def test_the_way_of_writing_does_not_matter(names, text, name):
    assert _names(text) == [name]


@pytest.mark.parametrize(
    "text", ["%%", "__", "新%郑", "新_市", "辛店%", "_郑市", ".*", "新郑|红枣", "红枣 OR 1=1", "');--"]
)
def test_wildcards_find_nothing_else(names, text):
    assert _names(text) == []


def test_the_best_match_comes_first(names):
    assert _names("红枣") == ["红枣", "红枣之乡合作社", "新郑红枣"]
    assert _names("红枣", limit=1) == ["红枣"]
    assert queries.search("红枣", limit=1).total == 3


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(str, id="as it is"),
        pytest.param(str.lower, id="lower case"),
        pytest.param(lambda code: f" {code[:8]} {code[8:]} ", id="with blanks"),
        pytest.param(lambda code: code.translate({i: i + 0xFEE0 for i in range(33, 127)}), id="full width"),
    ],
)
def test_the_whole_code_finds_its_organisation(names, register, change):
    result = queries.search(change(register.code(500)))
    assert [(s.name, s.code, s.kind, s.records) for s in result.subjects] == [
        (NAMES[0], register.code(500), "法人", 1)
    ]
    assert (result.total, result.capped, result.hint) == (1, False, None)


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(slice(0, 17), id="seventeen characters"),
        pytest.param(slice(0, 8), id="the region alone"),
        pytest.param(slice(8, 18), id="the organisation's part"),
    ],
)
def test_a_part_of_a_code_finds_nothing(names, register, cut):
    assert queries.search(register.code(500)[cut]).subjects == ()


def test_a_code_no_longer_in_force_finds_nothing(names, register):
    number, code = register.disclosed("旧代码公司", register.code(700)), register.code(700)
    register.connection.execute(
        "UPDATE records_subjectidentifier SET valid_to = '2025-01-01' WHERE subject_id = %s", [number]
    )
    assert queries.search(code).subjects == ()
    assert queries.search("旧代码").subjects[0].code is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("", Hint.SHORT, id="nothing"),
        pytest.param("　 \t", Hint.SHORT, id="blanks"),
        pytest.param("郑", Hint.SHORT, id="one character"),
        pytest.param("𠮷", Hint.SHORT, id="one character of four bytes"),
        pytest.param("%", Hint.SHORT, id="a lone wildcard"),
        pytest.param("公司" * 5000, Hint.LONG, id="ten thousand characters"),
        pytest.param("公" * 101, Hint.LONG, id="one more than allowed"),
        pytest.param("公" * 100, None, id="the most allowed"),
        pytest.param("郑州", None, id="two characters"),
        pytest.param(PERSON, Hint.NUMBER, id="an identity number"),
        pytest.param(PERSON[:6] + PERSON[8:17], Hint.NUMBER, id="an identity number of 15 digits"),
        pytest.param(
            "４１０１８４１９８００１０１００１Ｘ", Hint.NUMBER, id="an identity number in full width"
        ),
        pytest.param("410184 1980-0101 0014", Hint.NUMBER, id="an identity number in groups"),
        pytest.param(f"张三{PERSON}", Hint.NUMBER, id="a name and an identity number"),
        pytest.param("E12345678", Hint.NUMBER, id="a passport"),
        pytest.param("H1234567890", Hint.NUMBER, id="a permit of Hong Kong"),
        pytest.param("13800138000", Hint.NUMBER, id="a telephone"),
        pytest.param("6222 0200 0000 0000 000", Hint.NUMBER, id="a bank card"),
        pytest.param("91410184MA9999999Y", Hint.NUMBER, id="a code that nobody has"),
    ],
)
def test_hint(names, text, hint):
    result = queries.search(text)
    assert (result.hint, result.subjects, result.total) == (hint, (), 0)
    assert result.may_repeat_text == (hint in (None, Hint.SHORT))


def test_a_personal_number_is_neither_logged_nor_kept(names, register, caplog):
    caplog.set_level(logging.DEBUG)
    for text in (PERSON, f"张三{PERSON}", "13800138000"):
        queries.search(text)
        assert PERSON not in caplog.text
        assert "13800138000" not in caplog.text


@pytest.mark.parametrize("text", ["红枣", "公司", "不存在", PERSON, "郑", "91410184MA40698962"])
def test_at_most_one_statement_and_only_as_the_public(names, text):
    with (
        CaptureQueriesContext(connections["public"]) as asked,
        CaptureQueriesContext(connections["default"]) as others,
    ):
        result = queries.search(text)
    assert len(others) == 0
    assert len(asked) <= 1
    assert len(asked) == 1 or result.hint is not None


def test_a_search_costs_the_same_however_much_it_finds(register):
    for i in range(60):
        register.record(register.disclosed(f"同名连锁店{i}"))
    for text, found in (("同名连锁", 20), ("同名连锁店59", 1), ("不存在的店", 0)):
        with CaptureQueriesContext(connections["public"]) as asked:
            assert len(queries.search(text).subjects) == found
        assert len(asked) == 1


def test_naughty_strings(names, shared_data):
    for text in json.loads((shared_data / "strings" / "blns.json").read_text(encoding="utf-8")):
        result = queries.search(text)
        assert result.total == len(result.subjects)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_text_has_an_answer(names, text):
    result = queries.search(text)
    folded = search_name(text.encode("utf-8", "ignore").decode())
    assert all(folded in search_name(subject.name) for subject in result.subjects)
