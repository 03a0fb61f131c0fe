"""Ways into a meeting: waiting, admitted, refused, and the doors that stay shut."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from tests.support.browser import Visitors
from tests.support.room_page import RoomPage, in_room, meeting_of

GUEST = "Lê Thị Khách Mời"


async def knock(visitors: Visitors, link: str, name: str = GUEST) -> RoomPage:
    """A guest before the door."""
    context = await visitors.context()
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Họ và tên").fill(name)
    await page.get_by_role("button", name="Tiếp tục").click()
    await page.get_by_role("button", name="Xin vào họp").click()
    await expect(page.get_by_role("heading", name="Vui lòng chờ được cho vào")).to_be_visible()
    return RoomPage(page, name)


async def open_people(page: Page) -> None:
    await page.keyboard.press("Control+Shift+P")
    await expect(page.locator("[data-waiting-list]")).to_be_visible()


async def test_a_guest_waits_until_the_host_lets_them_in(visitors: Visitors) -> None:
    code, (host,) = await in_room(visitors, "chutich")
    guest = await knock(visitors, await visitors.guest_link(host.page, code))
    await open_people(host.page)
    await host.page.get_by_role("button", name=f"Cho vào: {GUEST}").click()
    await guest.room.wait_for()
    await expect(host.tile(GUEST)).to_be_visible()
    await expect(host.page.locator("[data-waiting-list]")).to_have_count(0)
    await host.hears(1)
    await guest.hears(1)


async def test_all_who_wait_are_let_in_at_once(visitors: Visitors) -> None:
    code, (host,) = await in_room(visitors, "chutich")
    link = await visitors.guest_link(host.page, code)
    guests = [await knock(visitors, link, name) for name in (GUEST, "Trần Văn Khách")]
    await open_people(host.page)
    await host.page.get_by_role("button", name="Cho tất cả vào").click()
    for guest in guests:
        await guest.room.wait_for()
    await expect(host.tiles).to_have_count(3)


async def test_a_refused_guest_reads_the_reason(visitors: Visitors) -> None:
    code, (host,) = await in_room(visitors, "chutich")
    guest = await knock(visitors, await visitors.guest_link(host.page, code))
    await open_people(host.page)
    await host.page.get_by_role("button", name=f"Từ chối {GUEST}").click()
    dialog = host.page.get_by_role("dialog")
    await dialog.get_by_label("Lý do").fill("Cuộc họp nội bộ")
    await dialog.get_by_role("button", name="Từ chối", exact=True).click()
    await expect(guest.outcome("refused")).to_contain_text("Lý do: Cuộc họp nội bộ")


async def test_a_locked_room_lets_nobody_new_in(visitors: Visitors) -> None:
    code, (host, late) = await meeting_of(visitors, "chutich", "giamdoc")
    await host.enter(code)
    await host.page.keyboard.press("Control+Shift+P")
    # The switch shows what the server says, so it is not yet on when the click is done.
    await host.page.get_by_role("switch", name="Khóa phòng").click()
    await expect(host.page.get_by_role("img", name="Đã khóa phòng")).to_be_visible()
    await late.open(code)
    await late.page.get_by_role("button", name="Vào họp", exact=True).click()
    await expect(late.outcome("locked")).to_be_visible()


async def test_who_was_removed_does_not_come_back(visitors: Visitors) -> None:
    _, (host, member) = await in_room(visitors, "chutich", "giamdoc")
    await host.page.keyboard.press("Control+Shift+P")
    await host.page.get_by_role("button", name=f"Tùy chọn với {member.name}").click()
    await host.page.get_by_role("menuitem", name="Mời ra khỏi phòng").click()
    await host.page.get_by_label("Lý do").fill("Nhầm phòng")
    await host.page.get_by_role("dialog").get_by_role("button", name="Mời ra khỏi phòng").click()
    await expect(member.outcome("removed")).to_contain_text("Nhầm phòng")
    await expect(host.tiles).to_have_count(1)
    await member.page.reload()
    await expect(member.outcome("removed")).to_be_visible()


async def test_a_meeting_one_has_no_right_to_looks_like_none(visitors: Visitors) -> None:
    code, _ = await meeting_of(visitors, "chutich")
    stranger = RoomPage(await visitors.page("xaphuong"), "xaphuong")
    await stranger.page.goto(f"/hop/{code}/phong")
    await expect(stranger.outcome("not_found")).to_be_visible()
    await stranger.page.goto("/hop/zzz-zzzz-zzz/phong")
    await expect(stranger.outcome("not_found")).to_be_visible()


async def test_a_meeting_that_is_not_open_yet_counts_down(visitors: Visitors) -> None:
    host = await visitors.page("chutich")
    page = await visitors.page("giamdoc")
    invited = await visitors.call(page.context, "GET", "/api/me")
    start = datetime.now(UTC) + timedelta(days=2)
    made = await visitors.call(
        host.context,
        "POST",
        "/api/meetings",
        {
            "title": "Họp tuần sau",
            "people": [invited["id"]],
            "starts_at": start.isoformat().replace("+00:00", "Z"),
            "ends_at": (start + timedelta(hours=1)).isoformat().replace("+00:00", "Z"),
        },
    )
    person = RoomPage(page, "giamdoc")
    await page.goto(f"/hop/{made['code']}/phong")
    timer = person.outcome("not_open").get_by_role("timer")
    await expect(timer).to_have_text(re.compile(r"^47:\d\d:\d\d$"))


async def test_a_cancelled_meeting_says_so(visitors: Visitors) -> None:
    code, (host, member) = await meeting_of(visitors, "chutich", "giamdoc")
    await visitors.call(
        host.page.context, "POST", f"/api/meetings/{code}/cancel", {"reason": "Dời lịch"}
    )
    await member.page.goto(f"/hop/{code}/phong")
    await expect(member.outcome("cancelled")).to_be_visible()


async def test_a_forged_guest_link_is_refused_in_words(visitors: Visitors) -> None:
    context = await visitors.context()
    page = await context.new_page()
    await page.goto("/khach#khong-phai-duong-dan")
    await expect(page.get_by_role("alert")).to_contain_text("không hợp lệ")
    await expect(page.get_by_role("button", name="Tiếp tục")).to_be_disabled()


async def test_without_a_session_the_way_leads_over_sign_in(visitors: Visitors) -> None:
    code, _ = await meeting_of(visitors, "chutich")
    page = await (await visitors.context()).new_page()
    await page.goto(f"/hop/{code}/phong")
    await page.wait_for_url("**/dang-nhap?*")
    assert f"%2Fhop%2F{code}%2Fphong" in page.url or f"/hop/{code}/phong" in page.url
