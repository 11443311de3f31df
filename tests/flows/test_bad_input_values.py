"""Cells: what is understood is stored in its one canonical form, what cannot be trusted is refused at its place.

All cases of a test stand in one file, one row each; the other rows load beside the bad ones.
"""

from datetime import date

from builders import ZEROS, column_of, csv_file, grid, penalty, resident_id, titles, uscc, xls, xlsx

PENALTY = titles("penalty")

UNDERSTOOD = {
    "a code in full-width digits": (
        {"CF_XDR_SHXYM": uscc(1).translate({n: n + 0xFEE0 for n in range(48, 91)})},
        {"CF_XDR_SHXYM": uscc(1)},
    ),
    "a code in lower case": ({"CF_XDR_SHXYM": uscc(2, "92").lower()}, {"CF_XDR_SHXYM": uscc(2, "92")}),
    "a code with zero-width characters and blanks": (
        {"CF_XDR_SHXYM": f"\ufeff{uscc(3)[:6]}\u200b {uscc(3)[6:]}\u3000"},
        {"CF_XDR_SHXYM": uscc(3)},
    ),
    "a code behind an apostrophe": ({"CF_XDR_SHXYM": f"'{uscc(4)}"}, {"CF_XDR_SHXYM": uscc(4)}),
    "a number of 13 digits kept as a number": (
        {"CF_XDR_GSZC": 4101840000123},
        {"CF_XDR_GSZC": "4101840000123"},
    ),
    "the same as a text with an idle decimal": (
        {"CF_XDR_GSZC": "4101840000123.0"},
        {"CF_XDR_GSZC": "4101840000123"},
    ),
    "a number in a column of text": ({"BZ": 4111010001}, {"BZ": "4111010001"}),
    "an amount as a text": ({"CF_NR_FK": " １，２５０．５０ "}, {"CF_NR_FK": "1250.5"}),
    "an amount as a number": ({"CF_NR_FK": 12.5}, {"CF_NR_FK": "12.5"}),
    "a large amount as a number": (
        {"CF_NR_FK": 1_000_000.0, "CF_NR": "罚款一百亿元"},
        {"CF_NR_FK": "1000000"},
    ),
    "a day as a date": ({"CF_JDRQ": date(2025, 8, 1)}, {"CF_JDRQ": "2025-08-01"}),
    "a day as the number of days since 1900": ({"CF_JDRQ": 45_870}, {"CF_JDRQ": "2025-08-01"}),
    "a day with slashes": ({"CF_JDRQ": "2025/8/1"}, {"CF_JDRQ": "2025-08-01"}),
    "a day in characters": ({"CF_JDRQ": "2025年8月1日"}, {"CF_JDRQ": "2025-08-01"}),
    "a day in eight digits": ({"CF_JDRQ": 20250801}, {"CF_JDRQ": "2025-08-01"}),
    "a day in full width with a time": (
        {"CF_JDRQ": "２０２５-０８-０１ 00:00:00"},
        {"CF_JDRQ": "2025-08-01"},
    ),
    "no end": ({"CF_YXQ": "长期"}, {"CF_YXQ": "2099-12-31"}),
    "words for blank where blank is allowed": (
        {
            "BZ": "无",
            "CF_YXQ": "/",
            "CF_XDR_SWDJ": "-",
            "CF_NR_WFFF": "N/A",
            "CF_XDR_SYDW": "——",
            "SYFW": "　",
        },
        dict.fromkeys(("BZ", "CF_YXQ", "CF_XDR_SWDJ", "CF_NR_WFFF", "CF_XDR_SYDW", "SYFW")),
    ),
    "a category by another of its names": (
        {"CF_XDR_LB": "法人及其他组织", "CF_FR_ZJLX": "居民身份证"},
        {"CF_XDR_LB": "法人及非法人组织", "CF_FR_ZJLX": "身份证"},
    ),
    "a name with signs of its own is kept": (
        {"CF_XDR_MC": "新郑市阿依古丽·买买提（个体）㛃记商行"},
        {"CF_XDR_MC": "新郑市阿依古丽·买买提（个体）㛃记商行"},
    ),
}

