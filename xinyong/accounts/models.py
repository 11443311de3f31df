"""Tables of organisations, staff and posts."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from xinyong.accounts.roles import Role
from xinyong.infra.constraints import both_or_neither, one_of


def _in_order(name: str) -> CheckConstraint:
    """Require that a period does not end before it begins; either end may be open."""
    return CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name=name)


class OrganisationKind(models.TextChoices):
    """What an organisation is, as 第三条 and design tell them apart."""

    ADMINISTRATIVE = "administrative", "行政"
    JUDICIAL = "judicial", "司法"
    PUBLIC_AFFAIRS = "public_affairs", "公共事务组织"
    PUBLIC_UTILITY = "public_utility", "公用企业"
    UPPER_PLATFORM = "upper_platform", "上级平台"
    CREDIT_SERVICE = "credit_service", "市场信用服务机构"


class Organisation(models.Model):
    """机构: supplies, uses or supervises credit information."""

    code = models.SlugField(unique=True, help_text="机构代码：固定不变，不重复使用")
    kind = models.TextField(choices=OrganisationKind, help_text="机构类别")
    uscc = models.TextField(null=True, blank=True, unique=True, help_text="统一社会信用代码，未核实时为空")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", help_text="上级（主管）机构"
    )
    is_township = models.BooleanField(default=False, help_text="乡镇、街道、管委会")
    second_person = models.BooleanField(default=False, help_text="双人审核：报送须经本单位另一人审核后入库")
    valid_from = models.DateField(null=True, blank=True, help_text="设立之日，空 = 早于平台记载")
    valid_to = models.DateField(null=True, blank=True, help_text="撤销之日（含当日），空 = 存续")

    class Meta:
        verbose_name = "机构"
        constraints = [
            one_of("kind", OrganisationKind, name="organisation_kind_known"),
            _in_order("organisation_period_in_order"),
            # Eighteen characters of the standard's alphabet; the check character is the loader's business.
            CheckConstraint(
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-HJ-NP-RT-UW-Y]{18}$"),
                name="organisation_uscc_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OrganisationName(models.Model):
    """A name an organisation bears or bore."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="names")
    name = models.TextField(help_text="规范全称")
    valid_from = models.DateField(null=True, blank=True, help_text="启用之日，空 = 早于平台记载")
    valid_to = models.DateField(null=True, blank=True, help_text="停用之日（含当日），空 = 现用")

    class Meta:
        verbose_name = "机构名称"
        constraints = [
            _in_order("organisation_name_period_in_order"),
            # The present name is one.
            UniqueConstraint(
                fields=["organisation"],
                condition=Q(valid_to__isnull=True),
                name="organisation_name_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """职责承继: from a day on, the duties of one organisation are those of another."""

    # One successor each: a duty that were two organisations' would be nobody's.
    predecessor = models.OneToOneField(
        Organisation, models.PROTECT, related_name="succession", help_text="原机构"
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inherited", help_text="承继机构"
    )
    on = models.DateField(help_text="承继之日")

    class Meta:
        verbose_name = "职责承继"
        constraints = [
            CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} {self.on}"


class UserManager(BaseUserManager["User"]):
    """Finds users by name; making one is an action."""


class User(AbstractBaseUser):
    """工作人员: a member of staff. Subjects of records have accounts of another kind."""

    username = models.TextField(
        unique=True, help_text="登录名：小写字母开头，小写字母、数字、点、横线、下划线"
    )
    name = models.TextField(help_text="姓名")
    must_change_password = models.BooleanField(default=True, help_text="下次登录须修改口令")
    created_at = models.DateTimeField(help_text="开户时间")
    created_by = models.TextField(help_text="开户人：工作人员编号或操作系统用户名")
    suspended_at = models.DateTimeField(null=True, blank=True, help_text="停用时间")
    suspended_by = models.TextField(null=True, blank=True, help_text="停用人")

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "工作人员"
        constraints = [
            CheckConstraint(
                condition=Q(username__regex=r"^[a-z][a-z0-9._-]{1,63}$"), name="user_username_shape"
            ),
            # A suspension without someone who answers for it is none.
            both_or_neither("suspended_at", "suspended_by", name="user_suspended_at_by_together"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # the base class has a plain attribute; ours is derived
        """Return whether the user may work."""
        return self.suspended_at is None


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by day."""

    def in_force(self, on: date) -> "PostQuerySet":
        """Return the posts held on a day; both ends are included, but not the day on which one was taken away."""
        begun = Q(valid_from__lte=on)
        goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=on) | Q(valid_to=on, ended_at__isnull=True)
        return self.filter(begun, goes_on)


class Post(models.Model):
    """岗位: a user at an organisation in one role for a time. A user may hold several and acts from one.

    A trigger (`sql/administrators_apart.sql`) keeps the three administrators apart from each other and from the
    work of the platform.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    section = models.TextField(blank=True, default="", help_text="科室")
    role = models.TextField(choices=Role, help_text="角色")
    valid_from = models.DateField(help_text="任职之日")
    valid_to = models.DateField(null=True, blank=True, help_text="离任之日（含当日），空 = 在任")
    # Whoever is taken off a post leaves at once, not at midnight.
    ended_at = models.DateTimeField(null=True, blank=True, help_text="免去时间；期满离任的为空")
    ended_by = models.TextField(null=True, blank=True, help_text="免去人：工作人员编号或操作系统用户名")

    objects: Any = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        constraints = [
            one_of("role", Role, name="post_role_known"),
            _in_order("post_period_in_order"),
            UniqueConstraint(
                fields=["user", "organisation", "role", "section"],
                condition=Q(valid_to__isnull=True),
                name="post_once_at_a_time",
            ),
            both_or_neither("ended_at", "ended_by", name="post_ended_at_by_together"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(valid_to__isnull=False), name="post_ended_has_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.organisation} {self.role}"


class SignInAttempt(models.Model):
    """登录尝试: kept a day, to slow down guessing. Whoever typed what is not kept, only digests."""

    at = models.DateTimeField(help_text="时间")
    name_digest = models.BinaryField(help_text="登录名摘要")
    address_digest = models.BinaryField(help_text="来源地址摘要")
    succeeded = models.BooleanField(help_text="是否成功")

    class Meta:
        verbose_name = "登录尝试"
        indexes = [
            models.Index(fields=["name_digest", "at"], name="sign_in_by_name"),
            models.Index(fields=["address_digest", "at"], name="sign_in_by_address"),
        ]
