"""Files as departments send them, made here from one valid row; and old workbooks, packages, broken ones.

Rows are dictionaries of field code → cell. The least valid row is `penalty(n)`, `licence(n)`, `person(n)`; everything
else is said in the test that needs it.
"""

import csv
import io
import struct
import zipfile

import xlsxwriter

from xinyong.catalogue.loader import load_catalogue
from xinyong.rules.identifiers import uscc_check_character

ORGAN = "新郑市市场监督管理局"


def _uscc(first):
    return first + uscc_check_character(first)


HOUSEHOLD = "0" * 17 + "X"
ZEROS = "0" * 18


def _organisation_code(number):
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11
    return number + {10: "X", 11: "0"}.get(rest, str(rest))


def uscc(n, kind="91"):
    """The n-th organisation: region, embedded organisation code and check character all right."""
    return _uscc(f"{kind}410184{_organisation_code(f'{10_000_000 + n * 37}')}")


ORGAN_CODE = uscc(1_000_000, kind="11")
OTHER_CODE = uscc(1_000_001, kind="11")


def resident_id(n):
    """The n-th person, born 1980-01-01 in 新郑."""
    first = f"41018419800101{n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


def titles(item):
    """Field code → title of the item's columns, in the template's order."""
    return {field.code: field.title for field in load_catalogue().item(item).input_fields}


def penalty(n=1, **changes):
    """A penalty without any fault."""
    return {
        "CF_XDR_MC": f"新郑市试例{n}号食品有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": uscc(n),
        "CF_FRDB": "张试例",
        "CF_FR_ZJLX": "身份证",
        "CF_FR_ZJHM": resident_id(n),
        "CF_WSH": f"新市监罚〔2025〕{n}号",
        "CF_WFXW": "食品安全",
        "CF_SY": "销售超过保质期的食品",
        "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
        "CF_CFLB": "警告;罚款",
        "CF_NR": "警告，罚款人民币1.5万元",
        "CF_NR_FK": "1.5",
        "CF_JDRQ": "2025/11/3",
        "CF_GSJZQ": "2026/11/3",
        "CF_CFJG": ORGAN,
        "CF_CFJGDM": ORGAN_CODE,
        "CF_SJLY": ORGAN,
        "CF_SJLYDM": ORGAN_CODE,
    } | changes


def licence(n=1, **changes):
    """A licence without any fault."""
    return {
        "XK_XDR_MC": f"新郑市试例{n}号食品有限公司",
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": uscc(n),
        "XK_FRDB": "张试例",
        "XK_FR_ZJLX": "身份证",
        "XK_FR_ZJHM": resident_id(n),
        "XK_XKWS": "准予许可决定书",
        "XK_WSH": f"新市监许〔2025〕{n}号",
        "XK_XKLB": "普通",
        "XK_XKBH": f"JY141018400{n:05d}",
        "XK_NR": "食品销售",
        "XK_JDRQ": "2025/11/3",
        "XK_YXQZ": "2025/11/3",
        "XK_YXQZI": "2030/11/2",
        "XK_XKJG": ORGAN,
        "XK_XKJGDM": ORGAN_CODE,
        "XK_ZT": "1",
        "XK_LYDW": ORGAN,
        "XK_LYDWDM": ORGAN_CODE,
    } | changes


def person(n=1, **changes):
    """A penalty of a natural person without any fault."""
    kept = (
        "WSH",
        "WFXW",
        "SY",
        "YJ",
        "CFLB",
        "NR",
        "NR_FK",
        "JDRQ",
        "GSJZQ",
        "CFJG",
        "CFJGDM",
        "SJLY",
        "SJLYDM",
    )
    named = {
        "CF_XDR_MC": "李试例",
        "CF_XDR_LB": "自然人",
        "CF_XDR_ZJLX": "身份证",
        "CF_XDR_ZJHM": resident_id(n),
    }
    return named | {f"CF_{code}": penalty(n)[f"CF_{code}"] for code in kept} | changes


def grid(rows, item="penalty", *, without=(), extra=()):
    """Return header and rows of cells; `extra` are further titles, whose cells rows hold under the title."""
    columns = [*((c, t) for c, t in titles(item).items() if c not in without), *((t, t) for t in extra)]
    return [[title for _, title in columns], *([row.get(code) for code, _ in columns] for row in rows)]


