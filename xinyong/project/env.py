"""Reads the environment: every variable the program knows, its meaning and its default, in one table.

`.env.example` lists the same variables; a test compares the two.
"""

import os
from dataclasses import dataclass
from pathlib import Path

INSTALLATION = Path(__file__).resolve().parents[2]


class SettingError(Exception):
    """A variable of the environment is missing or cannot be understood; the text says what to do."""


@dataclass(frozen=True)
class Variable:
    """One variable of the environment.

    Attributes:
        name: As written in the environment.
        default: Text used when it is absent or empty.
        meaning: For the operator, one sentence.
    """

    name: str
    default: str
    meaning: str


VARIABLES = {
    v.name: v
    for v in (
        Variable(
            "XINYONG_HOME",
            "",
            "Folder of database, uploads, keys and generated files; default var/ of the installation.",
        ),
        Variable("XINYONG_SITE", "all", "Which doors this process opens: public, service, workspace or all."),
        Variable("XINYONG_ROLE", "app", "Database role of this process: app, owner (migrations) or public."),
        Variable("XINYONG_DEBUG", "0", "1 shows technical error pages; never in production."),
        Variable(
            "XINYONG_HOSTS",
            "localhost,127.0.0.1,[::1]",
            "Host names the web process answers to, separated by commas.",
        ),
        Variable("DATABASE_URL", "", "postgresql:// address of another server; default: the embedded one."),
        Variable(
            "DATABASE_URL_PUBLIC", "", "Address with a login of its own for the public door on that server."
        ),
        Variable(
            "XINYONG_RUN",
            "",
            "Folder of the embedded server's socket, short; default: the system's for temporary files.",
        ),
        Variable("PORT", "8000", "Port of the web process."),
        Variable(
            "XINYONG_PUBLIC_URL",
            "",
            "Address of the public site as papers print it, https://…; default: http://127.0.0.1 and PORT.",
        ),
        Variable(
            "XINYONG_UPLOAD_MB",
            "100",
            "Largest file the workspace takes in, in MiB; at most 100 can be read.",
        ),
    )
}


def text(name: str) -> str:
    """Return the value of a known variable, or its default.

    Raises:
        KeyError: The variable is not in the table.
    """
    return os.environ.get(name, "").strip() or VARIABLES[name].default


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """Return the value of a variable that must be one of `allowed`.

    Raises:
        SettingError: It is something else.
    """
    value = text(name)
    if value not in allowed:
        raise SettingError(
            f"{name}={value!r} is not known; expected one of {', '.join(allowed)}; set it or leave it empty."
        )
    return value


def flag(name: str) -> bool:
    """Return True for 1, False for 0.

    Raises:
        SettingError: It is something else.
    """
    return choice(name, ("0", "1")) == "1"


def number(name: str) -> int:
    """Return the value of a variable that must be a whole number above nought.

    Raises:
        SettingError: It is something else.
    """
    value = text(name)
    if not value.isascii() or not value.isdecimal() or int(value) < 1:
        raise SettingError(f"{name}={value!r} is no whole number above 0; set one or leave it empty.")
    return int(value)


def home() -> Path:
    """Return the absolute folder of database, uploads, keys and generated files; it may not exist yet."""
    configured = text("XINYONG_HOME")
    return (Path(configured).expanduser() if configured else INSTALLATION / "var").absolute()
