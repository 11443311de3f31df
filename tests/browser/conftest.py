"""A real `xinyong up --demo` in a temporary home, and visitors with Debian's Chromium.

Playwright ends with each module: while it runs, Django would refuse the database to the tests of other modules.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

PROGRAM = Path(sys.executable).with_name("xinyong")
_ACCOUNT = re.compile(r"^  (yanshi\.[a-z]+)\s+(\S+?)　", re.MULTILINE)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    },
}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


def _environment(home):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XINYONG", "DJANGO", "DATABASE"))}
    return kept | {"XINYONG_HOME": str(home)}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def address(site):
    """Where the site with the demonstration data answers."""
    return site[0]


@pytest.fixture(scope="session")
def passwords(site):
    """The passwords of the demonstration's accounts, by login name: those of the start, then those they chose."""
    return dict(site[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Address and accounts of a site that runs while the session does."""
    home, port = tmp_path_factory.mktemp("site"), _free_port()
    command = [PROGRAM, "up", "--port", str(port), "--demo"]
    with subprocess.Popen(command, env=_environment(home), stdout=subprocess.PIPE, text=True) as started:
        try:
            said = list(takewhile(lambda line: "Ctrl-C" not in line, iter(started.stdout.readline, "")))
            assert started.poll() is None, "the program did not start"
            yield f"http://127.0.0.1:{port}", _ACCOUNT.findall("".join(said))
        finally:
            started.send_signal(signal.SIGINT)
            try:
                started.wait(60)
            finally:
                started.kill()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: run `make setup` as root"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


class Watch:
    """What must not happen while somebody looks at a page."""

    def __init__(self, page):
        self.found = []
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("console", self._console)

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.found.append(f"asked elsewhere: {request.url}")

    def _failed(self, request):
        if "ERR_ABORTED" not in (request.failure or ""):  # what becomes a download is no page
            self.found.append(f"failed: {request.url} {request.failure}")

    def _console(self, message):
        if message.type == "error":
            self.found.append(f"console: {message.text}")

    def expected(self, what):
        """Forget messages about an answer that the test has asked for."""
        assert any(what in each for each in self.found), what
        self.found = [each for each in self.found if what not in each]


@pytest.fixture
def visitor(browser, address):
    """Return a function: a page of a new visitor, with the address of the site as its base."""
    contexts, watches = [], []

    def visit(device="desktop", *, script=True, **options):
        context = browser.new_context(
            base_url=address, java_script_enabled=script, locale="zh-CN", **DEVICES[device] | options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch(page)
        watches.append(page.watch)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [what for watch in watches for what in watch.found] == []


@pytest.fixture
def employee(visitor, passwords):
    """Return a function: a page of a browser in which a member of staff has signed in."""

    def enter(username, device="desktop", *, script=True):
        page = visitor(device, script=script)
        page.goto("/workspace/sign-in/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("口令").fill(passwords[username])
        page.get_by_role("button", name="登录", exact=True).click()
        if page.url.endswith("/password/"):
            page.get_by_label("现在的口令").fill(passwords[username])
            passwords[username] = f"spring-rain-{username}"
            page.get_by_label("新口令", exact=True).fill(passwords[username])
            page.get_by_label("再输一次新口令").fill(passwords[username])
            page.get_by_role("button", name="保存新口令").click()
        return page

    return enter


@pytest.fixture
def picture(request):
    """Return a function that keeps a picture of a page in the folder XINYONG_SCREENSHOTS, if there is one."""
    folder = os.environ.get("XINYONG_SCREENSHOTS")

    def keep(page, name):
        if folder:
            test = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=Path(folder) / f"{test}-{name}.png", full_page=True)

    return keep


@pytest.fixture
def look(picture):
    """Return a function: keep a picture of a page, and look for barriers; where no script runs only the picture."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def keep(page, name):
        picture(page, name)
        if page.evaluate("typeof htmx !== 'undefined'"):
            report = axe.run(page)
            assert report.violations_count == 0, f"{name}: {report.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} is too wide"

    return keep
