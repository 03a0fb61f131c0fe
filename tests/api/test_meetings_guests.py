"""Guest links: genuine, forged, expired, used, revoked; and the guests who come by them."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.meetings.journal import MeetingJournal
from server.meetings.links import LinkSigner
from server.meetings.models import Guest
from tests.support.meetings import HOUR, Town, app, town

__all__ = ["app", "town"]


async def enter(town: Town, token: str, name: str | None = "Chị Mây") -> tuple[int, str]:
    return await town.refused(None, "POST", "/api/guest", {"token": token, "name": name})


async def test_a_guest_comes_by_a_link_with_a_name_and_waits(town: Town) -> None:
    made = await town.meeting("head")
    link = await town.link(made["code"])
    assert link["url"].startswith("http://127.0.0.1/khach#")
    looked = await town.ask(None, "POST", "/api/guest", {"token": link["token"]})
    assert (looked["code"], looked["title"], looked["name"]) == (
        made["code"],
        made["title"],
        None,
    )
    secret = await town.guest(link["token"], "  Chị \u200bMây ")
    state = await town.ask(None, "GET", "/api/guest", guest=secret)
    assert (state["code"], state["name"]) == (made["code"], "Chị Mây")
    town.clock.advance(minutes=40)
    entry = await town.ask(None, "GET", f"/api/meetings/{made['code']}/entry", guest=secret)
    assert entry["you"] == {"name": "Chị Mây", "kind": "guest", "role": "guest", "direct": False}
    listed = await town.ask("head", "GET", f"/api/meetings/{made['code']}/guest-links")
    assert [(item["uses"], item["url"]) for item in listed["items"]] == [(1, None)]


async def test_looking_at_a_link_uses_it_not_and_sets_no_cookie(town: Town) -> None:
    made = await town.meeting("head")
    link = await town.link(made["code"], single_use=True)
    for _ in range(2):
        response = await town.client.post("/api/guest", json={"token": link["token"]})
        assert (response.status, response.cookies) == (200, {})
    await town.guest(link["token"])


async def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_the_meeting(town: Town) -> None:
    made = await town.meeting("head")
    link = await town.link(made["code"])
    response = await town.client.post(
        "/api/guest", json={"token": link["token"], "name": "Chị Mây"}
    )
    cookie = response.cookies["congvu-guest"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) == timedelta(hours=8).total_seconds()
    assert len(cookie.value) == 43


async def test_a_guest_sees_no_other_meeting_and_is_no_member(town: Town) -> None:
    made, other = await town.meeting("head"), await town.meeting("head")
    secret = await town.guest((await town.link(made["code"]))["token"])
    answer = await town.refused(None, "GET", f"/api/meetings/{other['code']}/entry", guest=secret)
    assert answer == (404, "not_found")
    for path in ("", "/chat", "/attendance", "/guest-links"):
        answer = await town.refused(
            None, "GET", f"/api/meetings/{made['code']}{path}", guest=secret
        )
        assert answer == (401, "session.required")


async def test_a_forged_link_leads_nowhere(town: Town) -> None:
    made = await town.meeting("head")
    token = (await town.link(made["code"]))["token"]
    row = await town.row(made["code"])
    stranger = LinkSigner(b"another secret").token(row.id, row.ends_at)
    for forged in (token[:-1], token[::-1], f"{token}A", "x", "é" * 75, stranger):
        assert await enter(town, forged) == (404, "guest_link.invalid")


async def test_an_expired_link_says_so(town: Town) -> None:
    made = await town.meeting("head")
    soon = (town.now + HOUR).isoformat()
    link = await town.link(made["code"], expires_at=soon)
    town.clock.advance(hours=1)
    assert await enter(town, link["token"]) == (410, "guest_link.expired")


async def test_a_revoked_link_lets_nobody_in_nor_back_in(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}"
    link = await town.link(made["code"])
    secret = await town.guest(link["token"])
    town.clock.advance(minutes=40)
    await town.ask("head", "DELETE", f"{path}/guest-links/{link['id']}", status=204)
    await town.ask("head", "DELETE", f"{path}/guest-links/{link['id']}", status=204)
    assert await enter(town, link["token"]) == (410, "guest_link.revoked")
    answer = await town.refused(None, "GET", f"{path}/entry", guest=secret)
    assert answer == (410, "guest_link.revoked")
    actions = [row.action for row in await town.audit(made["id"])]
    assert actions.count("meeting.link_revoked") == 1


async def test_a_link_for_one_use_is_used_by_one_browser(town: Town) -> None:
    made = await town.meeting("head")
    link = await town.link(made["code"], single_use=True)
    secret = await town.guest(link["token"], "Anh Gió")
    assert await enter(town, link["token"]) == (410, "guest_link.used")
    assert await enter(town, link["token"], None) == (410, "guest_link.used")
    assert await town.guest(link["token"], "Anh Gió Mới", cookie=secret) == secret
    state = await town.ask(None, "GET", "/api/guest", guest=secret)
    assert state["name"] == "Anh Gió Mới"


async def test_a_link_may_spare_its_guests_the_lobby_until_one_is_removed(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}/entry"
    link = await town.link(made["code"], direct=True)
    bad = await town.guest(link["token"], "Kẻ phá")
    good = await town.guest(link["token"], "Chị Mây")
    town.clock.advance(minutes=40)
    assert (await town.ask(None, "GET", path, guest=good))["you"]["direct"] is True
    row = await town.row(made["code"])
    journal = MeetingJournal(town.context, row.id)
    admission = town.admission
    entry = await admission.admit(made["code"], await town.credentials(guest=bad))
    await journal.removed(row.id, entry.identity, f"person:{town.city.person('head')}")
    assert await town.refused(None, "GET", path, guest=bad) == (403, "removed")
    # Under another name in another browser, and for the innocent too: a host decides.
    again = await town.guest(link["token"], "Người mới")
    for secret in (again, good):
        assert (await town.ask(None, "GET", path, guest=secret))["you"]["direct"] is False


async def test_a_link_of_a_meeting_that_is_over_says_what_became_of_it(town: Town) -> None:
    made = await town.meeting("head")
    token = (await town.link(made["code"]))["token"]
    cancelled = await town.meeting("head")
    other = (await town.link(cancelled["code"]))["token"]
    await town.ask("head", "POST", f"/api/meetings/{cancelled['code']}/cancel", {"reason": "Hoãn"})
    assert await enter(town, other) == (410, "meeting.cancelled")
    town.clock.advance(hours=3)
    assert await enter(town, token) == (410, "meeting.ended")


async def test_a_link_expires_with_its_meeting_at_the_latest_and_not_in_the_past(
    town: Town,
) -> None:
    made = await town.meeting("head")
    far = await town.link(made["code"], expires_at=(town.now + timedelta(days=90)).isoformat())
    assert far["expires_at"] == (await town.link(made["code"]))["expires_at"]
    body = {"label": "Khách", "expires_at": (town.now - HOUR).isoformat()}
    answer = await town.refused("head", "POST", f"/api/meetings/{made['code']}/guest-links", body)
    assert answer == (422, "meeting.expiry")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
async def test_a_guest_has_a_name(town: Town, name: str) -> None:
    made = await town.meeting("head")
    link = await town.link(made["code"])
    assert await enter(town, link["token"], name) == (422, "invalid")


async def test_only_the_hash_of_a_guests_secret_is_kept(town: Town) -> None:
    made = await town.meeting("head")
    secret = await town.guest((await town.link(made["code"]))["token"])
    async with town.database.read() as session:
        kept = (await session.scalars(select(Guest))).one()
    assert kept.token_hash == hashlib.sha256(secret.encode()).digest()
    assert secret not in repr(kept)


async def test_trying_links_is_limited_by_address(town: Town) -> None:
    # One a second is given back meanwhile, so a few more than the sixty may pass.
    answers = [await enter(town, "x") for _ in range(120)]
    assert set(answers[:60]) == {(404, "guest_link.invalid")}
    assert (429, "rate.limited") in answers
