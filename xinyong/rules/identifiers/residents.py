"""公民身份号码 and the numbers made after its model for residents of 港澳台 and for foreigners."""

import re
from datetime import date

from xinyong.rules.identifiers.algorithms import (
    FIRST_BIRTH_YEAR,
    FOREIGNER,
    PROVINCES,
    RESIDENT_CHECKS,
    RESIDENT_OLD_SHAPE,
    RESIDENT_SHAPE,
    RESIDENT_WEIGHTS,
)
from xinyong.rules.identifiers.text import canonical_code, is_placeholder
from xinyong.rules.identifiers.verdict import Verdict

_new = re.compile(RESIDENT_SHAPE)
_old = re.compile(RESIDENT_OLD_SHAPE)


def resident_id_check_character(first17: str) -> str:
    """Return the eighteenth character that belongs to the first seventeen digits.

    Raises:
        ValueError: There are not seventeen ASCII digits.

    Source: GB 11643-1999 (ISO 7064, MOD 11-2).
    """
    values = ("0123456789".index(digit) for digit in first17)
    total = sum(value * weight for value, weight in zip(values, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def check_character_holds(code: str) -> bool:
    """Tell whether canonical text has the shape and the check character of an 18-digit number."""
    return _new.fullmatch(code) is not None and resident_id_check_character(code[:17]) == code[17]


def check_resident_id(text: str | None, today: date) -> Verdict:
    """Check the number of a 居民身份证, of a 港澳台居民居住证 (81, 82, 83) or of a foreigner's card (9…).

    Errors: `id.blank`, `id.placeholder`, `id.shape`, `id.province`, `id.birth_date` (no such day, before
    1850, after today), `id.check_digit`. Warning: `id.old_form` for the fifteen digits given until 1999,
    which have no check digit; `upgrade_resident_id` converts them, both forms are kept.

    The county is not looked at: holders keep the number under which they were born.

    Args:
        text: What was written, in any width and case.
        today: Nobody is born after it.

    Source: GB 11643-1999.
    """
    code = canonical_code(text)
    if is_placeholder(text) or not code:
        return Verdict(None, ("id.placeholder" if is_placeholder(text) else "id.blank",))
    if _old.fullmatch(code):
        return Verdict(code, _area_and_birth(code, _insert_century(code), today), ("id.old_form",))
    if not _new.fullmatch(code):
        return Verdict(code, ("id.shape",))
    check = () if check_character_holds(code) else ("id.check_digit",)
    return Verdict(code, _area_and_birth(code, code, today) + check)


def upgrade_resident_id(text: str | None) -> str | None:
    """Return the 18-digit form of a 15-digit number: 19 inserted, check character added.

    An 18-digit number is returned in canonical form, unchecked. None for anything else.
    """
    code = canonical_code(text)
    if _new.fullmatch(code):
        return code
    if not _old.fullmatch(code):
        return None
    first17 = _insert_century(code)
    return first17 + resident_id_check_character(first17)


def _insert_century(code: str) -> str:
    return f"{code[:6]}19{code[6:]}"


def _area_and_birth(code: str, with_century: str, today: date) -> tuple[str, ...]:
    foreigner = code.startswith(FOREIGNER) and code == with_century
    area = () if foreigner or code[:2] in PROVINCES else ("id.province",)
    return area if _born_by(with_century[6:14], today) else (*area, "id.birth_date")


def _born_by(digits: str, today: date) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= FIRST_BIRTH_YEAR and born <= today
