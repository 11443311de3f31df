"""The command line as programs use it: one document, an exit code, never a traceback. Real processes, one home."""

import os

import pytest
from builders import ZEROS, column_of, csv_file, grid, licence, penalty, person, uscc, xlsx

KEYS = [
    "receipt", "state", "rows", "inserted", "updated", "unchanged", "revoked", "rejected", "held", "findings_total",
    "findings",
]  # fmt: skip


@pytest.fixture
def submit(run, tmp_path):
    def command(content, *options, item="penalty", agency="scjg", name="报送.xlsx"):
        (tmp_path / name).write_bytes(content)
        code, document, _ = run("submit", name, "--item", item, "--agency", agency, "--json", *options)
        return code, document

    return command


def rows(*numbers, **changes):
    return xlsx(grid([penalty(n, **changes) for n in numbers]))


def test_a_file_loaded_whole_is_0_and_the_second_time_too(submit):
    code, first = submit(rows(1, 2))
    assert (code, list(first), first["state"], first["inserted"]) == (0, KEYS, "loaded", 2)
    code, second = submit(rows(1, 2))
    assert (code, second["unchanged"]) == (0, 2)
    assert first["receipt"] < second["receipt"]


def test_refused_is_2_loaded_in_part_is_3(submit):
    content = xlsx(grid([penalty(11), penalty(12, CF_XDR_SHXYM=ZEROS)]))
    code, document = submit(content)
    assert (code, document["state"], document["rejected"], document["held"]) == (2, "refused", 1, 1)
    (finding,) = document["findings"]
    assert list(finding) == ["row", "cell", "field", "code", "message", "severity"]
    assert (finding["row"], finding["cell"], finding["field"]) == (3, "C3", "CF_XDR_SHXYM")
    code, document = submit(content, "--accept-valid")
    assert (code, document["state"], document["inserted"], document["rejected"]) == (
        3,
        "loaded_in_part",
        1,
        1,
    )


def test_an_unreadable_file_is_2_with_a_receipt(submit):
    code, document = submit(b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert code == 2
    assert document["receipt"].startswith("BS")
    assert document["error"]["code"] == "file.not_a_table"


def test_words_for_people_name_the_place_and_the_next_step(run, tmp_path):
    (tmp_path / "报送.csv").write_bytes(csv_file(grid([penalty(21), penalty(22, CF_JDRQ="2015年8月")])))
    code, words, beside = run("submit", "报送.csv", "--item", "penalty", "--agency", "scjg")
    assert (code, beside) == (2, "")
    assert "共 2 行：不合格 1，合格未入库 1" in words
    assert f"{column_of('CF_JDRQ')}3" in words
    assert "只有年和月" in words
    receipt = words.split()[1]
    assert f"xinyong marked {receipt}" in words
    code, document, _ = run("marked", receipt, "--out", "标注.xlsx", "--json")
    assert (code, document["receipt"]) == (0, receipt)
    assert (tmp_path / "标注.xlsx").stat().st_size > 1000


def test_what_is_loaded_is_found_by_two_characters_and_persons_by_none(run, submit, installation):
    name = "新郑市薇芃生物有限公司"
    assert (
        submit(xlsx(grid([licence(31, XK_XDR_MC=name, XK_YXQZI="长期")], "licence")), item="licence")[0] == 0
    )
    hermit = person(32, CF_XDR_MC="薇芃生")
    assert submit(xlsx(grid([hermit], "penalty_person")), item="penalty_person")[0] == 0
    code, found, _ = run("search", "薇芃", "--json")
    assert (code, found) == (0, [{"name": name, "code": uscc(31), "records": 1}])
    code, found, _ = run("search", hermit["CF_XDR_ZJHM"], "--json")
    assert (code, found) == (0, [])


def test_a_damaged_original_is_all_that_the_proof_finds(run, submit, installation):
    files = set((installation / "files").glob("*/*"))
    receipt = submit(rows(41))[1]["receipt"]
    (path,) = set((installation / "files").glob("*/*")) - files
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    code, document, _ = run("reconcile", "--json")
    path.write_bytes(good)
    assert (code, document["balanced"]) == (2, False)
    assert document["receipts"] == document["originals"] > 0
    assert [(fault["kind"], fault["examples"]) for fault in document["faults"]] == [
        ("original_damaged", [receipt])
    ]


def test_nothing_below_the_home_holds_a_personal_number_in_clear(submit, installation):
    """Neither logs nor files nor the database's own files, whether rows were loaded or refused."""
    known = person(61)["CF_XDR_ZJHM"]
    wrong = known[:-1] + ("1" if known[-1] != "1" else "2")
    good, bad = person(61), person(62, CF_XDR_ZJHM=wrong)
    content = xlsx(grid([good, bad], "penalty_person"))
    assert submit(content, item="penalty_person")[1]["held"] == 1
    assert submit(content, "--accept-valid", item="penalty_person")[1]["inserted"] == 1
    holding = [
        path.relative_to(installation)
        for path in installation.rglob("*")
        if path.is_file() and known[:17].encode() in path.read_bytes()
    ]
    assert holding == []


def test_an_internal_error_has_a_number_and_the_log_has_no_values(run, submit, tmp_path, installation):
    """The folder of originals has become a file: nobody's fault that a reporter could mend."""
    submit(rows(73))
    (tmp_path / "报送.xlsx").write_bytes(rows(72, CF_XDR_MC="新郑市不入日志有限公司"))
    files = installation / "files"
    files.rename(installation / "aside")
    files.touch()
    try:
        status, document, _ = run("submit", "报送.xlsx", "--item", "penalty", "--agency", "scjg", "--json")
    finally:
        files.unlink()
        (installation / "aside").rename(files)
    assert (status, document["error"]["code"]) == (1, "internal")
    assert document["error"]["log"] in document["error"]["message"]
    log = (installation / "log/errors.log").read_text(encoding="utf-8")
    assert document["error"]["log"] in log
    assert "不入日志" not in log


def test_a_file_name_that_an_old_system_wrote_in_gbk(run, tmp_path):
    """The name is no UTF-8; the file is as good as any."""
    name = os.fsdecode("报送.xlsx".encode("gbk"))
    (tmp_path / name).write_bytes(xlsx(grid([penalty(51)])))
    status, document, _ = run("submit", name, "--item", "penalty", "--agency", "scjg", "--json")
    assert (status, document["inserted"]) == (0, 1)


def test_an_output_folder_that_is_not_there_is_a_refusal_in_words(run):
    status, document, _ = run("template", "penalty", "--out", "没有/模板.xlsx", "--json")
    assert status == 2
    assert "没有" in document["error"]["message"]


def test_a_wrong_use_with_json_is_answered_with_a_document(run):
    status, document, _ = run("submit", "报送.xlsx", "--agency", "scjg", "--json")
    assert status == 2
    assert "--item" in document["error"]["message"]


def test_a_home_that_cannot_be_is_said_without_a_traceback(run):
    status, document, _ = run("items", "--json", XINYONG_HOME="/dev/null/home")
    assert status in {1, 2}
    assert "/dev/null/home" in document["error"]["message"]


def test_a_database_that_does_not_answer_is_said_without_a_traceback(run):
    status, document, _ = run("items", "--json", DATABASE_URL="postgresql://a:secret@127.0.0.1:9/x")
    assert status in {1, 2}
    assert "secret" not in str(document)
