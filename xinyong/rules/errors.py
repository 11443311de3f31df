"""What can go wrong with a rule. Each carries a sentence that may be logged; none carries personal data."""


class RuleError(Exception):
    """Any error of this room."""


class LawDataError(RuleError):
    """A file of law data is faulty; the message starts with file and line."""


class UnknownTextError(RuleError):
    """A citation names a text that is not in the register."""


class UnknownParameterError(RuleError):
    """Nobody defined a parameter of that code."""


class NotInForceError(RuleError):
    """No text in force on the day sets the figure that was asked for."""


class CalendarNotPublishedError(RuleError):
    """The counting reaches days whose holiday notice has not been entered."""
