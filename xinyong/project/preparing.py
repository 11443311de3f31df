"""Run before the web process: collects the style sheet; with --demo loads the fictitious demonstration set once.

The accounts of the demonstration are told at every start.
"""

import getpass
import os
import sys

import click


def main(arguments: list[str]) -> int:
    """Prepare; prints what was made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinyong.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    if "--demo" in arguments:
        from xinyong.accounts.actors import os_actor
        from xinyong.infra.clock import now
        from xinyong.project import demonstration, env
        from xinyong.project.demonstration.accounts import kept

        loaded = demonstration.load(by=os_actor(getpass.getuser()), at=now(), tell=click.echo)
        for line in (*loaded.in_words(), *([] if loaded.kept_out else kept(env.home()))):
            click.echo(line)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C reaches us too; what is left is done at the next start
        sys.exit(130)
