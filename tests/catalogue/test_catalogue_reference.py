"""The pages about the catalogue agree with it."""

import re
import shutil
from pathlib import Path

from xinyong.catalogue.loader import DEFAULT, load_catalogue
from xinyong.catalogue.model import Cycle, Nature
from xinyong.catalogue.reference import render

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_committed_page_is_the_rendered_one():
    page = (DOCS / "reference" / "catalogue.md").read_text("utf-8")
    assert page == render(), (
        "run: .venv/bin/python -m xinyong.catalogue.reference > docs/reference/catalogue.md"
    )


def test_the_page_names_every_item_field_and_code(catalogue):
    page = render()
    for item in catalogue.items.values():
        assert f"(`{item.code}`)" in page
        assert all(f"`{field.code}`" in page for field in item.input_fields)


def test_the_example_of_the_how_to_loads(tmp_path):
    page = (DOCS / "howto" / "add-an-item.md").read_text("utf-8")
    item, codes = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    shutil.copytree(DEFAULT, tmp_path / "spec")
    (tmp_path / "spec" / "items" / "environment_rating.yaml").write_text(item, "utf-8")
    with (tmp_path / "spec" / "code_lists.yaml").open("a", encoding="utf-8") as file:
        file.write(codes)
    added = load_catalogue(tmp_path / "spec").item("environment_rating")
    assert added.nature is Nature.BASIC
    assert added.cycle is Cycle.YEAR
