"""Reads of organisations, staff and posts."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from xinyong.accounts.actors import Actor
from xinyong.accounts.errors import NoPostError, NoSuchOrganisationError, NoSuchUserError, SuspendedError
from xinyong.accounts.models import Organisation, OrganisationName, Post, Succession, User
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind

# Roles that deal with every organisation; the others know their own alone.
_CITY_WIDE = frozenset(Role) - {Role.REPORTER, Role.REVIEWER}


def access_organisation(*, actor: Actor, code: str) -> Organisation:
    """Return an organisation the actor may deal with; what they may do there is for `rights.may` to say.

    Raises:
        NoSuchOrganisationError: There is none of that code, or it is not the actor's.
    """
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None or not has_to_do_with(actor, code):
        raise NoSuchOrganisationError(f"没有代码为“{code}”的机构，或您无权代其办理；请核对机构代码")
    return organisation


def has_to_do_with(actor: Actor, code: str) -> bool:
    """Tell whether an actor deals with an organisation, as far as it exists."""
    return actor.role in _CITY_WIDE or actor.kind != ActorKind.USER or actor.organisation == code


def access_users(*, actor: Actor) -> QuerySet[User]:
    """Return the members of staff an actor administers: everybody for the two administrators, nobody for others."""
    return User.objects.all() if grants(actor, Right.USERS) else User.objects.none()


def access_user(*, actor: Actor, number: int) -> User:
    """Return a member of staff the actor administers.

    Raises:
        NoSuchUserError: There is none of that number, or the actor administers nobody.
    """
    user = access_users(actor=actor).filter(pk=number).first()
    if user is None:
        raise NoSuchUserError("没有这个用户，或您的岗位不管理用户")
    return user


def access_post(*, actor: Actor, number: int) -> Post:
    """Return a post of a user the actor administers.

    Raises:
        NoSuchUserError: There is none, or the actor administers nobody.
    """
    posts = Post.objects.filter(pk=number, user__in=access_users(actor=actor))
    post: Post | None = posts.select_related("user", "organisation").first()
    if post is None:
        raise NoSuchUserError("没有这个岗位，或您的岗位不管理用户")
    return post


def access_posts_at(*, actor: Actor, organisation: Organisation, on: date) -> "QuerySet[Post] | None":
    """Return the posts held at an organisation on a day; None for those who may not know the names of its staff.

    Administrators know them, auditors, and the centre, which submits for every organisation.
    """
    knows = (
        grants(actor, Right.USERS)
        or Grant.ON_BEHALF in grants(actor, Right.SUBMIT)
        or Grant.ALL_READ_ONLY in grants(actor, Right.LOG)
    )
    if not knows:
        return None
    held: QuerySet[Post] = Post.objects.in_force(on).filter(organisation=organisation)
    return held.select_related("user").order_by("role", "user__username")


def organisations_on(day: date) -> QuerySet[Organisation]:
    """Return the organisations that exist on a day, by code."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    ended = Q(valid_to__lt=day)
    return Organisation.objects.filter(begun).exclude(ended).order_by("code")


def name_on(code: str, day: date) -> str:
    """Return the official name an organisation bears on a day; before its first known name, that one.

    Raises:
        NoSuchOrganisationError: There is none of that code.
    """
    names = list(
        OrganisationName.objects.filter(organisation__code=code).order_by(
            F("valid_from").asc(nulls_first=True)
        )
    )
    if not names:
        raise NoSuchOrganisationError(f"没有代码为“{code}”的机构；请核对机构代码")
    borne = [each.name for each in names if each.valid_from is None or each.valid_from <= day]
    return borne[-1] if borne else names[0].name


def names_on(codes: Collection[str], day: date) -> dict[str, str]:
    """Return the official names of several organisations on a day, by code; one statement. Unknown codes name themselves."""
    rows = OrganisationName.objects.filter(organisation__code__in=codes).order_by(
        F("valid_from").asc(nulls_first=True)
    )
    borne: dict[str, str] = {}
    for code, name, since in rows.values_list("organisation__code", "name", "valid_from"):
        if code not in borne or since is None or since <= day:
            borne[code] = name
    return {code: borne.get(code, code) for code in codes}


def successor_on(code: str, day: date) -> str:
    """Return the code of the organisation that has the duties of `code` on a day: itself, or a successor of it."""
    steps = dict(Succession.objects.filter(on__lte=day).values_list("predecessor__code", "successor__code"))
    while code in steps:  # the loader refuses circles
        code = steps[code]
    return code


def active_post(user: User, *, on: date, organisation: str | None = None, role: Role | None = None) -> Post:
    """Return the post a user acts from.

    Of several in force, those at `organisation` come first, then the one held longest.

    Args:
        user: Who acts.
        on: Civil date of the deed.
        organisation: Code of the organisation concerned; a post elsewhere is returned when there is none there.
        role: Only posts in this role.

    Raises:
        NoPostError: No post is in force.
    """
    posts = (
        Post.objects.in_force(on)
        .filter(user=user)
        .select_related("organisation")
        .order_by("valid_from", "id")
    )
    fitting = [post for post in posts if role is None or post.role == role]
    if not fitting:
        wanted = f"“{role.label}”" if role else ""
        raise NoPostError(f"用户“{user.username}”在 {on} 没有有效的{wanted}岗位；请安全保密管理员授予岗位")
    return min(fitting, key=lambda post: post.organisation.code != organisation)


def actor_for_user(
    username: str, on: date, organisation: str | None = None, role: Role | None = None
) -> Actor:
    """Return a member of staff as the actor of a deed, in the post that `active_post` chooses.

    Raises:
        NoSuchUserError: Nobody has that name.
        SuspendedError: The account is suspended.
        NoPostError: No post is in force.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NoSuchUserError(f"没有名为“{username}”的用户；请核对登录名")
    if not user.is_active:
        raise SuspendedError(f"用户“{username}”已停用；请与系统管理员联系")
    return actor_of(active_post(user, on=on, organisation=organisation, role=role))


def actor_of(post: Post) -> Actor:
    """Return the actor a post makes of its user."""
    return Actor(
        kind=ActorKind.USER,
        key=str(post.user_id),
        label=post.user.name,
        user_id=post.user_id,
        post_id=post.pk,
        role=Role(post.role),
        organisation=post.organisation.code,
    )
