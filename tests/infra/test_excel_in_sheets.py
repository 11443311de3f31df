"""The XML of a sheet, spelled in every way programs spell it: what the reader makes of the cells."""

import io
import zipfile

import pytest

from xinyong.infra.excel_in.dispatch import open_table
from xinyong.infra.excel_in.model import DEFAULT, Limits, UnreadableError
from xinyong.infra.excel_in.table import Source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy/m/d h:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="10"/></cellXfs></styleSheet>'
)


def workbook(rows, *, strings=None, epoch=0, after="", sheet=None, extra=()):
    """A workbook of one sheet whose rows are written as given."""
    xml = sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{epoch}"/>'
        '<sheets><sheet name="数据" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": xml,
        **dict(extra),
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def read(data, limits=DEFAULT, sheet=None):
    """Return the lines as {line: cells}, the marks and the notes."""
    table = open_table(Source(io.BytesIO(data), ".xlsx", sheet, limits))
    lines, marks = {}, []
    for frame, found in table.blocks:
        lines |= {line: list(cells) for line, *cells in frame.rows()}
        marks += [tuple(mark) for mark in found]
    return lines, marks, {(note.code, note.place, note.detail) for note in table.notes}


def cell(xml, **more):
    lines, marks, _ = read(workbook(f'<row r="1">{xml}</row>', **more))
    return lines[1][0], [kind for _, _, kind in marks]


@pytest.mark.parametrize(
    ("xml", "value", "marks"),
    [
        pytest.param(
            '<c r="A1"><v>4111010001</v></c>',
            "4111010001",
            [],
            id="a region code stored as a number keeps no .0",
        ),
        pytest.param('<c r="A1"><v>123456789012345</v></c>', "123456789012345", [], id="15 digits are exact"),
        pytest.param(
            '<c r="A1"><v>1234567890123456</v></c>',
            "1234567890123456",
            ["lossy_number"],
            id="16 digits are not",
        ),
        pytest.param(
            '<c r="A1"><v>9.1410184000000006E+17</v></c>',
            "914101840000000000",
            ["lossy_number"],
            id="a code stored as 9.14E+17",
        ),
        pytest.param(
            '<c r="A1" t="n"><v>-1E15</v></c>', "-1000000000000000", ["lossy_number"], id="a short exponent"
        ),
        pytest.param(
            '<c r="A1" t="str"><f>B1</f><v>914101840000000001</v></c>',
            "914101840000000001",
            [],
            id="18 digits of text from a formula",
        ),
        pytest.param('<c r="A1"><v>0.30000000000000004</v></c>', "0.3", [], id="an amount as Excel shows it"),
        pytest.param('<c r="A1"><v>1.1000000000000001</v></c>', "1.1", [], id="an amount as Excel stores it"),
        pytest.param('<c r="A1"><v>1E-7</v></c>', "0.0000001", [], id="a small number without exponent"),
        pytest.param('<c r="A1" s="3"><v>0.125</v></c>', "0.125", [], id="a percentage is its number"),
        pytest.param('<c r="A1" t="b"><v>1</v></c>', "TRUE", [], id="true"),
        pytest.param('<c r="A1" t="b"><f>1=2</f><v>0</v></c>', "FALSE", [], id="false from a formula"),
        pytest.param('<c r="A1" s="1"><v>45000</v></c>', "2023-03-15", [], id="a date"),
        pytest.param(
            '<c r="A1" s="2"><v>45000.5</v></c>', "2023-03-15 12:00:00", [], id="a date with a time"
        ),
        pytest.param('<c r="A1" s="2"><v>45000</v></c>', "2023-03-15", [], id="midnight is no time"),
        pytest.param('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A", ["error_value"], id="an error"),
        pytest.param(
            '<c r="A1" t="e"><f>A</f><v>#REF!</v></c>', "#REF!", ["error_value"], id="an error from a formula"
        ),
        pytest.param('<c r="A1"><f>B1+1</f></c>', None, ["error_value"], id="a formula never calculated"),
        pytest.param(
            '<c r="A1"><f>B1+1</f><v></v></c>', None, ["error_value"], id="a formula openpyxl wrote"
        ),
        pytest.param(
            '<c r="A1"><f t="shared" si="0"/><v>7</v></c>', "7", [], id="a shared formula with its value"
        ),
        pytest.param('<c r="A1" t="inlineStr"><is><t>甲&amp;乙</t></is></c>', "甲&乙", [], id="inline text"),
        pytest.param(
            '<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>',
            "甲乙",
            [],
            id="inline rich text",
        ),
        pytest.param(
            '<c r="A1" t="inlineStr"><is><t>a_x0000_b</t></is></c>', "a\ufffdb", [], id="NUL is no character"
        ),
        pytest.param('<c r="A1" t="str"><v>=cmd|calc</v></c>', "=cmd|calc", [], id="a command is only text"),
    ],
)
def test_a_cell_comes_out_as_the_officer_sees_it(xml, value, marks):
    both = xml + '<c r="B1" t="str"><v>x</v></c>'
    assert cell(both) == (value, marks)


def test_a_row_of_formulas_never_calculated_is_a_row():
    lines, marks, _ = read(workbook('<row r="3"><c r="A3"><f>A1</f></c></row>'))
    assert (lines, marks) == ({3: [None]}, [(3, 0, "error_value")])


def test_the_1904_system_counts_from_1904():
    assert cell('<c r="A1" s="1"><v>43538</v></c>', epoch=1) == ("2023-03-15", [])


def test_shared_strings_may_be_rich_and_prefixed():
    strings = '<x:sst xmlns:x="u"><x:si><x:r><x:t>甲</x:t></x:r><x:r><x:t>乙</x:t></x:r><x:rPh><x:t>yi</x:t></x:rPh></x:si></x:sst>'
    assert cell('<c r="A1" t="s"><v>0</v></c>', strings=strings) == ("甲乙", [])


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<row r='1'><c r='A1' t='str'><v>甲</v></c><c r='C1'><v>1</v></c></row>", id="single quotes"),
        pytest.param('<row spans="1:3" r="1"><c t="str" s="0" r="A1"><v>甲</v></c><c s="0" r="C1"><v>1</v></c></row>', id="address last"),
        pytest.param('<row><c t="str"><v>甲</v></c><c/><c><v>1</v></c></row>', id="no addresses"),
        pytest.param('<row\n r="1"><c\n r="A1" t="str"><v>甲</v></c><c\tr="C1"><v>1</v></c></row>', id="line breaks inside tags"),
        pytest.param('\n <row r="1">\n <c r="A1" t="str">\n<v>甲</v>\n</c> <c r="C1"><v>1</v></c>\n</row>\n', id="line breaks between tags"),
        pytest.param('<row r="1"><!-- <row r="9"> --><c r="A1" t="str"><v><![CDATA[甲]]></v></c><c r="C1"><v>1</v></c></row>', id="comments"),
        pytest.param('<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t><rPh><t>x</t></rPh></is></c><c s="1" r="B1"/><c r="C1" ><v>1</v></c></row>', id="mixed"),
    ],
)  # fmt: skip
def test_spelling_of_the_xml_does_not_matter(rows):
    lines, _, _ = read(workbook(rows))
    assert lines == {1: ["甲", None, "1"]}


