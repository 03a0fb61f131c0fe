"""Every page outside the meeting room before axe, as wide as a desk and as a phone; by keyboard."""

import re

from playwright.async_api import Page, expect

from tests.support.browser import Visitors, clean

# Path, and what stands on the page once it is there.
PERSONAL = [
    ("/", "heading", "Cuộc họp hôm nay"),
    ("/hop", "heading", "Cuộc họp"),
    ("/hop?loc=da-qua", "heading", "Cuộc họp"),
    ("/hop/moi", "button", "Tạo cuộc họp"),
    ("/ho-so", "heading", "Ngôn ngữ"),
    ("/ho-so?muc=thiet-bi", "combobox", "Camera"),
    ("/ho-so?muc=bao-mat", "heading", "Nơi đang đăng nhập"),
    ("/khong-co-trang-nay", "heading", "Không tìm thấy trang"),
]
ADMINISTRATIVE = [
    ("/quan-tri", "heading", "Quản trị"),
    ("/quan-tri/don-vi", "tree", "Cây đơn vị"),
    ("/quan-tri/nhan-su", "table", None),
    ("/quan-tri/vai-tro", "table", None),
    ("/quan-tri/vai-tro?muc=vai-tro", "heading", "Thủ trưởng đơn vị"),
    ("/quan-tri/lich", "heading", "Các ngày đặc biệt"),
    ("/quan-tri/nhat-ky", "table", None),
]


async def visit(page: Page, path: str, role: str, name: str | None) -> None:
    await page.goto(path)
    sought = page.get_by_role(role, name=name) if name else page.get_by_role(role)  # type: ignore[arg-type]
    await expect(sought.first).to_be_visible()
    await clean(page, path)


async def test_axe_finds_nothing_on_the_sign_in_page(visitors: Visitors) -> None:
    page = await (await visitors.context()).new_page()
    await visit(page, "/dang-nhap", "heading", "Tài khoản dùng thử")
    await page.get_by_label("Tên đăng nhập").fill("khong-co")
    await page.locator("input[name=password]").fill("sai mat khau nay")
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("alert")).to_contain_text("không đúng")
    await expect(page.get_by_label("Tên đăng nhập")).to_have_value("khong-co")
    await clean(page, "refused sign-in")


async def test_axe_finds_nothing_on_a_persons_pages(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc")
    for path, role, name in PERSONAL:
        await visit(page, path, role, name)


async def test_axe_finds_nothing_on_the_pages_of_a_meeting(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc")
    code = await visitors.start_meeting(page)
    await visitors.guest_link(page, code)
    for section, heading in [
        ("chi-tiet", "Cách vào họp"),
        ("thanh-phan", "Giao ban tuần"),
        ("khach", "Giao ban tuần"),
        ("thiet-bi", "Chưa có thiết bị nào"),
        ("tham-du", "Chưa có ai vào họp"),
        ("trao-doi", "Chưa có trao đổi nào"),
    ]:
        await visit(page, f"/hop/{code}?muc={section}", "heading", heading)
    await visit(page, f"/hop/{code}/sua", "button", "Lưu")


async def test_axe_finds_nothing_on_the_administrators_pages(visitors: Visitors) -> None:
    page = await visitors.page("quantri")
    for path, role, name in ADMINISTRATIVE:
        await visit(page, path, role, name)


async def test_axe_finds_nothing_in_the_administrators_dialogs(visitors: Visitors) -> None:
    page = await visitors.page("quantri", "/quan-tri/don-vi")
    await page.get_by_role("button", name="Thêm đơn vị").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await clean(page, "new unit")
    await page.goto("/quan-tri/nhan-su")
    await page.get_by_role("table").get_by_role("button").first.click()
    await expect(page.get_by_role("heading", name="Vị trí công tác")).to_be_visible()
    await clean(page, "one person")
    await page.goto("/quan-tri/lich")
    await page.locator("[data-day$='-11-20']").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await clean(page, "one day")


async def test_a_keyboard_alone_signs_in_and_starts_a_meeting(visitors: Visitors) -> None:
    account = visitors.server.accounts["giamdoc"]
    page = await (await visitors.context()).new_page()
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    await tab_to(page, "Tên đăng nhập")
    await page.keyboard.type(account.login)
    await tab_to(page, "Mật khẩu")
    await page.keyboard.type(account.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=f"Xin chào, {account.name}")).to_be_focused()
    await tab_to(page, "Họp ngay")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/hop/[a-z]{3}-[a-z]{4}-[a-z]{3}/phong$"))


async def test_the_first_tab_skips_to_the_content(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc", "/hop")
    await expect(page.get_by_role("heading", name="Cuộc họp", exact=True)).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Bỏ qua")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_the_tree_of_units_is_walked_by_arrow_keys(visitors: Visitors) -> None:
    page = await visitors.page("quantri", "/quan-tri/don-vi")
    root = page.get_by_role("treeitem").first
    await expect(page.get_by_role("treeitem").nth(1)).to_be_visible()
    await root.focus()
    await page.keyboard.press("ArrowDown")
    first = page.get_by_role("treeitem").nth(1)
    await expect(first).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(first).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Enter")
    await expect(first).to_have_attribute("aria-selected", "true")
    await expect(page.locator("#unit-name")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(first).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("ArrowLeft")
    await expect(root).to_be_focused()


async def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Press Tab until the focus is on what is called `name`."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        called = await page.evaluate(
            "(document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.labels?.[0]?.innerText"
            " ?? document.activeElement.innerText ?? '')"
        )
        if called.strip().removesuffix("*").strip() == name:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")
