"""Events in the words of the people who read them: what was done, to what, with which details.

Every kind that is written anywhere has its words here; `tests/structure` looks for those that have none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinyong.accounts.models import User
from xinyong.accounts.queries import names_on
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind, Event
from xinyong.catalogue.loader import load_catalogue

DEEDS: Mapping[str, str] = {
    "accounts:session:begin": "登录",
    "accounts:session:end": "退出",
    "accounts:session:refuse": "登录失败",
    "accounts:password:change": "修改口令",
    "accounts:password:reset": "重置口令",
    "accounts:user:add": "新增用户",
    "accounts:user:suspend": "停用用户",
    "accounts:user:resume": "恢复用户",
    "accounts:post:give": "授予岗位",
    "accounts:post:end": "免去岗位",
    "accounts:organisation:sync": "更新机构",
    "accounts:second_person:set": "设置双人审核",
    "collection:submission:receive": "收到报送",
    "collection:submission:check": "校验报送",
    "collection:submission:confirm": "确认入库",
    "collection:submission:approve": "审核通过",
    "collection:submission:give_back": "退回报送",
    "collection:submission:cancel": "取消报送",
    "collection:submission:load": "入库",
    "collection:submission:refuse": "未入库",
    "records:record:dispute": "标记异议",
    "records:record:undispute": "取消异议标记",
    "records:subject:link": "关联主体",
    "records:subject:unlink": "解除主体关联",
    "reports:report:issue": "出具信用报告",
}
ALERTS = ("accounts:session:refuse",)
_TONES = {
    "accounts:session:refuse": "bad",
    "collection:submission:refuse": "warn",
    "collection:submission:give_back": "warn",
    "accounts:user:suspend": "warn",
    "accounts:post:end": "warn",
}
TARGETS = {
    "user": "用户",
    "post": "岗位",
    "organisation": "机构",
    "submission": "回执",
    "record": "记录",
    "subject": "主体",
    "report": "报告",
}


def _yes(value: object) -> str:
    return "是" if value else "否"


# What is kept beside an event, by its key: title, and how its value is said.
_DETAILS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "item": ("信息事项", lambda code: _item(str(code))),
    "role": ("角色", lambda code: str(dict(Role.choices).get(code, code))),
    "size": ("字节", str),
    "error": ("原因代码", str),
    "accept_valid": ("只入库合格行", _yes),
    "signed": ("已作公开审查", _yes),
    "on": ("开启", _yes),
    "rows": ("行", str),
    "inserted": ("新增", str),
    "updated": ("更新", str),
    "unchanged": ("未变", str),
    "revoked": ("撤销", str),
    "rejected": ("不合格", str),
    "held": ("合格未入库", str),
    "findings": ("问题", str),
    "basis": ("编号", str),
}
_NAMED = {"agency": "报送单位", "organisation": "机构"}  # said by name
_ORDER = ("user", *_NAMED, *_DETAILS)


def _item(code: str) -> str:
    known = load_catalogue().items.get(code)
    return known.title if known else code


@dataclass(frozen=True)
class Names:
    """Names of users and organisations that events speak of by number and code."""

    users: Mapping[int, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)

    def user(self, key: object) -> str:
        """Return the name of a user; the number where there is none."""
        text = str(key)
        return self.users.get(int(text), text) if text.isdecimal() else text


def names_for(events: Sequence[Event], day: date) -> Names:
    """Return the names some events need; two statements however many they are."""
    users = {event.actor for event in events if event.actor_kind == ActorKind.USER}
    users |= {event.target for event in events if event.target_kind == "user"}
    users |= {str(event.data["user"]) for event in events if "user" in event.data}
    codes = {event.organisation for event in events}
    codes |= {str(event.data[key]) for event in events for key in _NAMED if key in event.data}
    codes |= {event.target for event in events if event.target_kind == "organisation"}
    known = User.objects.filter(pk__in=[int(each) for each in users if each.isdecimal()])
    called = {
        number: f"{name}（{username}）"
        for number, name, username in known.values_list("pk", "name", "username")
    }
    return Names(called, names_on(codes - {""}, day))


@dataclass(frozen=True, slots=True)
class DeedShown:
    """An event in words."""

    who: str
    deed: str
    tone: str
    target: str
    details: str


def in_words(event: Event, names: Names) -> DeedShown:
    """Return an event in words."""
    return DeedShown(
        who=_who(event, names),
        deed=DEEDS.get(event.kind, event.kind),
        tone=_TONES.get(event.kind, "calm"),
        target=_target(event, names),
        details="，".join(_details(event.data, names)),
    )


def _who(event: Event, names: Names) -> str:
    if event.actor_kind == ActorKind.USER:
        return names.user(event.actor)
    return f"{ActorKind(event.actor_kind).label} {event.actor}"


def _target(event: Event, names: Names) -> str:
    kind = TARGETS.get(event.target_kind, event.target_kind)
    if event.target_kind == "user":
        return f"{kind} {names.user(event.target)}"
    if event.target_kind == "organisation":
        return f"{kind} {names.organisations.get(event.target, event.target)}"
    return f"{kind} {event.target}"


def _place(key: str) -> int:
    """Return where a detail is said; the database keeps keys in an order of its own."""
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _details(data: Mapping[str, Any], names: Names) -> list[str]:
    said = []
    for key in sorted(data, key=_place):
        value = data[key]
        if value == 0 and value is not False:
            continue
        if key == "user":
            said.append(f"用户：{names.user(value)}")
        elif key in _NAMED:
            said.append(f"{_NAMED[key]}：{names.organisations.get(str(value), str(value))}")
        elif key in _DETAILS:
            title, words = _DETAILS[key]
            said.append(f"{title}：{words(value)}")
        else:
            said.append(f"{key}：{value}")
    return said
