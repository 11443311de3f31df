"""Roles, database and the privileges that hold before any table exists."""

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from xinyong.infra.database.errors import PrivilegeMissingError
from xinyong.infra.database.passwords import APP, OWNER, PUBLIC, password
from xinyong.infra.database.server import DATABASE, Server

_MARK = "xinyong, provisioned 1"  # raise the number when what follows changes
_TIME_ZONE = "Asia/Shanghai"
_ATTRIBUTES = {OWNER: sql.SQL("CREATEDB"), APP: sql.SQL("NOCREATEDB"), PUBLIC: sql.SQL("NOCREATEDB")}
_TURN = 0x58494E59  # an advisory lock of our own, so that two provisions do not meet
_SCHEMA = """
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO xinyong_app;
    -- Large objects are a place to write that no table's rights guard.
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
"""


def provision(server: Server, home: Path, database: str = DATABASE) -> None:
    """Create what is missing: roles with the passwords in `home`, the database, its first privileges.

    - `xinyong_owner` owns the database and runs migrations; it may create databases (tests do).
    - `xinyong_app` may connect and use schema `public`; the apps' SQL grants it rows.
    - `xinyong_public` may connect, and nothing else until the apps' SQL grants it views.

    Every database made later from `template1` has the same schema privileges. Repeating it changes nothing.
    """
    with _connect(server.superuser_dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        for role in _ATTRIBUTES:
            _role(connection, role, password(home, role))
        connection.execute(
            "REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;"
            "GRANT CONNECT ON DATABASE postgres TO xinyong_owner"
        )
        _run(server, "template1", _SCHEMA)
        _database(connection, database)
        _run(server, database, _SCHEMA)
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(_MARK))
        )


def is_provisioned(server: Server) -> bool:
    """Return whether `provision` has finished for the database of `server`."""
    with _connect(server.superuser_dsn) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [server.database],
        ).fetchone()
    return row == (_MARK,)


def provision_external(url: str) -> None:
    """Create the roles `xinyong_app` and `xinyong_public` on somebody else's server.

    They cannot log in until that server's administrator says so; the connecting user may `SET ROLE` to those
    it created.

    Args:
        url: The DATABASE_URL; its user owns the tables.

    Raises:
        PrivilegeMissingError: A role is missing and the user may not create it.
    """
    with _connect(url) as connection:
        for role in (APP, PUBLIC):
            if not _exists(connection, "pg_roles", "rolname", role):
                _external_role(connection, role)


def _external_role(connection: psycopg.Connection, role: str) -> None:
    name = sql.Identifier(role)
    try:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
    except psycopg.errors.InsufficientPrivilege as error:
        raise PrivilegeMissingError(
            f"role {role} is missing and user {connection.info.user} may not create roles; "
            f'ask the administrator to run: CREATE ROLE {role}; GRANT {role} TO "{connection.info.user}";'
        ) from error


def _role(connection: psycopg.Connection, role: str, secret: str) -> None:
    name = sql.Identifier(role)
    if not _exists(connection, "pg_roles", "rolname", role):
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    # Only the verifier leaves this process: the password itself never becomes part of a statement.
    verifier = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
            name, _ATTRIBUTES[role], sql.Literal(verifier.decode())
        )
    )


def _database(connection: psycopg.Connection, database: str) -> None:
    name, owner = sql.Identifier(database), sql.Identifier(OWNER)
    if not _exists(connection, "pg_database", "datname", database):
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
    connection.execute(sql.SQL("ALTER DATABASE {} SET timezone TO {}").format(name, sql.Literal(_TIME_ZONE)))
    connection.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APP))
    )
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(PUBLIC)))


def _exists(connection: psycopg.Connection, table: str, column: str, value: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return connection.execute(query, [value]).fetchone() is not None


def _run(server: Server, database: str, statements: str) -> None:
    with _connect(make_conninfo(server.superuser_dsn, dbname=database)) as connection:
        connection.execute(statements.encode())


def _connect(dsn: str) -> psycopg.Connection:
    return psycopg.connect(dsn, autocommit=True, connect_timeout=30)
