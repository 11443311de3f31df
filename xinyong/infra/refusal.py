"""What is refused to a user: a permanent code for programs and words that say what to do."""


class RefusalError(Exception):
    """Base of every error whose text is Chinese and made for the user.

    Attributes:
        code: Permanent; set by the class, or by one that has several.
    """

    code = "refused"

    @property
    def message(self) -> str:
        """What is wrong, what was expected, what to do."""
        return str(self)
