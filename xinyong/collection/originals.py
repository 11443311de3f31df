"""What a reporter says about the file handed in."""

from dataclasses import dataclass

from xinyong.catalogue.model import Item


@dataclass(frozen=True)
class Original:
    """A file as it was handed in.

    Attributes:
        filename: Its name, for messages and the kind.
        item: Item it is submitted under.
        sheet: Sheet to read; None = the first that holds data.
        accept_valid: Load the good rows even if others are rejected: the reporter's explicit choice.
    """

    filename: str
    item: Item
    sheet: str | None = None
    accept_valid: bool = False
