"""Signing in and out, the password, and the post one acts from."""

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from xinyong.accounts import signing_in
from xinyong.accounts.errors import SignInError, TooManyAttemptsError, WeakPasswordError
from xinyong.accounts.forms import password_fields, sign_in_fields
from xinyong.accounts.models import User
from xinyong.accounts.staff import BEGAN, POST, StaffRequest, see_other, staff
from xinyong.infra.clock import now

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, and lead on to where the visitor wanted to go."""
    onward = _onward(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(onward)
        return _sign_in_page(request, onward)
    given = signing_in.Credentials(
        request.POST.get("username", ""),
        request.POST.get("password", ""),
        request.META.get("REMOTE_ADDR", ""),
    )
    try:
        user = signing_in.sign_in(given=given, at=now())
    except TooManyAttemptsError as refusal:
        return _sign_in_page(request, onward, refusal.message, status=429)
    except SignInError as refusal:
        return _sign_in_page(request, onward, refusal.message, status=422)
    _begin(request, user)
    return see_other(onward)


def _sign_in_page(request: HttpRequest, onward: str, fault: str = "", status: int = 200) -> HttpResponse:
    fields = sign_in_fields(request.POST, fault)
    return render(request, "accounts/sign_in.html", {"fields": fields, "onward": onward}, status=status)


def _begin(request: HttpRequest, user: User) -> None:
    login(request, user, backend=_BACKEND)
    request.session[BEGAN] = now().timestamp()


def _onward(request: HttpRequest) -> str:
    """Return the page asked for before, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = wanted[:1] == "/" and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.isprintable() else reverse("workspace:home")


@require_POST
@staff(before_password=True)
def sign_out(request: StaffRequest) -> HttpResponse:
    """End the session."""
    signing_in.sign_out(user=request.user, at=now())
    logout(request)
    return see_other(f"{reverse('accounts:sign_in')}?out=1")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(before_password=True)
def password(request: StaffRequest) -> HttpResponse:
    """Change the password; whoever still has the initial one must."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _changed(request)
        if not faults:
            return see_other(reverse("workspace:home"))
    context = {"fields": password_fields(faults), "initial": request.user.must_change_password}
    return render(request, "accounts/password.html", context, status=422 if faults else 200)


def _changed(request: StaffRequest) -> dict[str, str]:
    """Change the password as typed; return what is wrong, by field."""
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return {"again": "两次输入的新口令不一致。请重新输入。"}
    try:
        user = signing_in.change_password(user=request.user, old=old, new=new, at=now())
    except SignInError as refusal:
        return {"old": refusal.message}
    except WeakPasswordError as refusal:
        return {"new": refusal.message}
    update_session_auth_hash(request, user)
    return {}


@require_POST
@staff()
def switch_post(request: StaffRequest) -> HttpResponse:
    """Act from another of one's posts."""
    number = request.POST.get("post", "")
    if number not in {str(post.pk) for post in request.posts}:
        raise Http404
    request.session[POST] = int(number)
    return see_other(reverse("workspace:home"))
