"""Every kind of event that is written anywhere has its words in the log that people read."""

import ast
import itertools

import pytest

from xinyong.workspace.deeds import DEEDS, TARGETS


@pytest.fixture(scope="module")
def trees(modules, repository):
    """Every module, by its dotted name."""
    return {
        ".".join(path.relative_to(repository).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in modules
    }


def _calls(tree, name):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
            yield node


def _texts(node, named):
    """Return every text an expression may be; `named` tells what a name stands for."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return _texts(node.body, named) | _texts(node.orelse, named)
        case ast.FormattedValue():
            return _texts(node.value, named)
        case ast.JoinedStr():
            parts = [_texts(part, named) for part in node.values]
            return {"".join(each) for each in itertools.product(*parts)}
        case ast.Name(id=name):
            return named(name)
    raise AssertionError(
        f"say the kind of an event so that it can be read from the code: {ast.unparse(node)}"
    )


def _passed(trees, module, function, name):
    """Return what callers pass for a parameter of a function: in its module, and where it is imported."""
    place = [argument.arg for argument in function.args.args].index(name)
    users = [
        tree
        for where, tree in trees.items()
        if where == module
        or any(
            isinstance(node, ast.ImportFrom)
            and node.module == module
            and function.name in {alias.name for alias in node.names}
            for node in ast.walk(tree)
        )
    ]
    calls = (call for tree in users for call in _calls(tree, function.name))
    return set().union(*(_texts(call.args[place], None) for call in calls))


def _kinds(trees):
    found = set()
    for module, tree in trees.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(function, "record"):
                if call.args and {each.arg for each in call.keywords} >= {"by", "at", "target"}:
                    found |= _texts(
                        call.args[0], lambda name, m=module, f=function: _passed(trees, m, f, name)
                    )
    return found


def test_every_kind_of_event_has_its_words(trees):
    """Add the kind to DEEDS in xinyong/workspace/deeds.py, in the words of the people who read the log."""
    kinds = _kinds(trees)
    assert len(kinds) > 20
    assert sorted(kinds - set(DEEDS)) == []


def test_no_words_are_left_of_a_kind_that_is_gone(trees):
    """Events are kept for good: keep the words if any were ever written; else take the line out."""
    assert sorted(set(DEEDS) - _kinds(trees)) == []


def test_every_target_has_its_word(trees):
    """Add the target to TARGETS in xinyong/workspace/deeds.py."""
    calls = [call for tree in trees.values() for call in _calls(tree, "Target")]
    assert {call.args[0].value for call in calls} - set(TARGETS) == set()
