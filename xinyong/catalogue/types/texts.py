"""Free text, names and addresses: kept as they were written."""

from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from xinyong.catalogue.model import Field
from xinyong.catalogue.types.base import VALUE, FieldType, Problem
from xinyong.rules.identifiers import expr_mask_name

# Words that belong into other columns; in a name they show that columns have shifted (domain note 1.6).
SHIFT_WORDS = ("经营项目", "出资期限", "经营期限", "有效期")

# 街道, 镇 or 乡 at most eight signs behind the county; failing that, up to the county or city.
_STREET = r"^(.{0,30}?[省市县区].{1,8}?(?:街道办事处|街道|镇|乡))"
_COUNTY = r"^(.{0,30}[省市县区])"


class Text(FieldType):
    """Any text of limited length."""

    name = "text"
    title = "文本"
    lines: ClassVar[bool] = True


class Address(FieldType):
    """An address. Its mask ends at street level (街道, 镇, 乡)."""

    name = "address"
    title = "地址"
    example = "新郑市新建路街道人民路186号"

    def mask(self, value: pl.Expr) -> pl.Expr:
        """Keep the address to street level, or to the county where it names none."""
        kept = pl.coalesce(value.str.extract(_STREET), value.str.extract(_COUNTY), pl.lit(""))
        return pl.when(value.is_not_null()).then(kept + "***")


class PersonName(FieldType):
    """Name of a natural person."""

    name = "person_name"
    title = "姓名"
    example = "张三"

    def problems(self, field: Field) -> Sequence[Problem]:
        """A number is no name."""
        del field
        return (Problem("NAME_IS_NUMBER", VALUE.str.contains(r"^[0-9A-Za-z.\-]*[0-9]{4,}[0-9A-Za-z.\-]*$")),)

    def mask(self, value: pl.Expr) -> pl.Expr:
        """Keep the first character."""
        return expr_mask_name(value)


class OrganisationName(FieldType):
    """Name of an organisation, as registered."""

    name = "organisation_name"
    title = "单位名称"
    example = "新郑市某某商贸有限公司"

    def problems(self, field: Field) -> Sequence[Problem]:
        """A number is no name; words of other columns are a sign of shifted columns."""
        del field
        return (
            Problem("NAME_IS_NUMBER", VALUE.str.contains(r"^[0-9A-Za-z.\-]*[0-9]{4,}[0-9A-Za-z.\-]*$")),
            Problem("SHIFTED_COLUMNS", VALUE.str.contains("|".join(SHIFT_WORDS))),
        )
