"""Tables of submissions: the receipt, its findings, and the ledger of what became of every row."""

from django.db import models
from django.db.models import F, Q

from xinyong.accounts.models import User
from xinyong.collection.states import LOADS_NOTHING, Channel, Outcome, State
from xinyong.infra.constraints import both_or_neither, one_of
from xinyong.records.states import ChangeKind

COUNTED = ("inserted", "updated", "unchanged", "revoked", "rejected", "held")


class NumberSeries(models.Model):
    """The last number given in a series (kind and year); numbers are never reused."""

    kind = models.TextField()
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="series_once")]


class Submission(models.Model):
    """报送: one delivery under one item by one agency; its number is the receipt (回执)."""

    receipt = models.TextField(unique=True, help_text="回执编号")
    agency = models.TextField(help_text="报送单位代码")
    item = models.TextField(help_text="信息项代码")
    edition = models.TextField(help_text="收到之日的目录版本")
    channel = models.TextField(choices=Channel)
    state = models.TextField(choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField()
    actor_kind = models.TextField()
    actor = models.TextField(help_text="报送人：用户或操作系统账号")
    post = models.BigIntegerField(null=True, blank=True, help_text="岗位")
    filename = models.TextField(help_text="原文件名")
    size = models.BigIntegerField(help_text="字节")
    sm3 = models.BinaryField(help_text="原文件 SM3 摘要")
    stored_name = models.TextField(help_text="密存文件名")
    wrapped_key = models.BinaryField(
        null=True, blank=True, help_text="该文件自己的密钥（已加密）；销毁即清除"
    )
    sheet = models.TextField(null=True, blank=True, help_text="工作表")
    asked_sheet = models.TextField(null=True, blank=True, help_text="报送人指定的工作表")
    kind = models.TextField(blank=True, default="", help_text="xlsx / xls / csv")
    header_line = models.PositiveIntegerField(null=True, blank=True)
    accept_valid = models.BooleanField(default=False, help_text="报送人明确选择只入库合格行")
    rows = models.PositiveIntegerField(default=0)
    inserted = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    findings_total = models.PositiveIntegerField(default=0)
    findings_by_kind = models.JSONField(default=list, help_text="按字段与代码分组的问题数")
    error_code = models.TextField(blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    token = models.TextField(blank=True, default="", help_text="表单令牌：同一次提交只生成一份报送")
    reason = models.TextField(blank=True, default="", help_text="更正、撤销的理由（其中的号码已遮掩）")
    planned = models.JSONField(default=dict, help_text="校验时预计：新增、更新、未变、撤销各多少行")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="确认时间")
    confirmed_by = models.TextField(null=True, blank=True, help_text="确认人：用户或操作系统账号")
    confirmed_post = models.BigIntegerField(null=True, blank=True, help_text="确认人所用岗位")
    reviewed_at = models.DateTimeField(null=True, blank=True, help_text="审核时间")
    reviewed_by = models.TextField(null=True, blank=True, help_text="审核人：用户")
    reviewed_post = models.BigIntegerField(null=True, blank=True, help_text="审核人所用岗位")
    review_reason = models.TextField(blank=True, default="", help_text="退回理由（其中的号码已遮掩）")
    open_signed_at = models.DateTimeField(null=True, blank=True, help_text="公开审查签署时间")
    open_signed_by = models.TextField(null=True, blank=True, help_text="公开审查签署人：用户或操作系统账号")

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Nothing submitted is ever unaccounted for (design 4.3).
                condition=Q(
                    rows=F("inserted")
                    + F("updated")
                    + F("unchanged")
                    + F("revoked")
                    + F("rejected")
                    + F("held")
                ),
                name="submission_accounts_balance",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.LOADED) | Q(rejected=0, held=0), name="submission_loaded_whole"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(LOADS_NOTHING))
                | Q(inserted=0, updated=0, unchanged=0, revoked=0),
                name="submission_refused_loads_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNREADABLE) | ~Q(error_code=""),
                name="submission_unreadable_says_why",
            ),
            # A form sent twice is one submission, whichever of the two comes first.
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="submission_token_once"),
            both_or_neither("confirmed_at", "confirmed_by", name="submission_confirmed_at_by_together"),
            both_or_neither("reviewed_at", "reviewed_by", name="submission_reviewed_at_by_together"),
            both_or_neither("open_signed_at", "open_signed_by", name="submission_open_signed_at_by_together"),
            # 审核人不能是报送人.
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | (~Q(reviewed_by=F("confirmed_by")) & (~Q(actor_kind="user") | ~Q(reviewed_by=F("actor")))),
                name="submission_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | (Q(reviewed_by__isnull=False) & ~Q(review_reason="")),
                name="submission_returned_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.IN_REVIEW, State.CONFIRMED, State.RETURNED])
                | Q(confirmed_by__isnull=False),
                name="submission_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="submission_by_agency"),
            models.Index(fields=["-received_at"], name="submission_newest"),
            # What waits for somebody is little among very much that is over.
            models.Index(
                fields=["state", "agency"],
                condition=Q(state__in=[State.RECEIVED, State.CHECKED, State.IN_REVIEW, State.CONFIRMED]),
                name="submission_waiting",
            ),
        ]


