"""The manual: chapters written in Markdown under `docs/manual`, one folder for each kind of reader.

A chapter begins with a head between two lines of `---`: title, lead, order, and what readers ask. A figure of the law or
a name of the city is never typed into the text; it is a word in double braces, filled in for the day (`wording`).
"""

import hashlib
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import NoReverseMatch, get_resolver, reverse

from xinyong.screens.prose import Prose, prose
from xinyong.screens.wording import ManualError, filled

_PLACES = (
    Path(__file__).resolve().parents[2] / "docs" / "manual",  # a checkout
    Path(sys.prefix) / "share" / "xinyong" / "manual",  # an installed wheel
)
_HEAD = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<text>.*)", re.DOTALL)
_KEYS = {"title", "lead", "order"}

# Each part of the manual, and where a chapter of it is: name of the address and its arguments.
_ADDRESSES: dict[str, Callable[[str], tuple[str, list[str]]]] = {
    "public": lambda slug: ("disclosure:guide", [slug]),
    "site": lambda slug: (f"disclosure:{slug}", []),
    "agency": lambda slug: ("workspace:chapter", ["agency", slug]),
    "centre": lambda slug: ("workspace:chapter", ["centre", slug]),
}
PARTS = tuple(_ADDRESSES)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter as it is written.

    Attributes:
        part: Folder it is in: public, site, agency, centre.
        slug: Name of its file, and of its address.
        lead: What it is about, one sentence.
        asks: What a reader may have in mind who needs this chapter.
        text: Markdown, words not filled in.
    """

    part: str
    slug: str
    title: str
    lead: str
    order: int
    asks: tuple[str, ...]
    text: str

    @property
    def address(self) -> str:
        """Where it is read."""
        name, arguments = _ADDRESSES[self.part](self.slug)
        return reverse(name, args=arguments)

    def on(self, day: date, may_follow: Callable[[str], bool] = lambda _: True) -> Prose:
        """Return the chapter as it reads on a day.

        Args:
            day: Of the figures of the law.
            may_follow: Whether the reader may open the page of an address; where not, the link is only its words.

        Raises:
            ManualError: It names a word or a page that does not exist.
        """

        def address(target: str) -> str:
            where = _address(self, target)
            return where if may_follow(where) else ""

        return prose(filled(self.text, day), address)


def chapters(part: str) -> tuple[Chapter, ...]:
    """Return the chapters of a part in their order; none when the manual is not installed.

    Raises:
        ManualError: A chapter has no proper head.
    """
    return _chapters(part)


def chapter(part: str, slug: str) -> Chapter | None:
    """Return one chapter; None when there is none."""
    return next((each for each in chapters(part) if each.slug == slug), None)


@cache
def _chapters(part: str) -> tuple[Chapter, ...]:
    files = sorted((folder / part).glob("*.md")) if (folder := place()) else []
    return tuple(sorted(map(read_chapter, files), key=lambda each: (each.order, each.slug)))


@cache
def place(places: tuple[Path, ...] = _PLACES) -> Path | None:
    """Return the folder of the manual; None when it was not installed."""
    return next((folder for folder in places if folder.is_dir()), None)


def read_chapter(file: Path) -> Chapter:
    """Read one file; the name of its folder is the part.

    Raises:
        ManualError: It has no head, or the head lacks something or has something unknown.
    """
    parts = _HEAD.fullmatch(file.read_text(encoding="utf-8"))
    if parts is None:
        raise ManualError(f"{file.name}: the file must begin with a head between two lines of ---")
    head: Any = yaml.safe_load(parts["head"])
    if not isinstance(head, dict) or not _KEYS <= set(head) <= _KEYS | {"asks"}:
        raise ManualError(f"{file.name}: the head must have title, lead, order, and may have asks")
    asks = tuple(head.pop("asks", ()))
    return Chapter(file.parent.name, file.stem, asks=asks, text=parts["text"], **head)


def digest() -> str:
    """Return another text whenever the manual is another; part of what a page kept in memory depends on."""
    told = hashlib.blake2b(digest_size=16)
    for part in PARTS:
        for each in chapters(part):
            told.update(repr(each).encode())
    return told.hexdigest()


def faults(day: date, places: tuple[Path, ...] = _PLACES) -> list[str]:
    """Return what is wrong with the manual, one sentence each; for system checks and `check-environment`."""
    if place(places) is None:
        return [f"使用手册没有安装，应在 {' 或 '.join(map(str, places))}；使用指南各页暂缺"]
    found = []
    for part in PARTS:
        try:
            for each in chapters(part) if _is_here(_ADDRESSES[part]("")[0]) else ():
                each.on(day)
        except ManualError as error:
            found.append(f"使用手册有误：{error}")
    return found


def _address(at: Chapter, target: str) -> str:
    """Return where a link leads: another chapter (`objection.md`), a page (`page://disclosure.search`), or out.

    Nowhere (empty) when the page belongs to a door that this process does not open.
    """
    path, mark, anchor = target.partition("#")
    try:
        if path.startswith("page://"):
            name, *arguments = path.removeprefix("page://").replace(".", ":", 1).split("/")
            return reverse(name, args=arguments) + mark + anchor if _is_here(name) else ""
        if path.endswith(".md"):
            part, slug = (Path(at.part) / path).parts[-2:] if "/" in path else (at.part, path)
            named = chapter(part, slug.removesuffix(".md")) if part in _ADDRESSES else None
            if named is None:
                raise ManualError(f"{at.slug}: there is no chapter {target}")
            return named.address + mark + anchor if _is_here(_ADDRESSES[part]("")[0]) else ""
    except NoReverseMatch:
        raise ManualError(f"{at.slug}: there is no page {target}") from None
    return target


def _is_here(name: str) -> bool:
    """Tell whether this process has the addresses of the room that a name begins with."""
    return name.split(":", maxsplit=1)[0] in get_resolver().namespace_dict
