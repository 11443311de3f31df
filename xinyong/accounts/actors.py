"""Who carries out a deed."""

from dataclasses import dataclass

from xinyong.accounts.roles import Role
from xinyong.audit.models import ActorKind


@dataclass(frozen=True)
class Actor:
    """A user in one post, a user of the operating system, or a part of the program.

    Attributes:
        kind: Which of the three.
        key: User id as text, name of the operating-system user, or part of the program; written into events.
        label: Name as people know it, for logs that people read.
        organisation: Code of the post's organisation; empty without a post.
    """

    kind: ActorKind
    key: str
    label: str
    user_id: int | None = None
    post_id: int | None = None
    role: Role | None = None
    organisation: str = ""


def os_actor(name: str) -> Actor:
    """Return the user of the operating system at the command line: may submit for any agency, sees nothing.

    Args:
        name: Login name in the operating system.
    """
    return Actor(ActorKind.OS, name, f"操作系统用户 {name}")


def system_actor(part: str) -> Actor:
    """Return the program itself, for what no person started; `part` says which part, as `worker` or `inbox`."""
    return Actor(ActorKind.SYSTEM, part, f"系统 {part}")