class Finding(models.Model):
    """问题: one thing wrong at one place of a submission. Holds no value of a sensitive field."""

    pk = models.CompositePrimaryKey("submission_id", "ordinal")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="findings", db_index=False)
    ordinal = models.PositiveIntegerField()
    line = models.PositiveIntegerField(help_text="原表行号；0 = 整个文件")
    cell = models.TextField(blank=True, default="", help_text="单元格，如 C7")
    field = models.TextField(blank=True, default="", help_text="数据项代码")
    code = models.TextField(help_text="校验代码，永久不变")
    severity = models.TextField(help_text="reject / warn")
    message = models.TextField()
    shown = models.TextField(blank=True, default="", help_text="所见值（敏感项已遮掩）")

    class Meta:
        indexes = [
            models.Index(fields=["submission", "code", "field", "ordinal"], name="finding_by_kind"),
            models.Index(fields=["submission", "line"], name="finding_by_line"),
        ]


class CheckedLines(models.Model):
    """Lines of a checked submission that follow on each other and fared alike; until the ledger is written."""

    pk = models.CompositePrimaryKey("submission_id", "first")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="checked_lines", db_index=False)
    first = models.PositiveIntegerField(help_text="首行行号")
    last = models.PositiveIntegerField(help_text="末行行号（含）")
    ok = models.BooleanField(help_text="是否合格")


class Change(models.Model):
    """What a checked submission would change in one record; sensitive values sealed; until it is final."""

    pk = models.CompositePrimaryKey("submission_id", "line")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="changes", db_index=False)
    line = models.PositiveIntegerField()
    outcome = models.TextField(choices=Outcome)
    subject_name = models.TextField(help_text="主体名称，如文件所写")
    before = models.JSONField(help_text="变更前的数据项")
    after = models.JSONField(help_text="变更后的数据项")


class Step(models.TextChoices):
    """What the worker is doing with a submission."""

    READING = "reading", "读取文件"
    CHECKING = "checking", "校验数据"
    PLANNING = "planning", "比对已有记录"
    LOADING = "loading", "入库"


class Progress(models.Model):
    """How far the worker is with a submission; written beside its transactions, gone when the step is done."""

    submission = models.OneToOneField(
        Submission, models.PROTECT, primary_key=True, related_name="progress_row", help_text="报送"
    )
    step = models.TextField(choices=Step)
    rows = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="总行数，不知道时为空")
    started_at = models.DateTimeField(help_text="开始时间")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("step", Step, name="progress_step_known")]


class RowOutcome(models.Model):
    """The ledger: what became of each row, and the record and version it made or met."""

    pk = models.CompositePrimaryKey("submission_id", "line")
    # No constraint, as for versions: the submission is locked while its ledger is written; `reconcile` proves it.
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="outcomes", db_index=False, db_constraint=False
    )
    line = models.PositiveIntegerField()
    outcome = models.TextField(choices=Outcome)
    # No foreign key: 10^8 rows point here only when accounts are proved, and `reconcile` proves exactly this.
    record_id = models.BigIntegerField(null=True, blank=True)
    seq = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["rejected", "held"], record_id__isnull=True, seq__isnull=True)
                | Q(
                    outcome__in=["inserted", "updated", "unchanged", "revoked"],
                    record_id__isnull=False,
                    seq__isnull=False,
                ),
                name="outcome_points_to_its_version",
            ),
        ]


class Favourite(models.Model):
    """收藏: an item that a member of staff submits often; only the list of items to choose from knows of it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="favourites")
    item = models.TextField(help_text="信息项代码")

    class Meta:
        verbose_name = "收藏"
        constraints = [models.UniqueConstraint(fields=["user", "item"], name="favourite_once")]


class Correction(models.Model):
    """更正与撤回: a submission of one row that changes one record, which somebody has looked at and found wrong.

    Attributes:
        version: What they looked at; a record that has moved on since is not changed by it.
    """

    submission = models.OneToOneField(
        Submission, models.PROTECT, primary_key=True, related_name="correction", help_text="报送"
    )
    # No foreign key, as in the ledger.
    record_id = models.BigIntegerField(db_index=True, help_text="记录编号")
    subject_id = models.BigIntegerField(null=True, blank=True, help_text="主体编号；空 = 未匹配")
    version = models.PositiveIntegerField(help_text="所依据的版本序号")
    change_kind = models.TextField(choices=ChangeKind, help_text="更正或者撤回的原因类别")
    withdraws = models.BooleanField(default=False, help_text="撤回这条记录")

    class Meta:
        verbose_name = "更正与撤回"
        constraints = [
            one_of("change_kind", ChangeKind, name="correction_change_kind_known"),
            models.CheckConstraint(
                condition=Q(withdraws=True) | Q(change_kind=ChangeKind.ERROR_CORRECTED),
                name="correction_corrects_an_error",
            ),
        ]
