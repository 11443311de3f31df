"""Documents: links lead somewhere, generated pages are fresh, decisions have their form."""

import importlib.util
import re

import pytest

_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
_PLACE = re.compile(r"`((?:xinyong|docs|tests|tools|requirements)/[\w./-]+)`")
PAGES = ("catalogue.md", "rights.md", "rules.md", "settings.md", "states.md")


@pytest.fixture(scope="module")
def pages(repository):
    """Every document: our own text by file."""
    found = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    return {path: path.read_text(encoding="utf-8") for path in found}


def test_links_lead_somewhere(pages):
    """Correct the link: the page was moved, or was never there."""
    links = [
        (path, link) for path, text in pages.items() for link, _ in _LINK.findall(text) if "://" not in link
    ]
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


def test_files_that_are_named_exist(pages, repository):
    """Correct the name. How-tos are left out: they name files that are yet to be made."""
    told = {path: text for path, text in pages.items() if path.parent.name != "howto"}
    named = [(path.name, place) for path, text in told.items() for place in _PLACE.findall(text)]
    assert [(name, place) for name, place in named if not (repository / place).exists()] == []


def test_decisions_have_their_form(repository):
    """A decision has a number, a status with a date, Context, Decision, Consequences, and fits a page."""
    faulty = []
    for number, path in enumerate(sorted((repository / "docs" / "decisions").glob("*.md")), start=1):
        text = path.read_text(encoding="utf-8")
        parts = ("\n## Context\n", "\n## Decision\n", "\n## Consequences\n")
        formed = text.startswith(f"# {number}. ") and all(part in text for part in parts)
        told = re.search(r"^Status: (accepted|superseded.*)\. Date: \d{4}-\d\d-\d\d\.$", text, re.MULTILINE)
        if not (path.name.startswith(f"{number:04d}-") and formed and told and len(text.splitlines()) <= 60):
            faulty.append(path.name)
    assert faulty == []


@pytest.fixture(scope="module")
def generator(repository):
    """The program behind `make docs`."""
    spec = importlib.util.spec_from_file_location("tools_reference", repository / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_page_is_known_here(generator):
    """Add the page to the list at the top of this file."""
    assert sorted(generator.PAGES) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(generator, repository, name):
    """Run `make docs` and commit docs/reference."""
    page = repository / "docs" / "reference" / name
    assert page.exists(), f"docs/reference/{name} is missing"
    assert page.read_text(encoding="utf-8") == generator.PAGES[name]()
