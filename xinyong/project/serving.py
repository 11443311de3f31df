"""`xinyong up`: database, worker and web process together, until Ctrl-C; nothing it started outlives it."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from subprocess import CalledProcessError

import click

from xinyong.infra.database import DatabaseUnavailableError
from xinyong.project import env
from xinyong.project.installation import InstallationError, open_home

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 60
_STOP_SECONDS = 15


def serve(*, port: int | None, demo: bool) -> int:
    """Run everything in the foreground.

    Args:
        port: Of the web process; None = the variable PORT.
        demo: Load the fictitious demonstration set if the database is empty.

    Returns:
        Exit code: 0 after Ctrl-C or SIGTERM; 2 when it cannot start, with words.
    """
    wanted = port or int(env.text("PORT"))
    os.environ["PORT"] = str(wanted)  # what papers print as the address of the site
    for number in (signal.SIGINT, signal.SIGTERM):  # also when a script started us with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    try:
        _refuse_if_taken(wanted)
        with open_home():
            _prepare(demo=demo)
            with _running(wanted) as processes:
                _announce(wanted)
                _watch(processes)
    except KeyboardInterrupt:
        click.echo("\n已停止。")
        return 0
    except (DatabaseUnavailableError, InstallationError, OSError, RuntimeError, CalledProcessError) as error:
        click.echo(f"无法启动：{getattr(error, 'user_message', '')} {error}".strip(), err=True)
        return 2
    return 1


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OSError(
                f"端口 {port} 已被占用或不可用，请换一个端口，如 make run PORT={port + 1}"
            ) from error


def _prepare(*, demo: bool) -> None:
    """Collect the style sheet and, on request, load the demonstration set; in a process that ends again."""
    command = [sys.executable, "-m", "xinyong.project.preparing", *(["--demo"] if demo else [])]
    subprocess.run(command, check=True)


@contextlib.contextmanager
def _running(port: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    web = [
        "-m",
        "gunicorn",
        "xinyong.project.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    commands = {"网站": [*web, "--log-level", "warning"], "后台任务": ["-m", "xinyong.project.worker"]}
    if env.text("XINYONG_SITE") == "public":  # the public door has no right to do the jobs
        del commands["后台任务"]
    started = {name: _start(arguments) for name, arguments in commands.items()}
    try:
        _wait_for_web(port, started)
        yield started
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            _end(process)


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches us alone, and that dies when we are killed."""
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509 - one libc call, no locks


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for_web(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        _fail_if_ended(processes)
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        time.sleep(0.1)
    raise RuntimeError("网站没有在规定时间内启动，请查看上面的输出。")


def _fail_if_ended(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise RuntimeError(f"{name}进程意外结束（退出码 {process.returncode}），请查看上面的输出。")


def _announce(port: int) -> None:
    site = env.text("XINYONG_SITE")
    if site != "workspace":
        click.echo(f"信用新郑　　http://127.0.0.1:{port}/")
    if site in {"workspace", "all"}:
        click.echo(f"工作台　　　http://127.0.0.1:{port}/workspace/")
    click.echo(f"健康检查　　http://127.0.0.1:{port}/healthz")
    click.echo(f"数据目录　　{env.home()}")
    click.echo(f"文件投递　　{env.home() / 'inbox'}/单位代码/信息项代码/")
    click.echo("按 Ctrl-C 停止。")
    sys.stdout.flush()


def _watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stay until a signal; end everything when one of the processes ends by itself."""
    while True:
        _fail_if_ended(processes)
        time.sleep(0.5)
