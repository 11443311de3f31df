"""Reads of subjects and records. Whoever shows non-public ones goes through `inquiries`."""

from datetime import date

from xinyong.infra.crypto import Keyring
from xinyong.records.models import Subject, SubjectIdentifier
from xinyong.rules.identifiers import (
    canonical_code,
    check_resident_id,
    check_uscc,
    is_placeholder,
    upgrade_resident_id,
)

# The same document gives the same digest wherever it is written: see `collection.staging`.
PERSON_DIGEST = "document_number"


def find_subject(code: str, keys: Keyring) -> Subject | None:
    """Return the subject that a code or document identifies now; a name or a placeholder identifies nobody.

    Args:
        code: As typed: any width, case, blanks.
        keys: For the digest of a personal document.
    """
    canonical = canonical_code(code)
    if not canonical or is_placeholder(canonical):
        return None
    document = upgrade_resident_id(canonical) or canonical
    current = SubjectIdentifier.objects.filter(valid_to__isnull=True).select_related("subject")
    found = (
        current.filter(scheme="uscc", value=canonical).first()
        or current.filter(digest=keys.digest(PERSON_DIGEST, document)).first()
    )
    return found.subject if found else None


def is_personal_number(text: str) -> bool:
    """Tell whether a text looks like a resident's identity number, old or new, right or nearly so."""
    canonical = canonical_code(text)
    if check_resident_id(canonical, date.max).valid:
        return True
    if check_uscc(canonical).valid:
        return False
    digits = canonical[:-1].isdigit() and (canonical[-1:].isdigit() or canonical[-1:] == "X")
    return digits and len(canonical) in {15, 18} and _has_birth_date(canonical)


def _has_birth_date(number: str) -> bool:
    day = number[6:14] if len(number) == 18 else "19" + number[6:12]  # noqa: PLR2004 - the two lengths
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return int(day[:4]) in range(1850, 2100)
