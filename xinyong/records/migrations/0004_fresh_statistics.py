from django.db import migrations

from xinyong.infra.sql import run_sql_file


class Migration(migrations.Migration):
    """Adds a function; nothing is locked."""

    dependencies = [("records", "0003_registration_annulled")]

    operations = [run_sql_file("records", "statistics")]
