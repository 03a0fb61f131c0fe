"""Devices that give nothing, each in its own words, and the meeting that goes on without them."""

import pytest
from playwright.async_api import expect

from tests.support.browser import CAMERA, Visitors
from tests.support.room_page import meeting_of

REFUSE = """
navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(Object.assign(new DOMException(%r, %r)));
"""


@pytest.mark.parametrize(
    ("name", "message", "kind", "words"),
    [
        ("NotAllowedError", "Permission denied", "refused", "đang bị chặn với trang này"),
        ("NotAllowedError", "Permission denied by system", "system", "Máy không cho trình duyệt"),
        ("NotFoundError", "Requested device not found", "missing", "Không tìm thấy camera"),
        ("NotReadableError", "Could not start", "busy", "chương trình khác sử dụng"),
    ],
)
async def test_each_failure_has_its_own_words_and_does_not_keep_one_out(
    visitors: Visitors, name: str, message: str, kind: str, words: str
) -> None:
    code, (host,) = await meeting_of(visitors, "chutich", room=CAMERA)
    await host.page.add_init_script(REFUSE % (message, name))
    await host.open(code)
    await expect(host.page.locator(f"[data-failure='camera.{kind}']")).to_contain_text(words)
    await expect(host.page.locator(f"[data-failure='microphone.{kind}']")).to_be_visible()
    await host.join()
    await expect(host.button("Bật camera")).to_be_visible()


async def test_a_saved_device_that_is_gone_is_only_a_wish(visitors: Visitors) -> None:
    code, (host,) = await meeting_of(visitors, "chutich", room=CAMERA)
    await host.page.add_init_script(
        "localStorage.setItem('congvu.devices', JSON.stringify("
        "{camera: 'gone', microphone: 'gone', speaker: 'gone'}))"
    )
    await host.open(code)
    await expect(host.page.locator("video[data-ready=true]")).to_be_visible()
    await expect(host.page.locator("[data-failure]")).to_have_count(0)


async def test_the_gauge_moves_and_the_camera_lamp_goes_out(visitors: Visitors) -> None:
    code, (host,) = await meeting_of(visitors, "chutich", room=CAMERA)
    await host.open(code)
    gauge = host.page.get_by_role("meter", name="Mức âm thanh của micro")
    await expect(gauge).not_to_have_attribute("aria-valuenow", "0")
    await host.page.evaluate(
        "() => { window.track = document.querySelector('video').srcObject.getTracks()[0]; }"
    )
    await host.page.get_by_role("button", name="Tắt camera").click()
    await expect(host.page.get_by_text("Camera đang tắt")).to_be_visible()
    assert await host.page.evaluate("window.track.readyState") == "ended"


async def test_the_switches_of_the_last_time_are_remembered(visitors: Visitors) -> None:
    code, (host,) = await meeting_of(visitors, "chutich", room=CAMERA)
    await host.open(code)
    await host.page.get_by_role("button", name="Tắt micro").click()
    await host.page.reload()
    await expect(host.page.get_by_role("button", name="Bật micro")).to_be_visible()


async def test_the_connection_test_passes_and_gives_a_report(visitors: Visitors) -> None:
    page = await visitors.page("chutich", "/kiem-tra-ket-noi")
    await page.context.grant_permissions(
        ["camera", "microphone", "clipboard-read", "clipboard-write"]
    )
    await page.get_by_role("button", name="Bắt đầu kiểm tra").click()
    await expect(page.locator("[data-verdict]")).to_be_visible(timeout=40_000)
    states = {
        name: await page.locator(f"[data-step={name}]").get_attribute("data-state")
        for name in ("server", "socket", "media", "relay", "microphone", "camera")
    }
    assert states["media"] in {"good", "fair"}, await page.locator("main").inner_text()
    del states["media"]
    assert states == {
        "server": "good",
        "socket": "good",
        "relay": "skipped",
        "microphone": "good",
        "camera": "good",
    }
    await page.get_by_role("button", name="Sao chép báo cáo").click()
    report = await page.evaluate("navigator.clipboard.readText()")
    assert "media: " in report
    assert "rttMs=" in report


async def test_the_connection_test_explains_a_blocked_path(visitors: Visitors) -> None:
    page = await visitors.page("chutich", "/ho-so")
    await page.add_init_script(
        "window.WebSocket = class { constructor() { throw new Error('blocked'); } };"
        "RTCPeerConnection.prototype.setRemoteDescription = async () => {};"
    )
    await page.goto("/kiem-tra-ket-noi")
    await page.get_by_role("button", name="Bắt đầu kiểm tra").click()
    await expect(page.locator("[data-verdict=bad]")).to_be_visible(timeout=40_000)
    await expect(page.locator("[data-step=socket]")).to_contain_text("WebSocket")
    await expect(page.locator("[data-step=media]")).to_contain_text("tường lửa", ignore_case=True)


async def test_who_is_not_signed_in_is_told_what_could_not_be_tested(visitors: Visitors) -> None:
    page = await (await visitors.context()).new_page()
    await page.goto("/kiem-tra-ket-noi")
    await page.get_by_role("button", name="Bắt đầu kiểm tra").click()
    await expect(page.locator("[data-verdict]")).to_be_visible(timeout=40_000)
    await expect(page.locator("[data-step=socket]")).to_contain_text("chưa đăng nhập")
    await expect(page.locator("[data-step=media]")).to_contain_text("Cần đăng nhập")
