"""Messages between the parent and its reading child: one letter, a length, a body.

- R, the request: JSON, parent to child; the file's descriptor travels beside it.
- H, the header: JSON of kind, sheet, sheets, lines, stamp and notes; once, first.
- B, a block: Arrow IPC stream of its lines; always followed by
- M, its marks: Arrow IPC stream.
- N, the end: JSON of every note.
- E, an error: JSON of code, detail and values; instead of any of these.
"""

import json
import socket
import struct
from typing import Any

_FRAME = struct.Struct("!cQ")


class ClosedError(Exception):
    """The other side has gone."""


def send(link: socket.socket, letter: bytes, body: bytes | memoryview) -> None:
    """Send one message."""
    link.sendall(_FRAME.pack(letter, len(body)))
    link.sendall(body)


def send_json(link: socket.socket, letter: bytes, value: Any) -> None:
    """Send one message with a JSON body (lone surrogates in names survive as escapes)."""
    send(link, letter, json.dumps(value).encode("ascii"))


def receive(link: socket.socket) -> tuple[bytes, bytearray]:
    """Return the letter and the body of the next message.

    Raises:
        ClosedError: the other side has gone, perhaps in the middle of a message.
        TimeoutError: nothing came within the link's time-out.
    """
    letter, length = _FRAME.unpack(_exactly(link, _FRAME.size))
    return letter, _exactly(link, length)


def _exactly(link: socket.socket, length: int) -> bytearray:
    body = bytearray(length)
    view, filled = memoryview(body), 0
    while filled < length:
        try:
            got = link.recv_into(view[filled:])
        except ConnectionError as error:
            raise ClosedError from error
        if not got:
            raise ClosedError
        filled += got
    return body
