"""What each role may do: one table; whatever it does not grant is denied.

A *right* is a column of the table, a *grant* is what stands in a cell. Some grants hold as they are (`own`,
`on behalf`), others only under a condition that the calling room must have seen to (a numbered task, a letter, an
inquiry with a purpose); such a room says which with `under`. A room that says nothing gets only what is unconditional.
Source: 第五条, 第十一条, 第十三条, 第十五条, 第十八条; GB/T 22239 三员分立 for the administrators.
"""

from collections.abc import Mapping
from enum import StrEnum

from xinyong.accounts.actors import Actor
from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind


class Right(StrEnum):
    """A column of the table; the value is its title."""

    SUBMIT = "报送"
    APPROVE = "审核"
    SEE = "查看 B、C 类信息"
    CORRECT = "更正"
    PUBLISH = "公示与下架"
    USERS = "用户"
    LOG = "日志"


class Grant(StrEnum):
    """What stands in a cell; the value is its text."""

    OWN = "本单位"
    ON_BEHALF = "代任何单位"
    CENTRE_ALL = "本中心全部"
    ALL_READ_ONLY = "全部，只读"
    BY_INQUIRY = "凭查询事由与授权"
    IN_TASK = "限编号任务"
    FIGURES = "仅统计数字"
    OWN_WITH_REASON = "本单位，说明理由"
    APPROVES_OWN = "批准本单位的"
    APPROVES = "批准"
    PREPARES = "拟办"
    ON_LETTER = "凭函件"
    WAIVERS_LETTERS = "豁免、函件"
    CIRCULARS_RECOGNITION = "通报、认定"
    ACCOUNTS = "账号"
    RIGHTS = "权限"
    ALERTS = "告警"
    COUNTS = "仅次数"

    @property
    def is_conditional(self) -> bool:
        """Whether it holds only under a condition that the calling room verifies."""
        return self not in _UNCONDITIONAL

    @property
    def is_own(self) -> bool:
        """Whether it ends at the actor's own organisation; all others reach every organisation."""
        return self in _OWN


_UNCONDITIONAL = frozenset({Grant.OWN, Grant.ON_BEHALF, Grant.CENTRE_ALL, Grant.ALL_READ_ONLY})
_OWN = frozenset({Grant.OWN, Grant.CENTRE_ALL, Grant.OWN_WITH_REASON, Grant.APPROVES_OWN})

_R, _G = Right, Grant
Row = Mapping[Right, tuple[Grant, ...]]
ROLES: Mapping[Role, Row] = {
    Role.REPORTER: {
        _R.SUBMIT: (_G.OWN,),
        _R.SEE: (_G.BY_INQUIRY,),
        _R.CORRECT: (_G.OWN_WITH_REASON,),
        _R.LOG: (_G.OWN,),
    },
    Role.REVIEWER: {
        _R.APPROVE: (_G.OWN,),
        _R.SEE: (_G.BY_INQUIRY,),
        _R.CORRECT: (_G.APPROVES_OWN,),
        _R.LOG: (_G.OWN,),
    },
    Role.CENTRE_OPERATOR: {
        _R.SUBMIT: (_G.ON_BEHALF,),
        _R.SEE: (_G.IN_TASK,),
        _R.CORRECT: (_G.ON_LETTER,),
        _R.PUBLISH: (_G.PREPARES,),
        _R.LOG: (_G.OWN,),
    },
    Role.CENTRE_HEAD: {
        _R.SUBMIT: (_G.ON_BEHALF,),
        _R.APPROVE: (_G.WAIVERS_LETTERS,),
        _R.SEE: (_G.IN_TASK,),
        _R.CORRECT: (_G.APPROVES,),
        _R.PUBLISH: (_G.APPROVES,),
        _R.LOG: (_G.CENTRE_ALL,),
    },
    Role.SUPERVISOR: {
        _R.APPROVE: (_G.CIRCULARS_RECOGNITION,),
        _R.SEE: (_G.FIGURES,),
        _R.LOG: (_G.COUNTS,),
    },
    Role.SYSTEM_ADMIN: {_R.USERS: (_G.ACCOUNTS,)},
    Role.SECURITY_ADMIN: {_R.USERS: (_G.RIGHTS,), _R.LOG: (_G.ALERTS,)},
    Role.AUDIT_ADMIN: {_R.LOG: (_G.ALL_READ_ONLY,)},
}

# Actors without a post. Whoever sits at the command line of the server can start a submission, which is recorded as
# theirs, and opens the first accounts; nobody looks at non-public data without a name that answers for it.
WITHOUT_POST: Mapping[ActorKind, Row] = {
    ActorKind.OS: {_R.SUBMIT: (_G.ON_BEHALF,), _R.USERS: (_G.ACCOUNTS, _G.RIGHTS)},
    ActorKind.SYSTEM: {_R.SUBMIT: (_G.ON_BEHALF,)},
}


def grants(actor: Actor, right: Right) -> tuple[Grant, ...]:
    """Return what the table grants the actor in one column; empty = denied."""
    row = WITHOUT_POST.get(actor.kind, {}) if actor.role is None else ROLES.get(actor.role, {})
    return row.get(right, ())


def may(actor: Actor, right: Right, organisation: str, *, under: Grant | None = None) -> bool:
    """Return True if the table grants the actor a right over what belongs to an organisation.

    Args:
        actor: Who asks.
        right: What they want to do.
        organisation: Code of the organisation whose data or duty it is. Where an organisation has a successor, the
            caller passes the one in force (`queries.successor_on`).
        under: The conditional grant whose condition the caller has verified, as `Grant.IN_TASK` after finding the task.
            Without it only unconditional grants count.
    """
    own = actor.organisation != "" and actor.organisation == organisation
    return any(
        (grant == under if under else not grant.is_conditional) and (own or not grant.is_own)
        for grant in grants(actor, right)
    )
