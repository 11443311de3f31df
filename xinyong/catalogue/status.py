"""Reads how a register says whether its subject still exists."""

from collections.abc import Iterator, Mapping

from xinyong.catalogue.model import Field, StatusMapping, SubjectStatus
from xinyong.catalogue.section import Section

_SILENT = "unstated"
_WORDS = (*SubjectStatus, _SILENT)


def status_from(section: Section, fields: Mapping[str, Field]) -> StatusMapping:
    """Build the mapping; every value of the field's code list must have its meaning."""
    code = section.text("field")
    code_list = fields[code].code_list if code in fields else None
    if code_list is None:
        section.fault(f"field: no field “{code}” with a code list", "field")
    values = code_list.values if code_list else ()
    mapping = StatusMapping(
        field=code,
        means=tuple(_means(section.sub("means"), values)),
        since=tuple(_since(section.sub("since"), values, fields)),
    )
    section.close()
    return mapping


def _means(section: Section, values: tuple[str, ...]) -> Iterator[tuple[str, SubjectStatus | None]]:
    """Yield each value of the list with its status; one without a meaning would be lost in silence."""
    for value in values:
        word = section.text(value)
        section.must_know(word or None, _WORDS, "status", value)
        yield value, SubjectStatus(word) if word in tuple(SubjectStatus) else None
    section.close()


def _since(
    section: Section, values: tuple[str, ...], fields: Mapping[str, Field]
) -> Iterator[tuple[str, str]]:
    dates = [code for code, field in fields.items() if field.type == "date"]
    for value in section.left():
        section.must_know(value, values, "value of the list", value)
        yield value, section.known(value, dates, "date field") or ""
