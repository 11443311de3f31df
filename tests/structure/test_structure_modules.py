"""Sizes, layers and migrations of the package."""

import subprocess
import sys

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

LONGEST_MODULE = 500


def test_no_module_is_too_long(modules, repository):
    """Split the module by what its parts are for; a module above 300 lines is worth a look already."""
    lengths = {
        path.relative_to(repository): len(path.read_text(encoding="utf-8").splitlines()) for path in modules
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_packages_point_one_way(repository, tmp_path):
    """Move the code down, or let the layer above bring the two together; the contracts are in pyproject.toml."""
    command = (
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(tmp_path)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_migrations_match_the_models():
    """Run `python manage.py makemigrations -n <what it does>` and commit the migration with the model."""
    loader = MigrationLoader(None)
    wanted = ProjectState.from_apps(apps)
    asker = NonInteractiveMigrationQuestioner(specified_apps=set(), dry_run=True)
    with translation.override(None):  # names are compared as they are written
        missing = MigrationAutodetector(loader.project_state(), wanted, asker).changes(graph=loader.graph)
    assert {app: [str(op) for m in found for op in m.operations] for app, found in missing.items()} == {}


def test_every_room_says_what_it_is_for(modules, repository):
    """Give the package a docstring in its `__init__.py`: what it is for, its words, its articles."""
    rooms = [path for path in modules if path.name == "__init__.py"]
    silent = [path for path in rooms if not path.read_text(encoding="utf-8").startswith('"""')]
    assert [str(path.relative_to(repository)) for path in silent] == []
