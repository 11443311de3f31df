"""Field types: one small module per family of types, and the registry by which YAML names them."""

from collections.abc import Mapping

from xinyong.catalogue.types.base import FieldType, Problem
from xinyong.catalogue.types.dates import Date, Month
from xinyong.catalogue.types.decisions import DecisionNumber
from xinyong.catalogue.types.documents import DocumentNumber, Phone
from xinyong.catalogue.types.identifiers import OrganisationCode, RegistrationNumber, TaxpayerNumber, Uscc
from xinyong.catalogue.types.lists import Code, Codes, DocumentType
from xinyong.catalogue.types.numbers import Amount, Integer
from xinyong.catalogue.types.texts import Address, OrganisationName, PersonName, Text

__all__ = ["TYPES", "FieldType", "Problem", "type_of"]

_ALL: tuple[type[FieldType], ...] = (
    Text, Address, PersonName, OrganisationName, Code, Codes, DocumentType, Date, Month, Amount, Integer,
    Uscc, OrganisationCode, RegistrationNumber, TaxpayerNumber, DocumentNumber, Phone, DecisionNumber,
)  # fmt: skip

TYPES: Mapping[str, FieldType] = {each.name: each() for each in _ALL}
"""Every type by the name it has in YAML."""


def type_of(name: str) -> FieldType:
    """Return the type of that name; the loader has made sure that it exists."""
    return TYPES[name]
