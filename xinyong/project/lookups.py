"""Finds what a command names, or says in words that there is no such thing."""

import getpass
import os
from pathlib import Path

from xinyong.accounts.actors import Actor, os_actor
from xinyong.accounts.models import Organisation
from xinyong.accounts.queries import actor_for_user
from xinyong.catalogue.errors import UnknownItemError
from xinyong.catalogue.loader import load_catalogue
from xinyong.catalogue.model import Item
from xinyong.collection.errors import CollectionError
from xinyong.infra.clock import today
from xinyong.infra.refusal import RefusalError


class OutputError(RefusalError):
    """A file cannot be written where it is asked for."""

    code = "out.no_folder"


def actor(username: str | None, organisation: str | None) -> Actor:
    """Return who acts: the named user in a post in force today, or the operating-system account."""
    if username is None:
        return os_actor(getpass.getuser())
    return actor_for_user(username, today(), organisation=organisation)


def agency_of(code: str) -> Organisation:
    """Return the organisation of a code.

    Raises:
        CollectionError: `agency.unknown`.
    """
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise CollectionError(
            "agency.unknown", f"没有代码为“{code[:40]}”的单位。请核对单位代码（如 scjg 为市市场监督管理局）。"
        )
    return found


def item_of(code: str) -> Item:
    """Return the item of a code or number.

    Raises:
        CollectionError: `item.unknown`.
    """
    try:
        return load_catalogue().item(code)
    except UnknownItemError:
        raise CollectionError(
            "item.unknown", f"目录中没有信息项“{code[:40]}”。请用 xinyong items 查看全部信息项。"
        ) from None


def require_folder(out: Path) -> None:
    """Make sure that a file can be put there.

    Raises:
        OutputError: It cannot.
    """
    if not out.parent.is_dir() or out.is_dir() or not os.access(out.parent, os.W_OK):
        raise OutputError(
            f"无法写入 {out}：文件夹不存在、不可写，或这是一个文件夹。请先建立文件夹，或改写 --out。"
        )
