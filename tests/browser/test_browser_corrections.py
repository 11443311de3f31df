"""A wrong record: corrected or withdrawn by its reporter, decided by a reviewer, seen on the public site."""

import re

import pytest
from playwright.sync_api import expect

REPORTER, REVIEWER = "yanshi.scjg", "yanshi.shenhe"
LIST = "/workspace/records/?item=penalty&disclosure=disclosed&page=3"
SLOW = 60_000  # the worker looks for jobs at times of its own
VISITORS = [
    pytest.param("desktop", True, 1, id="at a desk"),
    pytest.param("phone", True, 2, id="on a phone"),
    pytest.param("desktop", False, 3, id="at a desk without scripts"),
]


def opened(page, place):
    """Open a record of the list, and return the address of its public page."""
    page.goto(LIST)
    page.locator("tbody a").nth(place).click()
    return page.get_by_role("link", name="查看公示页面").get_attribute("href")


def decided(page, address, *, word):
    page.goto(address)
    sign = page.get_by_label(re.compile("^公开审查"))
    if sign.count():
        sign.check()
    page.get_by_role("button", name=word).click()
    expect(page.locator("main")).to_contain_text("已全部入库", timeout=SLOW)


def test_barriers_on_the_lists(employee, look):
    for device in ("desktop", "phone"):
        page = employee(REPORTER, device)
        page.goto("/workspace/records/")
        look(page, f"records-{device}")
        page.goto("/workspace/changes/")
        look(page, f"changes-{device}")


@pytest.mark.parametrize(("device", "script", "place"), VISITORS)
def test_a_correction_reaches_the_public_page(employee, visitor, look, device, script, place):
    reporter = employee(REPORTER, device, script=script)
    public = opened(reporter, 2 * place)
    look(reporter, "record")
    reporter.get_by_role("link", name="更正", exact=True).click()
    look(reporter, "correct")
    content = reporter.get_by_label("处罚内容（必填）")
    content.fill("")
    reporter.get_by_role("button", name="提交审核").click()
    expect(reporter.locator(".error-summary")).to_contain_text("处罚内容")
    reporter.watch.found.clear()  # the answer was 422, as asked for
    look(reporter, "faults")
    content.fill(f"警告，责令改正，更正演示{place}号。")
    reporter.get_by_label("理由（必填）").fill("处罚内容录入有误，以决定书为准")
    reporter.get_by_role("button", name="提交审核").click()
    expect(reporter.locator("main")).to_contain_text("等待审核")
    look(reporter, "change")
    reviewer = employee(REVIEWER, device, script=script)
    reviewer.goto(reporter.url)
    expect(reviewer.locator("main")).to_contain_text(f"更正演示{place}号")
    look(reviewer, "review")
    decided(reviewer, reporter.url, word="通过")
    look(reviewer, "loaded")
    citizen = visitor(device, script=script)
    citizen.goto(public)
    expect(citizen.locator("main")).to_contain_text(f"更正演示{place}号")


@pytest.mark.parametrize(("device", "script", "place"), VISITORS)
def test_a_withdrawn_record_is_gone_from_the_public_site(employee, visitor, look, device, script, place):
    reporter = employee(REPORTER, device, script=script)
    public = opened(reporter, 2 * place + 10)
    reporter.locator("summary", has_text="撤回").click()
    expect(reporter.get_by_text("公众将不再看到这条记录")).to_be_visible()
    look(reporter, "dialog")
    reporter.get_by_label("撤回的原因").select_option(label="报错了主体")
    reporter.get_by_label("理由（必填）").fill("当事人写错了，应为另一家")
    reporter.get_by_role("button", name="提交审核，撤回这条记录").click()
    expect(reporter.locator("main")).to_contain_text("等待审核")
    reviewer = employee(REVIEWER, device, script=script)
    decided(reviewer, reporter.url, word="通过，撤回这条记录")
    citizen = visitor(device, script=script)
    assert citizen.goto(public).status == 404
    citizen.watch.expected("404")
