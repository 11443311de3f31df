"""Tables of subjects and records.

Every table of a subject's data carries the subject number, and every hot query names it, so that tables can be
distributed by subject later. Numbers of subjects and records are random: they are used in addresses and letters,
are never derived from an identifier, and cannot be counted.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, UniqueConstraint, Value

from xinyong.infra.constraints import one_of
from xinyong.records.states import (
    ChangeKind,
    Disclosure,
    Family,
    LinkKind,
    Origin,
    RecordClass,
    SubjectStatus,
    Validity,
)


class Subject(models.Model):
    """信用主体: an organisation or a natural person."""

    id = models.BigIntegerField(primary_key=True, help_text="主体编号：随机，不由证件号码生成")
    family = models.TextField(choices=Family, help_text="社会法人 / 自然人")
    kind = models.TextField(help_text="法人、非法人组织、个体工商户、自然人")
    sub_kind = models.TextField(
        blank=True, default="", help_text="企业法人、事业单位法人…，由代码前缀或登记信息得出"
    )
    status = models.TextField(choices=SubjectStatus, default=SubjectStatus.ACTIVE, help_text="存续状态")
    status_on = models.DateField(null=True, blank=True, help_text="状态日期")
    status_source = models.TextField(blank=True, default="", help_text="状态来源（信息项代码）")
    name = models.TextField(blank=True, default="", help_text="现用名称，按报送原文")
    search_name = models.TextField(blank=True, default="", help_text="检索用名称：统一字形、去空白")
    name_grams = GeneratedField(
        # The database itself computes the two-character pieces, and for organisations only: a natural person has
        # none and so cannot be found by name (design §5).
        expression=Func(F("family"), F("search_name"), function="xinyong_name_grams"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    person_named = GeneratedField(
        # Of 个体工商户 only; the public finds these by the full name or the code alone (docs/decisions/0012).
        expression=Func(F("kind"), F("search_name"), function="xinyong_named_as_person"),
        output_field=models.BooleanField(
            help_text="个体工商户，名称与自然人姓名无异：公众只能以全称或者代码查到"
        ),
        db_persist=True,
        help_text="名称与自然人姓名无异",
    )
    created_at = models.DateTimeField(help_text="首次出现的时间")

    class Meta:
        constraints = [
            one_of("family", Family, name="subject_family_known"),
            one_of("status", SubjectStatus, name="subject_status_known"),
        ]
        indexes = [GinIndex(fields=["name_grams"], name="subject_name_grams")]


class SubjectIdentifier(models.Model):
    """A code or document of a subject; organisations' codes in clear, personal documents sealed with a digest."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="identifiers")
    scheme = models.TextField(help_text="uscc、registration_number、resident_id、passport…")
    value = models.TextField(null=True, blank=True, help_text="社会法人代码，规范形式")
    sealed = models.TextField(null=True, blank=True, help_text="个人证件号码，密文")
    digest = models.BinaryField(null=True, blank=True, help_text="个人证件号码的带密钥摘要")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(help_text="来源：信息项代码")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, sealed__isnull=True, digest__isnull=True)
                | Q(value__isnull=True, sealed__isnull=False, digest__isnull=False),
                name="identifier_clear_or_sealed",
            ),
            UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(valid_to__isnull=True, value__isnull=False),
                name="identifier_value_once",
            ),
            UniqueConstraint(
                fields=["scheme", "digest"],
                condition=Q(valid_to__isnull=True, digest__isnull=False),
                name="identifier_digest_once",
            ),
        ]


class SubjectName(models.Model):
    """A name a subject has or had; the present one is also on the subject."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="names")
    name = models.TextField(help_text="名称，按报送原文")
    valid_from = models.DateField(help_text="平台得知之日")
    valid_to = models.DateField(null=True, blank=True, help_text="停用之日")
    source = models.TextField(help_text="来源：信息项代码")

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["subject"], condition=Q(valid_to__isnull=True), name="name_one_at_a_time"
            )
        ]


class SubjectLink(models.Model):
    """合并、分立、个转企、同一人: a dated link that can be undone; nothing is re-keyed."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="links")
    other = models.ForeignKey(Subject, models.PROTECT, related_name="linked_by")
    kind = models.TextField(choices=LinkKind)
    on = models.DateField(help_text="发生之日")
    basis = models.TextField(help_text="依据：文书或登记")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            one_of("kind", LinkKind, name="subjectlink_kind_known"),
            models.CheckConstraint(condition=~Q(subject=F("other")), name="link_not_to_itself"),
            UniqueConstraint(
                fields=["subject", "other", "kind"], condition=Q(undone_at__isnull=True), name="link_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="link_undone_with_reason"
            ),
        ]


