"""The catalogue as immutable values: editions, items, fields, code lists and declared checks.

Values are made by `loader` only, which has validated them; nothing here checks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from xinyong.catalogue.errors import UnknownFieldError, UnknownItemError


class Family(StrEnum):
    """Whether an item speaks of organisations or of natural persons; never of both."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Disclosure(StrEnum):
    """Who may see a field of a row of class A; a stricter row is stricter for every field.

    Source: 第十五条; design 5.
    """

    PUBLIC = "public"
    MASKED = "masked"
    B = "B"
    C = "C"
    SUBJECT = "subject"


class Severity(StrEnum):
    """What a finding does to its row: a rejected row is not loaded, a warned one is."""

    REJECT = "reject"
    WARN = "warn"


class RecordClass(StrEnum):
    """Class of an item or row. Source: 第十五条."""

    A = "A"
    B = "B"
    C = "C"


class Nature(StrEnum):
    """What an item says about its subject."""

    BASIC = "基础"
    GOOD = "优良"
    ADVERSE = "不良"
    NOTICE = "提示"


class Cycle(StrEnum):
    """Collection cycle. Source: 第十二条第二项."""

    DECISION = "逐件"
    DAY = "日"
    MONTH = "月"
    QUARTER = "季"
    HALF_YEAR = "半年"
    YEAR = "年"


class SubjectStatus(StrEnum):
    """What a register can say of its subject; the codes of `records.states.SubjectStatus`."""

    ACTIVE = "active"
    LICENCE_REVOKED = "licence_revoked"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"


