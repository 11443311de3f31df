"""What a check of an identifier says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one identifier.

    Attributes:
        canonical: The canonical form of what was written, also when it is wrong, because an authorised
            person may accept a wrong check character with a reason; None when nothing was written or
            a placeholder stands in its place.
        errors: Permanent codes of what refuses the value, such as `uscc.check_character`.
        warnings: Permanent codes of what is odd but occurs in real codes, such as `uscc.region_unknown`.
    """

    canonical: str | None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """True when nothing refuses the value; warnings do not."""
        return not self.errors
