"""Parts f and h: pages of the public site and of the workspace, against a bare view of Django on the same kind of server."""

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


def desk_pages(folder: Path, receipt: str, *, count: int) -> Iterator[Figure]:
    """Measure pages of the workspace as a department's reporter and an auditor see them; none is kept by any cache.

    Args:
        folder: Where lists of addresses go.
        receipt: Of a large submission of the reporter's agency.
        count: Pages of one measurement.
    """
    with _server("bench.contestants.hello") as port:
        bare = max(_speed(folder, port, ["/"] * count * 3) for _ in range(_BEST_OF))
    yield Figure("h", "floor: a bare view of Django, gunicorn, 2 × 4", bare, "pages/s")
    subprocess.run([sys.executable, "-m", "xinyong.project.preparing"], check=True, cwd=ROOT)
    cookies = {
        role: run_module("desk_session", role, place).answer["cookie"] for role, place in _PLACES.items()
    }
    with _server("xinyong.project.wsgi", XINYONG_SITE="workspace") as port:
        for name, role, path in _DESK:
            speed = _speed(folder, port, [path.format(receipt=receipt)] * count, cookies[role])
            yield Figure("h", f"workspace, {name}", speed, "pages/s")
            yield Figure("h", f"workspace, {name}: server time of one ÷ bare view", bare / speed, "×")


# Every page that is opened by its address alone, and one submission; the role that looks, and where.
_PLACES = {
    "reporter": "scjg",
    "reviewer": "scjg",
    "centre_operator": "xyzx",
    "system_admin": "xyzx",
    "audit_admin": "xyzx",
}
_DESK = (
    ("首页", "reporter", "/workspace/"),
    ("批量导入", "reporter", "/workspace/submit/"),
    ("submit one item", "reporter", "/workspace/submit/penalty/"),
    ("报送记录", "reporter", "/workspace/submissions/"),
    ("one submission of many rows", "reporter", "/workspace/submissions/{receipt}/"),
    ("待审核", "reviewer", "/workspace/reviews/"),
    ("本单位数据", "reporter", "/workspace/records/"),
    ("更正与撤回", "reporter", "/workspace/changes/"),
    ("信用档案", "reporter", "/workspace/subjects/"),
    ("查询记录", "reporter", "/workspace/inquiries/"),
    ("数据字典", "reporter", "/workspace/items/"),
    ("十分钟体验", "reporter", "/workspace/tour/"),
    ("操作手册", "reporter", "/workspace/manual/"),
    ("首页 of the centre", "centre_operator", "/workspace/"),
    ("全部报送", "centre_operator", "/workspace/submissions/all/"),
    ("机构", "centre_operator", "/workspace/organisations/"),
    ("用户", "system_admin", "/workspace/users/"),
    ("操作日志", "audit_admin", "/workspace/events/"),
)


def _speed(folder: Path, port: int, paths: Sequence[str], cookie: str = "") -> float:
    file = folder / "addresses.json"
    file.write_text(json.dumps(list(paths)), encoding="utf-8")
    answer = run_module("visiting", port, file, cookie).answer
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
