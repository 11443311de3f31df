"""Writes of organisations, staff and posts."""

import re
import secrets
from datetime import datetime

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.errors import (
    AdministratorsApartError,
    BadNameError,
    BadRoleError,
    BadUsernameError,
    NoReviewerError,
    NotAllowedError,
    OneselfError,
    PostEndedError,
    PostExistsError,
    UserExistsError,
)
from xinyong.accounts.models import Organisation, Post, User
from xinyong.accounts.organisation_rows import write_organisation, write_succession
from xinyong.accounts.organisations import OrganisationSpec, city_file, read_organisations
from xinyong.accounts.queries import access_organisation
from xinyong.accounts.rights import Grant, Right, may
from xinyong.accounts.roles import Role
from xinyong.audit.actions import Target, record
from xinyong.infra.clock import local_date
from xinyong.rules.identifiers import mask_numbers_in

# Without letters and digits that look alike when they are read out or copied from a slip of paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LETTERS = 4, 4  # 4 × 4 × log2(31) = 79 bits
_LONGEST_NAME = 50
_NUMBER = re.compile(r"\d{6}")  # no name has one; documents and telephones have
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,63}\Z")


@transaction.atomic
def sync_organisations(*, by: Actor, at: datetime, specs: tuple[OrganisationSpec, ...] | None = None) -> int:
    """Make organisations, names and successions those of the city's file; return how many organisations changed.

    Repeating it changes nothing. An organisation that has left the file stays: its code is in records and events.

    Args:
        by: Who does it.
        at: Instant.
        specs: As read from another file; by default the file that ships with the program.

    Raises:
        LawDataError: The file is faulty; the text names file and line.

    Events: accounts:organisation:sync for each that changed.
    """
    specs = read_organisations(city_file()) if specs is None else specs
    changed = [spec.code for spec in specs if write_organisation(spec)]
    changed += [spec.code for spec in specs if write_succession(spec)]
    for code in dict.fromkeys(changed):
        record("accounts:organisation:sync", by=by, at=at, target=Target("organisation", code))
    return len(set(changed))


@transaction.atomic
def add_user(
    *, username: str, name: str, organisation: str, role: Role | str, by: Actor, at: datetime
) -> str:
    """Open an account with its first post; return the initial password, which is shown once and stored nowhere.

    Raises:
        BadUsernameError, UserExistsError, BadRoleError: The account cannot be opened like this.
        NoSuchOrganisationError: There is no such organisation.
        NotAllowedError: Only who may both open accounts and give rights does both at once.

    Events: accounts:user:add, accounts:post:give.
    """
    password = add_account(username=username, name=name, by=by, at=at)
    give_post(user=User.objects.get(username=username), organisation=organisation, role=role, by=by, at=at)
    return password


@transaction.atomic
def add_account(*, username: str, name: str, by: Actor, at: datetime, must_change: bool = True) -> str:
    """Open an account that has no post yet; return the initial password. The system administrator's part.

    `must_change` is False only for accounts of a demonstration, which are nobody's.

    Raises:
        NotAllowedError: The actor may not open accounts.
        BadUsernameError, BadNameError, UserExistsError: A name has the wrong form or is taken.

    Events: accounts:user:add.
    """
    _require(by, Grant.ACCOUNTS)
    if not _USERNAME.match(username):
        raise BadUsernameError(
            f"登录名“{mask_numbers_in(username)}”不合规：须以小写字母开头，由 2 至 64 个小写字母、数字、点、横线或下划线组成"
        )
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable() or _NUMBER.search(name):
        raise BadNameError(f"请填写姓名，至多{_LONGEST_NAME}个字，不要写证件号码、电话号码")
    if User.objects.filter(username=username).exists():
        raise UserExistsError(f"登录名“{username}”已被使用；请换一个")
    password = _initial_password()
    user = User.objects.create(
        username=username,
        name=name,
        password=make_password(password),
        must_change_password=must_change,
        created_at=at,
        created_by=by.key,
    )
    record("accounts:user:add", by=by, at=at, target=Target("user", user.pk))
    return password


@transaction.atomic
def give_post(
    *, user: User, organisation: str, role: Role | str, by: Actor, at: datetime, section: str = ""
) -> Post:
    """Give a user a post from today on. The security administrator's part.

    Args:
        user: Who gets it.
        organisation: Code.
        role: A value of `Role`.
        by: Who gives it.
        at: Instant; its local date is the first day.
        section: 科室, or empty.

    Raises:
        NotAllowedError: The actor may not give rights.
        NoSuchOrganisationError, BadRoleError: There is no such organisation or role.
        AdministratorsApartError: The user holds a post that this one excludes.
        PostExistsError: The user holds this post.

    Events: accounts:post:give.
    """
    _require(by, Grant.RIGHTS)
    if role not in Role.values:
        raise BadRoleError(f"没有“{role}”这个角色；可用的角色：{'、'.join(Role.values)}")
    post = Post(
        user=user,
        organisation=access_organisation(actor=by, code=organisation),
        section=section,
        role=role,
        valid_from=local_date(at),
    )
    _save(post)
    data = {"user": user.pk, "organisation": organisation, "role": str(role)}
    record("accounts:post:give", by=by, at=at, target=Target("post", post.pk), data=data)
    return post


