"""The program as it is installed: commands in processes of their own, on homes of their own, server running or stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
PROGRAM = Path(sys.executable).with_name("xinyong")
ROWS = "企业名称,统一社会信用代码,注册日期\n新郑市试例一号食品有限公司,91410184MA40698962,2020-01-02\n"


def environment(home):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XINYONG", "DJANGO", "DATABASE"))}
    return kept | {"XINYONG_HOME": str(home)}


def run(home, *arguments, given=None):
    return subprocess.run(
        [PROGRAM, *arguments],
        env=environment(home),
        input=given,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def said(done):
    assert "Traceback" not in done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A home set up by its first command, with one submission."""
    home = tmp_path_factory.mktemp("安 装") / "家"
    home.parent.joinpath("登记.csv").write_text(ROWS, encoding="utf-8")
    done = run(
        home, "submit", str(home.parent / "登记.csv"), "--item", "registration", "--agency", "scjg", "--json"
    )
    assert (done.returncode, said(done)["inserted"]) == (0, 1), done.stderr
    return home


def left_running(home):
    return [
        p.pid
        for p in psutil.process_iter(["cmdline"])
        if any(str(home) in part for part in p.info["cmdline"] or ())
    ]


def test_the_first_command_sets_an_empty_home_up_and_leaves_nothing_running(installed):
    assert left_running(installed) == []
    assert oct((installed / "keys").stat().st_mode)[-3:] == "700"
    assert all(oct(p.stat().st_mode)[-3:] == "600" for p in (installed / "keys").rglob("*") if p.is_file())


def test_several_first_commands_at_once_set_it_up_once(tmp_path):
    home = tmp_path / "home"
    commands = [[PROGRAM, "items", "--json"] for _ in range(4)]
    started = [
        subprocess.Popen(c, env=environment(home), stdout=subprocess.PIPE, text=True) for c in commands
    ]
    answers = [json.loads(p.communicate(timeout=240)[0]) for p in started]
    assert [p.returncode for p in started] == [0] * 4
    assert all(len(a) >= 8 for a in answers)
    assert left_running(home) == []


def test_submitting_again_says_that_nothing_changed(installed):
    path = str(installed.parent / "登记.csv")
    done = run(installed, "submit", path, "--item", "XZF0101", "--agency", "scjg")
    assert done.returncode == 0
    assert "未变 1" in done.stdout
    assert "没有产生任何变化" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        pytest.param(["submit", "没有.csv", "--item", "penalty", "--agency", "scjg", "--json"], 2, "file.not_found", id="no such file"),
        pytest.param(["submit", "登记.csv", "--item", "nothing", "--agency", "scjg", "--json"], 2, "item.unknown", id="unknown item"),
        pytest.param(["submit", "登记.csv", "--item", "penalty", "--agency", "nobody", "--json"], 2, "agency.unknown", id="unknown agency"),
        pytest.param(["submit", "登记.csv", "--item", "registration", "--agency", "sw", "--json"], 2, "submission.not_supplier", id="an item this agency may not supply"),
        pytest.param(["submit", "登记.csv", "--item", "registration", "--agency", "scjg", "--as", "nobody", "--json"], 2, "accounts.no_such_user", id="unknown user"),
        pytest.param(["submit", "登记.csv", "--item", "penalty", "--agency", "scjg", "--json"], 2, "template.wrong_item", id="the file of another item"),
        pytest.param(["template", "nothing", "--out", "t.xlsx", "--json"], 2, "item.unknown", id="a template of an unknown item"),
        pytest.param(["marked", "BS2026-999999", "--out", "m.xlsx", "--json"], 2, "submission.unknown", id="an unknown receipt"),
        pytest.param(["subject", "11010519491231002X", "--as", "nobody", "--reason", "试", "--json"], 2, "subject.personal_argument", id="an identity number as argument"),
        pytest.param(["subject", "-", "--as", "nobody", "--reason", "试", "--json"], 2, "accounts.no_such_user", id="a look by nobody"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_json_document_with_words(installed, monkeypatch, arguments, code, error):
    monkeypatch.chdir(installed.parent)
    done = run(installed, *arguments, given="11010519491231002X\n")
    document = said(done)
    assert (done.returncode, document["error"]["code"]) == (code, error)
    assert "请" in document["error"]["message"]
    assert arguments[0] != "submit" or "receipt" in document
    assert "11010519491231002X" not in done.stdout + done.stderr


def test_a_reporter_looks_up_a_subject_and_every_look_is_numbered(installed):
    added = run(
        installed, "user", "add", "bao", "--name", "报试例", "--agency", "sw", "--role", "reporter", "--json"
    )
    assert len(said(added)["initial_password"]) > 10
    looks = [
        run(installed, "subject", "91410184MA40698962", "--as", "bao", "--reason", "核对登记", "--json")
        for _ in range(2)
    ]
    first, second = (said(look) for look in looks)
    assert second["entry"] == first["entry"] + 1
    assert [r["item"] for r in first["records"]] == ["registration"]
    nobody = said(
        run(
            installed,
            "subject",
            "-",
            "--as",
            "bao",
            "--reason",
            "核对",
            "--json",
            given="11010519491231002X\n",
        )
    )
    assert (nobody["outcome"], nobody["records"]) == ("nothing", [])


def test_the_books_balance_and_the_environment_is_told(installed):
    assert said(run(installed, "reconcile", "--json"))["balanced"] is True
    points = {p["point"]: p["level"] for p in said(run(installed, "check-environment", "--json"))}
    assert points["数据库"] == points["数据库角色"] == points["密钥"] == "ok"
    assert points["规定"] == "warn"  # the regulation's own period is over


# --- `xinyong up`


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


@pytest.fixture
def up(installed):
    """The program running in the foreground; its address."""
    port = free_port()
    command = [PROGRAM, "up", "--port", str(port)]
    with subprocess.Popen(command, env=environment(installed), stdout=subprocess.PIPE, text=True) as started:
        until(lambda: "Ctrl-C" in started.stdout.readline())
        yield started, port
        started.send_signal(signal.SIGKILL)


def test_up_serves_takes_the_inbox_in_and_stops_whole(installed, up):
    started, port = up
    assert json.loads(fetch(port, "/healthz"))["status"] == "ok"
    assert "新郑市<mark>试例</mark>一号食品有限公司" in fetch(port, "/search/?q=%E8%AF%95%E4%BE%8B")
    assert (
        said(run(installed, "search", "试例", "--json"))[0]["code"] == "91410184MA40698962"
    )  # beside the running server
    inbox = installed / "inbox" / "scjg" / "registration"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "投递.csv").write_text(ROWS, encoding="utf-8")
    unknown = installed / "inbox" / "nobody" / "registration"
    unknown.mkdir(parents=True, exist_ok=True)
    (unknown / "投递.csv").write_text(ROWS, encoding="utf-8")
    answer = inbox / "投递.csv.result.json"
    until(answer.exists)
    assert json.loads(answer.read_text())["unchanged"] == 1
    until((unknown / "投递.csv.result.json").exists)
    assert (unknown / "refused" / "投递.csv").exists()
    assert not (inbox / "投递.csv").exists()
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 0
    until(lambda: left_running(installed) == [], 20)


def test_a_killed_program_takes_its_children_and_the_server_with_it(installed, up):
    started, _ = up
    started.kill()
    started.wait(30)
    until(lambda: left_running(installed) == [], 60)


def test_a_taken_port_is_said_in_words(installed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(installed, "up", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "端口" in done.stderr
    assert "Traceback" not in done.stderr
