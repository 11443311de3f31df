from django.db import migrations

from xinyong.infra.sql import run_sql_file


class Migration(migrations.Migration):
    """Builds two indexes on all records: some seconds for a million, during which nothing is loaded."""

    dependencies = [
        ("disclosure", "0001_views"),
        ("records", "0002_households_named_as_persons"),
    ]

    operations = [
        run_sql_file("disclosure", "views"),  # once more: the first migration ran an older text of it
        run_sql_file("disclosure", "households"),
        run_sql_file("disclosure", "search"),
        run_sql_file("disclosure", "lists"),
        run_sql_file("disclosure", "changes"),
    ]
