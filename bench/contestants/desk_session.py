"""Signs a member of staff in for part h, as the door of the workspace does, and prints the cookie."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from xinyong.accounts import actions  # noqa: E402
from xinyong.accounts.actors import os_actor  # noqa: E402
from xinyong.accounts.models import User  # noqa: E402
from xinyong.accounts.staff import BEGAN  # noqa: E402
from xinyong.infra.clock import now  # noqa: E402


def main(role: str, organisation: str) -> None:
    """Open an account in that role, and a session of it."""
    name = f"bench-{role.replace('_', '-')}"
    actions.add_user(
        username=name, name="计时员", organisation=organisation, role=role, by=os_actor("bench"), at=now()
    )
    user = User.objects.get(username=name)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = (
        str(user.pk),
        "django.contrib.auth.backends.ModelBackend",
    )
    session[HASH_SESSION_KEY], session[BEGAN] = user.get_session_auth_hash(), now().timestamp()
    session.create()
    print(json.dumps({"cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
