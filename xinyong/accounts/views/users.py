"""Members of staff: the system administrator opens and closes accounts, the security administrator gives posts.

Either sees what the other does and cannot do it. Source: 第十四条 (用户管理); GB/T 22239 三员分立.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinyong.accounts import actions, listing
from xinyong.accounts.errors import (
    AccountsError,
    BadNameError,
    BadRoleError,
    BadUsernameError,
    NoSuchOrganisationError,
    NoSuchUserError,
    UserExistsError,
)
from xinyong.accounts.forms import new_user_fields, post_fields, user_filter
from xinyong.accounts.models import User
from xinyong.accounts.queries import access_post, access_user, access_users
from xinyong.accounts.rights import Grant, Right
from xinyong.accounts.signing_in import locked
from xinyong.accounts.staff import StaffRequest, has_grant, say, see_other, staff
from xinyong.infra.clock import local_date, now, today
from xinyong.screens.asking import page_of, repeatable, typed
from xinyong.screens.exporting import export_link, exported, wants_export
from xinyong.screens.parts import wants_part
from xinyong.screens.values import Cell, Column, Line, Link, Pager, Row, Table

_SIZE = 30
_ACCOUNTS = (Right.USERS, Grant.ACCOUNTS)
_RIGHTS = (Right.USERS, Grant.RIGHTS)
_COLUMNS = ("登录名", "姓名", "岗位", "状态", "上次登录")


@require_safe
@staff(Right.USERS)
def users(request: StaffRequest) -> HttpResponse:
    """List the members of staff."""
    wanted, fields = user_filter(request.GET, listing.organisation_options(today()))
    found = listing.filtered(access_users(actor=request.actor), wanted, today())
    if wants_export(request):
        everybody = list(found)
        posts = listing.posts_of(everybody, today())
        return exported("用户", _COLUMNS, (_texts(each, posts) for each in everybody))
    pager = Pager(page_of(request.GET), found.count(), _SIZE, request.path, _asked(asdict(wanted)), unit="人")
    shown = list(found[pager.offset : pager.offset + _SIZE])
    context = {
        "fields": fields,
        "table": _table(shown),
        "pager": pager,
        "export": export_link(request),
        "may_add": has_grant(request.actor, *_ACCOUNTS),
        "may_give": has_grant(request.actor, *_RIGHTS),
    }
    part = "accounts/_users.html" if wants_part(request) else "accounts/users.html"
    return render(request, part, context)


def _asked(wanted: dict[str, str]) -> dict[str, str]:
    return {"q": repeatable(wanted.pop("text")), **wanted}


def _table(shown: list[User]) -> Table:
    posts = listing.posts_of(shown, today())
    columns = (Column("登录名", whole=True), *map(Column, _COLUMNS[1:]))
    return Table("用户", columns, [_row(each, posts) for each in shown], "没有符合条件的用户。", dense=True)


def _row(user: User, posts: Mapping[int, list[str]]) -> Row:
    username, name, held, state, last = _texts(user, posts)
    tone = "good" if user.is_active and posts[user.pk] else "warn" if user.is_active else "bad"
    address = reverse("accounts:user", args=[user.pk])
    return Row((Cell(username, address), Cell(name), Cell(held), Cell(state, tone=tone), Cell(last)))


def _texts(user: User, posts: Mapping[int, list[str]]) -> tuple[str, str, str, str, str]:
    held = "；".join(posts[user.pk])
    state = "已停用" if not user.is_active else "使用中" if held else "没有岗位"
    last = f"{local_date(user.last_login):%Y-%m-%d}" if user.last_login else "从未登录"
    return user.username, user.name, held, state, last


@require_http_methods(["GET", "HEAD", "POST"])
@staff(_ACCOUNTS)
@sensitive_variables("password")
def new_user(request: StaffRequest) -> HttpResponse:
    """Open an account; its initial password is shown on this one answer and nowhere else."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        username = typed(request.POST, "username")
        try:
            password = actions.add_account(
                username=username, name=typed(request.POST, "name", 200), by=request.actor, at=now()
            )
            return _password_page(request, User.objects.get(username=username), password, "账号已开通")
        except (BadUsernameError, UserExistsError) as refusal:
            faults = {"username": refusal.message}
        except BadNameError as refusal:
            faults = {"name": refusal.message}
    context = {"fields": new_user_fields(request.POST, faults), "crumbs": _crumbs("新增用户")}
    return render(request, "accounts/new_user.html", context, status=422 if faults else 200)


@sensitive_variables("password")
def _password_page(request: StaffRequest, user: User, password: str, title: str) -> HttpResponse:
    """Show an initial password once: this answer is kept by no cache, the password nowhere."""
    context = {"of": user, "password": password, "title": title, "crumbs": _crumbs(user.username, title)}
    return render(request, "accounts/initial_password.html", context)


