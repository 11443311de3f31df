"""Markdown to HTML for texts of our own: no raw HTML, headings with ids, tables that scroll, links that keep a secret."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_NO_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text and the id that leads to it."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML, and its headings in order."""

    html: SafeString
    headings: tuple[Heading, ...]

    @property
    def sections(self) -> tuple[Heading, ...]:
        """Headings of the highest level, for a table of contents."""
        return tuple(each for each in self.headings if each.level == 2)  # noqa: PLR2004 - the title of the page is 1


def prose(source: str, address: Callable[[str], str] = str) -> Prose:
    """Return a Markdown text as HTML.

    Args:
        source: CommonMark with tables. HTML in it is shown as text.
        address: Turns the target of a link into an address; into nothing where only its words are to stand.
    """
    parser = _parser()
    tokens = parser.parse(source)
    headings = _name_headings(tokens)
    _name_tables(tokens)
    for token in tokens:
        _lead_on(token.children or (), address)
        _join_lines(token.children or ())
    html = parser.renderer.render(tokens, parser.options, {})
    return Prose(mark_safe(html), headings)  # noqa: S308 - raw HTML is off: all of it is the renderer's own


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _open_table(_: object, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """Put a table into a frame that scrolls, also by keyboard."""
    label = escape(tokens[at].meta["label"])
    return f'<div class="table-frame" role="region" aria-label="{label}" tabindex="0"><table>\n'


def _name_headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    """Give every heading an id made of its words."""
    found: list[Heading] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _text(tokens[at + 1].children or ())
            anchor = _anchor(title, {each.anchor for each in found})
            token.attrSet("id", anchor)
            found.append(Heading(int(token.tag[1:]), title, anchor))
    return tuple(found)


def _anchor(title: str, taken: set[str]) -> str:
    first = _NO_WORD.sub("-", title.lower()).strip("-") or "section"
    return next(
        name
        for count in range(1, len(taken) + 2)
        if (name := first if count == 1 else f"{first}-{count}") not in taken
    )


def _name_tables(tokens: Sequence[Token]) -> None:
    """Call every table after its number and the heading above it, and every cell after its column."""
    heading, count, columns, at_column = "", 0, [""], 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _text(tokens[at + 1].children or ())
        elif token.type == "table_open":
            count, columns = count + 1, []
            token.meta["label"] = f"表{count}：{heading}"
        elif token.type == "tr_open":
            at_column = 0
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            columns.append(_text(tokens[at + 1].children or ()))
        elif token.type == "td_open":  # phones show the name of the column before the cell
            token.attrSet("data-title", columns[at_column])
            at_column += 1


def _lead_on(tokens: Iterable[Token], address: Callable[[str], str]) -> None:
    """Turn targets of links into addresses; other sites are not told where a visitor comes from."""
    where = ""
    for token in tokens:
        if token.type == "link_open":
            where = address(str(token.attrGet("href")))
            token.attrSet("href", where)
            if "://" in where:
                token.attrSet("rel", "noreferrer")
        if token.type in {"link_open", "link_close"} and not where:  # links hold no links
            token.type, token.tag, token.content = "text", "", ""


def _join_lines(tokens: Sequence[Token]) -> None:
    """Take away breaks of lines of the source: Chinese has no blank where a line ends."""
    for at, token in enumerate(tokens):
        if token.type == "softbreak":
            before, after = _text(tokens[:at])[-1:], _text(tokens[at + 1 :])[:1]
            token.type, token.content = "text", " " if before.isascii() and after.isascii() else ""


def _text(tokens: Iterable[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in {"text", "code_inline"})
