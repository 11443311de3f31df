"""The worker: carries out jobs until it is told to stop."""

import os
import sys


def main() -> int:
    """Run until SIGTERM; a job that is running is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    # What succeeded is told by its submission and its events; a scan every five seconds would only fill the table.
    options = ("--name", "xinyong", "--concurrency", "1", "--delete-jobs", "successful")
    call_command("procrastinate", "worker", *options, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
