"""Shapes of what is typed at the sign-in, and by administrators."""

from collections.abc import Mapping, Sequence

from xinyong.accounts.listing import STANDINGS, USER_STATES, OrganisationFilter, UserFilter
from xinyong.accounts.models import OrganisationKind
from xinyong.accounts.roles import Role
from xinyong.rules.identifiers import mask_numbers_in
from xinyong.screens.asking import chosen, typed
from xinyong.screens.values import Field

Options = Sequence[tuple[str, str]]
_ALL = ("", "全部")
_ROLES = tuple((str(role), str(role.label)) for role in Role)


def sign_in_fields(given: Mapping[str, str], fault: str = "") -> tuple[Field, ...]:
    """Return the fields of the sign-in; a password is never repeated."""
    name = Field("username", "登录名", given.get("username", "").strip()[:64], autocomplete="username")
    return name, Field("password", "口令", kind="password", error=fault, autocomplete="current-password")


def password_fields(faults: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields for a new password."""
    return (
        Field(
            "old", "现在的口令", kind="password", error=faults.get("old", ""), autocomplete="current-password"
        ),
        Field(
            "new",
            "新口令",
            kind="password",
            hint="至少10个字符，不要用常见的词或纯数字。",
            error=faults.get("new", ""),
            autocomplete="new-password",
        ),
        Field(
            "again",
            "再输一次新口令",
            kind="password",
            error=faults.get("again", ""),
            autocomplete="new-password",
        ),
    )


def user_filter(asked: Mapping[str, str], organisations: Options) -> tuple[UserFilter, tuple[Field, ...]]:
    """Return which users are asked for, and the fields that repeat it."""
    wanted = UserFilter(
        typed(asked, "q"),
        chosen(asked, "organisation", dict(organisations)),
        chosen(asked, "role", Role.values),
        chosen(asked, "state", USER_STATES),
    )
    return wanted, (
        Field("q", "登录名或姓名", mask_numbers_in(wanted.text)),
        Field("organisation", "机构", wanted.organisation, "select", options=(_ALL, *organisations)),
        Field("role", "角色", wanted.role, "select", options=(_ALL, *_ROLES)),
        Field("state", "状态", wanted.state, "select", options=(_ALL, *USER_STATES.items())),
    )


def new_user_fields(given: Mapping[str, str], faults: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields for a new account."""
    return (
        Field(
            "username",
            "登录名",
            mask_numbers_in(typed(given, "username", 64)),
            hint="小写字母开头，可用小写字母、数字、点、横线、下划线，例如 zhang.san。开通后不能改。",
            error=faults.get("username", ""),
            autocomplete="off",
        ),
        Field(
            "name",
            "姓名",
            mask_numbers_in(typed(given, "name", 50)),
            error=faults.get("name", ""),
            autocomplete="off",
        ),
    )


def post_fields(
    given: Mapping[str, str], faults: Mapping[str, str], organisations: Options
) -> tuple[Field, ...]:
    """Return the fields for giving a post."""
    return (
        Field(
            "organisation",
            "机构",
            given.get("organisation", ""),
            "select",
            error=faults.get("organisation", ""),
            options=(("", "请选择"), *organisations),
        ),
        Field(
            "role",
            "角色",
            given.get("role", ""),
            "select",
            error=faults.get("role", ""),
            options=(("", "请选择"), *_ROLES),
        ),
        Field("section", "科室", typed(given, "section", 50), hint="可以不填。"),
    )


def organisation_filter(asked: Mapping[str, str]) -> tuple[OrganisationFilter, tuple[Field, ...]]:
    """Return which organisations are asked for, and the fields that repeat it."""
    wanted = OrganisationFilter(
        typed(asked, "q"),
        chosen(asked, "kind", OrganisationKind.values),
        chosen(asked, "standing", STANDINGS),
    )
    kinds = ((str(kind), str(kind.label)) for kind in OrganisationKind)
    return wanted, (
        Field("q", "代码或名称", mask_numbers_in(wanted.text), hint="也可以用曾用名称"),
        Field("kind", "类别", wanted.kind, "select", options=(_ALL, *kinds)),
        Field("standing", "状态", wanted.standing, "select", options=(_ALL, *STANDINGS.items())),
    )
