"""A mistake in the specification is named by file, line and fault, and all are named together."""

import shutil

import pytest

from xinyong.catalogue.errors import SpecificationError
from xinyong.catalogue.loader import DEFAULT, load_catalogue


@pytest.fixture
def spec(tmp_path):
    """A copy of the specification to be spoiled: spec("items/penalty.yaml", old, new) -> line of the change."""
    folder = tmp_path / "spec"
    shutil.copytree(DEFAULT, folder)

    def spoil(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    spoil.folder = folder
    return spoil


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        pytest.param("items/penalty.yaml", "nature: 不良", "natur: 不良", "unknown key “natur”", id="unknown key"),
        pytest.param("items/penalty.yaml", "nature: 不良", "nature: 坏", "“坏” is none of", id="unknown nature"),
        pytest.param("items/penalty.yaml", "class: A", "class: A\nclass: B", "given twice", id="doubled key"),
        pytest.param("items/honour.yaml", "type: text, length: 200", "type: txt, length: 200", "no type “txt”", id="unknown type"),
        pytest.param("items/honour.yaml", "list: honour_level", "list: honor", "no code list “honor”", id="unknown code list"),
        pytest.param("items/honour.yaml", "list: honour_level, ", "", "names its “list”", id="code without a list"),
        pytest.param(
            "items/honour.yaml", ", disclosure: B, scan", ", scan", "“disclosure” is missing", id="unstated disclosure"
        ),
        pytest.param("items/honour.yaml", "[RDJG, RDWH, RYMC]", "[RDJG, NOPE]", "no field “NOPE”", id="unknown field in the key"),
        pytest.param("items/honour.yaml", "XZ-2018 第七条", "XZ-1918 第七条", "no legal text “XZ-1918”", id="unknown text"),
        pytest.param("items/honour.yaml", "periodic_report_days", "soon", "no parameter “soon”", id="unknown parameter"),
        pytest.param("items/honour.yaml", "number: XZF1501", "number: XZF1201", "is used by", id="number used twice"),
        pytest.param("items/honour.yaml", "kinds: [法人, ", "kinds: [自然人, 法人, ", "no kind", id="persons in an organisation's item"),
        pytest.param("items/penalty_person.yaml", "disclosure: C", "disclosure: public", "nothing about a natural person", id="public person"),
        pytest.param("items/penalty_person.yaml", "class: C", "class: A", "not class A", id="person item of class A"),
        pytest.param("items/penalty.yaml", "length: 64, disclosure: subject,\n     standard", "length: 64, disclosure: public,\n     standard", "never public", id="public document number"),
        pytest.param("items/penalty.yaml", "unit: 万元, ", "", "an amount states its unit", id="amount without a unit"),
        pytest.param("items/penalty.yaml", "{field: CF_XDR_LB, in: [个体工商户]}", "{field: NOPE, in: [个体工商户]}", "no field “NOPE”", id="condition on an unknown field"),
        pytest.param("items/penalty.yaml", "in: [个体工商户]", "is: [个体工商户]", "exactly one of", id="unknown condition"),
        pytest.param("items/penalty.yaml", "check: BOTH_OR_NEITHER", "check: SOME", "no check “SOME”", id="unknown check"),
        pytest.param("items/penalty.yaml", "fields: [CF_FR_ZJLX, CF_FR_ZJHM]", "fields: [CF_FR_ZJLX]", "names 2 fields", id="check with one field"),
        pytest.param("items/penalty.yaml", "aliases: [法定代表人证件号]", "aliases: [备注2, 法定代表人姓名]", "means CF_FRDB too", id="an alias that means two fields"),
        pytest.param("items/penalty.yaml", "required: true", "required: 是", "true or false was expected", id="a word for a flag"),
        pytest.param("items/penalty.yaml", "suppliers: {kinds: [行政, 公共事务组织]}", "suppliers: {}", "who may supply", id="no supplier"),
        pytest.param("items/penalty.yaml", "fields:\n", "fields: [\n", "not valid YAML", id="broken YAML"),
        pytest.param("code_lists.yaml", "from: 2021-07-15}", "from: 2021-07-15, to: 2020-01-01}", "before the first", id="list value that ends before it begins"),
        pytest.param("code_lists.yaml", "from: 2021-07-15}", "from: 2021-13-15}", "cannot read the value", id="impossible date"),
        pytest.param("code_lists.yaml", "[普通, 特许", "[普通, 普通, 特许", "given twice", id="doubled value"),
        pytest.param("items/registration.yaml", "field: DJZT\n", "field: MC\n", "no field “MC” with a code list", id="status from a field without a list"),
        pytest.param("items/registration.yaml", ', "9": unstated', "", "“9” is missing", id="a value without a status"),
        pytest.param("items/registration.yaml", '"9": unstated', '"9": gone', "no status “gone”", id="a status nobody knows"),
        pytest.param("items/registration.yaml", '"9": unstated', '"9": unstated, "8": active', "unknown key “8”", id="a status for a value nobody knows"),
        pytest.param("items/registration.yaml", '"2": DXRQ', '"2": MC', "no date field “MC”", id="a status since no date"),
        pytest.param("items/registration.yaml", "natural_key: []", "natural_key: [MC]", "only a register", id="status from no register"),
        pytest.param("edition.yaml", "effective_from: 2018-12-03", "effective_from: soon", "a date was expected", id="edition without a date"),
    ],
)  # fmt: skip
def test_mistake_is_named(spec, name, old, new, says):
    line = spec(name, old, new)
    with pytest.raises(SpecificationError) as raised:
        load_catalogue(spec.folder)
    told = [fault for fault in raised.value.faults if says in fault.text]
    assert told, raised.value
    assert {fault.file for fault in told} == {name.rpartition("/")[2]} or "used by" in says
    assert any(abs(fault.line - line) <= 3 for fault in told) or says in (
        "no field “NOPE”",
        "not valid YAML",
        "means CF_FRDB too",
    )


def test_line_is_exact(spec):
    line = spec("items/honour.yaml", "nature: 优良", "nature: 好")
    with pytest.raises(SpecificationError) as raised:
        load_catalogue(spec.folder)
    (fault,) = raised.value.faults
    assert (fault.file, fault.line) == ("honour.yaml", line)
    assert str(raised.value).startswith(f"honour.yaml:{line}: ")


def test_all_mistakes_are_named_together(spec):
    spec("items/honour.yaml", "nature: 优良", "nature: 好")
    spec("items/penalty.yaml", "class: A", "class: D")
    spec("edition.yaml", "code: ", "kode: ")
    with pytest.raises(SpecificationError) as raised:
        load_catalogue(spec.folder)
    assert {fault.file for fault in raised.value.faults} == {"honour.yaml", "penalty.yaml", "edition.yaml"}


def test_a_missing_file_is_a_mistake(spec):
    (spec.folder / "code_lists.yaml").unlink()
    with pytest.raises(SpecificationError, match=r"code_lists\.yaml:1: the file is missing"):
        load_catalogue(spec.folder)


def test_digest_follows_the_content(spec, catalogue):
    assert load_catalogue(spec.folder).edition.digest == catalogue.edition.digest
    spec("items/honour.yaml", "title: 企业荣誉信息", "title: 荣誉信息")
    assert load_catalogue(spec.folder).edition.digest != catalogue.edition.digest


def test_the_default_is_read_once():
    assert load_catalogue() is load_catalogue()
