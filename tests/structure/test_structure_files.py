"""What may be in the repository."""

import hashlib
import re

import pytest

# A letter in brackets keeps each pattern from finding itself.
REGISTRY = re.compile(
    r"[p]ypi\.|[p]ythonhosted|[n]pmjs\.|//[m]irror|--[i]ndex-url|--[e]xtra-index-url|--[t]rusted-host"
)
MACHINE_PATH = re.compile(r"(?<![\w.~])/([w]ork|[r]oot|home/[a-z]+)/|/tmp/[h]b\b")
FOREIGN_PLACE = re.compile(r"(^|/)(vendor|third_party|node_modules|site-packages)/|\.min\.(js|css)$")
FOREIGN_MARK = re.compile(r"[C]opyright \([cC©]\)|[S]PDX-License|@[l]icense|[L]icensed under")
LARGEST = 1 << 20


def _texts(tracked):
    for path in tracked:
        yield path, path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param(REGISTRY, "see https://" + "py" + "pi.org/simple", id="a registry"),
        pytest.param(REGISTRY, "pip install -" + "-index-url x", id="an option that names one"),
        pytest.param(MACHINE_PATH, "open('/ro" + "ot/data')", id="a home of the superuser"),
        pytest.param(MACHINE_PATH, "cd /wo" + "rk/main", id="a folder of this machine"),
        pytest.param(FOREIGN_PLACE, "static/vendor/x.js", id="a folder of foreign files"),
        pytest.param(FOREIGN_MARK, "/* @lic" + "ense MIT */", id="a mark of foreign code"),
    ],
)
def test_the_patterns_find(pattern, text):
    """Repair the pattern: what it cannot find it does not keep out."""
    assert pattern.search(text)


def test_no_registry_and_no_path_of_this_machine(tracked, repository):
    """Take it out: a registry is the business of whoever installs, a path of whoever runs (use XINYONG_HOME)."""
    found = {
        str(path.relative_to(repository)): match.group()
        for path, text in _texts(tracked)
        if (match := REGISTRY.search(text) or MACHINE_PATH.search(text))
    }
    assert found == {}


def test_nothing_large(tracked, repository):
    """Generate it in the test or at build time; a repository keeps every version of a file for ever."""
    sizes = {str(path.relative_to(repository)): path.stat().st_size for path in tracked}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_nothing_binary(tracked, repository):
    """Make the workbook or picture in the test, where a reader sees what is in it."""
    assert [str(path.relative_to(repository)) for path in tracked if b"\0" in path.read_bytes()[:8192]] == []


def test_nothing_from_third_parties(tracked, repository):
    """Declare a dependency in pyproject.toml instead; code and built files of others come from the lock file."""
    names = {path: str(path.relative_to(repository)) for path in tracked}
    placed = [name for name in names.values() if FOREIGN_PLACE.search(name)]
    marked = [names[path] for path, text in _texts(tracked) if FOREIGN_MARK.search(text)]
    assert placed + marked == []


def test_no_real_input_was_copied(tracked, repository, shared_data):
    """Read it where it is, and skip when it is absent: real inputs are not ours to pass on."""
    real = {hashlib.sha256(path.read_bytes()).digest() for path in shared_data.rglob("*") if path.is_file()}
    copies = [path for path in tracked if hashlib.sha256(path.read_bytes()).digest() in real]
    assert [str(path.relative_to(repository)) for path in copies] == []
