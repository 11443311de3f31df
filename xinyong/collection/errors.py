"""Refusals of the collection room; each text says what is wrong, what was expected and what to do."""

from xinyong.infra.refusal import RefusalError


class CollectionError(RefusalError):
    """A submission or a step of it cannot be taken.

    Attributes:
        code: Permanent, for programs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotYoursError(CollectionError):
    """The actor may not do this for that agency."""


class NotSupplierError(CollectionError):
    """The catalogue does not name the agency as a supplier of the item."""


class WrongStateError(CollectionError):
    """The submission is not in a state in which this can be done."""


class NoSuchSubmissionError(CollectionError):
    """There is no such receipt, or it is not the actor's to see."""


class RefusedFileError(CollectionError):
    """The file can be read but is no submission under this item: another template, no header, no rows."""


class UndecidedError(CollectionError):
    """What is needed for a decision was not said: rejected rows, the signature, a reason."""
