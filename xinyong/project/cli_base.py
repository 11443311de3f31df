"""What every command shares: the answer, the refusal, the installation held open, the log of internal errors.

Exit codes: 0 done; 3 done in part; 2 refused, with a reason; 1 an internal error, with the number of its log entry.
Django and polars are imported only after the database is up and the reading child is started, so that a command
answers fast.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from xinyong.infra import clock, error_log
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


def promising(**keys: object) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Promise keys in every JSON answer of a command, also in a refusal."""

    def promise(command: Callable[..., Any]) -> Callable[..., Any]:
        command.__dict__["refusal"] = keys
        return command

    return promise


def with_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the installation open and Django ready; turn every refusal into words.

    See `promising` for keys that every answer of a command has.
    """

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return _run(command, args, options)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: words for the user, the rest into the log
            _explain(error, as_json=bool(options.get("as_json")), more=getattr(command, "refusal", {}))

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


def _explain(error: Exception, *, as_json: bool, more: dict[str, Any]) -> NoReturn:
    """Words for a refusal we know; a log number for anything else."""
    message = getattr(error, "message", None) or getattr(error, "user_message", None)
    if isinstance(message, str):
        refuse(str(getattr(error, "code", type(error).__name__)), message, as_json=as_json, **more)
    number, place = _logged(error), env.home() / "log" / "errors.log"
    text = f"系统内部错误，编号 {number}。数据没有丢失；请把编号告诉系统管理员（日志：{place}）。"
    if as_json:
        emit({**more, "error": {"code": "internal", "message": text, "log": number}})
    else:
        click.echo(text, err=True)
    sys.exit(INTERNAL)


def _logged(error: Exception) -> str:
    told = f"{error}\n" if isinstance(error, InstallationError | DatabaseUnavailableError) else ""
    try:
        return error_log.write(error, home=env.home(), at=clock.now(), told=told)
    except OSError:
        return "（日志无法写入）"


JSON = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档，供程序读取。")
