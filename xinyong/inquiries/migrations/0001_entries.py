import django.contrib.postgres.fields
from django.db import migrations, models

from xinyong.audit.append_only import append_only



class Migration(migrations.Migration):

    initial = True

    dependencies = [("audit", "0001_events")]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(help_text='查询时间')),
                ('actor_kind', models.TextField(choices=[('user', '工作人员'), ('os', '操作系统用户'), ('system', '系统')], help_text='查询人类别')),
                ('actor', models.TextField(help_text='查询人：工作人员编号、操作系统用户名或系统部件名')),
                ('actor_label', models.TextField(help_text='查询人姓名或名称，查询当时')),
                ('organisation', models.TextField(blank=True, default='', help_text='查询人所属机构代码')),
                ('post', models.BigIntegerField(blank=True, help_text='查询人所用岗位编号', null=True)),
                ('way', models.TextField(choices=[('command_line', '命令行'), ('workspace', '工作台'), ('api', '接口'), ('counter', '窗口'), ('site', '网站')], help_text='查询方式')),
                ('purpose', models.TextField(help_text='查询事由代码')),
                ('purpose_text', models.TextField(help_text='查询事由：查询人的说明')),
                ('basis', models.TextField(help_text='查询依据：法律、法规、规章条款或授权、函件')),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='所查信息项代码', size=None)),
                ('outcome', models.TextField(choices=[('answered', '已答复'), ('nothing', '无记录'), ('refused', '拒绝')], help_text='查询结果')),
                ('reason_code', models.TextField(blank=True, default='', help_text='拒绝原因代码')),
                ('subject', models.BigIntegerField(blank=True, help_text='被查询主体编号', null=True)),
                ('subject_digest', models.BinaryField(blank=True, help_text='被查询代码的带密钥摘要，主体不在平台时', null=True)),
                ('data_version', models.TextField(help_text='答复所依据的数据版本')),
            ],
            options={
                'verbose_name': '查询记录',
                'indexes': [models.Index(fields=['subject', 'at'], name='entry_subject_at'), models.Index(condition=models.Q(('subject_digest__isnull', False)), fields=['subject_digest', 'at'], name='entry_digest_at'), models.Index(fields=['actor_kind', 'actor', 'at'], name='entry_actor_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('actor_kind__in', ['user', 'os', 'system'])), name='entry_actor_kind_known'), models.CheckConstraint(condition=models.Q(('way__in', ['command_line', 'workspace', 'api', 'counter', 'site'])), name='entry_way_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['answered', 'nothing', 'refused'])), name='entry_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('actor', ''), _negated=True), models.Q(('actor_label', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('purpose_text', ''), _negated=True), models.Q(('basis', ''), _negated=True)), name='entry_says_who_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('subject__isnull', False), ('subject_digest__isnull', True)), models.Q(('subject__isnull', True), ('subject_digest__isnull', False)), _connector='OR'), name='entry_says_about_whom'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), models.Q(('reason_code', ''), _negated=True)), models.Q(models.Q(('outcome', 'refused'), _negated=True), ('reason_code', '')), _connector='OR'), name='entry_refused_with_reason')],
            },
        ),
        append_only("inquiries_entry"),
    ]
