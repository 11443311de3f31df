"""The command line is a contract: every command says in Chinese what it does, and is in the documents."""

import re

import click
import pytest

from xinyong.project.cli import main

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _commands(group, above=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*above, name))
        yield pytest.param(" ".join((*above, name)), command, id=" ".join((*above, name)))


COMMANDS = list(_commands(main))


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_help_is_in_chinese(name, command):
    """Write the docstring of the command, and the `help` of each option, in Chinese: officers read them."""
    silent = [
        o.name for o in command.params if isinstance(o, click.Option) and not _CHINESE.search(o.help or "")
    ]
    assert _CHINESE.search(command.help or ""), f"xinyong {name} has no Chinese help"
    assert silent == []


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_is_in_the_documents(name, command, repository):
    """Show the command in README.md or in a page of docs/."""
    pages = [repository / "README.md", *(repository / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert re.search(rf"xinyong {re.escape(name)}\b", text)