REFUSED = {
    "16 digits kept as a number": ({"CF_XDR_GSZC": 4101840000123456}, {("CF_XDR_GSZC", "LOSSY_NUMBER")}),
    "an ID number kept as a number": ({"CF_FR_ZJHM": 410184198001010010}, {("CF_FR_ZJHM", "LOSSY_NUMBER")}),
    "a code of digits alone kept as a number": (
        {"CF_XDR_SHXYM": 911101080000123456},
        {("CF_XDR_SHXYM", "LOSSY_NUMBER")},
    ),
    "a code that a spreadsheet has rounded": (
        {"CF_XDR_SHXYM": "9.14101E+17"},
        {("CF_XDR_SHXYM", "LOSSY_NUMBER")},
    ),
    "a month without a day": ({"CF_JDRQ": "2015年8月"}, {("CF_JDRQ", "DATE_WITHOUT_DAY")}),
    "a day that does not exist": ({"CF_JDRQ": "2025/2/30"}, {("CF_JDRQ", "DATE_IMPOSSIBLE")}),
    "a word for a day": ({"CF_JDRQ": "上周五"}, {("CF_JDRQ", "DATE_FORMAT")}),
    "tomorrow": ({"CF_JDRQ": "2026/3/3", "CF_GSJZQ": "2027/3/3"}, {("CF_JDRQ", "DATE_FUTURE")}),
    "an end before the beginning": ({"CF_GSJZQ": "2025/11/2"}, {("CF_GSJZQ", "DATE_ORDER_STRICT")}),
    "mojibake": ({"CF_SY": "销售超过���质期的食品"}, {("CF_SY", "ENCODING")}),
    "words for blank where blank is not allowed": (
        {"CF_XDR_MC": "N/A", "CF_WSH": "/", "CF_SY": "-", "CF_FRDB": "无", "CF_YJ": "　"},
        {(code, "REQUIRED") for code in ("CF_XDR_MC", "CF_WSH", "CF_SY", "CF_FRDB", "CF_YJ")},
    ),
    "a wrong check character": (
        {"CF_XDR_SHXYM": uscc(31)[:-1] + ("1" if uscc(31)[-1] != "1" else "2")},
        {("CF_XDR_SHXYM", "USCC_CHECK")},
    ),
    "a code that is too short": ({"CF_XDR_SHXYM": uscc(32)[:-1]}, {("CF_XDR_SHXYM", "USCC_SHAPE")}),
    "eighteen zeros": ({"CF_XDR_SHXYM": ZEROS}, {("CF_XDR_SHXYM", "CODE_PLACEHOLDER")}),
    "no code at all": ({"CF_XDR_SHXYM": None}, {("CF_XDR_SHXYM", "ONE_OF_GROUP")}),
    "an ID number with a wrong digit": (
        {"CF_FR_ZJHM": resident_id(33)[:-1] + ("1" if resident_id(33)[-1] != "1" else "2")},
        {("CF_FR_ZJHM", "DOCUMENT_NUMBER")},
    ),
    "a type without a number": ({"CF_FR_ZJHM": None}, {("CF_FR_ZJHM", "BOTH_OR_NEITHER")}),
    "an amount in words": ({"CF_NR_FK": "壹万伍仟元整"}, {("CF_NR_FK", "AMOUNT_FORMAT")}),
    "a negative amount": ({"CF_NR_FK": -1.5}, {("CF_NR_FK", "AMOUNT_NEGATIVE")}),
    "a fine without its amount": ({"CF_NR_FK": None}, {("CF_NR_FK", "REQUIRED_WHEN")}),
    "a category nobody knows": ({"CF_XDR_LB": "外星组织"}, {("CF_XDR_LB", "NOT_IN_LIST")}),
    "a penalty that the law of its day lacks": (
        {"CF_CFLB": "限制从业", "CF_JDRQ": "2021/7/14", "CF_GSJZQ": "2022/7/14"},
        {("CF_CFLB", "LIST_NOT_IN_FORCE")},
    ),
    "a text that is too long": ({"BZ": "长" * 513}, {("BZ", "TOO_LONG")}),
}


def test_what_is_understood_is_stored_in_its_canonical_form(desk):
    rows = [
        penalty(n, **({"CF_XDR_LB": "个体工商户"} if label.endswith("lower case") else {}), **changes)
        for n, (label, (changes, _)) in enumerate(UNDERSTOOD.items(), 1)
    ]
    answer = desk.submit(xlsx(grid(rows)))
    assert [f for f in answer.findings if f["code"] not in {"AMOUNT_UNIT", "PUBLICATION_PERIOD"}] == []
    assert answer.outcomes == {"inserted": len(rows)}
    stored = {
        label: {code: payload.get(code) for code in expected}
        for (label, (_, expected)), payload in zip(UNDERSTOOD.items(), answer.payloads.values(), strict=True)
    }
    assert stored == {label: expected for label, (_, expected) in UNDERSTOOD.items()}


