"""The menu of the workspace: the pages that the present post may open, in the groups clerks know."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, resolve, reverse

from xinyong.accounts.actors import Actor
from xinyong.accounts.staff import may_open
from xinyong.screens.values import Link

# Group, then title and name of the address. A page that the post may not open, or that the door lacks, is left out.
_MENU = (
    ("我的工作台", (("首页", "workspace:home"),)),
    (
        "数据报送",
        (
            ("批量导入", "collection:choose"),
            ("报送记录", "collection:submissions"),
            ("待审核", "collection:reviews"),
        ),
    ),
    (
        "数据管理",
        (
            ("本单位数据", "records:records"),
            ("更正与撤回", "records:changes"),
            ("数据字典", "workspace:items"),
        ),
    ),
    (
        "查询",
        (
            ("信用档案", "inquiries:look"),
            ("查询记录", "inquiries:entries"),
        ),
    ),
    (
        "信用中心",
        (
            ("全部报送", "collection:all_submissions"),
            ("机构", "accounts:organisations"),
            ("用户", "accounts:users"),
        ),
    ),
    ("审计", (("操作日志", "workspace:events"),)),
    (
        "帮助",
        (
            ("十分钟体验", "workspace:tour"),
            ("操作手册", "workspace:manual"),
            ("修改口令", "accounts:password"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together."""

    title: str
    links: tuple[Link, ...]


def menu(actor: Actor) -> tuple[Group, ...]:
    """Return what the actor may open."""
    groups = (Group(title, tuple(_open_to(actor, pages))) for title, pages in _MENU)
    return tuple(group for group in groups if group.links)


def address_for(actor: Actor, name: str) -> str:
    """Return the address of a page; empty when the actor may not open it, or the door lacks it."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    return address if may_open(resolve(address).func, actor) else ""


def _open_to(actor: Actor, pages: tuple[tuple[str, str], ...]) -> list[Link]:
    found = ((title, address_for(actor, name)) for title, name in pages)
    return [Link(title, address) for title, address in found if address]
