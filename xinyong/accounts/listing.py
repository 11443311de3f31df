"""Lists of members of staff and of organisations, as the administrators and everybody in the workspace see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinyong.accounts.models import Organisation, OrganisationKind, OrganisationName, Post, User
from xinyong.accounts.queries import names_on, organisations_on
from xinyong.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which members of staff are shown; empty = all. `state` is a key of `USER_STATES`."""

    text: str = ""
    organisation: str = ""
    role: str = ""
    state: str = ""


USER_STATES = {"active": "使用中", "suspended": "已停用", "no_post": "使用中，没有岗位"}


def filtered(users: QuerySet[User], wanted: UserFilter, day: date) -> QuerySet[User]:
    """Return the users that are wanted, by login name; posts are those of the day."""
    held = Post.objects.in_force(day).filter(user=OuterRef("pk"))
    if wanted.text:
        users = users.filter(Q(username__icontains=wanted.text) | Q(name__icontains=wanted.text))
    if wanted.organisation:
        users = users.filter(Exists(held.filter(organisation__code=wanted.organisation)))
    if wanted.role:
        users = users.filter(Exists(held.filter(role=wanted.role)))
    if wanted.state:
        users = users.filter(suspended_at__isnull=wanted.state != "suspended")
    if wanted.state == "no_post":
        users = users.exclude(Exists(held))
    return users.order_by("username")


def posts_of(users: Sequence[User], day: date) -> dict[int, list[str]]:
    """Return the posts users hold on a day, in words; two statements however many they are."""
    posts = list(
        Post.objects.in_force(day)
        .filter(user__in=users)
        .select_related("organisation")
        .order_by("valid_from", "id")
    )
    names = names_on({post.organisation.code for post in posts}, day)
    told: dict[int, list[str]] = {user.pk: [] for user in users}
    for post in posts:
        told[post.user_id].append(in_words(post, names))
    return told


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post on the page of its user."""

    number: int
    title: str
    since: date
    until: date | None
    over: bool

    @property
    def dialog(self) -> str:
        """Id of the question whether to take it away."""
        return f"end-{self.number}"


def history(user: User, day: date) -> list[PostShown]:
    """Return all posts of a user, the latest first; two statements."""
    posts = list(user.posts.select_related("organisation").order_by("-valid_from", "-id"))
    names = names_on({post.organisation.code for post in posts}, day)
    return [
        PostShown(post.pk, in_words(post, names), post.valid_from, post.valid_to, _is_over(post, day))
        for post in posts
    ]


def _is_over(post: Post, day: date) -> bool:
    return post.ended_at is not None or (post.valid_to is not None and post.valid_to < day)


def in_words(post: Post, names: dict[str, str]) -> str:
    """Return a post as people say it: organisation, section, role."""
    return f"{names[post.organisation.code]}{post.section}　{Role(post.role).label}"


def organisation_options(day: date) -> tuple[tuple[str, str], ...]:
    """Return code and name of every organisation of a day, for a choice."""
    codes = list(organisations_on(day).values_list("code", flat=True))
    return tuple(names_on(codes, day).items())


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """Which organisations are shown; empty = all. `standing` is a key of `STANDINGS`."""

    text: str = ""
    kind: str = ""
    standing: str = ""


STANDINGS = {"existing": "现存", "ended": "已撤销"}


@dataclass(frozen=True, slots=True)
class OrganisationShown:
    """One line of the list: names are those of the day."""

    code: str
    name: str
    kind: str
    parent: str
    successor: str
    ended: bool


def organisations(wanted: OrganisationFilter, day: date) -> list[OrganisationShown]:
    """Return the organisations of the city that are wanted, by code; two statements.

    There are some dozens, as many as the city's file names.
    """
    found = _organisations(wanted, day)
    rows = list(found.values_list("code", "kind", "parent__code", "succession__successor__code", "valid_to"))
    others = {code for row in rows for code in row[2:4] if code}
    names = names_on({row[0] for row in rows} | others, day)
    return [
        OrganisationShown(
            code,
            names[code],
            OrganisationKind(kind).label,
            names.get(parent or "", ""),
            names.get(successor or "", ""),
            valid_to is not None and valid_to < day,
        )
        for code, kind, parent, successor, valid_to in rows
    ]


def _organisations(wanted: OrganisationFilter, day: date) -> QuerySet[Organisation]:
    found = Organisation.objects.order_by("code")
    if wanted.text:
        named = OrganisationName.objects.filter(organisation=OuterRef("pk"), name__icontains=wanted.text)
        found = found.filter(Q(code__icontains=wanted.text) | Exists(named))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.standing:
        ended = Q(valid_to__lt=day)
        found = found.filter(ended) if wanted.standing == "ended" else found.exclude(ended)
    return found
