"""What an agency may submit: the items of the catalogue that are its to supply, with what it last did under each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from xinyong.accounts import rights
from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.queries import names_on, organisations_on
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Family, Item
from xinyong.collection import template_words as words
from xinyong.collection.states import State
from xinyong.infra.sql import read_sql
from xinyong.rules.names import search_name

RECENT = 4
_FEW = 6  # so many are seen at a glance
_GROUPS = {Family.ORGANISATION: "社会法人信息（第七条）", Family.PERSON: "自然人信息（第八条）"}
_TONES = {"A": "good", "B": "calm", "C": "warn"}


@dataclass(frozen=True, slots=True)
class Latest:
    """The last submission under an item."""

    receipt: str
    state: str
    received_at: datetime

    @property
    def words(self) -> str:
        """The state in words."""
        return State(self.state).label


@dataclass(frozen=True, slots=True)
class Offered:
    """An item an agency may submit, in words for the list."""

    code: str
    title: str
    number: str
    place: str
    record_class: str
    tone: str
    due: str
    latest: Latest | None
    marked: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """All that fits what was looked for: marked by the reader, used lately, and by group."""

    marked: tuple[Offered, ...]
    recent: tuple[Offered, ...]
    groups: tuple[tuple[str, tuple[Offered, ...]], ...]
    total: int


def acts_on_behalf(actor: Actor) -> bool:
    """Tell whether the actor submits for other organisations and so has to say for which."""
    return rights.Grant.ON_BEHALF in rights.grants(actor, rights.Right.SUBMIT)


def agencies(actor: Actor, day: date, item: Item | None = None) -> list[tuple[str, str]]:
    """Return code and name of every organisation the actor may submit for, of an item or of any.

    Args:
        actor: Who submits.
        day: Names and organisations of that day.
        item: Only those the catalogue lets supply it.
    """
    found = organisations_on(day)
    if not acts_on_behalf(actor):
        found = found.filter(code=actor.organisation)
    items = [item] if item else list(load_catalogue().items.values())
    able = [each.code for each in found if any(_allowed(one, each) for one in items)]
    return sorted(names_on(able, day).items(), key=lambda pair: pair[1])


def agency_for(actor: Actor, code: str) -> Organisation | None:
    """Return the organisation to submit for: the actor's own, or for the centre the one it has chosen."""
    wanted = code if acts_on_behalf(actor) else actor.organisation
    return Organisation.objects.filter(code=wanted).first()


def items_of(agency: Organisation) -> list[Item]:
    """Return the items an organisation may supply, by number."""
    items = sorted(load_catalogue().items.values(), key=lambda item: item.number)
    return [item for item in items if _allowed(item, agency)]


def offer(agency: Organisation, text: str, day: date, *, marked: Collection[str] = ()) -> Offer:
    """Return what an organisation may submit and what fits the text, with what it last did under each.

    Args:
        agency: The organisation.
        text: Part of a title or number; empty = everything.
        day: Of the deadlines.
        marked: Codes of the items the reader has marked.
    """
    items = [item for item in items_of(agency) if _fits(item, text)]
    latest = latest_of(agency.code, [item.code for item in items])
    shown = {item.code: _offered(item, day, latest.get(item.code), item.code in marked) for item in items}
    groups = tuple(
        (title, tuple(shown[item.code] for item in items if item.family is family))
        for family, title in _GROUPS.items()
    )
    stars = tuple(each for each in shown.values() if each.marked)
    recent = tuple(shown[code] for code in latest if code not in marked)[:RECENT]
    if len(items) <= _FEW:
        recent = ()
    return Offer(stars, recent, tuple(group for group in groups if group[1]), len(items))


def latest_of(agency: str, items: Sequence[str]) -> dict[str, Latest]:
    """Return the last submission of an agency under each item, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(read_sql("collection", "latest"), {"agency": agency, "items": list(items)})
        return {item: Latest(*rest) for item, *rest in cursor.fetchall()}


def _allowed(item: Item, agency: Organisation) -> bool:
    return item.suppliers.allow(agency.code, agency.get_kind_display())


def _fits(item: Item, text: str) -> bool:
    """Tell whether a text stands in the titles of an item or of its fields, or in its number."""
    folded = search_name(text)
    titles = (item.title, item.number, item.code, *(field.title for field in item.fields))
    return not folded or any(folded in search_name(each) for each in titles)


def _offered(item: Item, day: date, latest: Latest | None, marked: bool) -> Offered:  # noqa: FBT001 - a column of the row
    return Offered(
        code=item.code,
        title=item.title,
        number=item.number,
        place=f"第{item.category.replace('(', '条(', 1)}",
        record_class=words.record_class(item),
        tone=_TONES[item.record_class],
        due=due(item, day),
        latest=latest,
        marked=marked,
    )


def due(item: Item, day: date) -> str:
    """Return cycle and deadline in short; what they rest on stands in the template."""
    cycle = f"{item.cycle}，" if item.deadline.from_field else ""
    return f"{cycle}{words.deadline(item, day).split('（依据', maxsplit=1)[0]}"
