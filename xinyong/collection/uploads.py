"""Files handed in at the workspace: encrypted while they come in, never in plain text on a disk.

    @require_http_methods(["GET", "POST"])
    @staff(Right.SUBMIT)
    @streamed
    def submit(request, code, upload=None):  # None on GET
        if upload is not None and upload.refusal:
            ...  # 413, the words are in the refusal
        ...
        actions.receive(source=upload.take(), ...)

`streamed` stands below `staff`: who may not hand anything in is not read. The protection against forged requests
reads the form, so it has to wait until the handler of the file is in place; `streamed` sees to that too. What the
view has not taken is destroyed when it returns.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_protect

from xinyong.collection.errors import CollectionError
from xinyong.infra import storage
from xinyong.infra.storage import StoredFile, Writer

FIELD = "file"
_FORM_BYTES = 1 << 20  # the other fields and the boundaries
_MEBIBYTE = 1 << 20
_DISCARDED = 4  # times the limit; whoever sends more than that does not see why it was refused


class Upload:
    """The file of a request.

    Attributes:
        filename: As the browser gave it; empty when none was chosen.
        refusal: Why it was not taken in; then nothing of it is kept.
    """

    def __init__(self) -> None:
        self.filename = ""
        self.refusal: CollectionError | None = None
        self._writer: Writer | None = None
        self._stored: StoredFile | None = None

    @property
    def size(self) -> int:
        """Bytes that came in; 0 = nothing was chosen, or the file is empty."""
        return self._stored.size if self._stored else 0

    def take(self) -> StoredFile:
        """Return the stored file; from now on it is the caller's to name or destroy.

        Raises:
            CollectionError: There is none.
        """
        if self._stored is None:
            raise self.refusal or CollectionError("upload.nothing", "请选择要上传的文件。")
        taken, self._stored = self._stored, None
        return taken

    def begin(self, filename: str) -> None:
        """Open the file that is coming."""
        self.filename, self._writer = filename, Writer(settings.XINYONG_HOME)

    def add(self, piece: bytes) -> None:
        """Take the next piece; too many of them end the upload.

        Raises:
            StopUpload: The file is too large; the rest is not read.
        """
        if self._writer is None:
            return
        if self._writer.size + len(piece) > largest():
            self.refuse()
            raise StopUpload(connection_reset=True)
        self._writer.write(piece)

    def end(self) -> None:
        """The file is whole."""
        if self._writer is not None and self._writer.size:
            self._stored, self._writer = self._writer.finish(), None

    def refuse(self) -> None:
        """Keep nothing of it: it is too large."""
        self.drop()
        self.refusal = CollectionError(
            "upload.too_large",
            f"文件超过 {largest() // _MEBIBYTE} MB，没有上传。请删去不需要的工作表、图片和格式，或按行分成几个文件报送。",
        )

    def interrupt(self) -> None:
        """Destroy what has not come in whole."""
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None

    def drop(self) -> None:
        """Destroy what nobody has taken."""
        self.interrupt()
        if self._stored is not None:
            storage.destroy(self._stored.name, settings.XINYONG_HOME)
            self._stored = None


class _Handler(FileUploadHandler):
    """Gives the one expected file to an upload and leaves every other out."""

    def __init__(self, request: HttpRequest, upload: Upload) -> None:
        super().__init__(request)
        self._upload = upload

    def new_file(self, field_name: str, file_name: str, *arguments: Any, **named: Any) -> None:
        super().new_file(field_name, file_name, *arguments, **named)
        if field_name != FIELD or self._upload.filename:
            raise SkipFile
        self._upload.begin(file_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self._upload.add(raw_data)

    def file_complete(self, file_size: int) -> None:
        del file_size
        self._upload.end()

    def upload_interrupted(self) -> None:
        self._upload.interrupt()


def largest() -> int:
    """Return how many bytes a file may have."""
    return int(settings.XINYONG_UPLOAD_BYTES)


def streamed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the file of a POST as `upload`, encrypted as it comes in; see the module."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *arguments, **named)
        upload = Upload()
        try:
            if _length(request) > largest() + _FORM_BYTES:
                upload.refuse()
                request.POST = QueryDict()  # the body is not read, not even to look for the token of the form
                return _discarding(view(request, *arguments, upload=upload, **named), request)
            request.upload_handlers = [_Handler(request, upload)]

            def whole(asked: HttpRequest) -> HttpResponse:
                asked.FILES  # noqa: B018 - now it is read, whatever the view asks for first
                return view(asked, *arguments, upload=upload, **named)

            return csrf_protect(whole)(request)
        finally:
            upload.drop()

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # protected above, once the handler is in place
    return answer


def _discarding(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Throw the body away when the answer is out: a browser reads the answer only when it has sent all it wanted."""
    close = response.close

    def discard() -> None:
        left = _DISCARDED * largest()
        with suppress(OSError):
            while left > 0 and (piece := request.read(_MEBIBYTE)):
                left -= len(piece)
        close()

    response.close = discard  # type: ignore[method-assign]
    return response


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0
