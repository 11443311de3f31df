"""How to reach the server of a home folder; computed from the path alone, without starting anything."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from xinyong.infra.database.errors import UnsafeFolderError
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.passwords import SUPERUSER, password

DATABASE = "xinyong"
PORT = 5432  # only part of the socket's name: the server listens on no network address
_LONGEST_SOCKET_PATH = 107  # bytes, of sockaddr_un on Linux


@dataclass(frozen=True)
class Server:
    """Address of a server on this machine: `socket_dir` and `port` name its Unix socket."""

    home: Path
    socket_dir: Path
    port: int = PORT
    database: str = DATABASE

    @property
    def socket(self) -> Path:
        """The socket itself."""
        return self.socket_dir / f".s.PGSQL.{self.port}"

    @property
    def superuser_dsn(self) -> str:
        """Connection string of the superuser, to the maintenance database `postgres`."""
        return make_conninfo(self.dsn(SUPERUSER), dbname="postgres")

    def dsn(self, role: str) -> str:
        """Return a libpq connection string of `role`, including its password."""
        return make_conninfo(
            host=str(self.socket_dir),
            port=self.port,
            dbname=self.database,
            user=role,
            password=password(self.home, role),
        )


def connection_parameters(home: Path) -> Server:
    """Return where the server of `home` listens when it runs. Starts and creates nothing.

    Every process that uses one home must run with the same `XINYONG_RUN` (default `/tmp`), the folder that
    holds the short socket folder.

    Raises:
        UnsafeFolderError: `XINYONG_RUN` is too long for a socket, or has a comma, which libpq takes for a
            list of hosts.
    """
    layout = Layout.of(home)
    base = Path(os.environ.get("XINYONG_RUN") or "/tmp").resolve()  # noqa: S108 - the folder in it is private and checked
    name = hashlib.sha256(os.fsencode(layout.home)).hexdigest()[:16]
    server = Server(home=layout.home, socket_dir=base / f"xy-{name}")
    if len(os.fsencode(server.socket)) > _LONGEST_SOCKET_PATH or "," in str(base):
        raise UnsafeFolderError(
            f"XINYONG_RUN={base} is too long for a socket or has a comma; choose another folder"
        )
    return server
