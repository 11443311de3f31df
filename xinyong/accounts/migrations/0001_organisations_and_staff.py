import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from xinyong.infra.sql import run_sql_file



class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.TextField(help_text='登录名：小写字母开头，小写字母、数字、点、横线、下划线', unique=True)),
                ('name', models.TextField(help_text='姓名')),
                ('must_change_password', models.BooleanField(default=True, help_text='下次登录须修改口令')),
                ('created_at', models.DateTimeField(help_text='开户时间')),
                ('created_by', models.TextField(help_text='开户人：工作人员编号或操作系统用户名')),
                ('suspended_at', models.DateTimeField(blank=True, help_text='停用时间', null=True)),
                ('suspended_by', models.TextField(blank=True, help_text='停用人', null=True)),
            ],
            options={
                'verbose_name': '工作人员',
                'constraints': [models.CheckConstraint(condition=models.Q(('username__regex', '^[a-z][a-z0-9._-]{1,63}$')), name='user_username_shape'), models.CheckConstraint(condition=models.Q(models.Q(('suspended_at__isnull', True), ('suspended_by__isnull', True)), models.Q(('suspended_at__isnull', False), ('suspended_by__isnull', False)), _connector='OR'), name='user_suspended_at_by_together')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='机构代码：固定不变，不重复使用', unique=True)),
                ('kind', models.TextField(choices=[('administrative', '行政'), ('judicial', '司法'), ('public_affairs', '公共事务组织'), ('public_utility', '公用企业'), ('upper_platform', '上级平台'), ('credit_service', '市场信用服务机构')], help_text='机构类别')),
                ('uscc', models.TextField(blank=True, help_text='统一社会信用代码，未核实时为空', null=True, unique=True)),
                ('is_township', models.BooleanField(default=False, help_text='乡镇、街道、管委会')),
                ('valid_from', models.DateField(blank=True, help_text='设立之日，空 = 早于平台记载', null=True)),
                ('valid_to', models.DateField(blank=True, help_text='撤销之日（含当日），空 = 存续', null=True)),
                ('parent', models.ForeignKey(blank=True, help_text='上级（主管）机构', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.organisation')),
            ],
            options={
                'verbose_name': '机构',
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(help_text='规范全称')),
                ('valid_from', models.DateField(blank=True, help_text='启用之日，空 = 早于平台记载', null=True)),
                ('valid_to', models.DateField(blank=True, help_text='停用之日（含当日），空 = 现用', null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='accounts.organisation')),
            ],
            options={
                'verbose_name': '机构名称',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.TextField(blank=True, default='', help_text='科室')),
                ('role', models.TextField(choices=[('reporter', '报送员'), ('reviewer', '审核员'), ('centre_operator', '信用中心经办人'), ('centre_head', '信用中心负责人'), ('supervisor', '监督员'), ('system_admin', '系统管理员'), ('security_admin', '安全保密管理员'), ('audit_admin', '安全审计员')], help_text='角色')),
                ('valid_from', models.DateField(help_text='任职之日')),
                ('valid_to', models.DateField(blank=True, help_text='离任之日（含当日），空 = 在任', null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='accounts.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '岗位',
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(help_text='承继之日')),
                ('predecessor', models.OneToOneField(help_text='原机构', on_delete=django.db.models.deletion.PROTECT, related_name='succession', to='accounts.organisation')),
                ('successor', models.ForeignKey(help_text='承继机构', on_delete=django.db.models.deletion.PROTECT, related_name='inherited', to='accounts.organisation')),
            ],
            options={
                'verbose_name': '职责承继',
            },
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['administrative', 'judicial', 'public_affairs', 'public_utility', 'upper_platform', 'credit_service'])), name='organisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='organisation_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('uscc__isnull', True), ('uscc__regex', '^[0-9A-HJ-NP-RT-UW-Y]{18}$'), _connector='OR'), name='organisation_uscc_shape'),
        ),
        migrations.AddConstraint(
            model_name='organisationname',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='organisation_name_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='organisationname',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('organisation',), name='organisation_name_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['reporter', 'reviewer', 'centre_operator', 'centre_head', 'supervisor', 'system_admin', 'security_admin', 'audit_admin'])), name='post_role_known'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='post_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('user', 'organisation', 'role', 'section'), name='post_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_not_to_itself'),
        ),
        run_sql_file("accounts", "administrators_apart"),
    ]
