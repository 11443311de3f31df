"""Signing in and out, and the password: who may enter the workspace, and how guessing is slowed down.

Five failures for one name, or thirty from one address, close the way in for a quarter of an hour. Attempts are serial
for each name, so that many at once are not many guesses. Source: 第十四条 (安全管理).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from xinyong.accounts.actors import Actor
from xinyong.accounts.errors import AccountsError, SignInError, TooManyAttemptsError, WeakPasswordError
from xinyong.accounts.models import SignInAttempt, User
from xinyong.audit.actions import Target, record
from xinyong.audit.models import ActorKind
from xinyong.infra import crypto

WINDOW = timedelta(minutes=15)
MOST_FOR_A_NAME = 5
MOST_FROM_AN_ADDRESS = 30
_KEPT = timedelta(days=1)
_LONGEST = 256  # characters; a longer text is no password and only costs time
_NOBODY = make_password(None)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed, and from where."""

    username: str
    password: str
    address: str


def sign_in(*, given: Credentials, at: datetime) -> User:
    """Return the user whose name and password were given; the attempt is counted, also when it fails.

    Raises:
        SignInError: Name and password do not belong together, or the account is suspended.
        TooManyAttemptsError: There were too many failures; nothing was tried.

    Events: accounts:session:begin; accounts:session:refuse of a known name.
    """
    with transaction.atomic():
        outcome = _tried(given, at)
    if isinstance(outcome, AccountsError):  # raised outside, so that the attempt stays counted
        raise outcome
    return outcome


def _tried(given: Credentials, at: datetime) -> User | AccountsError:
    keys = crypto.keyring(settings.XINYONG_HOME)
    username = given.username.strip().lower()
    name = keys.digest("sign_in_name", username)
    address = keys.digest("sign_in_address", given.address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7041, %s)", [int.from_bytes(name[:3])])
    if _is_closed(name, address, at):
        return TooManyAttemptsError(
            "登录失败次数过多，请15分钟后再试。忘记口令的，请联系本单位的系统管理员重置。"
        )
    user = User.objects.filter(username=username).first() if username.isprintable() else None
    fits = _fits(user, given.password)
    SignInAttempt.objects.filter(at__lt=at - _KEPT).delete()
    SignInAttempt.objects.create(at=at, name_digest=name, address_digest=address, succeeded=fits)
    if user is not None:
        record(
            f"accounts:session:{'begin' if fits else 'refuse'}",
            by=_oneself(user),
            at=at,
            target=Target("user", user.pk),
        )
    return (
        user
        if user is not None and fits
        else SignInError("登录名或口令不正确，或者账号已停用。请核对后再试。")
    )


def _is_closed(name: bytes, address: bytes, at: datetime) -> bool:
    """Count failures of the window: for the name since it last succeeded, from the address in all."""
    recent = SignInAttempt.objects.filter(at__gt=at - WINDOW)
    last = (
        recent.filter(name_digest=name, succeeded=True).order_by("-at").values_list("at", flat=True).first()
    )
    for_name = recent.filter(name_digest=name, succeeded=False, at__gt=last or at - WINDOW).count()
    from_address = recent.filter(address_digest=address, succeeded=False).count()
    return for_name >= MOST_FOR_A_NAME or from_address >= MOST_FROM_AN_ADDRESS


def locked(users: Iterable[User], at: datetime) -> list[User]:
    """Return those of the users whose names have failed too often just now; one statement."""
    keys = crypto.keyring(settings.XINYONG_HOME)
    by_digest = {keys.digest("sign_in_name", user.username): user for user in users}
    attempts = SignInAttempt.objects.filter(at__gt=at - WINDOW, name_digest__in=by_digest).order_by("at")
    failures = dict.fromkeys(by_digest, 0)
    for digest, succeeded in attempts.values_list("name_digest", "succeeded"):
        failures[bytes(digest)] = 0 if succeeded else failures[bytes(digest)] + 1
    return [by_digest[digest] for digest, count in failures.items() if count >= MOST_FOR_A_NAME]


def _fits(user: User | None, password: str) -> bool:
    """Compare; takes as long for a name that nobody has."""
    if len(password) > _LONGEST:
        return False
    fits = check_password(password, user.password if user else _NOBODY)
    return fits and user is not None and user.is_active


def sign_out(*, user: User, at: datetime) -> None:
    """Record that a user left. Events: accounts:session:end."""
    with transaction.atomic():
        record("accounts:session:end", by=_oneself(user), at=at, target=Target("user", user.pk))


@transaction.atomic
def change_password(*, user: User, old: str, new: str, at: datetime) -> User:
    """Set a password of the user's own choice.

    Raises:
        SignInError: The present one is wrong.
        WeakPasswordError: The new one is short, common, or the present one.

    Events: accounts:password:change.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not _fits(locked, old):
        raise SignInError("现在的口令不正确。请重新输入。")
    if old == new:
        raise WeakPasswordError("新口令不能与现在的口令相同。")
    try:
        validate_password(new, locked)
    except ValidationError as error:
        raise WeakPasswordError("".join(error.messages)) from error
    locked.password, locked.must_change_password = make_password(new), False
    locked.save(update_fields=["password", "must_change_password"])
    record("accounts:password:change", by=_oneself(locked), at=at, target=Target("user", locked.pk))
    return locked


def _oneself(user: User) -> Actor:
    return Actor(ActorKind.USER, str(user.pk), user.name, user_id=user.pk)
