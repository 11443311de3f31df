"""Words in double braces that a text of the manual takes from data: figures of the law, names of the city."""

import re
from datetime import date

from xinyong.rules.citation import texts
from xinyong.rules.errors import UnknownParameterError
from xinyong.rules.parameters import Unit, parameter
from xinyong.screens.site import legal_basis, site

_WORD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_COUNTED = {Unit.WORKDAY: "个工作日", Unit.DAY: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}
_NOT_YET = "待公布"


class ManualError(Exception):
    """A text of the manual cannot be shown as it is written; the message says which and why."""


def filled(text: str, day: date) -> str:
    """Return a text with every word filled in as it is on a day.

    Raises:
        ManualError: A word is not known.
        NotInForceError: No text of law sets a figure on that day.
    """
    return _WORD.sub(lambda found: word(found[1], day), text)


def word(name: str, day: date) -> str:
    """Return one word: `site.<name>`, `law`, `law.state`, `text.<id>`, or the code of a parameter with what it counts.

    Raises:
        ManualError: There is no such word.
        NotInForceError: No text of law sets the figure on that day.
    """
    if name.startswith("site."):
        return _of_the_city(name.removeprefix("site."))
    if name.startswith("text."):
        return _named(name.removeprefix("text."))
    if name in _LAW:
        return _LAW[name](day)
    try:
        value = parameter(name).on(day)
    except UnknownParameterError:
        raise ManualError(f"there is no word {name!r}") from None
    return f"{value.value}{_COUNTED[value.unit]}"


def _of_the_city(name: str) -> str:
    value = getattr(site(), name, ManualError)
    if value is None:
        return _NOT_YET
    if not isinstance(value, str):
        raise ManualError(f"there is no word 'site.{name}'")
    return value


def _law(_: date) -> str:
    """Return title and number of the city's own text, as it was issued."""
    return _named(site().basis[0])


def _named(id_: str) -> str:
    """Return title and number of a text of the register."""
    text = texts().get(id_)
    if text is None:
        raise ManualError(f"there is no text {id_!r}")
    return f"《{text.title}》（{text.number}）"


def _law_state(day: date) -> str:
    """Return what the reader must know of the text the rules rest on that day; said wherever a figure is named."""
    basis = legal_basis(day)
    if basis is None:
        return "现在没有规定这些事项的有效文本。"
    return f"该办法现行有效，自{basis.in_force:%Y-%m-%d}起施行。" if basis.confirmed else str(basis.note)


_LAW = {"law": _law, "law.state": _law_state}
