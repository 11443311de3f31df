"""The manuals and the tour: no barriers at a desk and on a phone, with and without scripts; a sample on its way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "tour": "/workspace/tour/",
    "manual": "/workspace/manual/",
    "a chapter with a long table": "/workspace/manual/agency/findings/",
    "a chapter of the centre": "/workspace/manual/centre/logs/",
}
_AXE = Axe()


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("username", ["yanshi.scjg", "yanshi.shenhe"])
def test_there_are_no_barriers(employee, picture, device, username):
    page = employee(username, device)
    for name, path in PAGES.items():
        page.goto(path)
        picture(page, f"{name} {username} {device}")
        report = _AXE.run(page)
        assert report.violations_count == 0, f"{name}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{name} is too wide"
        )


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_newcomer_takes_a_sample_and_sees_what_is_wrong_with_it(employee, tmp_path, script):
    page = employee("yanshi.wjw", script=script)
    page.goto("/workspace/tour/?item=penalty")
    with page.expect_download() as taken:
        page.get_by_role("link", name="常见错误.xlsx").click()
    sample = tmp_path / "练习.xlsx"
    taken.value.save_as(sample)
    page.get_by_role("link", name="去上传").click()
    page.locator("input[type=file]").set_input_files(sample)
    page.get_by_role("button", name="上传并校验").click()
    expect(page.get_by_text("有不合格行，还没有入库")).to_be_visible(timeout=60_000)
    page.goto("/workspace/tour/")
    expect(page.locator(".step-done").filter(has_text="看懂校验结果")).to_have_count(1)
