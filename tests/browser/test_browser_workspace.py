"""A clerk's first submission: from the sign-in to the published record, at a desk and on a phone, with and without scripts."""

import sys
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parents[1] / "flows"))  # for `builders`

VISITORS = [
    pytest.param("desktop", True, 1, id="at a desk"),
    pytest.param("phone", True, 2, id="on a phone"),
    pytest.param("desktop", False, 3, id="at a desk without scripts"),
    pytest.param("phone", False, 4, id="on a phone without scripts"),
]
REPORTER, REVIEWER, CENTRE, AUDITOR = "yanshi.scjg", "yanshi.shenhe", "yanshi.jingban", "yanshi.shenji"
FAULTY_FIELD, FAULTY_LINE = "CF_SY", 3
SLOW = 60_000  # the worker looks for jobs at times of its own


@pytest.fixture(scope="module", autouse=True)
def _catalogue():
    import django

    django.setup()


def rows(series, count=3):
    from builders import penalty

    return [penalty(series * 20 + n) for n in range(1, count + 1)]


def filled(template, into, given):
    """Fill the downloaded template in, as in a spreadsheet program."""
    from builders import titles

    book = openpyxl.load_workbook(template)
    for row in given:
        book.worksheets[0].append([row.get(code) for code in titles("penalty")])
    book.save(into)
    return into


def corrected(marked, into):
    """Fill in what the marked workbook says is missing."""
    from builders import titles

    book = openpyxl.load_workbook(marked)
    sheet = book.worksheets[0]
    sheet.cell(FAULTY_LINE, list(titles("penalty")).index(FAULTY_FIELD) + 1, "销售超过保质期的食品")
    book.save(into)
    return into


def saved(page, name, into):
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).first.click()
    coming.value.save_as(into)
    return into


def upload(page, file):
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url("**/submissions/**")


def second_person(page, *, on):
    """Let a reviewer see to it that a second person looks, or that none does."""
    page.goto("/workspace/reviews/")
    page.get_by_role("link", name="到本单位页面设置").click()
    word = "开启" if on else "关闭"
    switch = page.locator("summary", has_text=f"{word}双人审核")
    if switch.count():
        switch.click()
        page.locator("form button", has_text=f"{word}双人审核").locator("visible=true").click()


def hand_in(page, look, folder, given):
    """Choose the item, fill its template in, upload it, see what is wrong and upload it corrected."""
    page.goto("/workspace/submit/")
    look(page, "choose")
    page.locator("main").get_by_role("link", name="行政处罚公示信息").first.click()
    look(page, "submit")
    template = saved(page, "下载模板", folder / "模板.xlsx")
    upload(page, filled(template, folder / "报送.xlsx", given))
    expect(page.locator("main")).to_contain_text("有不合格行，还没有入库", timeout=SLOW)
    look(page, "checked")
    cell = page.locator("#findings td a").first
    assert cell.inner_text().endswith(str(FAULTY_LINE))
    cell.click()
    expect(page.locator(".cell-wrong")).to_contain_text("违法事实")
    look(page, "row")
    page.get_by_role("link", name="返回这次报送").click()
    marked = saved(page, "下载标注工作簿", folder / "标注.xlsx")
    page.get_by_role("link", name="修改后重新上传").first.click()
    upload(page, corrected(marked, folder / "改正.xlsx"))


def confirm_and_approve(page, reviewer, look):
    """Confirm what is good, have a second person approve it, and return the receipt."""
    expect(page.locator("main")).to_contain_text("全部合格", timeout=SLOW)
    look(page, "good")
    page.get_by_role("button", name="确认入库").click()
    expect(page.locator("main")).to_contain_text("等待审核")
    look(page, "in-review")
    receipt = page.url.rstrip("/").rsplit("/", 1)[1]
    reviewer.goto("/workspace/reviews/")
    reviewer.get_by_role("link", name=receipt).click()
    look(reviewer, "review")
    reviewer.get_by_label("公开审查").check()
    reviewer.get_by_role("button", name="通过", exact=True).click()
    page.reload()
    expect(page.locator("main")).to_contain_text("已全部入库", timeout=SLOW)
    look(page, "loaded")
    return receipt


def prove(page, look, receipt):
    """Compare the receipt with the platform by its code."""
    page.get_by_role("link", name="查看回执").click()
    look(page, "receipt")
    code = page.locator(".code-line strong").inner_text()
    page.goto("/workspace/receipts/verify/")
    page.get_by_label("回执编号").fill(receipt)
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.locator("main")).to_contain_text("回执真实")
    look(page, "verified")


