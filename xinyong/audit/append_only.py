"""Makes a table append-only: the database itself refuses update, delete and truncate.

For a migration of any app:

    dependencies = [("audit", "0001_events")]
    operations = [..., append_only("records_recordversion")]

or in an SQL file of its own, after audit's first migration:

    CREATE TRIGGER <table>_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON <table>
        FOR EACH STATEMENT EXECUTE FUNCTION xinyong_append_only();

Being a statement trigger it also refuses a statement that would touch no row, and costs nothing on insert. The error
is an `IntegrityError` (SQLSTATE 23001) whose text is `<table> is append-only`.
"""

from django.db.migrations import RunSQL

_CREATE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION xinyong_append_only();
"""


def append_only(table: str) -> RunSQL:
    """Return the migration operation that makes `table` (its name in the database) append-only."""
    return RunSQL(_CREATE.format(table=table), reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};")