def column_of(field, item="penalty"):
    """Return the letter of a field's column in `grid`."""
    return xlsxwriter.utility.xl_col_to_name(list(titles(item)).index(field))


def xlsx(table, *, above=(), blank_after=(), sheet="数据", arrange=None, **options):
    """Write a table as .xlsx; dates as dates, numbers as numbers, texts as texts.

    Args:
        table: Header and rows of cells.
        above: Lines over the header.
        blank_after: Rows (from 1) that are followed by a blank line.
        sheet: Name of the sheet.
        arrange: Gets workbook and sheet for anything else.
        options: Of `xlsxwriter.Workbook`.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False} | options)
    page, day = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy/m/d"})
    line = 0
    for at, cells in enumerate([*above, *table]):
        for column, cell in enumerate(cells):
            _write(page, line, column, cell, day)
        line += 2 if at - len(above) in blank_after else 1
    if arrange:
        arrange(book, page)
    book.close()
    return out.getvalue()


def _write(page, line, column, cell, day):
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_formula(line, column, *cell.split("→")) if cell.startswith("=") else page.write_string(
            line, column, cell
        )
    elif hasattr(cell, "year"):
        page.write_datetime(line, column, cell, day)
    else:
        page.write(line, column, cell)


def csv_file(table, encoding="utf-8"):
    """Write a table as .csv."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["" if cell is None else cell for cell in cells] for cells in table])
    return out.getvalue().encode(encoding)


def with_part(package, name, change, level=1):
    """Return a zip package with one part changed: `change` gets its bytes and returns others."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info.filename, change(part) if info.filename == name else part)
    return out.getvalue()


# --- .xls: records of BIFF8 in a compound file


def _record(number, body):
    return struct.pack("<HH", number, len(body)) + body


def _text(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


NUMBER_CUT_SHORT = struct.pack("<HHH", 0x0203, 2, 0)
"""A record of a number that ends before its number: the reader looks beyond the end and panics."""


def cell_record(line, column, value):
    """A cell of an old workbook, wherever it claims to be."""
    place = struct.pack("<HHH", line, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + _text(value))
    return _record(0x0203, place + struct.pack("<d", value))


_BOOK = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
_SHEET = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
_END = _record(0x000A, b"")
_CODE_PAGE = _record(0x0042, struct.pack("<H", 1200))
_PASSWORD = _record(0x002F, bytes(54))
_XF = _record(0x00E0, bytes(20))


def xls(table, *, spoilt=b"", password=False):
    """Write a table as an old workbook; `spoilt` are further records of the sheet, as broken as one likes."""
    name = "数据"
    before = _BOOK + (_PASSWORD if password else b"") + _CODE_PAGE + _XF
    bound = lambda at: _record(  # noqa: E731 - its length decides the place it holds
        0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + name.encode("utf-16-le")
    )
    sheet_at = len(before + bound(0) + _END)
    cells = b"".join(
        cell_record(line, column, cell)
        for line, row in enumerate(table)
        for column, cell in enumerate(row)
        if cell is not None
    )
    return compound(before + bound(sheet_at) + _END + _SHEET + cells + spoilt + _END)


def compound(stream, name="Workbook"):
    """Put one stream into a compound file (OLE)."""
    free, end, fat_sector, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fats = 1
    while fats * 128 < sectors + fats + 1:
        fats += 1
    chain = [*range(1, sectors), end]
    table = chain + [end] + [fat_sector] * fats
    table += [free] * (fats * 128 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, fats, sectors, 0, 4096,
        end, 0, end, 0,
    )  # fmt: skip
    places = [sectors + 1 + n for n in range(fats)]
    header += struct.pack("<109I", *places, *[free] * (109 - fats))
    folder = _entry("Root Entry", 5, 1, end, 0) + _entry(name, 2, none, 0, len(stream))
    return header + stream + folder.ljust(512, b"\0") + struct.pack(f"<{len(table)}I", *table)


def _entry(name, kind, child, start, size):
    none = 0xFFFFFFFF
    label = (name + "\0").encode("utf-16-le")
    head = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, none, none, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def cells_of(sheet, line, width):
    """Return the values of a line of an openpyxl sheet."""
    return [sheet.cell(line, column).value for column in range(1, width + 1)]
