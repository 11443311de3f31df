"""Pages of the centre and the administrators in a real browser: no barriers, and nothing that needs a script."""

import pytest
from playwright.sync_api import expect

PAGES = {
    "yanshi.scjg": [
        "", "organisations/", "organisations/scjg/", "items/", "items/penalty/", "subjects/", "inquiries/", "events/",
    ],
    "yanshi.fuze": ["", "organisations/fgw/"],
    "yanshi.jiandu": ["", "subjects/", "inquiries/", "events/"],
    "yanshi.xitong": ["", "users/", "users/new/"],
    "yanshi.anquan": ["", "users/", "events/"],
    "yanshi.shenji": ["", "inquiries/", "events/"],
}  # fmt: skip
SCRIPTS = [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("username", PAGES)
def test_there_are_no_barriers(employee, look, device, username):
    page = employee(username, device)
    for path in PAGES[username]:
        assert page.goto(f"/workspace/{path}").status == 200
        look(page, path.replace("/", "-") or "home")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_leads_to_the_file_and_nothing_of_it_to_the_address(employee, look, script):
    page = employee("yanshi.scjg", script=script)
    page.goto("/workspace/subjects/")
    page.get_by_role("button", name="查询", exact=True).click()
    look(page, "nothing typed")
    page.watch.found = [each for each in page.watch.found if "422" not in each]
    page.get_by_label("统一社会信用代码、证件号码或者名称").fill("虚构市")
    page.get_by_role("button", name="查询", exact=True).click()
    look(page, "choices")
    page.locator(".choices button").first.click()
    page.get_by_label("查询事由").select_option("approval")
    page.get_by_label("具体用途").fill("办理许可时核查")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_text("本次查询已记入查询记录")).to_be_visible()
    look(page, "answer")
    assert page.url.endswith("/workspace/subjects/")
    expect(page.get_by_role("button", name="打印")).to_have_count(int(script))
    page.get_by_role("link", name="第").click()
    expect(page.get_by_text("办理许可时核查")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "name"),
    [
        pytest.param(True, "yanshi.xin", id="with scripts"),
        pytest.param(False, "yanshi.lao", id="without scripts"),
    ],
)
def test_an_account_is_opened_given_a_post_and_closed(employee, look, script, name):
    page = employee("yanshi.xitong", script=script)
    page.goto("/workspace/users/new/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("姓名").fill("演示新人")
    page.get_by_role("button", name="开通账号").click()
    look(page, "password")
    page.get_by_role("link", name="已经抄下").click()
    address = page.url

    other = employee("yanshi.anquan", script=script)
    other.goto(address)
    other.get_by_label("机构").select_option("wjw")
    other.get_by_label("角色").select_option("reporter")
    other.get_by_role("button", name="授予岗位").click()
    expect(other.get_by_text("岗位已授予")).to_be_visible()
    look(other, "post given")
    other.get_by_text("免去", exact=True).click()
    look(other, "asked")
    other.get_by_role("button", name="免去岗位").click()
    expect(other.get_by_text("岗位已免去")).to_be_visible()

    page.goto(address)
    page.get_by_text("停用账号", exact=True).click()
    page.get_by_role("button", name=f"停用 {name}").click()
    expect(page.get_by_text("账号已停用")).to_be_visible()
    look(page, "closed")


def test_the_menu_comes_back_when_the_window_grows(employee):
    page = employee("yanshi.scjg", "phone")
    menu = page.get_by_role("link", name="修改口令")
    expect(menu).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(menu).to_be_visible()