class Record(models.Model):
    """信用记录: one fact about one main subject under one item, in its present state."""

    id = models.BigIntegerField(primary_key=True, help_text="记录编号：随机，不可推算")
    subject = models.ForeignKey(
        Subject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        db_index=False,
        help_text="空 = 未匹配，仅报送单位可见",
    )
    family = models.TextField(choices=Family)
    item = models.TextField(help_text="信息项代码")
    natural_key = models.TextField(help_text="信息项规定的自然键（不含主体）")
    decision_key = models.TextField(blank=True, default="", help_text="同一决定的键：决定机关 + 文号")
    agency = models.TextField(help_text="报送单位代码")
    source_unit = models.TextField(blank=True, default="", help_text="数据来源单位，按报送原文")
    organ = models.TextField(blank=True, default="", help_text="决定机关，按报送原文")
    origin = models.TextField(choices=Origin, default=Origin.LOCAL)
    upstream_id = models.TextField(blank=True, default="", help_text="上级平台记录标识")
    decided_on = models.DateField(null=True, blank=True, help_text="决定（认定、登记）日期")
    validity = models.TextField(choices=Validity, default=Validity.VALID)
    validity_on = models.DateField(null=True, blank=True)
    validity_document = models.TextField(blank=True, default="")
    record_class = models.TextField(choices=RecordClass, help_text="第十五条：A/B/C")
    disclosure = models.TextField(choices=Disclosure)
    disclosed_from = models.DateField(null=True, blank=True)
    disclosed_until = models.DateField(null=True, blank=True, help_text="含当日，至 24:00")
    disclosure_reason = models.TextField(blank=True, default="")
    disputed = models.BooleanField(default=False, help_text="异议中")
    sealed = models.BooleanField(default=False, help_text="封存")
    retained_until = models.DateField(null=True, blank=True, help_text="第二十条：保存至（含当日）")
    version = models.PositiveIntegerField(default=1, help_text="现行版本序号")
    edition = models.TextField(help_text="校验所用目录版本")
    public = models.JSONField(default=dict, help_text="向社会公开的内容，写入时算出")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One fact once: the key is unique under its subject; unmatched rows carry their name in the key.
            UniqueConstraint(
                fields=["subject", "item", "natural_key"], nulls_distinct=False, name="record_key_once"
            ),
            one_of("family", Family, name="record_family_known"),
            one_of("origin", Origin, name="record_origin_known"),
            one_of("validity", Validity, name="record_validity_known"),
            one_of("record_class", RecordClass, name="record_record_class_known"),
            one_of("disclosure", Disclosure, name="record_disclosure_known"),
            models.CheckConstraint(
                # No natural person is disclosed until an approved edition names a law for it, nor B, C or unmatched rows.
                condition=~Q(disclosure=Disclosure.DISCLOSED)
                | Q(
                    record_class=RecordClass.PUBLIC,
                    family=Family.ORGANISATION,
                    subject__isnull=False,
                    sealed=False,
                ),
                name="record_disclosed_only_if_a_and_organisation",
            ),
            models.CheckConstraint(
                condition=Q(family=Family.ORGANISATION)
                | Q(public=Value({}, output_field=models.JSONField())),
                name="record_person_has_nothing_public",
            ),
        ]
        indexes = [
            # An agency's own list, item by item, the newest first.
            models.Index(fields=["agency", "item", "-created_at", "-id"], name="record_by_agency"),
        ]


class RecordVersion(models.Model):
    """What a record said from one submission to the next; append-only."""

    pk = models.CompositePrimaryKey("record_id", "seq")
    # No constraint: a version and its record are written by one statement each, in one transaction, and a check per
    # row costs as much as the row; `reconcile` proves it (docs/decisions/0001).
    record = models.ForeignKey(
        Record, models.PROTECT, related_name="versions", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField(help_text="版本序号，自 1 起")
    subject_id = models.BigIntegerField(null=True, blank=True, help_text="主体编号")
    change_kind = models.TextField(choices=ChangeKind)
    validity = models.TextField(choices=Validity)
    payload = models.JSONField(help_text="各数据项的规范值；敏感项为密文")
    content = models.BinaryField(help_text="内容摘要：敏感项以带密钥摘要计入")
    edition = models.TextField()
    agency = models.TextField(help_text="报送单位代码")
    submission_id = models.BigIntegerField(help_text="回执")
    line = models.PositiveIntegerField(help_text="原表行号")
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("change_kind", ChangeKind, name="recordversion_change_kind_known")]


class RecordParty(models.Model):
    """Anyone else a record's version names: 法定代表人, 经营者, 责任人…; append-only."""

    pk = models.CompositePrimaryKey("record_id", "seq", "ordinal")
    record = models.ForeignKey(
        Record, models.PROTECT, related_name="parties", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    subject_id = models.BigIntegerField(null=True, blank=True, help_text="记录的主体编号")
    role = models.TextField(help_text="法定代表人、经营者、股东、董监高、责任人、配偶、甲方、乙方")
    name = models.TextField(blank=True, default="")
    party_subject_id = models.BigIntegerField(null=True, blank=True, help_text="本身也是主体时的编号")
    document_digest = models.BinaryField(null=True, blank=True, help_text="证件号码的带密钥摘要")
