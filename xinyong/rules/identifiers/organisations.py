"""统一社会信用代码 and the numbers it replaced: 组织机构代码, 工商注册号, 纳税人识别号."""

import re

from xinyong.rules.identifiers.algorithms import (
    NATIONAL,
    ORGANISATION_ALPHABET,
    ORGANISATION_CHECKS,
    ORGANISATION_SHAPE,
    ORGANISATION_WEIGHTS,
    PROVINCES,
    USCC_ALPHABET,
    USCC_SHAPE,
    USCC_WEIGHTS,
)
from xinyong.rules.identifiers.residents import check_character_holds
from xinyong.rules.identifiers.text import canonical_code, is_placeholder
from xinyong.rules.identifiers.verdict import Verdict

_uscc = re.compile(USCC_SHAPE)
_organisation = re.compile(ORGANISATION_SHAPE)
_registration = re.compile("^(?:[0-9]{13}|[0-9]{15})$")
_taxpayer = re.compile("^(?:[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20})$")
_PERSONAL_TAXPAYER_LENGTHS = (18, 20)


def uscc_check_character(first17: str) -> str:
    """Return the eighteenth character that belongs to the first seventeen.

    Args:
        first17: Seventeen characters of the alphabet of GB 32100, in canonical form.

    Raises:
        ValueError: A character is not of the alphabet, or there are not seventeen.

    Source: GB 32100-2015, annex (GB/T 17710, MOD 31).
    """
    values = (USCC_ALPHABET.index(sign) for sign in first17)
    total = sum(value * weight for value, weight in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def organisation_code_check_character(first8: str) -> str:
    """Return the ninth character that belongs to the first eight of a 组织机构代码.

    Raises:
        ValueError: A character is not of the alphabet, or there are not eight.

    Source: GB 11714-1997.
    """
    values = (ORGANISATION_ALPHABET.index(sign) for sign in first8)
    total = sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True))
    return ORGANISATION_CHECKS[total % 11]


def check_uscc(text: str | None) -> Verdict:
    """Check a 统一社会信用代码.

    Errors: `uscc.blank`, `uscc.placeholder`, `uscc.shape` (length, alphabet, authority, class, region not
    in digits), `uscc.check_character`. Warnings: `uscc.region_unknown`, `uscc.organisation_code`.

    The region is that of the first registration, so it need not be ours, and only its province is
    looked at: 8.6 % of real codes carry a county that is no longer in the list.

    Source: GB 32100-2015.
    """
    code = canonical_code(text)
    refusal = _nothing_written("uscc", text, code)
    if refusal is not None:
        return refusal
    if not _uscc.fullmatch(code):
        return Verdict(code, ("uscc.shape",))
    errors = () if uscc_check_character(code[:17]) == code[17] else ("uscc.check_character",)
    return Verdict(code, errors, _uscc_warnings(code))


def check_organisation_code(text: str | None) -> Verdict:
    """Check a 组织机构代码, printed with or without its hyphen.

    Errors: `organisation_code.blank`, `.placeholder`, `.shape`, `.check_character`.

    Source: GB 11714-1997.
    """
    code = canonical_code(text)
    refusal = _nothing_written("organisation_code", text, code)
    if refusal is not None:
        return refusal
    if not _organisation.fullmatch(code):
        return Verdict(code, ("organisation_code.shape",))
    return Verdict(code, () if _organisation_code_holds(code) else ("organisation_code.check_character",))


def check_registration_number(text: str | None) -> Verdict:
    """Check a 工商注册号 of 15 digits; one of 13, given before 2007, has no check digit.

    Errors: `registration_number.blank`, `.placeholder`, `.shape`, `.check_digit`.

    Source: GS 15-2006 (ISO 7064, MOD 11,10).
    """
    code = canonical_code(text)
    refusal = _nothing_written("registration_number", text, code)
    if refusal is not None:
        return refusal
    if not _registration.fullmatch(code):
        return Verdict(code, ("registration_number.shape",))
    holds = len(code) != 15 or _mod_11_10_holds(code)  # noqa: PLR2004 - the standard's length
    return Verdict(code, () if holds else ("registration_number.check_digit",))


def check_taxpayer_number(text: str | None) -> Verdict:
    """Check a 纳税人识别号 of 15, 17, 18 or 20 characters.

    Errors: `taxpayer_number.blank`, `.placeholder`, `.shape`. Warning: `taxpayer_number.check_character`
    when the code or ID number inside it fails its own check: 15 = region + 组织机构代码, 18 = 统一社会信用代码
    or ID number, 20 = ID number + 2. What 17 characters hold has no check.
    """
    code = canonical_code(text)
    refusal = _nothing_written("taxpayer_number", text, code)
    if refusal is not None:
        return refusal
    if not _taxpayer.fullmatch(code):
        return Verdict(code, ("taxpayer_number.shape",))
    return Verdict(code, (), () if _taxpayer_inside_holds(code) else ("taxpayer_number.check_character",))


def _nothing_written(scheme: str, text: str | None, code: str) -> Verdict | None:
    if is_placeholder(text):
        return Verdict(None, (f"{scheme}.placeholder",))
    return None if code else Verdict(None, (f"{scheme}.blank",))


def _uscc_warnings(code: str) -> tuple[str, ...]:
    known = code[2:4] in PROVINCES or code[2:4] == NATIONAL
    region = () if known else ("uscc.region_unknown",)
    return region if _organisation_code_holds(code[8:17]) else (*region, "uscc.organisation_code")


def _organisation_code_holds(code: str) -> bool:
    return organisation_code_check_character(code[:8]) == code[8]


def _mod_11_10_holds(digits: str) -> bool:
    product = 10
    for digit in digits[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(digits[-1])) % 10 == 1


def _taxpayer_inside_holds(code: str) -> bool:
    if len(code) == 15:  # noqa: PLR2004 - 6 of region, 9 of organisation code
        return _organisation_code_holds(code[6:])
    if len(code) not in _PERSONAL_TAXPAYER_LENGTHS:
        return True
    uscc = _uscc.fullmatch(code) is not None and uscc_check_character(code[:17]) == code[17]
    return uscc or check_character_holds(code[:18])
