"""`python -m xinyong.infra.database HOME`: hold the server open until Ctrl-C, for psql by hand."""

import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from xinyong.infra.database import programs
from xinyong.infra.database.errors import DatabaseUnavailableError
from xinyong.infra.database.lease import running
from xinyong.infra.database.passwords import OWNER, password_file
from xinyong.infra.database.server import Server


def main(arguments: Sequence[str]) -> int:
    """Run until SIGINT or SIGTERM; return the exit code."""
    if len(arguments) != 1:
        print("usage: python -m xinyong.infra.database HOME", file=sys.stderr)  # noqa: T201 - a command's output
        return 2
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        with running(Path(arguments[0])) as server:
            print(psql_command(server), flush=True)  # noqa: T201 - a command's output
            signal.sigwait(ending)
    except DatabaseUnavailableError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    return 0


def psql_command(server: Server) -> str:
    """Return a shell command that opens psql as the owner; the password stays in a private file."""
    command = ["env", f"PGPASSFILE={password_file(server.home)}", str(programs.locate() / "psql")]
    return shlex.join(
        [*command, "-h", str(server.socket_dir), "-p", str(server.port), "-U", OWNER, server.database]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
