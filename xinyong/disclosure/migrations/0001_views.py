from django.db import migrations

from xinyong.infra.sql import run_sql_file


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0001_organisations_and_staff"),
        ("records", "0001_subjects_and_records"),
    ]

    operations = [run_sql_file("disclosure", "views")]