@transaction.atomic
def suspend(*, user: User, by: Actor, at: datetime) -> User:
    """Suspend an account; repeating it changes nothing. The system administrator's part.

    Raises:
        NotAllowedError: The actor may not close accounts.
        OneselfError: It is their own.

    Events: accounts:user:suspend.
    """
    _require(by, Grant.ACCOUNTS)
    _require_another(user, by, "自己的账号不能由自己停用；请另一位系统管理员办理")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.suspended_at is None:
        user.suspended_at, user.suspended_by = at, by.key
        user.save(update_fields=["suspended_at", "suspended_by"])
        record("accounts:user:suspend", by=by, at=at, target=Target("user", user.pk))
    return user


@transaction.atomic
def resume(*, user: User, by: Actor, at: datetime) -> User:
    """Open a suspended account again; repeating it changes nothing. The system administrator's part.

    Raises:
        NotAllowedError: The actor may not open accounts.

    Events: accounts:user:resume.
    """
    _require(by, Grant.ACCOUNTS)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.suspended_at is not None:
        user.suspended_at = user.suspended_by = None
        user.save(update_fields=["suspended_at", "suspended_by"])
        record("accounts:user:resume", by=by, at=at, target=Target("user", user.pk))
    return user


@transaction.atomic
def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """Return a new initial password for who has forgotten theirs; it ends their sessions and must be changed.

    Raises:
        NotAllowedError: The actor may not open accounts.
        OneselfError: One's own is changed, not reset.

    Events: accounts:password:reset.
    """
    _require(by, Grant.ACCOUNTS)
    _require_another(user, by, "自己的口令请在“修改口令”中修改")
    user = User.objects.select_for_update().get(pk=user.pk)
    password = _initial_password()
    user.password, user.must_change_password = make_password(password), True
    user.save(update_fields=["password", "must_change_password"])
    record("accounts:password:reset", by=by, at=at, target=Target("user", user.pk))
    return password


@transaction.atomic
def end_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """Take a user off a post, at once; its last day is today. The security administrator's part.

    Raises:
        NotAllowedError: The actor may not take rights away.
        OneselfError: It is their own.
        PostEndedError: It has ended already.

    Events: accounts:post:end.
    """
    _require(by, Grant.RIGHTS)
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=post.pk)
    _require_another(post.user, by, "自己的岗位不能由自己免去；请另一位安全保密管理员办理")
    today = local_date(at)
    if post.ended_at is not None or (post.valid_to is not None and post.valid_to < today):
        raise PostEndedError("这个岗位已经免去或者期满，没有再改动")
    # A post that was to begin later has its one day then, and does not hold on it.
    post.valid_to, post.ended_at, post.ended_by = max(today, post.valid_from), at, by.key
    post.save(update_fields=["valid_to", "ended_at", "ended_by"])
    data = {"user": post.user_id, "organisation": post.organisation.code, "role": post.role}
    record("accounts:post:end", by=by, at=at, target=Target("post", post.pk), data=data)
    return post


def _require_another(user: User, by: Actor, otherwise: str) -> None:
    if by.user_id == user.pk:
        raise OneselfError(otherwise)


def _require(by: Actor, grant: Grant) -> None:
    if not may(by, Right.USERS, by.organisation, under=grant):
        raise NotAllowedError(f"{by.label}没有“{Right.USERS}：{grant}”的权限；请与相应的管理员联系")


_REFUSALS = {
    "post_administrators_apart": (
        AdministratorsApartError,
        "用户“{user}”不能担任“{role}”：系统、安全保密、审计三类管理员互不兼任，也不兼任业务岗位；刚免去的岗位从次日起不算",
    ),
    "post_once_at_a_time": (PostExistsError, "用户“{user}”已在该机构任“{role}”，无须再次授予"),
}


def _save(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as error:
        cause = error.__cause__
        name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        if name not in _REFUSALS:
            raise
        refusal, text = _REFUSALS[name]
        raise refusal(text.format(user=post.user.username, role=Role(post.role).label)) from error


def _initial_password() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP_LETTERS)]
    return "-".join("".join(letters[i : i + _GROUP_LETTERS]) for i in range(0, len(letters), _GROUP_LETTERS))


@transaction.atomic
def set_second_person(*, organisation: Organisation, on: bool, by: Actor, at: datetime) -> Organisation:
    """Decide whether a second person of an organisation looks at its submissions; repeating it changes nothing.

    Args:
        organisation: Whose submissions.
        on: From now on a reviewer approves each before it is loaded; False = what is confirmed is loaded.
        by: A reviewer of the organisation, or the head of the centre, for whom waivers are.
        at: Instant.

    Raises:
        NotAllowedError: The actor may not decide it.
        NoReviewerError: Nobody could review: what is confirmed would wait for ever.

    Events: accounts:second_person:set.
    """
    code = organisation.code
    if not (may(by, Right.APPROVE, code) or may(by, Right.APPROVE, code, under=Grant.WAIVERS_LETTERS)):
        raise NotAllowedError(f"{by.label}不能设置双人审核；请本单位审核员或信用中心负责人办理")
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    reviewers = Post.objects.in_force(local_date(at)).filter(organisation=found, role=Role.REVIEWER)
    if on and not reviewers.exists():
        raise NoReviewerError("本单位没有在任的审核员，不能开启双人审核；请先由安全保密管理员授予审核岗位")
    if found.second_person != on:
        found.second_person = on
        found.save(update_fields=["second_person"])
        record(
            "accounts:second_person:set", by=by, at=at, target=Target("organisation", code), data={"on": on}
        )
    return found
