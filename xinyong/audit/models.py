"""The table of events."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from xinyong.infra.constraints import one_of


class ActorKind(models.TextChoices):
    """What acts: a member of staff, a user of the operating system, or the program itself."""

    USER = "user", "工作人员"
    OS = "os", "操作系统用户"
    SYSTEM = "system", "系统"


class Event(models.Model):
    """One deed; append-only, without foreign keys, without values."""

    at = models.DateTimeField(help_text="发生时间")
    kind = models.TextField(help_text="事件种类：应用:对象:动作")
    actor_kind = models.TextField(choices=ActorKind, help_text="操作者类别")
    actor = models.TextField(help_text="操作者：用户编号、操作系统用户名或系统部件名")
    post = models.BigIntegerField(null=True, blank=True, help_text="操作者所用岗位编号")
    organisation = models.TextField(blank=True, default="", help_text="操作者所属机构代码")
    target_kind = models.TextField(help_text="对象类别")
    target = models.TextField(help_text="对象编号")
    data = models.JSONField(default=dict, help_text="编号、字段代码、数量；不含任何信息内容")

    class Meta:
        verbose_name = "变更事件"
        constraints = [
            # A kind is searched by its parts, so it has three, in small letters.
            CheckConstraint(
                condition=Q(kind__regex=r"^[a-z_]+:[a-z_]+:[a-z_]+$"), name="event_kind_has_three_parts"
            ),
            one_of("actor_kind", ActorKind, name="event_actor_kind_known"),
            # Nobody acts namelessly.
            CheckConstraint(condition=~Q(actor=""), name="event_actor_named"),
        ]
        # For the lists, from the latest on: of all, by whom, of an organisation, about what, of which kind.
        indexes = [
            Index(fields=["-at", "-id"], name="event_latest"),
            Index(fields=["actor_kind", "actor", "-at", "-id"], name="event_latest_by_actor"),
            Index(fields=["organisation", "-at", "-id"], name="event_latest_of_organisation"),
            Index(fields=["target_kind", "target", "-at", "-id"], name="event_latest_about"),
            Index(fields=["kind", "-at", "-id"], name="event_latest_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.target_kind} {self.target}"