@pytest.mark.parametrize(("device", "script", "series"), VISITORS)
def test_from_the_sign_in_to_the_published_record(employee, look, tmp_path, device, script, series):
    reviewer = employee(REVIEWER, device, script=script)
    second_person(reviewer, on=True)
    look(reviewer, "second-person")
    page, given = employee(REPORTER, device, script=script), rows(series)
    name = given[0]["CF_XDR_MC"]
    given[1] |= {FAULTY_FIELD: None}
    hand_in(page, look, tmp_path, given)
    prove(page, look, confirm_and_approve(page, reviewer, look))
    page.goto(f"/search/?q={name}")
    expect(page.locator("main")).to_contain_text(name)


def test_what_is_sent_twice_is_one_submission(employee, tmp_path):
    from builders import csv_file, grid

    second_person(employee(REVIEWER), on=False)
    page = employee(REPORTER)
    file = tmp_path / "报送.csv"
    file.write_bytes(csv_file(grid(rows(10))))
    page.goto("/workspace/submit/penalty/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并校验").dblclick()
    page.wait_for_url("**/submissions/**")
    page.goto("/workspace/submissions/?q=报送.csv")
    expect(page.locator("main")).to_contain_text("共1份")
    page.locator("main td a").first.click()
    expect(page.locator("main")).to_contain_text("全部合格", timeout=SLOW)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("公开审查").check()
    page.get_by_role("button", name="确认入库").click()
    expect(page.locator("main")).not_to_contain_text("下一步", timeout=SLOW)
    other.get_by_label("公开审查").check()
    other.get_by_role("button", name="确认入库").click()
    expect(other.locator("main")).to_contain_text("不能再次办理")


def test_the_good_rows_alone(employee, look, tmp_path):
    from builders import csv_file, grid

    second_person(employee(REVIEWER), on=False)
    page, given = employee(REPORTER), rows(11)
    given[1] |= {FAULTY_FIELD: None}
    file = tmp_path / "部分.csv"
    file.write_bytes(csv_file(grid(given)))
    page.goto("/workspace/submit/penalty/")
    upload(page, file)
    page.locator("summary", has_text="只入库合格行").click(timeout=SLOW)
    look(page, "question")
    page.get_by_label("公开审查").locator("visible=true").check()
    page.get_by_role("button", name="只入库合格的2行").click()
    expect(page.locator("main")).to_contain_text("部分入库", timeout=SLOW)
    look(page, "in-part")


@pytest.mark.parametrize(
    "script", [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]
)
def test_what_cannot_be_taken_is_told_where_it_was_sent(employee, look, tmp_path, script):
    page = employee(REPORTER, script=script)
    page.goto("/workspace/submit/penalty/")
    page.get_by_role("button", name="上传并校验").click()
    expect(page.locator(".error-summary")).to_contain_text("请选择要上传的文件")
    look(page, "nothing")
    for name, content, told in (("空.csv", b"", "文件是空的"), ("说明.pdf", b"%PDF-1.7", "另存为 .xlsx")):
        (tmp_path / name).write_bytes(content)
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        page.get_by_role("button", name="上传并校验").click()
        expect(page.locator(".error-summary")).to_contain_text(told)
    page.watch.found = [each for each in page.watch.found if "422" not in each]


def test_a_session_that_ends_before_the_upload_is_told(employee, tmp_path):
    from builders import csv_file, grid

    page = employee(REPORTER)
    file = tmp_path / "迟.csv"
    file.write_bytes(csv_file(grid(rows(12))))
    page.goto("/workspace/submit/penalty/")
    page.context.clear_cookies(name="xinyong_session")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并校验").click()
    expect(page.locator("main")).to_contain_text("刚才提交的内容没有送到")
    page.watch.expected("401")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_centre_and_auditors_look_on(employee, look, device):
    page = employee(CENTRE, device)
    page.goto("/workspace/submit/")
    look(page, "centre-choose")
    page.goto("/workspace/submissions/all/")
    look(page, "all")
    page.locator("main td a").first.click()
    look(page, "one-of-them")
    auditor = employee(AUDITOR, device)
    auditor.goto("/workspace/submissions/all/")
    auditor.locator("main td a").first.click()
    look(auditor, "audited")
