"""Respell rows of a sheet that are spelled unusually: prefixes, quotes, comments, missing addresses."""

from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from xinyong.infra.excel_in.addresses import column_letters, column_of
from xinyong.infra.excel_in.model import UnreadableError

_PHONETIC = "rPh"


class Respeller:
    """Turns chunks of whole rows into the plain spelling; counts rows and cells that state no address."""

    def __init__(self) -> None:
        self._line = 0
        self._column = -1
        self._out: list[str] = []
        self._text: list[str] | None = None
        self._phonetic = 0

    def respell(self, chunk: bytes) -> bytes:
        """Return the rows in plain spelling.

        Raises:
            UnreadableError: the XML is broken.
        """
        self._out = []
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(b"<rows>" + chunk + b"</rows>", True)  # noqa: FBT003 - positional in expat
        except expat.ExpatError as error:
            raise UnreadableError("file.broken", "sheet xml") from error
        return "".join(self._out).encode()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "v" | "t" if not self._phonetic:
                self._text = []
            case "f":
                self._out.append("<f/>")
            case "rPh":
                self._phonetic += 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._line = int(attributes.get("r", self._line + 1))
        self._column = -1
        hidden = ' hidden="1"' if attributes.get("hidden") in {"1", "true"} else ""
        self._out.append(f'<row r="{self._line}"{hidden}>')

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self._column = column_of(address.encode()) if address else self._column + 1
        kept = "".join(f" {name}={quoteattr(attributes[name])}" for name in ("s", "t") if name in attributes)
        self._out.append(f'<c r="{column_letters(self._column)}{self._line}"{kept}>')

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in {"row", "c"}:
            self._out.append(f"</{local}>")
        elif local == _PHONETIC:
            self._phonetic -= 1
        elif local in {"v", "t"} and self._text is not None:
            self._out.append(_value(local, escape("".join(self._text))))
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _value(local: str, text: str) -> str:
    return f"<v>{text}</v>" if local == "v" else f'<is><t xml:space="preserve">{text}</t></is>'
