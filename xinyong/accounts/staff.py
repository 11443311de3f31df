"""Who may open a page of the workspace: every view there is decorated with `staff`; what it does not grant is denied."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xinyong.accounts.actors import Actor
from xinyong.accounts.models import Post, User
from xinyong.accounts.queries import actor_of
from xinyong.accounts.rights import Grant, Right, grants
from xinyong.infra.clock import now, today

POST = "post"
BEGAN = "began"
SAID = "said"
LONGEST = timedelta(hours=12)  # however busy a session is, after this it ends

Need = Right | tuple[Right, Grant]
View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of a member of staff in one post."""

    user: User
    actor: Actor
    posts: tuple[Post, ...]


def staff(*needs: Need, before_password: bool = False) -> Callable[[View], View]:
    """Decorate a page for members of staff whose post has one of the rights; without any, for every member of staff.

    The view gets a `StaffRequest`. Answers are kept by no cache. `may_open` asks the view whom it lets in.

    Args:
        needs: Rights, or a right together with the very grant that is needed.
        before_password: Open also to whoever must change the initial password first.
    """

    def permits(actor: Actor) -> bool:
        return not needs or any(_has(actor, need) for need in needs)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: StaffRequest, *arguments: Any, **named: Any) -> HttpResponse:
            hindrance = _hindrance(request, before_password=before_password)
            if hindrance is None and not permits(request.actor):
                hindrance = render(request, "accounts/no_right.html", {"needs": _words(needs)}, status=403)
            response = hindrance or view(request, *arguments, **named)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        answer.permits = permits  # type: ignore[attr-defined]
        return answer

    return decorate


def may_open(view: View, actor: Actor) -> bool:
    """Tell whether an actor may open the page of a view; one that is not decorated with `staff` lets nobody in."""
    permits: Callable[[Actor], bool] | None = getattr(view, "permits", None)
    return permits is not None and permits(actor)


def say(request: HttpRequest, words: str, tone: str = "good") -> None:
    """Have the next page say what was done; tone as of a notice. The words hold no personal number."""
    request.session[SAID] = [*request.session.get(SAID, ()), (tone, words)]


def has_grant(actor: Actor, right: Right, grant: Grant) -> bool:
    """Tell whether the actor's post has this very grant, for pages that show less to others."""
    return _has(actor, (right, grant))


def see_other(address: str) -> HttpResponse:
    """Lead on after a form, so that reloading the next page repeats nothing."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _has(actor: Actor, need: Need) -> bool:
    right, grant = need if isinstance(need, tuple) else (need, None)
    held = grants(actor, right)
    return grant in held if grant else bool(held)


def _words(needs: tuple[Need, ...]) -> list[str]:
    return [f"{need[0]}：{need[1]}" if isinstance(need, tuple) else str(need) for need in needs]


def _hindrance(request: StaffRequest, *, before_password: bool) -> HttpResponse | None:
    """Return what is answered instead of the page; None, with the actor set, when the way is free."""
    user = request.user
    if not user.is_authenticated or _is_over(request):
        return to_sign_in(request)
    if not recognise(request):
        return render(request, "accounts/no_post.html", status=403)
    if user.must_change_password and not before_password:
        return HttpResponseRedirect(reverse("accounts:password"))
    return None


def recognise(request: StaffRequest) -> bool:
    """Set the posts of who is signed in, and the actor that the chosen one makes; tell whether there is one."""
    request.posts = tuple(
        Post.objects.in_force(today())
        .filter(user=request.user)
        .select_related("organisation")
        .order_by("valid_from", "id")
    )
    if not request.posts:
        return False
    number = request.session.get(POST)
    request.actor = actor_of(next((each for each in request.posts if each.pk == number), request.posts[0]))
    return True


def _is_over(request: StaffRequest) -> bool:
    """End a session that has lasted too long."""
    if now().timestamp() - request.session.get(BEGAN, 0) <= LONGEST.total_seconds():
        return False
    logout(request)
    return True


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in and from there back; what was sent without a session is told not to have arrived."""
    page = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    address = f"{reverse('accounts:sign_in')}?{urlencode({'next': page})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(address)
    return render(request, "accounts/session_over.html", {"address": address}, status=401)
