"""Parts of pages that are renewed in place, and the same pages without scripts."""

import re

import pytest
from playwright.sync_api import expect

HOW = [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]
STAYS = "() => { document.body.dataset.stays = '1' }"


def stayed(page):
    return page.evaluate("() => document.body.dataset.stays === '1'")


@pytest.mark.parametrize("script", HOW)
def test_results_are_narrowed_turned_and_left_again(visitor, script):
    page = visitor(script=script)
    page.goto("/search/?q=虚构市")
    page.evaluate(STAYS)
    page.locator("aside a", has_text="法人").first.click()
    expect(page).to_have_url(re.compile("kind="))
    expect(page.locator("aside a[aria-current=true]")).to_have_count(1)
    page.get_by_role("link", name="下一页").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".pagination [aria-current]")).to_contain_text("2")
    assert stayed(page) is script
    if script:
        expect(page.locator("#results")).to_be_focused()
    page.go_back()
    expect(page.locator(".pagination [aria-current]")).to_contain_text("1")
    expect(page.locator("h1")).to_have_text("查询结果")
    expect(page.locator("header.top")).to_have_count(1)
    page.locator("#results ol a").first.click()
    expect(page).to_have_url(re.compile("/subject/"))
    assert not stayed(page)


@pytest.mark.parametrize("script", HOW)
def test_a_wrong_filter_is_told_in_place(visitor, picture, script):
    page = visitor(script=script)
    page.goto("/penalties/")
    page.evaluate(STAYS)
    page.get_by_label("名称").fill("虚")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".error-summary")).to_contain_text("至少输入名称中的两个字")
    if script:
        expect(page.locator(".error-summary")).to_be_focused()
    assert stayed(page) is script
    picture(page, "wrong")
    page.get_by_label("名称").fill("虚构市")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("tbody tr").first).to_be_visible()
    page.watch.expected("422")


@pytest.mark.parametrize("script", HOW)
def test_records_of_one_kind_are_chosen(visitor, script):
    page = visitor(script=script)
    page.goto("/penalties/")
    page.goto(page.locator("main tbody a[href^='/subject/']").first.get_attribute("href"))
    page.evaluate(STAYS)
    tabs = page.locator("nav.tabs a")
    chosen = tabs.filter(has_text="处罚").inner_text()
    tabs.filter(has_text="处罚").click()
    expect(page.locator("nav.tabs [aria-current]")).to_have_text(chosen)
    expect(page).to_have_title(re.compile("虚构市"))
    assert stayed(page) is script


def test_a_question_takes_the_focus_and_gives_it_back(visitor):
    page = visitor()
    page.goto("/")
    page.evaluate("""() => { document.querySelector("main").innerHTML =
        '<details class="dialog" data-dialog id="d"><summary>撤回</summary><div class="dialog-box" role="group"'
        + ' aria-labelledby="d-title"><h2 id="d-title">确定吗？</h2><button>确定</button></div></details>' }""")
    page.locator("summary").click()
    expect(page.get_by_role("dialog", name="确定吗？")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("summary")).to_be_focused()
    expect(page.locator("#d-title")).to_have_count(1)
