"""What the gallery shows: every component, fed with visibly fictitious values, in each of its states."""

from typing import Any

from xinyong.screens.stretches import Stretch
from xinyong.screens.values import Cell, Column, Field, Line, Link, Pager, Row, Step, Table, bars

_COLUMNS = (
    Column("名称", sort="?sort=name", sorted="ascending"),
    Column("状态", sort="?sort=state"),
    Column("记录", number=True),
)
_ROWS = (
    Row((Cell("虚构市演示一号商贸有限公司", "#table"), Cell("存续", tone="good"), Cell("12")), "1"),
    Row((Cell("虚构市演示二号食品有限公司", "#table"), Cell("注销", tone="warn"), Cell("3")), "2"),
)
_FIELDS = (
    Field("example-name", "名称", "演示", hint="名称中的任意两个字起。"),
    Field("example-since", "决定日期自", "2026-02-30", error="没有这一天。请按“2026-02-28”的格式填写。"),
    Field("example-kind", "主体类别", "法人", "select", options=(("", "全部"), ("法人", "法人"))),
)
_STEPS = (
    Step("报送", "done", "2026-03-02 已收到"),
    Step("校验", "current", "正在校验"),
    Step("入库"),
)

EXHIBITS: dict[str, Any] = {
    "crumbs": (Link("首页", "/"), Link("组件")),
    "table": Table("可排序、可选择的表格", _COLUMNS, _ROWS, choose="row", dense=True),
    "empty": Table("没有行的表格", _COLUMNS),
    "loading": Table("正在读取的表格", _COLUMNS, loading=True),
    "fields": _FIELDS,
    "steps": _STEPS,
    "tabs": (Link("登记信息", "#tabs"), Link("行政许可", "#tabs-licence")),
    "lines": (Line("统一社会信用代码", "91419999MA00000000", code=True), Line("住所", "虚构市演示街道1号")),
    "pager": Pager(6, 240, 20, "/dev/components/", {"q": "演示"}),
    "one_page": Pager(1, 7, 20, "/dev/components/"),
    "stretch": Stretch((), 1000, capped=True, newest="/dev/components/", older="/dev/components/?before=1"),
    "bars": bars((("行政许可", 420), ("行政处罚", 65), ("荣誉", 0))),
}