@require_safe
@staff(Right.USERS)
def user(request: StaffRequest, number: int) -> HttpResponse:
    """Show one member of staff with the posts they hold and held."""
    return _user_page(request, _user(request, number), {})


def _user(request: StaffRequest, number: int) -> User:
    try:
        return access_user(actor=request.actor, number=number)
    except NoSuchUserError:
        raise Http404 from None


def _user_page(request: StaffRequest, of: User, faults: dict[str, str]) -> HttpResponse:
    posts = listing.history(of, today())
    oneself = of.pk == request.user.pk
    may_give = has_grant(request.actor, *_RIGHTS)
    context: dict[str, Any] = {
        "of": of,
        "facts": _facts(of),
        "held": [each for each in posts if not each.over],
        "past": [each for each in posts if each.over],
        "may_close": has_grant(request.actor, *_ACCOUNTS) and not oneself,
        "may_give": may_give,
        "may_take": may_give and not oneself,
        "fields": post_fields(request.POST, faults, listing.organisation_options(today()))
        if may_give
        else (),
        "crumbs": _crumbs(of.username),
    }
    return render(request, "accounts/user.html", context, status=422 if faults else 200)


def _facts(of: User) -> tuple[Line, ...]:
    opener = User.objects.filter(pk=int(of.created_by)).first() if of.created_by.isdecimal() else None
    state = "使用中" if of.is_active else f"{local_date(of.suspended_at):%Y-%m-%d}起停用"  # type: ignore[arg-type]  # set when not active
    if locked([of], now()):
        state += "；登录失败次数过多，15分钟内不能登录"
    return (
        Line("登录名", of.username, code=True),
        Line("姓名", of.name),
        Line("状态", state),
        Line("口令", "初始口令，登录后须修改" if of.must_change_password else "已由本人设置"),
        Line("开户", f"{local_date(of.created_at):%Y-%m-%d}　{opener.name if opener else of.created_by}"),
        Line("上次登录", f"{local_date(of.last_login):%Y-%m-%d}" if of.last_login else "从未登录"),
    )


@require_POST
@staff(_ACCOUNTS)
def suspend(request: StaffRequest, number: int) -> HttpResponse:
    """Close an account."""
    return _change(request, number, actions.suspend, "账号已停用，本人的登录随即失效。")


@require_POST
@staff(_ACCOUNTS)
def resume(request: StaffRequest, number: int) -> HttpResponse:
    """Open an account again."""
    return _change(request, number, actions.resume, "账号已恢复，可以用原来的口令登录。")


def _change(request: StaffRequest, number: int, action: Callable[..., object], done: str) -> HttpResponse:
    of = _user(request, number)
    try:
        action(user=of, by=request.actor, at=now())
        say(request, done)
    except AccountsError as refusal:
        say(request, f"{refusal.message}。", "bad")
    return see_other(reverse("accounts:user", args=[of.pk]))


@require_POST
@staff(_ACCOUNTS)
@sensitive_variables("password")
def reset_password(request: StaffRequest, number: int) -> HttpResponse:
    """Give a new initial password, shown on this one answer."""
    of = _user(request, number)
    try:
        password = actions.reset_password(user=of, by=request.actor, at=now())
    except AccountsError as refusal:
        say(request, f"{refusal.message}。", "bad")
        return see_other(reverse("accounts:user", args=[of.pk]))
    return _password_page(request, of, password, "口令已重置")


@require_POST
@staff(_RIGHTS)
def give_post(request: StaffRequest, number: int) -> HttpResponse:
    """Give a post from today on."""
    of = _user(request, number)
    wanted = {name: typed(request.POST, name, 50) for name in ("organisation", "role", "section")}
    if not wanted["organisation"]:
        return _user_page(request, of, {"organisation": "请选择机构"})
    try:
        actions.give_post(user=of, by=request.actor, at=now(), **wanted)
    except NoSuchOrganisationError:
        return _user_page(request, of, {"organisation": "没有这个机构，请从列表中选择"})
    except BadRoleError:
        return _user_page(request, of, {"role": "请选择角色"})
    except AccountsError as refusal:
        return _user_page(request, of, {"role": refusal.message})
    say(request, "岗位已授予，从今天起有效。")
    return see_other(reverse("accounts:user", args=[of.pk]))


@require_POST
@staff(_RIGHTS)
def end_post(request: StaffRequest, number: int) -> HttpResponse:
    """Take a user off a post."""
    try:
        post = access_post(actor=request.actor, number=number)
    except NoSuchUserError:
        raise Http404 from None
    try:
        actions.end_post(post=post, by=request.actor, at=now())
        say(request, "岗位已免去，随即失效。")
    except AccountsError as refusal:
        say(request, f"{refusal.message}。", "bad")
    return see_other(reverse("accounts:user", args=[post.user_id]))


def _crumbs(*titles: str) -> tuple[Link, ...]:
    *before, here = titles
    return (Link("用户", reverse("accounts:users")), *map(Link, before), Link(here))
