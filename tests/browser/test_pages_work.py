"""What people do on the pages outside the meeting room, from the click to what the server keeps."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from playwright.async_api import Locator, Page, expect

from tests.support.browser import PHONE, Visitors


async def pick(page: Page, field: Locator, typed: str, option: str) -> None:
    """Choose from a field that searches as one types."""
    await field.click()
    await field.fill(typed)
    await page.get_by_role("option", name=option).first.click()


async def detail(visitors: Visitors, page: Page, path: str) -> Any:
    return await visitors.call(page.context, "GET", path)


async def test_a_planned_meeting_reaches_those_invited_and_its_guests(visitors: Visitors) -> None:
    accounts = visitors.server.accounts
    page = await visitors.page("giamdoc", "/hop/moi")
    await page.get_by_label("Tên cuộc họp").fill("Rà soát tiến độ số hóa")
    # Folded: typed without diacritics.
    await pick(
        page, page.get_by_role("combobox", name="Người được mời"), "vu ngoc den", "Vũ Ngọc Đèn Lồng"
    )
    guests = page.get_by_role("combobox", name="Khách ngoài cơ quan")
    await guests.fill("Công ty Ví Dụ")
    await guests.press("Enter")
    await page.get_by_role("radio", name="Tất cả đợi ở phòng chờ").click()
    await page.get_by_role("button", name="Tạo cuộc họp").click()

    await expect(page).to_have_url(re.compile(r"/hop/[a-z-]{12}\?muc=khach$"))
    await expect(page.get_by_text(re.compile(r"http://localhost:\d+/khach#\S+"))).to_be_visible()
    code = page.url.split("/")[-1].split("?")[0]
    made = await detail(visitors, page, f"/api/meetings/{code}")
    assert made["entry"] == "everyone_waits"
    assert accounts["chuyenvien"].name in [one["name"] for one in made["people"]]

    invited = await visitors.page("chuyenvien", "/hop")
    await expect(invited.get_by_role("link", name="Rà soát tiến độ số hóa")).to_be_visible()


async def test_a_wrong_time_is_told_beside_its_field_and_nothing_is_lost(
    visitors: Visitors,
) -> None:
    page = await visitors.page("giamdoc", "/hop/moi")
    await page.get_by_label("Tên cuộc họp").fill("Họp lỗi giờ")
    await page.get_by_label("Ngày kết thúc").fill("01/01/2020")
    await page.get_by_label("Tên cuộc họp").click()
    await page.get_by_role("button", name="Tạo cuộc họp").click()
    await expect(page.get_by_text("Giờ kết thúc phải sau giờ bắt đầu")).to_be_visible()
    await expect(page.get_by_label("Tên cuộc họp")).to_have_value("Họp lỗi giờ")
    assert page.url.endswith("/hop/moi")


async def test_two_quick_clicks_make_one_meeting(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc", "/hop/moi")
    await page.get_by_label("Tên cuộc họp").fill("Chỉ một lần")
    posted: list[str] = []
    page.on(
        "request",
        lambda sent: (
            posted.append(sent.url)
            if sent.method == "POST" and sent.url.endswith("/api/meetings")
            else None
        ),
    )
    await page.get_by_role("button", name="Tạo cuộc họp").dblclick()
    await expect(page.get_by_role("heading", name="Chỉ một lần")).to_be_visible()
    assert len(posted) == 1


async def test_a_cancelled_meeting_says_why(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc")
    start = datetime.now(UTC) + timedelta(days=1)
    body = {
        "title": "Sẽ hủy",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(),
    }
    made = await visitors.call(page.context, "POST", "/api/meetings", body)
    await page.goto(f"/hop/{made['code']}")
    await page.get_by_role("button", name="Thao tác khác").click()
    await page.get_by_role("menuitem", name="Hủy cuộc họp").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Hủy cuộc họp").click()
    await expect(dialog.get_by_text("Vui lòng điền mục này")).to_be_visible()
    await dialog.get_by_label("Lý do hủy").fill("Chủ trì đi công tác đột xuất")
    await dialog.get_by_role("button", name="Hủy cuộc họp").click()
    await expect(page.get_by_role("alert").or_(page.get_by_text("đột xuất")).first).to_be_visible()
    await expect(page.get_by_role("link", name="Vào họp", exact=True)).to_have_count(0)


async def test_the_language_is_kept_with_the_account(visitors: Visitors) -> None:
    page = await visitors.page("xaphuong", "/ho-so")
    # The page changes at once; the account a moment later.
    async with page.expect_response(lambda one: one.request.method == "PATCH"):
        await page.get_by_role("main").get_by_label("English").click()
    await expect(page.get_by_role("heading", name="My profile")).to_be_visible()
    assert (await detail(visitors, page, "/api/me"))["language"] == "en"
    assert await page.evaluate("document.documentElement.lang") == "en"
    elsewhere = await visitors.page("xaphuong")
    await expect(elsewhere.get_by_role("heading", name="Hello")).to_be_visible()
    await page.get_by_role("main").get_by_label("Tiếng Việt").click()
    await expect(page.get_by_role("heading", name="Hồ sơ cá nhân")).to_be_visible()


async def test_a_session_is_ended_from_another_place(visitors: Visitors) -> None:
    here = await visitors.page("giangvien", "/ho-so?muc=bao-mat")
    there = await visitors.page("giangvien", "/hop")
    await expect(there.get_by_role("heading", name="Cuộc họp", exact=True)).to_be_visible()
    await here.reload()
    await here.get_by_role("button", name="Đăng xuất mọi nơi khác").click()
    await here.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    await expect(here.get_by_role("listitem").filter(has_text="Phiên này")).to_be_visible()
    await there.get_by_role("link", name="Hồ sơ").first.click()
    await there.get_by_role("tab", name="Bảo mật").click()
    await expect(there.get_by_role("heading", name="Đăng nhập")).to_be_visible()


async def test_a_second_factor_is_turned_on_asked_for_and_turned_off(visitors: Visitors) -> None:
    account = visitors.server.accounts["nhansu"]
    page = await visitors.page("nhansu", "/ho-so?muc=bao-mat")
    await page.get_by_role("button", name="Bật xác thực hai lớp").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("img", name="Mã QR")).to_be_visible()
    secret = await dialog.get_by_text(re.compile(r"^([A-Z2-7]{4} ){4,}")).inner_text()
    await dialog.get_by_label("Mã 6 số").fill("000000")
    await dialog.get_by_role("button", name="Xác nhận").click()
    await expect(dialog.get_by_text("Mã xác thực không đúng")).to_be_visible()
    await dialog.get_by_label("Mã 6 số").fill(pyotp.TOTP(secret.replace(" ", "")).now())
    await dialog.get_by_role("button", name="Xác nhận").click()
    codes = dialog.get_by_role("listitem")
    await expect(codes).to_have_count(10)
    recovery = await codes.first.inner_text()
    await dialog.get_by_role("button", name="Tôi đã lưu các mã").click()
    await expect(page.get_by_text("Đang bật")).to_be_visible()

    elsewhere = await (await visitors.context()).new_page()
    await elsewhere.goto("/ho-so?muc=bao-mat")
    await elsewhere.get_by_label("Tên đăng nhập").fill(account.login)
    await elsewhere.locator("input[name=password]").fill(account.password)
    await elsewhere.get_by_role("button", name="Đăng nhập").click()
    code = elsewhere.get_by_label("Mã xác thực")
    await expect(code).to_be_focused()
    await code.fill(recovery)
    await elsewhere.get_by_role("button", name="Đăng nhập").click()
    await elsewhere.get_by_role("button", name="Tắt xác thực hai lớp").click()
    await elsewhere.get_by_role("dialog").get_by_label("Mật khẩu hiện tại").fill(account.password)
    sure = elsewhere.get_by_role("dialog").get_by_role("button", name="Tắt xác thực hai lớp")
    await sure.click()
    await expect(elsewhere.get_by_text("Đang tắt")).to_be_visible()


async def test_an_administrator_adds_moves_and_closes_a_unit(visitors: Visitors) -> None:
    page = await visitors.page("quantri", "/quan-tri/don-vi")
    await page.get_by_role("button", name="Thêm đơn vị").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Tên đơn vị").fill("Phòng Thử Nghiệm")
    await dialog.get_by_label("Mã").fill("THU-NGHIEM")
    parent = dialog.get_by_role("combobox", name="Trực thuộc")
    await pick(page, parent, "so tu phap", "Sở Tư pháp")
    await dialog.get_by_role("button", name="Thêm đơn vị").click()
    await expect(page.get_by_role("heading", name="Phòng Thử Nghiệm")).to_be_visible()

    await page.get_by_role("button", name="Thao tác").click()
    await page.get_by_role("menuitem", name="Chuyển đơn vị").click()
    target = dialog.get_by_role("combobox", name="Đơn vị cấp trên mới")
    await pick(page, target, "so noi vu", "Sở Nội vụ")
    tomorrow = (datetime.now(UTC) + timedelta(hours=7, days=1)).strftime("%d/%m/%Y")
    await dialog.get_by_label("Kể từ ngày").fill(tomorrow)
    await dialog.get_by_role("button", name="Chuyển đơn vị").click()
    await expect(page.get_by_role("row").filter(has_text="Sở Nội vụ")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Sở Tư pháp")).to_be_visible()

    await page.get_by_role("button", name="Thao tác").click()
    await page.get_by_role("menuitem", name="Giải thể").click()
    later = (datetime.now(UTC) + timedelta(hours=7, days=30)).strftime("%d/%m/%Y")
    await dialog.get_by_label("Ngày thôi hoạt động").fill(later)
    await dialog.get_by_label("Căn cứ").fill("Quyết định thử nghiệm")
    await dialog.get_by_role("button", name="Thêm đơn vị kế thừa").click()
    heir = dialog.get_by_role("combobox", name="Đơn vị", exact=True)
    await pick(page, heir, "so noi vu", "Sở Nội vụ")
    await dialog.get_by_label("Tỷ lệ").fill("1/2")
    await dialog.get_by_role("button", name="Giải thể").click()
    await expect(dialog.get_by_role("alert").first).to_contain_text("bằng 1")
    await dialog.get_by_label("Tỷ lệ").fill("100 %")
    await dialog.get_by_role("button", name="Giải thể").click()
    await expect(page.get_by_role("heading", name="Đã giải thể")).to_be_visible()


async def test_an_administrator_adds_a_person_who_must_change_the_password(
    visitors: Visitors,
) -> None:
    page = await visitors.page("quantri", "/quan-tri/nhan-su")
    await page.get_by_role("button", name="Thêm người").click()
    dialog = page.get_by_role("dialog", name="Thêm người")
    await dialog.get_by_label("Họ và tên").fill("Đặng Văn Mô Phỏng")
    await dialog.get_by_label("Tên đăng nhập").fill("quantri")
    await pick(page, dialog.get_by_role("combobox", name="Đơn vị"), "so noi vu", "Sở Nội vụ")
    await dialog.get_by_label("Chức vụ").fill("Chuyên viên")
    await dialog.get_by_role("button", name="Thêm người").click()
    await expect(dialog.get_by_text("đã có người dùng").first).to_be_visible()
    await expect(dialog.get_by_label("Họ và tên")).to_have_value("Đặng Văn Mô Phỏng")
    await dialog.get_by_label("Tên đăng nhập").fill("mophong")
    await dialog.get_by_role("button", name="Thêm người").click()

    person = page.get_by_role("dialog", name="Thông tin nhân sự")
    await person.get_by_role("button", name="Cấp mật khẩu tạm").click()
    sure = page.get_by_role("dialog", name="Cấp mật khẩu tạm")
    await sure.get_by_role("button", name="Cấp mật khẩu tạm").click()
    shown = person.get_by_role("alert")
    await expect(shown).to_be_visible()
    temporary = await shown.locator("p").first.inner_text()

    newcomer = await (await visitors.context(PHONE)).new_page()
    await newcomer.goto("/hop")
    await newcomer.get_by_label("Tên đăng nhập").fill("mophong")
    await newcomer.locator("input[name=password]").fill(temporary)
    await newcomer.get_by_role("button", name="Đăng nhập").click()
    await expect(newcomer.get_by_text("Bạn đang dùng mật khẩu tạm")).to_be_visible()
    await newcomer.get_by_label("Mật khẩu hiện tại").fill(temporary)
    await newcomer.get_by_label("Mật khẩu mới").first.fill("con mèo trèo cây cau già")
    await newcomer.get_by_label("Nhập lại").fill("con mèo trèo cây cau già")
    await newcomer.get_by_role("button", name="Đổi mật khẩu").click()
    await expect(newcomer.get_by_text("Bạn đang dùng mật khẩu tạm")).to_have_count(0)
    await newcomer.get_by_role("link", name="Cuộc họp").click()
    await expect(newcomer.get_by_role("heading", name="Cuộc họp", exact=True)).to_be_visible()


async def test_a_head_makes_a_deputy_for_a_time(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc", "/quan-tri/vai-tro")
    await page.get_by_role("button", name="Ủy quyền cấp phó").click()
    dialog = page.get_by_role("dialog")
    to = dialog.get_by_role("combobox", name="Người nhận ủy quyền")
    await pick(page, to, "vu ngoc den", "Vũ Ngọc Đèn Lồng")
    await dialog.get_by_label("Căn cứ").fill("Giấy ủy quyền thử nghiệm")
    await dialog.get_by_role("button", name="Ủy quyền cấp phó").click()
    row = page.get_by_role("row").filter(has_text="Giấy ủy quyền thử nghiệm")
    await expect(row).to_contain_text("Cấp phó được ủy quyền")
    await row.get_by_role("button", name="Chấm dứt vai trò").click()
    await dialog.get_by_role("button", name="Chấm dứt").click()
    await expect(row).to_have_count(0)


async def test_a_day_of_the_calendar_is_changed_and_back(visitors: Visitors) -> None:
    page = await visitors.page("quantri", "/quan-tri/lich?nam=2027")
    day = page.locator("[data-day='2027-03-10']")
    await day.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Tên gọi").fill("Nghỉ hoán đổi thử nghiệm")
    await dialog.get_by_label("Văn bản quy định").fill("Thông báo thử nghiệm")
    await dialog.get_by_role("button", name="Lưu").click()
    await expect(day).to_have_attribute("data-mark", "day_off")
    await day.click()
    await dialog.get_by_role("button", name="Bỏ điều chỉnh").click()
    await expect(day).to_have_attribute("data-mark", "work")


async def test_the_audit_log_is_filtered_and_downloaded(visitors: Visitors) -> None:
    page = await visitors.page("quantri", "/quan-tri/nhat-ky")
    await page.get_by_role("combobox", name="Việc").click()
    await page.get_by_role("option", name="Đăng nhập", exact=True).click()
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    await expect(rows.first).to_contain_text("Đăng nhập")
    await expect(rows.filter(has_text="Tạo cuộc họp")).to_have_count(0)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Tải tệp CSV").click()
    download = await started.value
    text = (await download.path()).read_text(encoding="utf-8-sig")
    assert "session.opened" in text
    assert "meeting.created" not in text


async def test_a_server_that_is_away_is_said_and_asked_again(visitors: Visitors) -> None:
    page = await visitors.page("giamdoc", "/ho-so")
    await expect(page.get_by_role("heading", name="Hồ sơ cá nhân")).to_be_visible()
    await page.route("**/api/meetings?*", lambda route: route.abort())
    await page.get_by_role("link", name="Cuộc họp").first.click()
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("Không kết nối được")
    await page.unroute("**/api/meetings?*")
    await alert.get_by_role("button", name="Thử lại").click()
    await expect(page.get_by_role("button", name="Họp ngay")).to_be_visible()
    await expect(alert).to_have_count(0)