class Test(StrEnum):
    """What a `Condition` asks of a field."""

    IN = "in"
    CONTAINS = "contains"
    FILLED = "filled"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One value of a code list, accepted for facts of the days `valid_from` to `valid_to` (both included)."""

    value: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of values. A value of `detailed` may carry words of its own: 其他-补办."""

    code: str
    title: str
    basis: str
    entries: tuple[CodeEntry, ...]
    detailed: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """All values of all times, in order."""
        return tuple(entry.value for entry in self.entries)

    def values_on(self, day: date) -> tuple[str, ...]:
        """Values in force on `day`, in order: what a drop-down of that day offers."""
        return tuple(
            entry.value
            for entry in self.entries
            if (entry.valid_from or date.min) <= day <= (entry.valid_to or date.max)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A question to another field of the same row. `values` is empty for FILLED and BLANK."""

    field: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an item.

    Attributes:
        code: Permanent; a change of type, unit or meaning is a new code.
        type: Name in the registry `xinyong.catalogue.types`.
        disclosure: Who may see it in a row of class A.
        sensitive: Identity document, telephone or account: stored encrypted, never shown in a finding.
        required: In every row. Otherwise where any condition of `required_when` holds.
        empty_when: Must be blank where any of these holds.
        max_length: Characters.
        decimals: Decimal places an amount may have at most.
        unit: Of an amount: 万元 or 元.
        long_term: A date field accepts 长期, stored as 2099-12-31.
        not_future: A date must not lie after the day of the check.
        type_field: Of a document number: the field that holds its document type.
        typed_aliases: Titles that say the document type too, with that type: 法定代表人身份证号.
        masked_for: Subject kinds for which a public field is masked.
        derived_from: When blank, filled from this field by the type's `derive`.
        stored: False for a column that instructs the platform and is no part of the record (操作).
        scan: Free text to be scanned for content that 第九条 forbids to collect.
        standard_codes: Codes of the same column in the 2015 and 2018 standards.
    """

    code: str
    title: str
    type: str
    disclosure: Disclosure
    sensitive: bool = False
    required: bool = False
    max_length: int | None = None
    decimals: int | None = None
    unit: str | None = None
    code_list: CodeList | None = None
    long_term: bool = False
    not_future: bool = False
    type_field: str | None = None
    derived_from: str | None = None
    stored: bool = True
    scan: bool = False
    typed_aliases: tuple[tuple[str, str], ...] = ()
    masked_for: tuple[str, ...] = ()
    required_when: tuple[Condition, ...] = ()
    empty_when: tuple[Condition, ...] = ()
    aliases: tuple[str, ...] = ()
    standard_codes: tuple[str, ...] = ()
    upstream_code: str | None = None
    replaces: str | None = None
    help: str = ""
    example: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A check over several fields, declared in the item's YAML and compiled by `checks`.

    Attributes:
        code: Generic permanent code, a key of `checks.generic.CODES` (DATE_ORDER, ONE_OF_GROUP …).
        fields: Their meaning follows from the code; a finding points at the last one.
        when: The check applies only to rows that meet all of these.
        strict: Of DATE_ORDER: equal days violate too.
        message: Replaces the generic sentence.
    """

    code: str
    fields: tuple[str, ...]
    severity: Severity
    basis: str
    when: tuple[Condition, ...] = ()
    strict: bool = False
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Suppliers:
    """Who may report an item: organisations by code, or every organisation of a kind (行政 …)."""

    organisations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def allow(self, organisation: str, kind: str) -> bool:
        """Tell whether an organisation of that code and kind may report the item."""
        return organisation in self.organisations or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a fact is due: `parameter` of `rules`, counted from `from_field`, or from the end of the cycle."""

    parameter: str
    from_field: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a row is kept: `parameter` of `rules`, counted from the day in `from_field`."""

    parameter: str
    from_field: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Date fields that bound the publication of a row; None where the item states none.

    Attributes:
        limited: The periods of `rules.retention.publication_limit` apply as well.
    """

    from_field: str | None = None
    until_field: str | None = None
    limited: bool = False


@dataclass(frozen=True, slots=True)
class StatusMapping:
    """How a register says whether its subject still exists; a blank field leaves the status as it is.

    Attributes:
        field: Of a code list.
        means: Each value of that list with the status it stands for; None = says nothing of it.
        since: Values with the date field that tells since when.
    """

    field: str
    means: tuple[tuple[str, SubjectStatus | None], ...]
    since: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectMapping:
    """Which fields identify the main subject, and of a register: which say how it stands.

    Attributes:
        name: Field of the name.
        codes: (scheme, field) in order of preference; the first usable value is the identifier.
        kind: Field that states the subject's kind, if any.
        document_type: Of a person item; with `document_number`.
        status: Of a register alone.
    """

    name: str
    codes: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    status: StatusMapping | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Fields of the decision a row reports."""

    organ: str | None = None
    organ_code: str | None = None
    document: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class PartyRole:
    """A further person or organisation in a row, with its role (法定代表人, 经营者)."""

    role: str
    name: str
    code: str | None = None
    document_type: str | None = None
    document_number: str | None = None


@dataclass(frozen=True)
class Item:
    """One information item.

    Attributes:
        code: Permanent word used on the command line: penalty.
        number: Permanent code of the directory: XZF1201.
        kinds: Subject kinds it may speak of.
        category: Place in 第七条 or 第八条: 七(十二).
        retention: None = kept while the subject's file is kept.
        natural_key: Fields that tell one fact about a subject from another; empty = one row per subject.
        fields: In the order of the standard, with the platform's stored columns last.
        platform_fields: Columns that instruct the platform and are not stored (操作).
    """

    code: str
    number: str
    title: str
    family: Family
    kinds: tuple[str, ...]
    category: str
    articles: tuple[str, ...]
    nature: Nature
    record_class: RecordClass
    suppliers: Suppliers
    cycle: Cycle
    deadline: Deadline
    retention: Retention | None
    publication: Publication
    subject: SubjectMapping
    decision: Decision
    natural_key: tuple[str, ...]
    fields: tuple[Field, ...]
    platform_fields: tuple[Field, ...] = ()
    parties: tuple[PartyRole, ...] = ()
    checks: tuple[CrossCheck, ...] = ()
    help: str = ""

    @cached_property
    def by_code(self) -> Mapping[str, Field]:
        """Every input field by its code."""
        return {each.code: each for each in self.input_fields}

    @property
    def input_fields(self) -> tuple[Field, ...]:
        """The columns of the template: `fields` and then `platform_fields`."""
        return self.fields + self.platform_fields

    @property
    def is_register(self) -> bool:
        """Whether it is the register of its subjects: one row for each, without a key of its own."""
        return not self.natural_key

    def field(self, code: str) -> Field:
        """Return the field of that code.

        Raises:
            UnknownFieldError: The item has no such field.
        """
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownFieldError(self.code, code) from None


@dataclass(frozen=True, slots=True)
class Edition:
    """A dated state of the directory. A published one never changes.

    Attributes:
        digest: SHA-256 over the files it was read from, in hexadecimal.
    """

    code: str
    title: str
    effective_from: date
    digest: str

    def stamp(self, item: Item) -> str:
        """Return the text a template carries, `penalty@2026-1`."""
        return f"{item.code}@{self.code}"


@dataclass(frozen=True)
class Catalogue:
    """One edition and its items by code."""

    edition: Edition
    items: Mapping[str, Item]
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)

    def item(self, code: str) -> Item:
        """Return the item of that code or number.

        Raises:
            UnknownItemError: There is none; the message lists those there are.
        """
        for each in self.items.values():
            if code in (each.code, each.number):
                return each
        raise UnknownItemError(code, self.items)
