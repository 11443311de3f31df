"""What the frame of the workspace shows of the member of staff who looks at it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Post
from xinyong.accounts.queries import names_on
from xinyong.accounts.roles import Role
from xinyong.accounts.staff import SAID
from xinyong.infra.clock import today
from xinyong.screens.parts import wants_part
from xinyong.workspace.menu import Group, menu


@dataclass(frozen=True, slots=True)
class PostShown:
    """One of the user's posts."""

    number: int
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works here, from which post, and where they can go."""

    actor: Actor
    post: str
    posts: tuple[PostShown, ...]
    menu: tuple[Group, ...]
    here: str


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return `desk` for pages of the workspace, and what was said for the next page; nothing elsewhere."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    posts = _posts(request.posts, actor)  # type: ignore[attr-defined]
    present = next(each.title for each in posts if each.current)
    said = () if wants_part(request) else request.session.pop(SAID, ())
    return {"desk": Desk(actor, present, posts, menu(actor), request.path), "desk_said": said}


def _posts(posts: tuple[Post, ...], actor: Actor) -> tuple[PostShown, ...]:
    names = names_on({post.organisation.code for post in posts}, today())
    return tuple(
        PostShown(
            post.pk,
            f"{names[post.organisation.code]}{post.section}　{Role(post.role).label}",
            post.pk == actor.post_id,
        )
        for post in posts
    )
