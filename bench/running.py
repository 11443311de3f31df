"""Runs one contestant and watches its time and memory."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
_LOOK = 0.1  # seconds between looks; the kernel keeps the peak, so only the last moments can be missed


class ContestantError(Exception):
    """A contestant failed; the text ends with what it printed."""


@dataclass(frozen=True)
class Run:
    """One run of a contestant.

    Attributes:
        seconds: From start to end of the process, its start-up included.
        peak_mb: Resident memory of its largest single process, servers of the database left out.
        answer: The JSON document it printed.
    """

    seconds: float
    peak_mb: float
    answer: Any


def run_module(name: str, *arguments: object) -> Run:
    """Run a contestant of this package."""
    return run([sys.executable, "-m", f"bench.contestants.{name}", *map(str, arguments)])


def run_product(*arguments: object) -> Run:
    """Run the command line of the product."""
    return run([str(Path(sys.executable).with_name("xinyong")), *map(str, arguments)])


def run(command: Sequence[str]) -> Run:
    """Run a command that prints one JSON document.

    Raises:
        ContestantError: It ended with an error.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=complained, env=_environment())
        with _Watch(process.pid) as watch:
            code = process.wait()
            seconds = time.perf_counter() - start
        said.seek(0)
        complained.seek(0)
        text = said.read().decode()
        if code:
            raise ContestantError(
                f"{' '.join(command)} ended with {code}\n{text[-1500:]}\n{complained.read().decode()[-3000:]}"
            )
    return Run(seconds, watch.peak_mb, json.loads(text))


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


class _Watch:
    """Looks at a process and its descendants until told to stop; cheaply, since it takes time from what it watches."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK):
            self.peak_mb = max([self.peak_mb, *map(_high_water_mb, _family(self._pid))])


def _family(pid: int) -> Iterator[int]:
    """Yield a process and its descendants, servers of the database left out."""
    folder = Path(f"/proc/{pid}")
    with suppress(OSError):
        if (folder / "comm").read_text(encoding="utf-8").strip() == "postgres":
            return
        yield pid
        for children in folder.glob("task/*/children"):
            for child in children.read_text(encoding="ascii").split():
                yield from _family(int(child))


def _high_water_mb(pid: int) -> float:
    """Return the kernel's own peak of a process; zero when it has gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0