def test_what_cannot_be_trusted_is_refused_at_its_cell_and_the_others_load(desk):
    rows = [penalty(n, **changes) for n, (changes, _) in enumerate(REFUSED.values(), 1)]
    good = [penalty(n) for n in range(101, 104)]
    content = xlsx(grid([good[0], *rows, *good[1:]]))

    answer = desk.submit(content)
    assert (answer.state, answer.outcomes) == ("refused", {"rejected": len(rows), "held": 3})
    found = {
        label: {
            (f["field"], f["code"]) for f in answer.findings if f["row"] == n and f["severity"] == "reject"
        }
        for n, label in enumerate(REFUSED, 3)
    }
    assert found == {label: expected for label, (_, expected) in REFUSED.items()}
    for finding in answer.findings:
        assert finding["cell"] == f"{column_of(finding['field'])}{finding['row']}"
        assert f"“{PENALTY[finding['field']]}”" in finding["message"]

    answer = desk.submit(content, accept_valid=True)
    assert (answer.state, answer.outcomes) == ("loaded_in_part", {"inserted": 3, "rejected": len(rows)})
    assert [line for line, outcome in answer.ledger.items() if outcome == "inserted"] == [
        2, len(rows) + 3, len(rows) + 4,
    ]  # fmt: skip


def test_rows_whose_columns_have_shifted_are_refused(desk):
    """One cell too many or too few: what stands under the titles belongs elsewhere."""
    header, *rows = grid([penalty(1), penalty(2), penalty(3)])
    right = [rows[0][0], "新郑市", *rows[0][1:-1]]
    left = [*rows[1][1:], None]
    answer = desk.submit(xlsx([header, right, left, rows[2]]), accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "rejected", 4: "inserted"}


def test_digits_that_an_old_workbook_has_lost(desk):
    rows = [penalty(1, CF_FR_ZJHM=410184198001010010.0), penalty(2, CF_XDR_GSZC=4101840000123.0)]
    answer = desk.submit(xls(grid(rows)), "报送.xls", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "inserted"}
    assert answer.of_row(2) == {("CF_FR_ZJHM", "LOSSY_NUMBER")}
    assert answer.payload["CF_XDR_GSZC"] == "4101840000123"


def test_digits_that_a_spreadsheet_lost_before_the_csv(desk):
    rows = [penalty(1, CF_XDR_SHXYM="9.11101E+17"), penalty(2, CF_FR_ZJHM="4.10184E+17"), penalty(3)]
    answer = desk.submit(csv_file(grid(rows), "gb18030"), "报送.csv", accept_valid=True)
    assert answer.ledger == {2: "rejected", 3: "rejected", 4: "inserted"}
    assert answer.of_row(2) == {("CF_XDR_SHXYM", "LOSSY_NUMBER")}
    assert answer.of_row(3) == {("CF_FR_ZJHM", "LOSSY_NUMBER")}


def test_telephones_are_sealed_and_known_again(desk):
    def row(phone):
        return {"MC": "新郑市试例1号食品有限公司", "SHXYM": uscc(1), "LXDH": phone}

    first = desk.submit(xlsx(grid([row(13903710001)], "registration")), item="registration")
    assert first.outcomes == {"inserted": 1}
    assert first.payload["LXDH"].startswith("sm4:")
    again = desk.submit(xlsx(grid([row("１３９０３７１０００１")], "registration")), item="registration")
    assert again.outcomes == {"unchanged": 1}
    wrong = desk.submit(xlsx(grid([row("1390371")], "registration")), item="registration")
    assert wrong.found == [(2, "LXDH", "PHONE_FORMAT", "reject")]


def test_naughty_strings_are_only_texts(desk, shared_data):
    """Formulas, markup, SQL, emoji, right-to-left: none is anything but a remark, or is refused."""
    import json

    strings = json.loads((shared_data / "strings/blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text.strip() and "\0" not in text]
    rows = [penalty(n, BZ=text) for n, text in enumerate(usable, 1)]
    answer = desk.submit(csv_file(grid(rows)), "报送.csv", accept_valid=True)
    assert answer.rows == len(rows)
    assert {f["code"] for f in answer.findings} <= {"TOO_LONG", "ENCODING", "ERROR_VALUE"}
    stored = {payload.get("BZ", "").strip() for payload in answer.payloads.values()}
    assert "1;DROP TABLE users" in stored
    assert answer.inserted > 0.9 * len(rows)
