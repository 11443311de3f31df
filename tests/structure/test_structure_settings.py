"""The environment: one table, one example, one page."""

import re

from xinyong.project.env import VARIABLES


def test_the_example_lists_every_variable_with_its_default(repository):
    """Write .env.example after `xinyong/project/env.py`, in the same order."""
    lines = (repository / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [tuple(line.split("=", 1)) for line in lines if line and not line.startswith("#")]
    assert listed == [(v.name, v.default) for v in VARIABLES.values()]


def test_no_variable_is_read_that_is_not_in_the_table(modules):
    """Add it to `VARIABLES` in `xinyong/project/env.py`, with its meaning, and read it there."""
    named = re.compile(r"[\"']((?:XINYONG|DATABASE)_[A-Z_]+)[\"']")
    read = {name for path in modules for name in named.findall(path.read_text(encoding="utf-8"))}
    assert read <= set(VARIABLES)
