"""Reads of subjects and records. Whoever shows non-public ones goes through `inquiries`."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from xinyong.infra.crypto import Keyring
from xinyong.records.models import Subject, SubjectIdentifier
from xinyong.records.states import Family
from xinyong.rules.identifiers import (
    canonical_code,
    check_resident_id,
    check_uscc,
    is_placeholder,
    upgrade_resident_id,
)
from xinyong.rules.names import search_name

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


_SHORTEST_NAME = 2  # characters; a piece of a name has so many
_LOOKED_AT = 200  # matches; a text with more is too common to choose from


def organisations_named(text: str, limit: int) -> list[Subject]:
    """Return organisations whose name holds a text, those with the shortest names first. No person is ever found.

    A household named like a person is found by its whole name alone, as by the public (docs/decisions/0012).

    Args:
        text: As typed; fewer than two characters find nothing.
        limit: At most so many.
    """
    folded = search_name(text)
    if len(folded) < _SHORTEST_NAME:
        return []
    pieces = sorted({folded[at : at + 2] for at in range(len(folded) - 1)})
    matching = Subject.objects.filter(
        Q(person_named=False) | Q(person_named__isnull=True) | Q(search_name=folded),
        family=Family.ORGANISATION,
        name_grams__contains=pieces,
        search_name__contains=folded,
    )
    return sorted(matching[:_LOOKED_AT], key=lambda each: (len(each.search_name), each.search_name, each.pk))[
        :limit
    ]


def codes_of(subjects: Collection[int]) -> dict[int, str]:
    """Return the present 统一社会信用代码 of several subjects, by number; one statement."""
    current = SubjectIdentifier.objects.filter(subject__in=subjects, scheme="uscc", valid_to__isnull=True)
    return {number: code for number, code in current.values_list("subject_id", "value") if code}


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
