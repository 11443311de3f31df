"""Codes of findings: permanent, each in one place, each on a page that departments can read."""

import ast
import inspect
import re
from collections import Counter

from xinyong.catalogue.checks import generic
from xinyong.catalogue.checks.generic import CODES
from xinyong.collection import notices

_CODE = re.compile(r"[A-Z]+(_[A-Z]+)+")
# Refusals of the command line: `room.what`. Words before the dot that are other things are not listed.
_REFUSAL = re.compile(
    r"(file|template|item|agency|submission|inbox|marked|original|subject|look|records|accounts)\.[a-z_]+"
)


def _strings(source):
    found = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [value for value in found if isinstance(value, str)]


def _own_codes():
    """Return the codes that `notices` defines: constants whose name is their value."""
    found = [node for node in ast.walk(ast.parse(inspect.getsource(notices))) if isinstance(node, ast.Assign)]
    named = [
        (target.id, node.value) for node in found for target in node.targets if isinstance(target, ast.Name)
    ]
    return [value.value for name, value in named if isinstance(value, ast.Constant) and value.value == name]


def _generic_codes():
    """Return the first argument of every `Generic(…)`, as written."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(generic))) if isinstance(node, ast.Call)]
    made = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Generic"]
    return [node.args[0].value for node in made]


def test_a_code_has_one_meaning():
    """Find another code: the old one may be in use by departments' programs and is never used again."""
    counted = Counter([*_own_codes(), *_generic_codes()])
    assert {code: times for code, times in counted.items() if times > 1} == {}


def test_codes_have_one_form():
    """Write it in capitals with underscores, as the others."""
    assert [code for code in [*_own_codes(), *CODES] if not re.fullmatch(r"[A-Z]+(_[A-Z0-9]+)*", code)] == []


def test_every_code_used_is_defined():
    """Define the code in `notices` (about the file and the records) or in `generic` (about a field)."""
    strings = [
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(notices)))
        if isinstance(node, ast.Constant)
    ]
    used = {text for text in strings if isinstance(text, str) and _CODE.fullmatch(text)}
    assert used - set(_own_codes()) - set(CODES) == set()


def test_every_generic_code_is_on_its_page(repository):
    """Run `make docs` and commit docs/reference."""
    page = (repository / "docs" / "reference" / "catalogue.md").read_text(encoding="utf-8")
    assert sorted(code for code in CODES if code not in page) == []


def test_every_other_code_is_in_the_answers(repository, modules):
    """Add the code to docs/answers.md, with its meaning: departments' programs rely on it."""
    page = (repository / "docs" / "answers.md").read_text(encoding="utf-8")
    strings = {text for path in modules for text in _strings(path.read_text(encoding="utf-8"))}
    refusals = {text for text in strings if _REFUSAL.fullmatch(text)}
    assert len(refusals) > 20
    assert sorted(code for code in {*_own_codes(), *refusals} if f"`{code}`" not in page) == []


def test_no_code_in_the_answers_is_gone(repository, modules):
    """A code that is no longer given is taken out of docs/answers.md, and never used again."""
    page = (repository / "docs" / "answers.md").read_text(encoding="utf-8")
    strings = {text for path in modules for text in _strings(path.read_text(encoding="utf-8"))}
    told = {
        code for code in re.findall(r"`([^`]+)`", page) if _REFUSAL.fullmatch(code) or _CODE.fullmatch(code)
    }
    assert sorted(told - strings) == []
