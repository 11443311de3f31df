"""From the first page to a verified report, as citizens go."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

NAME = "虚构市"
VISITORS = [
    pytest.param("desktop", True, id="at a desk"),
    pytest.param("phone", True, id="on a phone"),
    pytest.param("desktop", False, id="at a desk without scripts"),
    pytest.param("phone", False, id="on a phone without scripts"),
]


def search(page, text=NAME):
    page.goto("/")
    box = page.locator("main input[name=q]").first
    box.fill(text)
    box.press("Enter")
    return page.locator("main a[href^='/subject/']").first


def words_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def verified(page, number, code):
    page.goto("/verify/")
    page.get_by_label("报告编号").fill(number)
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="验证", exact=True).click()
    return page.locator("main")


@pytest.mark.parametrize(("device", "script"), VISITORS)
def test_from_a_search_to_a_verified_report(visitor, picture, tmp_path, device, script):
    page = visitor(device, script=script)
    search(page)
    page.locator("aside[aria-label='缩小范围'] a").first.click()
    expect(page.locator("aside[aria-label='缩小范围'] a[aria-current=true]")).to_have_count(1)
    picture(page, "results")
    found = page.locator("main a[href^='/subject/']").first
    name = found.inner_text().strip()
    found.click()
    expect(page.locator("h1")).to_contain_text(name)
    picture(page, "subject")
    page.locator("main a[href^='/record/']").first.click()
    expect(page.locator("main")).to_contain_text(name)
    picture(page, "record")
    page.go_back()
    page.locator("main a[href$='/report/']").first.click()
    picture(page, "request")
    page.get_by_role("button", name="生成报告").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告").click()  # appears when the page has renewed itself
    paper = tmp_path / "报告.pdf"
    download.value.save_as(paper)
    number = re.search(r"XYBG\d{4}-\d{6}", words_of(paper)).group()
    code = re.search(r"验证码\s*[：:]?\s*([0-9A-Z][0-9A-Z -]{10,17}[0-9A-Z])", words_of(paper)).group(1)
    main = verified(page, number, code)
    expect(main).to_contain_text("这份报告是真的")
    expect(main).to_contain_text(name)
    picture(page, "verified")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    main = verified(page, number, wrong)
    expect(main).not_to_contain_text("这份报告是真的")
    expect(main).not_to_contain_text(name)


def test_a_way_back_leads_back(visitor):
    page = visitor()
    search(page).click()
    page.go_back()
    expect(page.locator("main input[name=q]").first).to_have_value(NAME)
    expect(page.locator("main a[href^='/subject/']").first).to_be_visible()


RING = "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"


def walk_to(page, selector, most=120):
    """Press Tab until the focus is on `selector`; every stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count():
            assert focused.evaluate(RING), f"no focus ring: {focused.evaluate('e => e.outerHTML')[:200]}"
            if focused.evaluate("(e, wanted) => e.matches(wanted)", selector):
                return
    pytest.fail(f"Tab does not lead to {selector}")


def test_a_keyboard_is_enough(visitor):
    page = visitor()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("e => e.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    walk_to(page, "input[name=q]")
    page.keyboard.insert_text(NAME)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    walk_to(page, "main a[href^='/subject/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/subject/"))
    walk_to(page, "main a[href^='/record/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/record/"))
    walk_to(page, "main a[href^='/subject/'], nav a[href^='/subject/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/subject/"))
    walk_to(page, "main a[href$='/report/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/report/"))
    walk_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="下载报告").wait_for()
    walk_to(page, "a[href^='/verify/download/']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")
