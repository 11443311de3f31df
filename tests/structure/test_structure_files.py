"""What may be in the repository."""

import hashlib
import re

# Written in pieces, so that this file is not what it looks for.
REGISTRY = re.compile(
    r"pypi\."
    r"|python"
    r"hosted|npm"
    r"js\.|//mirror|(?<!no-emit)-"
    r"-(extra-)?index"
    r"-url\b|trusted"
    r"-host"
)
MACHINE_PATH = re.compile(r"(?<![\w.~])/(wor" + r"k|roo" + r"t|tm" + r"p/hb|home/[a-z]+)/")
FOREIGN_PLACE = re.compile(r"(^|/)(vendor|third_party|node_modules|site-packages)/|\.min\.(js|css)$")
FOREIGN_MARK = re.compile(r"Copyright " + r"\([cC©]\)|SPDX-" + r"License|@lic" + r"ense|Licensed " + r"under")
LARGEST = 1 << 20
_TEXT = 400_000


def _texts(tracked):
    for path in tracked:
        yield path, path.read_bytes()[:_TEXT].decode("utf-8", "replace")


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
