"""What every command shares: the answer, the refusal, the installation held open, the log of internal errors.

Exit codes: 0 done; 3 done in part; 2 refused, with a reason; 1 an internal error, with the number of its log entry.
Django and polars are imported only after the database is up and the reading child is started, so that a command
answers fast.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from xinyong.infra import clock
from xinyong.infra.database import DatabaseUnavailableError
from xinyong.project import env
from xinyong.project.installation import InstallationError, open_home

DONE, INTERNAL, REFUSED, IN_PART = 0, 1, 2, 3


def emit(document: object) -> None:
    """Print exactly one JSON document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))


def refuse(code: str, message: str, *, as_json: bool, **more: object) -> NoReturn:
    """End the command: what was asked cannot be done, and why."""
    if as_json:
        emit({**more, "error": {"code": code, "message": message}})
    else:
        click.echo(f"未办理：{message}", err=True)
    sys.exit(REFUSED)


def with_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the installation open and Django ready; turn every refusal into words."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        as_json = bool(options.get("as_json"))
        try:
            return _run(command, args, options)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: words for the user, the rest into the log
            _explain(error, as_json=as_json)

    return run


def _run(command: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    with open_home():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")
        import django

        django.setup()
        from django.db import connections

        try:
            return command(*args, **options)
        finally:
            connections.close_all()


def _explain(error: Exception, *, as_json: bool) -> NoReturn:
    """Words for a refusal we know; a log number for anything else."""
    if words := _words(error):
        refuse(*words, as_json=as_json)
    number = _log(error)
    place = env.home() / "log" / "errors.log"
    text = f"系统内部错误，编号 {number}。数据没有丢失；请把编号告诉系统管理员（日志：{place}）。"
    if as_json:
        emit({"error": {"code": "internal", "message": text, "log": number}})
    else:
        click.echo(text, err=True)
    sys.exit(INTERNAL)


def _words(error: Exception) -> tuple[str, str] | None:
    """Return code and Chinese text of a refusal made for users; None for anything else."""
    code = getattr(error, "code", type(error).__name__)
    for name in ("message", "user_message"):
        if isinstance(text := getattr(error, name, None), str):
            return str(code), text
    from xinyong.accounts.errors import AccountsError
    from xinyong.inquiries.actions import ReasonMissingError
    from xinyong.inquiries.purposes import UnknownPurposeError

    if isinstance(error, AccountsError | ReasonMissingError | UnknownPurposeError):
        return str(code), str(error)
    return None


def _log(error: Exception) -> str:
    """Write where an error happened, without the values that were being handled, and return its number."""
    at = clock.now()
    number = at.strftime("%Y%m%d%H%M%S") + f"-{os.getpid()}"
    folder = env.home() / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Only errors of our own about the installation may tell more: their text holds no value of any file.
    told = f"{error}\n" if isinstance(error, InstallationError | DatabaseUnavailableError) else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    with (folder / "errors.log").open("a", encoding="utf-8") as log:
        log.write(f"{number} {type(error).__module__}.{type(error).__name__}\n{frames}{told}\n")
    return number


JSON = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档，供程序读取。")
