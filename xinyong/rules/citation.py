"""The register of legal texts, and citations checked against it (第二十七条: when a text is in force)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable

from xinyong.rules.errors import UnknownTextError
from xinyong.rules.law_file import Block, law_folder, read_law_file

_REQUIRED = ("title", "number", "in_force")
_OPTIONAL = ("until", "status", "url", "note")


@dataclass(frozen=True, slots=True)
class Text:
    """A legal text.

    Attributes:
        id: Permanent identifier, as citations write it.
        title: Official title.
        number: 发文字号, order number or standard number.
        in_force: First day.
        until: Last day, included; None while it goes on.
        confirmed: False where the competent department has yet to say that it applies.
        url: Where it is published, if known.
        note: What a reader of the register must know.
    """

    id: str
    title: str
    number: str
    in_force: date
    until: date | None
    confirmed: bool
    url: str | None
    note: str | None

    def covers(self, day: date) -> bool:
        """Tell whether the text is in force on a day."""
        return self.in_force <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Article:
    """A place in a text of the register, such as `Article("XZ-2018", "第二十条")`.

    Raises:
        UnknownTextError: The text is not in the register.
    """

    text: str
    article: str

    def __post_init__(self) -> None:
        if self.text not in texts():
            raise UnknownTextError(f"{self.text!r} is not in the register of texts")

    def __str__(self) -> str:
        return f"{self.text} {self.article}"

    @property
    def source(self) -> Text:
        """The text itself."""
        return texts()[self.text]


def cite(citation: str) -> Article:
    """Return the article a citation such as `XZ-2018 第十二条(二)` names; an article may be absent (whole text).

    Raises:
        UnknownTextError: The text is not in the register.
    """
    text, _, article = citation.strip().partition(" ")
    return Article(text, article.strip())


@cache
def texts() -> Mapping[str, Text]:
    """Return the register that ships with the program, by identifier."""
    return load_texts(law_folder() / "texts.yaml")


def load_texts(file: Traversable) -> Mapping[str, Text]:
    """Read a register.

    Raises:
        LawDataError: A key is unknown, missing or doubled, or a period ends before it begins.
    """
    register = read_law_file(file)
    return {id_: _text(id_, register.block(id_)) for id_ in register}


def _text(id_: str, block: Block) -> Text:
    block.only(_REQUIRED, _OPTIONAL)
    in_force = block.day("in_force")
    until = block.day("until") if "until" in block else None
    if until is not None and until < in_force:
        block.fail("the text ends before it is in force", "until")
    status = block.one_of("status", ("confirmed", "unconfirmed")) if "status" in block else "confirmed"
    return Text(
        id=id_,
        title=block.text("title"),
        number=block.text("number"),
        in_force=in_force,
        until=until,
        confirmed=status == "confirmed",
        url=block.optional_text("url"),
        note=block.optional_text("note"),
    )
