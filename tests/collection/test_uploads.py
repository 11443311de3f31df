"""Files handed in at the workspace: encrypted while they come in, and gone where nobody took them."""

import contextlib
import io
import os

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from xinyong.collection import uploads
from xinyong.infra import storage

pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections
BOUNDARY = "xinyong-boundary"
MIB = 1 << 20


def part(name, content, filename=None):
    of_file = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def form(*parts):
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Body(io.BytesIO):
    """A body that remembers how much of it was read."""

    def __init__(self, content, fails_at=None):
        super().__init__(content)
        self.taken, self.fails_at = 0, fails_at

    def read(self, *size):
        piece = super().read(*size)
        self.taken += len(piece)
        if self.fails_at is not None and self.taken > self.fails_at:
            raise OSError("the browser has gone")
        return piece


def request(body, **headers):
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(len(body.getvalue())),
        "wsgi.input": body,
        "wsgi.url_scheme": "http",
    } | headers
    made = WSGIRequest(environ)
    made._dont_enforce_csrf_checks = True
    return made


@pytest.fixture
def files(home):
    """Return a function: the names of stored files that were not there when the test began."""

    def names():
        return {path for path in (home / "files").rglob("*/*") if path.is_file()}

    before = names()
    return lambda: names() - before


def taken_in(body, **headers):
    """Let a view see the upload; return what it saw."""
    seen = {}

    @uploads.streamed
    def view(request, upload=None):
        seen.update(
            filename=upload.filename,
            size=upload.size,
            refusal=upload.refusal,
            fields=dict(request.POST.items()),
        )
        return HttpResponse("ok")

    response = view(request(body, **headers))
    seen |= {"status": response.status_code, "taken": body.taken}
    response.close()
    return seen


def test_a_file_comes_back_byte_for_byte(files, home):
    content = os.urandom(3 * MIB + 17)
    kept = []

    @uploads.streamed
    def view(request, upload=None):
        kept.append(upload.take())
        return HttpResponse()

    view(request(Body(form(part("token", b"t"), part("file", content, "报送.xlsx")))))
    with storage.open_stored(kept[0].name, kept[0].wrapped_key, home) as plain:
        assert plain.read() == content
    assert (kept[0].size, len(files())) == (len(content), 1)
    storage.destroy(kept[0].name, home)


def test_the_writer_and_the_stream_give_the_same_file(home):
    """Whatever the pieces: at the borders of a chunk, and empty."""
    for size in (
        0,
        1,
        storage.CHUNK_BYTES - 1,
        storage.CHUNK_BYTES,
        storage.CHUNK_BYTES + 1,
        2 * storage.CHUNK_BYTES,
    ):
        writer = storage.Writer(home)
        for at in range(0, size, 65_537):
            writer.write(b"x" * min(65_537, size - at))
        stored = writer.finish()
        with storage.open_stored(stored.name, stored.wrapped_key, home) as plain:
            assert plain.read() == b"x" * size
        storage.destroy(stored.name, home)


def test_what_the_view_does_not_take_is_destroyed(files):
    seen = taken_in(Body(form(part("file", b"abc", "报送.xlsx"))))
    assert (seen["filename"], seen["size"]) == ("报送.xlsx", 3)
    assert files() == set()


def test_a_view_that_fails_leaves_no_file(files):
    @uploads.streamed
    def view(request, upload=None):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        view(request(Body(form(part("file", b"abc", "报送.xlsx")))))
    assert files() == set()


@pytest.mark.parametrize(
    ("parts", "filename", "size"),
    [
        pytest.param([part("file", b"", "")], "", 0, id="nothing was chosen"),
        pytest.param([part("file", b"", "报送.xlsx")], "报送.xlsx", 0, id="the file is empty"),
        pytest.param([part("other", b"abc", "别的.xlsx")], "", 0, id="a file in another field is left out"),
        pytest.param(
            [part("file", b"abc", "一.xlsx"), part("file", b"defg", "二.xlsx")],
            "一.xlsx",
            3,
            id="of two files the first is taken",
        ),
        pytest.param(
            [part("file", b"abc", "../../etc/x.csv")], "x.csv", 3, id="a path is no part of the name"
        ),
    ],
)
def test_what_stands_in_the_form(files, parts, filename, size):
    seen = taken_in(Body(form(*parts)))
    assert (seen["filename"], seen["size"]) == (filename, size)
    assert files() == set()


def test_a_file_that_says_it_is_too_large_is_refused_before_it_is_read(settings, files):
    settings.XINYONG_UPLOAD_BYTES = MIB
    body = Body(form(part("file", b"x" * 3 * MIB, "报送.xlsx")))
    seen = taken_in(body)
    assert seen["refusal"].code == "upload.too_large"
    assert "超过 1 MB" in seen["refusal"].message
    assert seen["taken"] == 0
    assert body.taken == len(
        body.getvalue()
    )  # thrown away behind the answer, so that a browser gets to read it
    assert files() == set()


def test_whoever_sends_far_too_much_is_not_listened_to(settings):
    settings.XINYONG_UPLOAD_BYTES = MIB
    body = Body(form(part("file", b"x" * 20 * MIB, "报送.xlsx")))
    taken_in(body)
    assert body.taken <= 5 * MIB


def test_a_file_that_turns_out_too_large_is_not_read_to_its_end(settings, files):
    settings.XINYONG_UPLOAD_BYTES = MIB
    body = Body(form(part("token", b"t"), part("file", b"x" * (2 * MIB - 2_000), "报送.xlsx")))
    seen = taken_in(body)
    assert seen["refusal"].code == "upload.too_large"
    assert seen["size"] == 0
    assert body.taken < 1.2 * MIB
    assert files() == set()


@pytest.mark.parametrize(
    "length", [100, 70_000, 2 * MIB], ids=["at once", "in the first piece", "after a chunk"]
)
def test_a_browser_that_goes_away_leaves_nothing(files, length):
    whole = form(part("file", b"x" * 3 * MIB, "报送.xlsx"))
    seen = taken_in(Body(whole[:length]), CONTENT_LENGTH=str(len(whole)))
    assert (seen["size"], seen["status"]) == (0, 200)
    assert files() == set()


def test_a_connection_that_breaks_leaves_nothing(files):
    seen_before = files()
    broken = Body(form(part("file", b"x" * 3 * MIB, "报送.xlsx")), fails_at=MIB)
    with contextlib.suppress(OSError):
        taken_in(broken)
    assert files() == seen_before == set()


def test_a_forged_request_is_refused_and_nothing_is_kept(settings, files):
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    forged = request(Body(form(part("file", b"abc", "报送.xlsx"))))
    del forged._dont_enforce_csrf_checks
    view = uploads.streamed(lambda request, upload=None: HttpResponse("taken"))
    assert view(forged).status_code == 403
    assert files() == set()


def test_plain_text_stands_nowhere_on_the_disk(home, files):
    """While half of it has come in, and when all has."""
    secret = "只在上传中的内容".encode() * 40_000
    writer = storage.Writer(home)
    writer.write(secret)
    assert not [p for p in home.rglob("*") if p.is_file() and secret[:300] in p.read_bytes()]
    stored = writer.finish()
    assert not [p for p in home.rglob("*") if p.is_file() and secret[:300] in p.read_bytes()]
    storage.destroy(stored.name, home)
