"""A household whose name is a person's is told apart, in doubt as a person (docs/decisions/0012)."""

import pytest
from django.db import connection

from xinyong.rules.names import search_name

PERSONS = [
    "张三", "李小明", "欧阳修文", "王城", "李子轩", "赵玉堂", "孙行", "张 三", "张三（个体工商户）", "张三个体工商户", "个体工商户张三",
    "新郑市张三", "河南省郑州市新郑市李小明", "虚构市王五", "虚构市城关镇王五", "虚构市城关镇王五（个体工商户）", "某某县某某乡赵六",
    "虚构市新华路街道办事处钱七", "区小红", "市川", "买买提·依明", "买买提•依明", "阿依古丽·麦麦提江", "新郑市买买提·依明", "红枣",
    "𠮷野", "𫍯𬀩",
]  # fmt: skip
TRADES = [
    "张三面馆", "小红店", "李记烩面", "王家超市", "虚构市张三饭店", "虚构市城关镇小明理发店", "买买提·依明烤肉店", "新郑市辛店供销社西街综合部",
    "红枣之乡合作社", "虚构市红枣经营部", "ABC", "张三丰经营部（个体工商户）", "小李便利", "老王酒坊", "虚构市华阳五金建材商行",
]  # fmt: skip


def _named_as_person(kind, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT xinyong_named_as_person(%s, %s)", [kind, search_name(name)])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PERSONS)
def test_a_persons_name(name):
    assert _named_as_person("个体工商户", name)


@pytest.mark.django_db
@pytest.mark.parametrize("name", TRADES)
def test_a_trade_name(name):
    assert not _named_as_person("个体工商户", name)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["法人", "非法人组织", "自然人", "", None])
def test_only_households_are_asked(kind):
    assert _named_as_person(kind, "张三") is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["", "（个体工商户）", "个体工商户", "虚构市", "()", ".*", "·", "张" * 10_000, "市" * 2_000]
)
def test_odd_names_have_an_answer(name):
    assert _named_as_person("个体工商户", name) in {True, False}
