"""Run as a process of its own with the owner's role: migrations, rights of the roles, organisations."""

import sys


def main() -> int:
    """Set the database up; idempotent."""
    import django

    django.setup()
    from django.core.management import call_command

    from xinyong.accounts import actions as accounts
    from xinyong.accounts.actors import system_actor
    from xinyong.infra.clock import now
    from xinyong.project.grants import grant

    call_command("migrate", verbosity=0, interactive=False)
    grant()
    accounts.sync_organisations(by=system_actor("set_up"), at=now())
    return 0


if __name__ == "__main__":
    sys.exit(main())
