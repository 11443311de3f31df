"""Numbers by which organisations and persons are identified: shape, check characters, masks.

Every `check_*` function takes any text, also nonsense or `None`, and returns a `Verdict`; none raises.
Every `expr_*` function says the same of a whole polars column, without running Python per row; a null
in the column gives a null in the result. They expect canonical text: `expr_canonical_code` first.

Errors refuse a value; warnings only make it worth a look (an odd region or organisation code is
frequent among real codes). Codes of errors and warnings are permanent and shown to departments.

Sources: GB 32100-2015, GB 11714-1997, GB 11643-1999, GS 15-2006.
"""

from xinyong.rules.identifiers.columns import (
    expr_document_valid,
    expr_organisation_code_valid,
    expr_region_known,
    expr_resident_id_valid,
    expr_uscc_shape,
    expr_uscc_valid,
)
from xinyong.rules.identifiers.documents import (
    DOCUMENT_TYPES,
    OTHER_DOCUMENT_TYPES,
    DocumentType,
    check_document,
)
from xinyong.rules.identifiers.kinds import Kind, SubjectKind, expr_kind_of_uscc, kind_of_uscc
from xinyong.rules.identifiers.masks import (
    expr_holds_resident_id,
    expr_mask_document,
    expr_mask_name,
    mask_document,
    mask_name,
    mask_numbers_in,
)
from xinyong.rules.identifiers.organisations import (
    check_organisation_code,
    check_registration_number,
    check_taxpayer_number,
    check_uscc,
    organisation_code_check_character,
    uscc_check_character,
)
from xinyong.rules.identifiers.residents import (
    check_resident_id,
    resident_id_check_character,
    upgrade_resident_id,
)
from xinyong.rules.identifiers.text import (
    canonical_code,
    canonical_uscc,
    expr_canonical_code,
    expr_placeholder,
    expr_uscc_placeholder,
    is_placeholder,
)
from xinyong.rules.identifiers.verdict import Verdict

__all__ = [
    "DOCUMENT_TYPES",
    "OTHER_DOCUMENT_TYPES",
    "DocumentType",
    "Kind",
    "SubjectKind",
    "Verdict",
    "canonical_code",
    "canonical_uscc",
    "check_document",
    "check_organisation_code",
    "check_registration_number",
    "check_resident_id",
    "check_taxpayer_number",
    "check_uscc",
    "expr_canonical_code",
    "expr_document_valid",
    "expr_holds_resident_id",
    "expr_kind_of_uscc",
    "expr_mask_document",
    "expr_mask_name",
    "expr_organisation_code_valid",
    "expr_placeholder",
    "expr_region_known",
    "expr_resident_id_valid",
    "expr_uscc_placeholder",
    "expr_uscc_shape",
    "expr_uscc_valid",
    "is_placeholder",
    "kind_of_uscc",
    "mask_document",
    "mask_name",
    "mask_numbers_in",
    "organisation_code_check_character",
    "resident_id_check_character",
    "upgrade_resident_id",
    "uscc_check_character",
]
