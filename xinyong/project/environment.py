"""`xinyong check-environment`: what an operator should know before relying on this installation."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from xinyong.catalogue.loader import load_catalogue
from xinyong.infra import crypto
from xinyong.infra.clock import now, today
from xinyong.rules.parameters import parameters, unconfirmed_on
from xinyong.rules.workdays import load_calendar
from xinyong.screens import manual

_LOW_DISK = 5 << 30
_NOTICES_EXPECTED_FROM = (12, 1)  # the notice for the next year appears in November
_MARKS = {"ok": "√", "warn": "!", "error": "×"}


@dataclass(frozen=True)
class Point:
    """One thing looked at; `level` is ok, warn or error."""

    name: str
    level: str
    text: str

    @property
    def mark(self) -> str:
        """The level as a sign."""
        return _MARKS[self.level]


def examine() -> list[Point]:
    """Look at database, keys, disk, catalogue, holidays, unconfirmed rules and the manual."""
    return [
        _database(),
        *_roles(),
        _keys(),
        _disk(),
        _catalogue(),
        *_holidays(today()),
        _law(today()),
        _manual(today()),
        _clock(),
        _scanner(),
    ]


def _database() -> Point:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('TimeZone'), current_setting('server_encoding')"
        )
        version, zone, encoding = cursor.fetchone()
    good = zone == "Asia/Shanghai" and encoding == "UTF8"
    return Point("数据库", "ok" if good else "error", f"PostgreSQL {version}，时区 {zone}，编码 {encoding}")


def _roles() -> Iterator[Point]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('xinyong_public', 'records_record', 'SELECT'), "
            "has_table_privilege('xinyong_public', 'disclosure_record', 'SELECT'), "
            "has_table_privilege('xinyong_app', 'audit_event', 'UPDATE')"
        )
        tables, views, rewrite = cursor.fetchone()
    good = views and not tables and not rewrite
    yield Point(
        "数据库角色",
        "ok" if good else "error",
        "公开角色只能读公示视图，日志不可改写" if good else "角色权限与规定不符，请重新运行安装",
    )


def _keys() -> Point:
    folder = Path(settings.XINYONG_HOME) / "keys"
    crypto.keyring(settings.XINYONG_HOME)
    private = not folder.stat().st_mode & 0o077
    text = f"密钥目录 {folder}。请另行备份：密钥丢失后，密存的内容无法恢复"
    return Point(
        "密钥", "ok" if private else "error", text if private else f"{folder} 可被他人读取，请改为 0700"
    )


def _disk() -> Point:
    free = shutil.disk_usage(settings.XINYONG_HOME).free
    return Point("磁盘", "warn" if free < _LOW_DISK else "ok", f"剩余 {free / (1 << 30):.0f} GiB")


def _catalogue() -> Point:
    catalogue = load_catalogue()
    return Point(
        "目录",
        "ok",
        f"{catalogue.edition.title}（{catalogue.edition.code}），{len(catalogue.items)} 个信息项",
    )


def _holidays(day: date) -> Iterator[Point]:
    calendar = load_calendar()
    for year in (day.year, day.year + 1):
        published = calendar.is_published(date(year, 1, 1))
        due = year == day.year or (day.month, day.day) >= _NOTICES_EXPECTED_FROM
        text = "已录入放假通知" if published else "尚未录入放假通知，涉及该年的期限为暂定"
        yield Point(f"{year} 年节假日", "ok" if published else ("error" if due else "warn"), text)


def _law(day: date) -> Point:
    waiting = unconfirmed_on(day)
    if not waiting:
        return Point("规定", "ok", "各项期限均有现行依据")
    titles = "、".join(parameters()[value.code].title for value in waiting)
    return Point("规定", "warn", f"原办法已失效，以下期限沿用，待主管部门确认：{titles}")


def _manual(day: date) -> Point:
    wrong = manual.faults(day)
    return Point("使用手册", "warn" if wrong else "ok", "；".join(wrong) or "各章可以显示")


def _clock() -> Point:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (there,) = cursor.fetchone()
    apart = abs((now() - there).total_seconds())
    return Point("时钟", "ok" if apart < 5 else "error", f"与数据库相差 {apart:.1f} 秒")  # noqa: PLR2004 - more is a wrong clock


def _scanner() -> Point:
    return Point("病毒扫描", "warn", "未配置；上传的文件只在受限的子进程中读取，不执行其中的任何内容")
