"""What every template may say without being told by its view."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from xinyong.infra.clock import today
from xinyong.screens import display
from xinyong.screens.site import legal_basis, site
from xinyong.screens.values import Link

# Title and name of what the frame leads to; a door that lacks an address leaves it out.
_DOORS = (
    ("首页", "disclosure:home"),
    ("行政许可", "disclosure:licences"),
    ("行政处罚", "disclosure:penalties"),
    ("数据目录", "disclosure:catalogue"),
    ("核验报告", "reports:verify"),
    ("使用指南", "disclosure:guides"),
)
_ABOUT = (
    ("关于本站", "disclosure:about"),
    ("网站地图", "disclosure:site_map"),
    ("无障碍声明", "disclosure:accessibility"),
    ("隐私政策", "disclosure:privacy"),
    ("免责声明", "disclosure:disclaimer"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame: `site`, `basis`, `display`, and where it leads: `doors` and `about`."""
    return {
        "site": site(),
        "basis": legal_basis(today()),
        "display": display.read(request.COOKIES.get(display.COOKIE, "")),
        "doors": _links(_DOORS),
        "about": _links(_ABOUT),
    }


def _links(named: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
    found = ((title, _address(name)) for title, name in named)
    return tuple(Link(title, address) for title, address in found if address)


def _address(name: str) -> str:
    """Return the address of a page; empty at a door that has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
