"""System checks of the design system."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Hint

from xinyong.infra.clock import today
from xinyong.screens import manual


@register(Tags.templates)
def check_manual(**_: Any) -> list[CheckMessage]:
    """Tell whether the manual is there and can be shown."""
    if manual.place() is None:
        return [Hint(each, id="screens.W001") for each in manual.faults(today())]
    return [Error(each, id="screens.E001") for each in manual.faults(today())]