def test_prefixed_elements_and_utf_16_are_read():
    body = '<x:row r="2"><x:c r="B2" t="e"><x:f>A</x:f><x:v>#N/A</x:v></x:c><x:c r="C2" t="str"><x:v>甲</x:v></x:c></x:row>'
    xml = f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    lines, marks, _ = read(workbook("", sheet=xml.encode("utf-16")))
    assert lines == {2: [None, "#N/A", "甲"]}
    assert marks == [(2, 1, "error_value")]


def test_a_stray_value_in_the_last_cell_is_noted_and_the_rest_is_read():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2))
    stray = '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'
    lines, _, notes = read(workbook(rows + stray))
    assert lines == {1: ["1"], 2: ["2"]}
    assert notes == {("stray_cell", "XFD1048576", "")}


def test_a_stray_value_beside_a_good_row_spoils_only_itself():
    lines, _, notes = read(workbook('<row r="1"><c r="A1"><v>1</v></c><c r="ZZ1"><v>5</v></c></row>'))
    assert (lines, notes) == ({1: ["1"]}, {("stray_cell", "ZZ1", "")})


def test_a_value_in_the_last_line_of_the_table_is_a_row():
    lines, _, _ = read(
        workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>')
    )
    assert lines == {1: ["1", None], 1048576: [None, "2"]}


def test_columns_right_of_the_first_lines_are_read_up_to_column_iv():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 100))
    lines, _, _ = read(workbook(rows + '<row r="100"><c r="IV100"><v>7</v></c></row>'))
    assert (lines[100][255], len(lines)) == ("7", 100)


def letters(column):
    first, second = divmod(column, 26)
    return (letters(first - 1) if first else "") + chr(65 + second)


@pytest.mark.parametrize("columns", [1_001, 16_384])
def test_a_header_of_too_many_columns_is_refused(columns):
    cells = "".join(f'<c r="{letters(n)}1"><v>{n}</v></c>' for n in range(columns))
    with pytest.raises(UnreadableError, match="1000 列") as error:
        read(workbook(f'<row r="1">{cells}</row>'))
    assert error.value.code == "file.too_many_columns"


def test_a_header_of_1000_columns_is_read():
    cells = "".join(f'<c r="{letters(n)}1"><v>{n}</v></c>' for n in range(1_000))
    lines, _, _ = read(workbook(f'<row r="1">{cells}</row>'))
    assert lines[1][999] == "999"


def test_formatted_blank_rows_and_cells_are_no_rows():
    blank = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, 50_000))
    wide = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(50_000, 50_100)
    )
    lines, _, notes = read(workbook('<row r="1"><c r="A1"><v>1</v></c></row>' + blank + wide))
    assert (lines, notes) == ({1: ["1"]}, set())


def test_blank_text_is_blank():
    spaces = '<row r="1"><c r="A1" t="str"><v> 　</v></c></row><row r="2"><c r="A2" t="str"><v></v></c><c r="B2"><v>1</v></c></row>'
    assert read(workbook(spaces))[0] == {2: [None, "1"]}


def test_hidden_rows_are_read_and_merged_cells_are_noted():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
    merged = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells>'
    lines, _, notes = read(workbook(rows, after=merged))
    assert lines == {1: ["1"], 2: ["2"]}
    assert notes == {("hidden_rows", "", "1"), ("merged_cells", "A1:C1", "2")}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="1"><c r="A1"><v>1', id="a cell does not end"),
        pytest.param(
            '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
            id="lines out of order",
        ),
        pytest.param('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', id="a line beyond the sheet"),
        pytest.param("<row r='1'><c r='A1'>", id="odd spelling that does not end"),
    ],
)
def test_broken_rows_are_no_table(rows):
    with pytest.raises(UnreadableError) as error:
        read(workbook(rows))
    assert error.value.code == "file.broken"


def test_more_rows_than_allowed_are_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 12))
    with pytest.raises(UnreadableError) as error:
        read(workbook(rows), limits=Limits(rows=10))
    assert error.value.code == "file.too_many_rows"


def test_pieces_join_without_a_seam():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 70_001))
    lines, _, _ = read(workbook(rows))
    assert lines == {n: [str(n)] for n in range(1, 70_001)}
