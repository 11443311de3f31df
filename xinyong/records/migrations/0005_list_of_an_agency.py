from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for the list of an agency's own records, added while others go on working."""

    atomic = False

    dependencies = [("records", "0004_fresh_statistics")]

    operations = [
        AddIndexConcurrently(
            "record",
            models.Index(fields=["agency", "item", "-created_at", "-id"], name="record_by_agency"),
        ),
    ]
