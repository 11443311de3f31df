"""Write the generated pages of docs/reference, or with --check tell which of them are stale."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")
django.setup()

from xinyong.accounts import reference as rights  # noqa: E402
from xinyong.catalogue import reference as catalogue  # noqa: E402
from xinyong.project import reference as project  # noqa: E402

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "catalogue.md": catalogue.render,
    "rights.md": rights.render,
    "rules.md": project.render_rules,
    "settings.md": project.render_settings,
    "states.md": project.render_states,
}


def main(arguments: list[str]) -> int:
    """Write or compare every page."""
    stale = [name for name, render in PAGES.items() if _differs(FOLDER / name, render())]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} is stale: run `make docs` and commit it.", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
