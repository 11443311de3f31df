"""The two database connections of Django, for the embedded server or for DATABASE_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from xinyong.infra import database

_SESSION = {"options": "-c timezone=Asia/Shanghai -c lock_timeout=600s", "application_name": "xinyong"}


def django_settings(home: Path, role: str, *, url: str, public_url: str) -> dict[str, Any]:
    """Return the settings of one connection.

    Args:
        home: Folder of keys, and of the embedded server when `url` is empty.
        public_url: The same with a login of its own for the public door, or empty.
        url: `postgresql://user:password@host:port/name` of another server, or empty.
        role: `xinyong_app`, `xinyong_owner` or `xinyong_public`. On another server the user of the address owns the
            tables and takes the role of the application or the public door for the session; an administrator who
            wants the public door to have a login of its own gives it in DATABASE_URL_PUBLIC.
    """
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "TIME_ZONE": "Asia/Shanghai",  # of the session: what the server calls a date is a date here (design §2, Time)
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(_SESSION),
        "TEST": {"NAME": "test_xinyong"},
    }
    if role == "xinyong_public":
        # Nobody behind the open door writes, or keeps the server busy.
        common["OPTIONS"]["options"] += " -c default_transaction_read_only=on -c statement_timeout=10s"
    if not url:
        server = database.connection_parameters(home)
        place = {"NAME": server.database, "HOST": str(server.socket_dir), "PORT": str(server.port)}
        return common | place | {"USER": role, "PASSWORD": database.password(home, role)}
    if role == "xinyong_public" and public_url:
        url, role = public_url, "xinyong_owner"
    parts = urlsplit(url)
    common["OPTIONS"] |= dict(parse_qsl(parts.query))
    if role != "xinyong_owner":
        common["OPTIONS"]["options"] += f" -c role={role}"
    return common | {
        "NAME": parts.path.lstrip("/"),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
