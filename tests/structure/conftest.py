"""What tests about the codebase itself share: the repository, its tracked files, its own models."""

import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def repository():
    """The folder of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def modules(repository):
    """Every Python file of the package, migrations left out."""
    found = sorted((repository / "xinyong").rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


@pytest.fixture(scope="session")
def tracked(repository):
    """Every tracked file that is in the work tree."""
    if not (repository / ".git").exists():
        pytest.skip("not a git checkout: nothing tells which files are tracked")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    )
    paths = [repository / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


@pytest.fixture(scope="session")
def own_models():
    """Every model of ours."""
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("xinyong.")]


@pytest.fixture(scope="session")
def table_rows():
    """Return a function: the cells of every Markdown table row of a file, heads and rules left out."""

    def rows(path):
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = [
            [cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if line.startswith("|")
        ]
        rules = {at for at, row in enumerate(cells) if set("".join(row)) <= set("-|: ")}
        heads = {at - 1 for at in rules}
        return [row for at, row in enumerate(cells) if at not in rules | heads]

    return rows
