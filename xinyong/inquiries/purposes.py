"""查询事由: the dated vocabulary of what information that is not public may be looked at for."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from xinyong.infra.refusal import RefusalError
from xinyong.rules.law_file import Block, read_law_file


class UnknownPurposeError(RefusalError):
    """The purpose is not in the vocabulary of that day."""

    code = "inquiry.purpose_unknown"


@dataclass(frozen=True)
class Purpose:
    """One purpose; `basis` is the article it rests on when the inquirer names none more special."""

    code: str
    title: str
    basis: str
    valid_from: date
    valid_to: date | None

    def is_in_force(self, day: date) -> bool:
        """Return whether it may be stated on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def purposes() -> dict[str, Purpose]:
    """Return the vocabulary that ships with the program, by code."""
    return read_purposes(files("xinyong.inquiries") / "purposes.yaml")


def read_purposes(file: Traversable) -> dict[str, Purpose]:
    """Return the purposes of a file, by code.

    Raises:
        LawDataError: A fault; the text starts with file name and line.
    """
    root = read_law_file(file)
    return {code: _purpose(code, root.block(code)) for code in root}


def purpose_on(code: str, day: date) -> Purpose:
    """Return a purpose that may be stated on a day.

    Raises:
        UnknownPurposeError: It is not in the vocabulary, or not on that day.
    """
    found = purposes().get(code)
    if found is None or not found.is_in_force(day):
        known = "、".join(
            f"{each.code}（{each.title}）" for each in purposes().values() if each.is_in_force(day)
        )
        raise UnknownPurposeError(f"没有“{code}”这一查询事由；请从以下事由中选择：{known}")
    return found


def _purpose(code: str, block: Block) -> Purpose:
    block.only({"title", "basis", "from"}, {"until"})
    until = block.day("until") if "until" in block else None
    if until is not None and until < block.day("from"):
        block.fail("the last day is before the first", "until")
    return Purpose(code, block.text("title"), block.text("basis"), block.day("from"), until)
