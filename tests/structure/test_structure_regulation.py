"""docs/regulation.md: every article of the regulation, the code that carries it out, the test that proves it."""

import re

import pytest

_DIGITS = "零一二三四五六七八九"
ARTICLES = 27
STATES = {"built", "part", "open"}
_PATH = re.compile(r"`([\w./-]+/[\w./-]*)`")


def _article(number):
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return f"第{ten}{_DIGITS[ones] if ones else ''}条"


@pytest.fixture(scope="module")
def rows(repository, table_rows):
    return table_rows(repository / "docs" / "regulation.md")


def test_every_article_has_its_row(rows):
    """Add the article, with state `open` and what is missing if nothing is built."""
    assert [row[0] for row in rows] == [_article(number) for number in range(1, ARTICLES + 1)]


def test_every_row_has_seven_cells_and_a_known_state(rows):
    """Cells are: article, what it asks, rule, module, test, state, missing; a cell never contains a bar."""
    assert [row[0] for row in rows if len(row) != 7 or row[5] not in STATES] == []


def test_every_path_exists(rows, repository):
    """The file was moved or renamed: correct the row."""
    named = {path for row in rows for path in _PATH.findall(" ".join(row))}
    assert sorted(path for path in named if not (repository / path).exists()) == []


def test_what_is_built_is_tested_and_has_its_module(rows, repository):
    """Name the test and the module, or mark the article `open`; a test is a file of tests/."""
    faulty = [
        row[0]
        for row in rows
        if row[5] != "open"
        and not (_PATH.findall(row[3]) and any(path.startswith("tests/") for path in _PATH.findall(row[4])))
    ]
    assert faulty == []


def test_what_is_not_whole_says_what_is_missing(rows):
    """Say in the last cell what is missing; a built article has a dash there."""
    assert [row[0] for row in rows if (row[5] == "built") != (row[6] == "–")] == []
