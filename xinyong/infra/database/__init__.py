"""The database server of an installation: PostgreSQL from a wheel, with a life cycle of our own.

With no `DATABASE_URL`, the data lie in `XINYONG_HOME/database` and the server runs exactly while a process
holds a *lease* on it. Words: the *home* is the folder of an installation; a *user* is a process with a lease;
the *keeper* is the small detached process that starts the server and stops it after the last user; the
*postmaster* is PostgreSQL's main process. Why: docs/decisions/0002-own-the-embedded-server.md.

    with running(home) as server:
        psycopg.connect(server.dsn(APP))

`python -m xinyong.infra.database HOME` holds it open for psql.
"""

from xinyong.infra.database.errors import DatabaseUnavailableError
from xinyong.infra.database.lease import Lease, acquire, running
from xinyong.infra.database.passwords import APP, OWNER, PUBLIC, password
from xinyong.infra.database.provision import provision, provision_external
from xinyong.infra.database.server import Server, connection_parameters

__all__ = [
    "APP",
    "OWNER",
    "PUBLIC",
    "DatabaseUnavailableError",
    "Lease",
    "Server",
    "acquire",
    "connection_parameters",
    "password",
    "provision",
    "provision_external",
    "running",
]
