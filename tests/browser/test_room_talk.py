"""Chat, hands, reactions and what hosts may do, seen from the pages of three in one room."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest_asyncio
from playwright.async_api import expect

from tests.support.browser import Visitors
from tests.support.room_page import RoomPage, in_room


class Trio(NamedTuple):
    """A host and two members, who leave the room as they found it."""

    code: str
    host: RoomPage
    first: RoomPage
    second: RoomPage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seated(staying: Visitors) -> Trio:
    code, people = await in_room(staying, "chutich", "giamdoc", "phophong")
    return Trio(code, *people)


@pytest_asyncio.fixture(loop_scope="session")
async def trio(seated: Trio) -> AsyncIterator[Trio]:
    yield seated
    for person in seated[1:]:
        await person.close_panel()


async def open_chat(person: RoomPage) -> None:
    await person.page.keyboard.press("Control+Shift+M")
    await expect(person.page.get_by_label("Nhập tin nhắn")).to_be_focused()


async def host_menu(host: RoomPage, member: RoomPage, item: str) -> None:
    await host.page.get_by_role("button", name=f"Tùy chọn với {member.name}").first.click()
    await host.page.get_by_role("menuitem", name=item).click()


async def test_chat_is_there_after_leaving_and_coming_back(trio: Trio) -> None:
    code, host, member, _ = trio
    await open_chat(host)
    await host.say("Tài liệu ở https://congvu.example/tai-lieu.")
    await member.button("Rời cuộc họp").click()
    await expect(member.outcome("left")).to_be_visible()
    await member.enter(code)
    await open_chat(member)
    message = member.page.get_by_role("listitem").filter(has_text="Tài liệu ở")
    await expect(message).to_have_count(1)
    link = message.get_by_role("link")
    assert await link.get_attribute("href") == "https://congvu.example/tai-lieu"
    assert "noopener" in (await link.get_attribute("rel") or "")


async def test_unread_messages_are_counted_until_the_chat_is_opened(trio: Trio) -> None:
    _, host, member, _ = trio
    await open_chat(host)
    await host.say("Một")
    await host.say("Hai")
    await expect(member.button("Trò chuyện, 2 tin chưa đọc")).to_be_visible()
    await open_chat(member)
    await expect(member.page.get_by_text("Hai", exact=True)).to_be_visible()
    await member.page.keyboard.press("Escape")
    await expect(member.button("Trò chuyện")).to_have_accessible_name("Trò chuyện")


async def test_a_script_in_a_message_stays_text(trio: Trio) -> None:
    _, host, member, _ = trio
    await open_chat(host)
    await open_chat(member)
    await host.say("<img src=x onerror=alert(1)> javascript:alert(1)")
    message = member.page.get_by_role("listitem").filter(has_text="<img src=x onerror=alert(1)>")
    await expect(message).to_be_visible()
    await expect(message.locator("a, img")).to_have_count(0)


async def test_hands_stand_in_the_order_of_raising(trio: Trio) -> None:
    _, host, first, second = trio
    await first.page.keyboard.press("Control+Shift+H")
    await expect(host.tile(first.name).get_by_label("Giơ tay thứ 1")).to_be_visible()
    await second.page.keyboard.press("Control+Shift+H")
    await expect(host.tile(second.name).get_by_label("Giơ tay thứ 2")).to_be_visible()
    await host.page.keyboard.press("Control+Shift+P")
    await host.page.get_by_role("button", name="Hạ tay tất cả").click()
    await expect(host.page.get_by_label("Giơ tay thứ 1")).to_have_count(0)
    await expect(second.button("Giơ tay")).to_be_visible()


async def test_a_reaction_floats_over_the_others_stage(trio: Trio) -> None:
    _, host, member, _ = trio
    await member.page.keyboard.press("Control+Shift+E")
    await member.page.get_by_role("button", name="Vỗ tay").click()
    await expect(host.page.get_by_text("👏")).to_be_visible()


async def test_a_host_mutes_one_who_may_speak_again(trio: Trio) -> None:
    _, host, member, _ = trio
    await host.page.keyboard.press("Control+Shift+P")
    await host_menu(host, member, "Tắt micro")
    await expect(member.button("Bật micro")).to_be_visible()
    await expect(member.page.get_by_role("alert")).to_contain_text("đã tắt micro của bạn")
    await expect(host.tile(member.name).get_by_label("Đang tắt micro")).to_be_visible()
    await member.page.keyboard.press("Control+d")
    await expect(host.tile(member.name).get_by_label("Đang tắt micro")).to_have_count(0)


async def test_a_host_mutes_everybody_else(trio: Trio) -> None:
    _, host, first, second = trio
    await host.page.keyboard.press("Control+Shift+P")
    await host.page.get_by_role("button", name="Tắt micro tất cả").click()
    for member in (first, second):
        await expect(member.button("Bật micro")).to_be_visible()
        await member.page.keyboard.press("Control+d")
    await expect(host.button("Tắt micro")).to_be_visible()


async def test_the_right_of_the_host_is_handed_over(visitors: Visitors) -> None:
    _, (host, member) = await in_room(visitors, "chutich", "giamdoc")
    await host.page.keyboard.press("Control+Shift+P")
    await host_menu(host, member, "Chuyển quyền chủ trì")
    await member.page.keyboard.press("Control+Shift+P")
    await expect(member.page.get_by_role("button", name="Tắt micro tất cả")).to_be_visible()
    row = member.page.get_by_role("listitem").filter(has_text=host.name)
    await expect(row.filter(has_text="Đồng chủ trì")).to_be_visible()


async def test_the_host_ends_the_meeting_for_everybody(visitors: Visitors) -> None:
    _, (host, member) = await in_room(visitors, "chutich", "giamdoc")
    await host.button("Rời cuộc họp").click()
    await host.page.get_by_role("menuitem", name="Kết thúc cho mọi người").click()
    await host.page.get_by_role("dialog").get_by_role("button", name="Kết thúc").click()
    await expect(member.outcome("ended")).to_contain_text(host.name)
    await expect(host.outcome("ended")).to_be_visible()
    await member.page.reload()
    await expect(member.outcome("ended")).to_be_visible()


async def test_who_leaves_is_gone_at_once_and_may_return(trio: Trio) -> None:
    _, host, member, _ = trio
    await member.button("Rời cuộc họp").click()
    await expect(host.tiles).to_have_count(2)
    await member.page.get_by_role("button", name="Vào lại").click()
    await member.join()
    await expect(host.tiles).to_have_count(3)
