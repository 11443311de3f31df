"""The first page of the workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinyong.accounts.staff import StaffRequest, staff
from xinyong.infra.clock import now, today
from xinyong.workspace.front import front


@require_safe
@staff()
def home(request: StaffRequest) -> HttpResponse:
    """Show what waits for the present post."""
    return render(request, "workspace/home.html", {"front": front(request.actor, now(), today())})
