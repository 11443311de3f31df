from django.db import migrations, models

_KNOWN = ["active", "licence_revoked", "cancelled", "annulled", "moved_out", "deceased"]


class Migration(migrations.Migration):
    """Lets a subject's registration be annulled (撤销登记), which is not 注销."""

    dependencies = [("records", "0002_households_named_as_persons")]

    operations = [
        migrations.RemoveConstraint(model_name="subject", name="subject_status_known"),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(condition=models.Q(status__in=_KNOWN), name="subject_status_known"),
        ),
        migrations.AlterField(
            model_name="subject",
            name="status",
            field=models.TextField(
                choices=[
                    ("active", "存续"), ("licence_revoked", "吊销"), ("cancelled", "注销"), ("annulled", "撤销登记"),
                    ("moved_out", "迁出"), ("deceased", "死亡"),
                ],
                default="active",
                help_text="存续状态",
            ),
        ),
    ]  # fmt: skip
