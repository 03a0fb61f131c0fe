"""The meeting's pages by keyboard alone and before axe, on a desk and on a phone."""

from playwright.async_api import expect

from tests.support.browser import CAMERA, Visitors, clean
from tests.support.room_page import in_room, meeting_of


async def test_axe_finds_nothing_on_the_way_in(visitors: Visitors) -> None:
    code, (host, _) = await meeting_of(visitors, "chutich", "giamdoc", room=CAMERA)
    await host.open(code)
    await expect(host.page.locator("video[data-ready=true]")).to_be_visible()
    await clean(host.page, "pre-join")

    link = await visitors.guest_link(host.page, code)
    await host.join()
    guest = await (await visitors.context()).new_page()
    await guest.goto(link)
    await expect(guest.get_by_text("Cuộc họp:")).to_be_visible()
    await clean(guest, "guest entry")
    await guest.get_by_label("Họ và tên").fill("Lê Thị Khách Mời")
    await guest.get_by_role("button", name="Tiếp tục").click()
    await guest.get_by_role("button", name="Xin vào họp").click()
    await expect(guest.get_by_role("heading", name="Vui lòng chờ")).to_be_visible()
    await clean(guest, "lobby")
    await guest.get_by_role("button", name="Không chờ nữa").click()
    await expect(guest.locator("[data-outcome=left]")).to_be_visible()
    await clean(guest, "outcome")


async def test_axe_finds_nothing_in_the_room(visitors: Visitors) -> None:
    code, (host, member) = await in_room(visitors, "chutich", "giamdoc", room=CAMERA)
    page = host.page
    await member.page.keyboard.press("Control+Shift+H")
    await expect(host.tile(member.name).get_by_label("Giơ tay thứ 1")).to_be_visible()
    await host.sees(1)
    await clean(page, "room")
    guest = await (await visitors.context()).new_page()
    await guest.goto(await visitors.guest_link(page, code))
    await guest.get_by_label("Họ và tên").fill("Lê Thị Khách Mời")
    await guest.get_by_role("button", name="Tiếp tục").click()
    await guest.get_by_role("button", name="Xin vào họp").click()
    await page.keyboard.press("Control+Shift+P")
    await expect(page.locator("[data-waiting-list]")).to_be_visible()
    await clean(page, "people")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+Shift+M")
    await page.get_by_label("Nhập tin nhắn").fill("Xem https://congvu.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="https://congvu.example")).to_be_visible()
    await clean(page, "chat")
    await page.keyboard.press("Escape")
    more = page.locator("[data-more]")
    await host.button("Thêm tùy chọn").click()
    await expect(more).to_be_visible()
    await clean(page, "more")
    for item in ("Cài đặt", "Thông số kết nối", "Phím tắt"):
        if not await more.is_visible():
            await host.button("Thêm tùy chọn").click()
        await more.get_by_role("button", name=item).click()
        dialog = page.get_by_role("dialog", name=item)
        await expect(dialog).to_be_visible()
        await clean(page, item)
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


async def test_axe_finds_nothing_on_the_connection_test(visitors: Visitors) -> None:
    page = await visitors.page("chutich", "/kiem-tra-ket-noi")
    await expect(page.get_by_role("button", name="Bắt đầu kiểm tra")).to_be_visible()
    await clean(page, "before")
    await page.get_by_role("button", name="Bắt đầu kiểm tra").click()
    await expect(page.locator("[data-verdict]")).to_be_visible(timeout=40_000)
    await clean(page, "after")


async def test_a_meeting_is_held_by_keyboard_alone(visitors: Visitors) -> None:
    code, (host, member) = await meeting_of(visitors, "chutich", "giamdoc")
    await member.enter(code)
    await host.open(code)
    page = host.page
    join = page.get_by_role("button", name="Vào họp", exact=True)
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await join.evaluate("one => one === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await host.room.wait_for()

    await page.keyboard.press("F2")
    await expect(host.button("Tắt micro")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(host.button("Bật micro")).to_be_focused()
    await page.keyboard.press("Control+d")
    await expect(host.button("Tắt micro")).to_be_visible()

    await page.keyboard.press("Control+Shift+M")
    await expect(page.get_by_label("Nhập tin nhắn")).to_be_focused()
    await page.keyboard.type("m v h ?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Tin nhắn").get_by_text("m v h ?")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(host.button("Trò chuyện")).to_be_focused()

    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.keyboard.press("Control+Shift+H")
    await expect(member.tile(host.name).get_by_label("Giơ tay thứ 1")).to_be_visible()


async def test_what_happens_is_said_to_a_screen_reader(visitors: Visitors) -> None:
    code, (host, member) = await meeting_of(visitors, "chutich", "giamdoc")
    await host.enter(code)
    said = host.page.locator("[aria-live=polite]").first
    await member.enter(code)
    await expect(said).to_have_text(f"{member.name} đã vào phòng")
    await member.page.keyboard.press("Control+Shift+H")
    await expect(said).to_have_text(f"{member.name} giơ tay")
    await member.page.keyboard.press("Control+Shift+M")
    await member.say("Xin chào")
    await expect(said).to_have_text(f"Tin nhắn từ {member.name}: Xin chào")
    await member.button("Rời cuộc họp").click()
    await expect(said).to_have_text(f"{member.name} đã rời phòng")
    await host.page.keyboard.press("Control+d")
    await expect(said).to_have_text("Micro đã tắt")
