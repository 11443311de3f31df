"""What is refused in this room."""

from xinyong.infra.refusal import RefusalError


class ReportError(RefusalError):
    """A report cannot be made or fetched; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
