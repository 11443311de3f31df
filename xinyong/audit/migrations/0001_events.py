from django.db import migrations, models

from xinyong.audit.append_only import append_only
from xinyong.infra.sql import run_sql_file



class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(help_text='发生时间')),
                ('kind', models.TextField(help_text='事件种类：应用:对象:动作')),
                ('actor_kind', models.TextField(choices=[('user', '工作人员'), ('os', '操作系统用户'), ('system', '系统')], help_text='操作者类别')),
                ('actor', models.TextField(help_text='操作者：用户编号、操作系统用户名或系统部件名')),
                ('post', models.BigIntegerField(blank=True, help_text='操作者所用岗位编号', null=True)),
                ('organisation', models.TextField(blank=True, default='', help_text='操作者所属机构代码')),
                ('target_kind', models.TextField(help_text='对象类别')),
                ('target', models.TextField(help_text='对象编号')),
                ('data', models.JSONField(default=dict, help_text='编号、字段代码、数量；不含任何信息内容')),
            ],
            options={
                'verbose_name': '变更事件',
                'indexes': [models.Index(fields=['at'], name='event_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__regex', '^[a-z_]+:[a-z_]+:[a-z_]+$')), name='event_kind_has_three_parts'), models.CheckConstraint(condition=models.Q(('actor_kind__in', ['user', 'os', 'system'])), name='event_actor_kind_known'), models.CheckConstraint(condition=models.Q(('actor', ''), _negated=True), name='event_actor_named')],
            },
        ),
        run_sql_file("audit", "append_only"),
        append_only("audit_event"),
    ]
