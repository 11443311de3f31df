"""Rights of the database roles, granted after every migration."""

from django.db import connection

from xinyong.infra.sql import read_sql


def grant() -> None:
    """Give each role exactly what `sql/grants.sql` says; idempotent."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(read_sql("project", "grants").replace("{database}", name))
