"""Pydantic v2 in c: one model with the same constraints, one pass per row, errors kept."""

import csv
import itertools
import json
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    model_validator,
)

from bench.contestants import plain


def _must(holds, code: str):
    def check(value: str) -> str:
        if not holds(value):
            raise ValueError(code)
        return value

    return AfterValidator(check)


def _text(length: int) -> Any:
    readable = _must(lambda text: not plain.ENCODING.search(text), "encoding")
    return Annotated[str, StringConstraints(min_length=1, max_length=length), readable]


Uscc = Annotated[str, StringConstraints(to_upper=True), _must(plain.uscc_holds, "uscc")]
Name = Annotated[_text(200), _must(lambda text: not plain.NAME_IS_NUMBER.fullmatch(text), "name")]
Day = Annotated[date, BeforeValidator(plain.day)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
Document = Literal[
    "身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证"
]


class Penalty(BaseModel):
    """A row of the penalties' template."""

    model_config = ConfigDict(extra="ignore")

    CF_XDR_MC: Name
    CF_XDR_LB: Literal["法人及非法人组织", "个体工商户"]
    CF_XDR_SHXYM: Uscc | None = None
    CF_XDR_GSZC: _text(50) | None = None
    CF_XDR_ZZJG: _text(32) | None = None
    CF_XDR_SWDJ: _text(32) | None = None
    CF_XDR_SYDW: _text(120) | None = None
    CF_XDR_SHZZ: _text(50) | None = None
    CF_FRDB: Annotated[_text(50), _must(lambda text: not plain.NAME_IS_NUMBER.fullmatch(text), "name")]
    CF_FR_ZJLX: Document | None = None
    CF_FR_ZJHM: _text(64) | None = None
    CF_XDR_ZJLX: Document | None = None
    CF_XDR_ZJHM: _text(64) | None = None
    CF_WSH: Annotated[_text(128), _must(plain.HAS_NUMBER.search, "decision number")]
    CF_WFXW: _text(2000)
    CF_SY: _text(5000)
    CF_YJ: _text(2048)
    CF_CFLB: Annotated[tuple[str, ...], BeforeValidator(plain.categories)]
    CF_NR: _text(4000)
    CF_NR_FK: Amount | None = None
    CF_NR_WFFF: Amount | None = None
    CF_NR_ZKDX: _text(200) | None = None
    CF_JDRQ: Day
    CF_YXQ: Day | None = None
    CF_GSJZQ: Day
    CF_CFJG: Name
    CF_CFJGDM: Uscc
    CF_SJLY: Name
    CF_SJLYDM: Uscc
    BZ: _text(512) | None = None

    _warnings: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def fields_agree(self) -> "Penalty":
        """Refuse a row whose fields contradict each other."""
        faults = list(plain.row_faults(self.__dict__))
        if faults:
            raise ValueError("; ".join(faults))
        self._warnings = tuple(plain.row_warnings(self.__dict__))
        return self


def main(file: Path) -> None:
    """Check a csv whose header has field codes."""
    _check(file, 100)  # every contestant is asked for 100 rows first: a worker is warm
    start = time.perf_counter()
    rows, refused = _check(file)
    print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows, "refused": refused}))


def _check(file: Path, limit: int | None = None) -> tuple[int, int]:
    clean = plain.clean
    validate = Penalty.__pydantic_validator__.validate_python
    rows, errors = 0, []
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.reader(source)
        header = next(reader)
        for cells in itertools.islice(reader, limit):
            rows += 1
            try:
                validate(
                    {code: cell for code, raw in zip(header, cells, strict=True) if (cell := clean(raw))}
                )
            except ValidationError as error:
                errors.append((rows, error.errors(include_url=False, include_context=False)))
    return rows, len(errors)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
