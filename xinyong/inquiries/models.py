"""The table of inquiries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from xinyong.audit.models import ActorKind
from xinyong.infra.constraints import one_of


class Way(models.TextChoices):
    """第十九条 查询方式: through which door the question came."""

    COMMAND_LINE = "command_line", "命令行"
    WORKSPACE = "workspace", "工作台"
    API = "api", "接口"
    COUNTER = "counter", "窗口"
    SITE = "site", "网站"


class Outcome(models.TextChoices):
    """What came of the question."""

    ANSWERED = "answered", "已答复"
    NOTHING = "nothing", "无记录"
    REFUSED = "refused", "拒绝"


class Entry(models.Model):
    """查询记录: one look at one subject; append-only, without foreign keys."""

    at = models.DateTimeField(help_text="查询时间")
    actor_kind = models.TextField(choices=ActorKind, help_text="查询人类别")
    actor = models.TextField(help_text="查询人：工作人员编号、操作系统用户名或系统部件名")
    actor_label = models.TextField(help_text="查询人姓名或名称，查询当时")
    organisation = models.TextField(blank=True, default="", help_text="查询人所属机构代码")
    post = models.BigIntegerField(null=True, blank=True, help_text="查询人所用岗位编号")
    way = models.TextField(choices=Way, help_text="查询方式")
    purpose = models.TextField(help_text="查询事由代码")
    purpose_text = models.TextField(help_text="查询事由：查询人的说明")
    basis = models.TextField(help_text="查询依据：法律、法规、规章条款或授权、函件")
    items = ArrayField(models.TextField(), default=list, help_text="所查信息项代码")
    outcome = models.TextField(choices=Outcome, help_text="查询结果")
    reason_code = models.TextField(blank=True, default="", help_text="拒绝原因代码")
    subject = models.BigIntegerField(null=True, blank=True, help_text="被查询主体编号")
    subject_digest = models.BinaryField(
        null=True, blank=True, help_text="被查询代码的带密钥摘要，主体不在平台时"
    )
    data_version = models.TextField(help_text="答复所依据的数据版本")

    class Meta:
        verbose_name = "查询记录"
        constraints = [
            one_of("actor_kind", ActorKind, name="entry_actor_kind_known"),
            one_of("way", Way, name="entry_way_known"),
            one_of("outcome", Outcome, name="entry_outcome_known"),
            # 第十九条: nobody looks namelessly or for no stated purpose.
            CheckConstraint(
                condition=~Q(actor="")
                & ~Q(actor_label="")
                & ~Q(purpose="")
                & ~Q(purpose_text="")
                & ~Q(basis=""),
                name="entry_says_who_and_why",
            ),
            # The subject can ask who looked: by number, or by digest of a code the platform does not know.
            CheckConstraint(
                condition=Q(subject__isnull=False, subject_digest__isnull=True)
                | Q(subject__isnull=True, subject_digest__isnull=False),
                name="entry_says_about_whom",
            ),
            # A refusal has a reason, and only a refusal.
            CheckConstraint(
                condition=Q(outcome=Outcome.REFUSED) & ~Q(reason_code="")
                | ~Q(outcome=Outcome.REFUSED) & Q(reason_code=""),
                name="entry_refused_with_reason",
            ),
        ]
        indexes = [
            Index(fields=["subject", "at"], name="entry_subject_at"),
            Index(
                fields=["subject_digest", "at"],
                name="entry_digest_at",
                condition=Q(subject_digest__isnull=False),
            ),
            Index(fields=["actor_kind", "actor", "at"], name="entry_actor_at"),
            # For the lists, from the latest on: of all, of an organisation, of what was refused.
            Index(fields=["-at", "-id"], name="entry_latest"),
            Index(fields=["organisation", "-at", "-id"], name="entry_latest_of_organisation"),
            Index(fields=["-at", "-id"], name="entry_latest_refused", condition=Q(outcome=Outcome.REFUSED)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.purpose} {self.outcome}"
