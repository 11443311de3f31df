"""Builds items and fields from sections of the specification, and checks that all they name exists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xinyong.catalogue.checks.cross import COMPILERS, FIELDS_NEEDED
from xinyong.catalogue.checks.generic import CODES
from xinyong.catalogue.header import fold, names_of
from xinyong.catalogue.model import (
    CodeList,
    Condition,
    CrossCheck,
    Cycle,
    Deadline,
    Decision,
    Disclosure,
    Family,
    Field,
    Item,
    Nature,
    PartyRole,
    Publication,
    RecordClass,
    Retention,
    Severity,
    SubjectMapping,
    Suppliers,
    Test,
)
from xinyong.catalogue.section import Section
from xinyong.catalogue.status import status_from
from xinyong.catalogue.types import TYPES
from xinyong.rules.identifiers import Kind

_LISTED_TYPES = ("code", "codes", "document_type")
_ORGANISATION_KINDS = ("行政", "司法", "公共事务组织")
_KINDS_OF = {
    Family.ORGANISATION: (Kind.LEGAL_PERSON, Kind.UNINCORPORATED, Kind.HOUSEHOLD),
    Family.PERSON: (Kind.PERSON,),
}


@dataclass(frozen=True, slots=True)
class References:
    """What items may name: legal texts and parameters of `rules`, and code lists."""

    texts: frozenset[str]
    parameters: frozenset[str]
    code_lists: Mapping[str, CodeList]


def item_from(section: Section, platform: tuple[Field, ...], known: References) -> Item:
    """Build one item; mistakes become faults of the section."""
    fields = {code: _field(code, each, known) for code, each in section.named("fields")}
    fields |= {each.code: each for each in platform}
    names = tuple(fields)
    family = section.choice("family", Family)
    item = Item(
        code=section.text("code"),
        number=section.text("number"),
        title=section.text("title"),
        family=family,
        kinds=section.known_texts("kinds", _KINDS_OF[family], f"kind of a {family}"),
        category=section.text("category"),
        articles=_articles(section, known),
        nature=section.choice("nature", Nature),
        record_class=section.choice("class", RecordClass),
        suppliers=_suppliers(section),
        cycle=section.choice("cycle", Cycle),
        deadline=_deadline(section.sub("deadline"), names, known),
        retention=_retention(section, names, known),
        publication=_publication(section.sub("publication"), names),
        subject=_subject(section.sub("subject"), fields),
        decision=_decision(section.sub("decision"), names),
        natural_key=section.known_texts("natural_key", names, "field"),
        fields=tuple(each for each in fields.values() if each.stored),
        platform_fields=tuple(each for each in fields.values() if not each.stored),
        parties=tuple(_party(each, names) for each in section.listed("parties")),
        checks=tuple(_cross_check(each, names, known) for each in section.listed("checks")),
        help=section.text("help", ""),
    )
    _consistent(item, section)
    section.close()
    return item


def platform_field(code: str, section: Section, known: References) -> Field:
    """Build a column that every item has; `stored: false` for one that only instructs the platform."""
    stored = section.flag("stored")
    return replace(_field(code, section, known), stored=stored)


def _field(code: str, section: Section, known: References) -> Field:
    type_name = section.text("type")
    section.must_know(type_name, TYPES, "type", "type")
    kind = TYPES.get(type_name, TYPES["text"])
    field = Field(
        code=code,
        title=section.text("title"),
        type=kind.name,
        disclosure=section.choice("disclosure", Disclosure),
        sensitive=kind.sensitive,
        required=section.flag("required"),
        max_length=section.whole("length"),
        decimals=section.whole("decimals"),
        unit=section.optional("unit"),
        code_list=_listed(section, type_name, known),
        long_term=section.flag("long_term"),
        not_future=section.flag("not_future"),
        type_field=section.optional("type_field"),
        derived_from=section.optional("derived_from"),
        scan=section.flag("scan"),
        typed_aliases=tuple(section.pairs("typed_aliases")),
        masked_for=section.known_texts("masked_for", tuple(Kind), "kind"),
        required_when=_conditions(section, "required_when"),
        empty_when=_conditions(section, "empty_when"),
        aliases=section.texts("aliases"),
        standard_codes=section.texts("standard_codes"),
        upstream_code=section.optional("upstream_code"),
        replaces=section.optional("replaces"),
        help=section.text("help", ""),
        example=section.text("example", kind.example),
        basis=section.text("basis", ""),
    )
    _sound(field, section)
    section.close()
    return field


def _sound(field: Field, section: Section) -> None:
    """Check a field against its type."""
    if field.type == "amount" and field.unit not in ("元", "万元"):
        section.fault("an amount states its unit, 元 or 万元", "unit")
    if field.type == "document_number" and field.type_field is None:
        section.fault("a document number names the field of its type in “type_field”")
    if field.sensitive and field.disclosure is Disclosure.PUBLIC:
        section.fault(f"a {field.type} is never public", "disclosure")
    if (field.long_term or field.not_future) and field.type != "date":
        section.fault("long_term and not_future are for dates")


def _listed(section: Section, type_name: str, known: References) -> CodeList | None:
    name = section.known("list", known.code_lists, "code list")
    if type_name in _LISTED_TYPES and name is None:
        section.fault(f"a field of type {type_name} names its “list”")
    return known.code_lists.get(name) if name else None


def _conditions(section: Section, key: str) -> tuple[Condition, ...]:
    return tuple(_condition(each) for each in section.listed(key))


def _condition(section: Section) -> Condition:
    """Read {field: F, in: [...]}, {field: F, contains: [...]}, {field: F, filled: true} or {…, blank: true}."""
    field = section.text("field")
    tests = [each for each in Test if each.value in section.left()]
    if len(tests) != 1:
        section.fault(f"a condition has exactly one of {'、'.join(Test)}")
    test = tests[0] if tests else Test.FILLED
    if test in (Test.IN, Test.CONTAINS):
        condition = Condition(field, test, section.texts(test.value))
    else:
        section.flag(test.value)
        condition = Condition(field, test)
    section.close()
    return condition


def _articles(section: Section, known: References) -> tuple[str, ...]:
    articles = section.texts("articles")
    for article in articles:
        section.must_know(article.partition(" ")[0], known.texts, "legal text", "articles")
    if not articles:
        section.fault("an item names the articles it rests on", "articles")
    return articles


def _suppliers(section: Section) -> Suppliers:
    inner = section.sub("suppliers")
    suppliers = Suppliers(
        inner.texts("organisations"), inner.known_texts("kinds", _ORGANISATION_KINDS, "kind of organisation")
    )
    if not (suppliers.organisations or suppliers.kinds):
        inner.fault("an item says who may supply it")
    inner.close()
    return suppliers


def _deadline(section: Section, names: tuple[str, ...], known: References) -> Deadline:
    parameter = section.text("parameter")
    section.must_know(parameter, known.parameters, "parameter", "parameter")
    deadline = Deadline(parameter, section.known("from_field", names, "field"))
    section.close()
    return deadline


def _retention(section: Section, names: tuple[str, ...], known: References) -> Retention | None:
    if "retention" not in section.left():
        return None
    inner = section.sub("retention")
    rule = Retention(inner.text("parameter"), inner.text("from_field"))
    inner.must_know(rule.parameter, known.parameters, "parameter", "parameter")
    inner.must_know(rule.from_field, names, "field", "from_field")
    inner.close()
    return rule


def _publication(section: Section, names: tuple[str, ...]) -> Publication:
    rule = Publication(
        from_field=section.known("from_field", names, "field"),
        until_field=section.known("until_field", names, "field"),
        limited=section.flag("limited"),
    )
    section.close()
    return rule


def _subject(section: Section, names: Mapping[str, Field]) -> SubjectMapping:
    codes = tuple(section.pairs("codes"))
    for scheme, code in codes:
        section.must_know(code, names, "field", "codes")
        section.must_know(scheme, TYPES, "scheme", "codes")
    mapping = SubjectMapping(
        name=section.known("name", names, "field") or "",
        codes=codes,
        kind=section.known("kind", names, "field"),
        document_type=section.known("document_type", names, "field"),
        document_number=section.known("document_number", names, "field"),
        status=status_from(section.sub("status"), names) if "status" in section.left() else None,
    )
    if not mapping.name:
        section.fault("the subject's name field is missing")
    section.close()
    return mapping


def _decision(section: Section, names: tuple[str, ...]) -> Decision:
    decision = Decision(
        organ=section.known("organ", names, "field"),
        organ_code=section.known("organ_code", names, "field"),
        document=section.known("document", names, "field"),
        date=section.known("date", names, "field"),
    )
    section.close()
    return decision


def _party(section: Section, names: tuple[str, ...]) -> PartyRole:
    party = PartyRole(
        role=section.text("role"),
        name=section.known("name", names, "field") or "",
        code=section.known("code", names, "field"),
        document_type=section.known("document_type", names, "field"),
        document_number=section.known("document_number", names, "field"),
    )
    section.close()
    return party


def _cross_check(section: Section, names: tuple[str, ...], known: References) -> CrossCheck:
    code = section.text("check")
    section.must_know(code, COMPILERS, "check", "check")
    fields = section.known_texts("fields", names, "field")
    needed = FIELDS_NEEDED.get(code)
    if len(fields) != (needed or max(len(fields), 2)):
        section.fault(f"{code} names {needed or 'two or more'} fields", "fields")
    generic = CODES.get(code)
    basis = section.text("basis", "")
    section.must_know(basis.partition(" ")[0] or None, known.texts, "legal text", "basis")
    check = CrossCheck(
        code=code,
        fields=fields,
        severity=section.choice("severity", Severity, generic.severity if generic else Severity.REJECT),
        basis=basis,
        when=_conditions(section, "when"),
        strict=section.flag("strict"),
        message=section.optional("message"),
    )
    section.close()
    return check


def _consistent(item: Item, section: Section) -> None:
    """Check what fields say of each other, and the firm rules of the house."""
    names = tuple(item.by_code)
    for field, other in _mentions(item):
        if other not in names:
            section.fault(f"fields.{field}: no field “{other}”", "fields")
    if item.family is Family.PERSON and item.record_class is RecordClass.A:
        section.fault("rows about natural persons are not class A", "class")
    if not (item.subject.codes or item.subject.document_number):
        section.fault("the subject is identified by no field", "subject")
    if item.subject.status and item.natural_key:
        section.fault("only a register, which has no natural key, says how its subject stands", "natural_key")
    if item.family is Family.PERSON:
        _nothing_public(item, section)
    _unambiguous(item, section)


def _mentions(item: Item) -> Iterator[tuple[str, str]]:
    for field in item.input_fields:
        for other in (field.type_field, field.derived_from):
            if other is not None:
                yield field.code, other
        for condition in (*field.required_when, *field.empty_when):
            yield field.code, condition.field
    for check in item.checks:
        for condition in check.when:
            yield check.code, condition.field


def _unambiguous(item: Item, section: Section) -> None:
    """Check that no title of a column could mean two fields, unless one of them bears it as its own."""
    titles = {fold(field.title): field.code for field in item.input_fields}
    seen: dict[str, str] = {}
    for field in item.input_fields:
        for name in {fold(each) for each in names_of(field)}:
            owner = titles.get(name, seen.setdefault(name, field.code))
            if owner != field.code:
                section.fault(f"fields.{field.code}: the name “{name}” means {owner} too", "fields")


def _nothing_public(item: Item, section: Section) -> None:
    for field in item.fields:
        if field.disclosure in (Disclosure.PUBLIC, Disclosure.MASKED):
            section.fault(f"fields.{field.code}: nothing about a natural person is public", "fields")
