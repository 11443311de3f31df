"""The reading child: limits, deaths and silence become answers; nothing is left running."""

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest
import xlsxwriter

from xinyong.infra.excel_in import Limits, UnreadableError, read_table, start_child

MEBIBYTE = 1024 * 1024
LONG = b"a,b,c\n" + b"1,2,3\n" * 1_000_000


def workbook(lines, columns=3):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line in range(lines):
            sheet.write_row(line, 0, [f"某某{line}"] * (columns - 1) + [line])
    return buffer.getvalue()


def read(data, **more):
    with read_table(io.BytesIO(data), **({"filename": "表.xlsx"} | more)) as reading:
        return sum(block.frame.height for block in reading.blocks()), reading


def refusal(data, **more):
    with pytest.raises(UnreadableError) as error:
        read(data, **more)
    return error.value.code


@pytest.fixture(autouse=True)
def nothing_left_running():
    before = readers()
    yield
    assert readers() <= before


def readers():
    """Pids of reading children; other tests may keep one waiting."""
    children = psutil.Process().children()
    return {child.pid for child in children if "excel_in" in " ".join(child.cmdline())}


def test_a_table_is_read_from_a_path_a_stream_and_a_descriptor(tmp_path):
    path = tmp_path / "表 格.xlsx"
    path.write_bytes(workbook(100))
    with path.open("rb") as stream:
        for source in (path, stream, stream.fileno()):
            with read_table(source, filename=path.name) as reading:
                assert (reading.kind, reading.sheet, reading.head.height) == ("xlsx", "Sheet1", 60)
                [block] = reading.blocks()
                assert block.frame.rows()[1] == (2, "某某1", "某某1", "1")
                assert block.marks.columns == ["line", "column", "kind"]


def test_a_child_started_early_is_used_and_ended():
    child = start_child()
    lines, _ = read(workbook(10), child=child)
    assert lines == 10
    assert child.process.returncode is not None


def test_a_child_that_is_not_needed_is_closed():
    with start_child() as child:
        pass
    assert child.process.returncode is not None


def test_a_reading_may_be_left_in_the_middle():
    with read_table(io.BytesIO(LONG), filename="a.csv") as reading:
        next(reading.blocks())


def test_notes_are_complete_when_the_blocks_are_exhausted():
    _, reading = read(b"a,b\n1,2\n", filename="a.xlsx")
    assert [note.code for note in reading.notes] == ["extension_mismatch"]


@pytest.mark.parametrize("name", ["", "表", "\udcff\0.csv", "a" * 5_000])
def test_any_name_will_do(name):
    assert read(b"a,b\n1,2\n", filename=name)[0] == 2


def test_an_answer_from_the_child_carries_its_words():
    with pytest.raises(UnreadableError, match="“明细”") as error:
        read(workbook(3), sheet="明细")
    assert error.value.code == "file.sheet_unknown"


def test_a_large_file_is_refused_before_it_is_read():
    assert refusal(bytes(2 * MEBIBYTE), limits=Limits(file_bytes=MEBIBYTE)) == "file.too_large"


def test_memory_ends_the_child_not_the_machine():
    code = refusal(LONG, limits=Limits(memory_bytes=48 * MEBIBYTE))
    assert code in {"file.reader_stopped", "file.inflated_too_large"}


def test_a_value_at_the_far_corner_takes_no_memory():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["名称", "代码"])
        sheet.write("IV1048576", "远")
        sheet.write("XFD1048575", "更远")
    lines, reading = read(buffer.getvalue(), limits=Limits(memory_bytes=512 * MEBIBYTE))
    assert (lines, [note.place for note in reading.notes]) == (2, ["XFD1048575"])


def test_processor_time_is_limited():
    assert refusal(LONG, limits=Limits(cpu_seconds=1)) == "file.timeout"


def test_a_silent_child_is_not_waited_for():
    child = start_child()
    os.kill(child.process.pid, signal.SIGSTOP)
    assert refusal(workbook(3), child=child, limits=Limits(silence_seconds=1)) == "file.timeout"


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL])
def test_a_signal_becomes_words(number):
    child = start_child()
    os.kill(child.process.pid, number)
    child.process.wait()
    assert refusal(workbook(3), child=child) == "file.reader_stopped"


def test_the_child_ends_with_its_parent():
    program = "import os; from xinyong.infra.excel_in import start_child; print(start_child().process.pid, flush=True); os._exit(0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    process_gone(int(done.stdout))


def process_gone(number):
    try:
        psutil.Process(number).wait(timeout=20)
    except psutil.NoSuchProcess:
        return


def test_starting_a_child_imports_nothing_heavy():
    program = (
        "import sys, xinyong.infra.excel_in; print({'polars', 'fastexcel', 'django'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_child_sees_no_secret(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "secret")
    with start_child() as child:
        assert "secret" not in Path(f"/proc/{child.process.pid}/environ").read_text()


def mutations(count):
    chance = random.Random(20240102)
    table, text = workbook(5), "名称,代码\n甲,1\n".encode("gb18030") * 5
    for number in range(count):
        data = bytearray((table, text)[number % 2])
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data[: chance.choice([len(data), len(data), chance.randrange(len(data))])])


def test_a_damaged_file_is_read_or_refused():
    waiting, codes = [start_child(), start_child()], set()
    for data in mutations(16):
        waiting.append(start_child())
        try:
            read(data, child=waiting.pop(0))
        except UnreadableError as refused:
            codes.add(refused.code)
    assert codes <= {
        "file.broken",
        "file.reader_stopped",
        "file.encoding",
        "file.not_a_table",
        "file.no_rows",
        "file.empty",
    }
    for child in waiting:
        child.close()


def large_workbook(path):
    """100,001 lines of 30 columns of text, written as fast as a zip can take them."""
    columns = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB", "AC", "AD"]
    row = "".join(f'<c r="{name}%d" t="inlineStr"><is><t>某某有限公司 %d</t></is></c>' for name in columns)
    with (
        zipfile.ZipFile(io.BytesIO(workbook(1))) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in set(old.namelist()) - {"xl/worksheets/sheet1.xml"}:
            new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for line in range(1, 100_002):
                sheet.write((f'<row r="{line}">' + row % ((line,) * 60) + "</row>").encode())
            sheet.write(b"</sheetData></worksheet>")


_ALONE = """
import resource, sys
from pathlib import Path
from xinyong.infra.excel_in import read_table
if __name__ == "__main__":
    path = Path(sys.argv[1])
    with read_table(path, filename=path.name) as reading:
        print(sum(block.frame.height for block in reading.blocks()))
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
def test_100_000_rows_of_30_columns_stay_below_700_mib(tmp_path):
    path, program = tmp_path / "large.xlsx", tmp_path / "alone.py"
    large_workbook(path)
    program.write_text(_ALONE, encoding="utf-8")
    # in a process of its own: this one has had other children, and only the largest of all is known
    said = subprocess.run([sys.executable, program, path], capture_output=True, text=True, check=True).stdout
    rows, peak_kib = map(int, said.split())
    assert rows == 100_001
    assert peak_kib < 700 * 1024
