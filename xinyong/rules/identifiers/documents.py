"""Documents of natural persons by their Chinese names, as the 双公示 standard lists them."""

import re
from dataclasses import dataclass
from datetime import date

from xinyong.rules.identifiers.residents import check_resident_id
from xinyong.rules.identifiers.text import canonical_code, is_placeholder
from xinyong.rules.identifiers.verdict import Verdict

IDENTITY_CARD = "身份证"
FOREIGNER_CARD = "外国人永久居留身份证"
# Three letters of the country, four digits of the region, birth date of six digits, two more.
OLD_FOREIGNER_CARD = "^[A-Z]{3}[0-9]{12}$"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document.

    Attributes:
        name: As the standard writes it; the value in a file.
        shape: Pattern of canonical text, anchored; for the two cards that follow GB 11643 only the
            part of the check that a pattern can say.
        numbered_as_resident: Eighteen-digit numbers follow GB 11643 and are checked by it.
    """

    name: str
    shape: str
    numbered_as_resident: bool = False


def _table(*types: DocumentType) -> dict[str, DocumentType]:
    return {each.name: each for each in types}


DOCUMENT_TYPES = _table(
    DocumentType(IDENTITY_CARD, "^(?:[0-9]{15}|[0-9]{17}[0-9X])$", numbered_as_resident=True),
    # Foreign passports have no common form; a Chinese one is a letter or two and seven or eight digits.
    DocumentType("护照号", "^[A-Z]{0,5}[0-9][A-Z0-9]{4,15}$"),
    # H 香港 or M 澳门 and eight digits; before 2013 two more for the number of the renewal.
    DocumentType("港澳居民来往内地通行证", "^[HM][0-9]{8}(?:[0-9]{2})?$"),
    # Eight digits; before 2015 ten, and a letter in brackets for the place of issue.
    DocumentType("台湾居民来往大陆通行证", r"^[0-9]{8}(?:[0-9]{2})?(?:\(?[A-Z]\)?)?$"),
    DocumentType(FOREIGNER_CARD, f"^9[0-9]{{16}}[0-9X]$|{OLD_FOREIGNER_CARD}", numbered_as_resident=True),
)
"""The five document types of the 双公示 standard, in its order."""

OTHER_DOCUMENT_TYPES = _table(
    DocumentType("军官证", "^[\u4e00-\u9fff]{1,4}字第?[0-9A-Z]{4,8}号?$|^[0-9]{6,8}$"),
    DocumentType("士兵证", "^[\u4e00-\u9fff]{1,4}字?第?[0-9A-Z]{4,10}号?$|^[0-9]{6,10}$"),
)
"""Documents other items know; 双公示 has no code for them."""

_shapes = {
    each.name: re.compile(each.shape) for each in (*DOCUMENT_TYPES.values(), *OTHER_DOCUMENT_TYPES.values())
}
_types = DOCUMENT_TYPES | OTHER_DOCUMENT_TYPES


def check_document(name: str, text: str | None, today: date) -> Verdict:
    """Check a document number by the name of its type.

    Errors: `document.type_unknown`, `document.blank`, `document.placeholder`, `document.shape`, and
    those of `check_resident_id` for the numbers made after GB 11643.

    Args:
        name: A key of `DOCUMENT_TYPES` or `OTHER_DOCUMENT_TYPES`.
        text: What was written, in any width and case.
        today: Nobody is born after it.
    """
    code = canonical_code(text)
    if name not in _types:
        return Verdict(code or None, ("document.type_unknown",))
    if is_placeholder(text) or not code:
        return Verdict(None, ("document.placeholder" if is_placeholder(text) else "document.blank",))
    if not _shapes[name].fullmatch(code):
        return Verdict(code, ("document.shape",))
    return check_resident_id(code, today) if _is_resident_number(_types[name], code) else Verdict(code)


def _is_resident_number(kind: DocumentType, code: str) -> bool:
    return kind.numbered_as_resident and not code[0].isalpha()
