"""Tables of reports: what was issued, and what the public has asked for."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from xinyong.infra.constraints import one_of


class Version(models.TextChoices):
    """For whom a report was made."""

    PUBLIC = "public", "公开版"
    RESTRICTED = "restricted", "授权版"


class RequestState(models.TextChoices):
    """How far a request of the public is."""

    WAITING = "waiting", "等待生成"
    READY = "ready", "已生成"
    FAILED = "failed", "未能生成"


class Report(models.Model):
    """报告: one paper as it was issued; never made again from newer data (domain: snapshot at issue)."""

    number = models.TextField(unique=True, help_text="报告编号：种类、年份、顺序号，不重复使用")
    code = models.TextField(help_text="验证码：随机，不可推算")
    subject = models.BigIntegerField(help_text="主体编号")
    subject_name = models.TextField(help_text="主体名称，出具当时")
    subject_code = models.TextField(blank=True, default="", help_text="统一社会信用代码，出具当时")
    version = models.TextField(choices=Version, help_text="公开版 / 授权版")
    state = models.TextField(help_text="所依据数据的状态：摘要或数据版本")
    issued_at = models.DateTimeField(help_text="出具时间")
    actor_kind = models.TextField(help_text="申请人类别")
    actor = models.TextField(help_text="申请人：工作人员编号、操作系统用户名或系统部件名")
    entry = models.BigIntegerField(null=True, blank=True, help_text="查询日志编号（授权版）")
    digest = models.BinaryField(help_text="文件的 SM3 摘要")
    size = models.BigIntegerField(help_text="字节")
    pages = models.PositiveIntegerField(help_text="页数")
    missing_glyphs = ArrayField(models.TextField(), default=list, help_text="字库没有的字符：U+编码")
    content = models.BinaryField(null=True, blank=True, help_text="公开版的文件")
    stored_name = models.TextField(blank=True, default="", help_text="授权版的文件名，加密存放")
    wrapped_key = models.BinaryField(null=True, blank=True, help_text="授权版文件的密钥，密文")

    class Meta:
        constraints = [
            one_of("version", Version, name="report_version_known"),
            CheckConstraint(
                condition=Q(version="public", content__isnull=False, wrapped_key__isnull=True)
                | Q(version="restricted", content__isnull=True, entry__isnull=False),
                name="report_open_or_sealed",
            ),
            UniqueConstraint(
                fields=["subject", "state"], condition=Q(version="public"), name="report_public_once"
            ),
        ]


class Request(models.Model):
    """请求: somebody of the public wants the public report of a disclosed subject; who, is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="随机，等待页地址的一部分")
    subject = models.BigIntegerField(help_text="主体编号")
    data_state = models.TextField(help_text="请求当时数据的状态")
    state = models.TextField(choices=RequestState, default=RequestState.WAITING)
    requested_at = models.DateTimeField(help_text="请求时间")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True)
    error_code = models.TextField(blank=True, default="", help_text="未能生成的原因代码")

    class Meta:
        constraints = [
            one_of("state", RequestState, name="request_state_known"),
            UniqueConstraint(fields=["subject"], condition=Q(state="waiting"), name="request_waiting_once"),
        ]
        indexes = [Index(fields=["subject", "data_state"], name="request_same")]
