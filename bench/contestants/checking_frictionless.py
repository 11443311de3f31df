"""Frictionless 5 in c, as its manual shows: a table schema, `row-constraint` between fields, a check for the digits."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import Check, Checklist, Row, checks

from bench.contestants import plain
from bench.contestants.checking_frictionless_tuned import CODES, NAMES, Agreement, run

_FORMULAS = (
    "CF_XDR_SHXYM or CF_XDR_GSZC or CF_XDR_ZZJG or CF_XDR_SWDJ",
    "(CF_FR_ZJLX == None) == (CF_FR_ZJHM == None)",
    "CF_XDR_ZJLX == None and CF_XDR_ZJHM == None",
    "CF_XDR_LB != '个体工商户' or (CF_XDR_SYDW == None and CF_XDR_SHZZ == None)",
    "'罚款' not in (CF_CFLB or '') or CF_NR_FK != None",
    "'没收' not in (CF_CFLB or '') or CF_NR_WFFF != None",
    "('暂扣' not in (CF_CFLB or '') and '吊销' not in (CF_CFLB or '')) or CF_NR_ZKDX != None",
    "CF_JDRQ == None or CF_YXQ == None or CF_YXQ >= CF_JDRQ",
    "CF_JDRQ == None or CF_GSJZQ == None or CF_GSJZQ > CF_JDRQ",
)


class Digits(Agreement):
    """Check characters, names, lists of several values and warnings: what no formula can say."""

    type = "digits"

    def _faults(self, row: Row) -> Iterator[str]:
        values: dict[str, Any] = dict(row)
        if any(values[code] and not plain.uscc_holds(values[code]) for code in CODES):
            yield "uscc"
        if any(values[code] and plain.NAME_IS_NUMBER.fullmatch(values[code]) for code in NAMES):
            yield "name"
        if values["CF_WSH"] and not plain.HAS_NUMBER.search(values["CF_WSH"]):
            yield "decision number"
        if values["CF_FR_ZJLX"] == "身份证" and not plain.resident_id_holds(values["CF_FR_ZJHM"] or ""):
            yield "resident number"
        try:
            values["CF_CFLB"] = plain.categories(values["CF_CFLB"]) if values["CF_CFLB"] else ()
        except ValueError:
            yield "categories"
            return
        if not row.errors:
            self.warnings += [(row.row_number, code) for code in plain.row_warnings(values)]


def main(file: Path) -> None:
    """Check a csv whose header has field codes."""
    rules: list[Check] = [checks.row_constraint(formula=formula) for formula in _FORMULAS]
    run(file, lambda: Checklist(checks=[*rules, Digits()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
