"""Part f: pages of the public site among many subjects, against a bare view of Django on the same kind of server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from bench.figures import Figure
from bench.running import ROOT, ContestantError, run_module

_BEST_OF = 3
_AIM = 0.3  # of the bare view's pages
_START_SECONDS = 60


def pages(
    folder: Path, texts: Sequence[str], numbers: Sequence[int], *, count: int, subjects: int
) -> Iterator[Figure]:
    """Measure home, results and subject page, each at first and again.

    Args:
        folder: Where lists of addresses go.
        texts: What people search for, all different.
        numbers: Of subjects, all different.
        count: Pages of one measurement.
        subjects: How many there are, for the words.
    """
    with _server("bench.contestants.hello") as port:
        bare = max(_speed(folder, port, ["/"] * count * 3) for _ in range(_BEST_OF))
    yield Figure("f", "floor: a bare view of Django, gunicorn, 2 × 4", bare, "pages/s")
    subprocess.run([sys.executable, "-m", "xinyong.project.preparing"], check=True, cwd=ROOT)
    different = {
        "home": [f"/?visit={i}" for i in range(count)],
        "results": [f"/search/?q={quote(text)}" for text in texts[:count]],
        "subject page": [f"/subject/{number}/" for number in numbers[:count]],
    }
    with _server("xinyong.project.wsgi", XINYONG_SITE="public") as port:
        for name, paths in different.items():
            first = _speed(folder, port, paths)
            few = paths[: max(1, len(paths) // 20)]
            _speed(folder, port, few * 4)  # until either process holds them
            again = max(_speed(folder, port, few * 20) for _ in range(_BEST_OF))
            where = f"{name} among {subjects:,} subjects"
            yield Figure("f", f"{where}, every address new", first, "pages/s")
            yield Figure("f", f"{where}, again", again, "pages/s")
            yield Figure("f", f"{name}, new ÷ bare view", first / bare, "×")
            yield Figure("f", f"{name}, again ÷ bare view", again / bare, "×", "≥", _AIM)


def _speed(folder: Path, port: int, paths: Sequence[str]) -> float:
    file = folder / "addresses.json"
    file.write_text(json.dumps(list(paths)), encoding="utf-8")
    answer = run_module("visiting", port, file).answer
    return float(answer["pages"] / answer["seconds"])


@contextmanager
def _server(application: str, **environment: str) -> Iterator[int]:
    """Run gunicorn as `xinyong up` does, on a free port."""
    port = _free_port()
    options = ("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "warning")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return
        time.sleep(0.1)
    raise ContestantError(f"no server on port {port}")
