"""`make bench` still runs: every contestant, small, in processes of its own; nothing is judged here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import Figure, table

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_every_part_runs_and_reports(tmp_path):
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))["figures"]
    assert {figure["part"] for figure in figures} == set("abcdefgh")
    assert all(figure["holds"] for figure in figures)


@pytest.mark.parametrize(
    ("bound", "value", "holds"),
    [
        pytest.param("≤", 4.0, True, id="at most includes the target"),
        pytest.param("≤", 4.1, False, id="above an upper target is missed"),
        pytest.param("≥", 6.9, False, id="below a lower target is missed"),
        pytest.param("=", 0, False, id="exactly means exactly"),
    ],
)
def test_targets(bound, value, holds):
    figure = Figure("a", "product ÷ floor", value, "×", bound, 7 if bound == "≥" else 4)
    assert figure.holds is holds
    assert ("MISSED" in table([figure])) is not holds
