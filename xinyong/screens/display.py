"""适老化: how a visitor wants pages to look, in a cookie that says nothing else."""

from dataclasses import dataclass

COOKIE = "display"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """A visitor's mode.

    Attributes:
        large: Everything a good quarter larger.
        high: Black on white with strong lines.
    """

    large: bool = False
    high: bool = False

    @property
    def text(self) -> str:
        """As the cookie says it; empty for the usual look. One of four, so that caches stay small."""
        return ".".join(word for word, on in (("large", self.large), ("high", self.high)) if on)


def read(cookie: str) -> Display:
    """Return the mode of a cookie; whatever is not understood is the usual look."""
    words = cookie.split(".")
    return Display(large="large" in words, high="high" in words)
