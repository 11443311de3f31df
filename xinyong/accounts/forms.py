"""Shapes of what is typed at the sign-in."""

from collections.abc import Mapping

from xinyong.screens.values import Field


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
