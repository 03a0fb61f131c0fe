"""The whole server: what is done by the API reaches the room, and the room reaches the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import delete

from server.app import build
from server.meetings.models import MeetingPerson
from server.platform.settings import Settings
from signaling import SIGNALING
from tests.support.meeting_client import CommandRefused, MeetingClient
from tests.support.meetings import Town, town

__all__ = ["town"]


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """What the database keeps is tested elsewhere, on both kinds."""
    return sqlite_settings


@pytest.fixture
async def app(settings: Settings) -> web.Application:
    """The whole server on the clock of the machine."""
    return await build(settings)


@pytest.fixture
async def code(town: Town) -> str:
    """A meeting that `head` started now, with `official` invited."""
    made = await town.ask("head", "POST", "/api/meetings/now", {}, status=201)
    body = {"people": [str(town.city.person("official"))]}
    await town.ask("head", "POST", f"/api/meetings/{made['code']}/members", body)
    return str(made["code"])


@asynccontextmanager
async def connected(
    town: Town, client: TestClient[Any, Any], login: str | None = None, guest: str | None = None
) -> AsyncIterator[MeetingClient]:
    cookies = dict((await town.credentials(login, guest=guest)).cookies)
    async with MeetingClient(str(client.make_url("/")), cookies) as participant:
        yield participant


async def test_a_meeting_is_held_and_what_was_said_stays(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    async with connected(town, client, "head") as head, connected(town, client, "official") as one:
        assert (await head.join(code))["status"] == "joined"
        assert (await one.join(code))["status"] == "joined"
        people = {p["name"]: p["role"] for p in one.model.participants.values()}
        assert people == {"Nguyễn Văn Đứng": "host", "Đỗ Thị Ấn": "participant"}
        ways = {p["name"]: p["unit_path"] for p in head.model.participants.values()}
        assert ways["Đỗ Thị Ấn"] == ["Sở Nội vụ", "Phòng Văn thư - Lưu trữ"]
        assert (await town.ask("head", "GET", path))["live_count"] == 2
        said = await one.command("chat.send", text="Kính chào các anh chị")
        chat = await town.ask("head", "GET", f"{path}/chat")
        assert [(line["id"], line["text"]) for line in chat["items"]] == [
            (said["id"], "Kính chào các anh chị")
        ]
        attendance = (await town.ask("head", "GET", f"{path}/attendance"))["items"]
        assert [row["unit_name"] for row in attendance] == [
            "Sở Nội vụ",
            "Phòng Văn thư - Lưu trữ",
        ]
        await head.command("host.end")
        assert (await one.event("ended"))["by"] == "Nguyễn Văn Đứng"
    with pytest.raises(CommandRefused, match=r"meeting\.ended"):
        async with connected(town, client, "official") as late:
            await late.join(code)
    assert (await town.ask("official", "GET", path))["status"] == "ended"
    assert len((await town.ask("official", "GET", f"{path}/chat"))["items"]) == 1


async def test_cancelling_by_the_api_sends_everybody_out(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    async with connected(town, client, "official") as one:
        await one.join(code)
        await town.ask("head", "POST", f"/api/meetings/{code}/cancel", {"reason": "Hoãn họp"})
        await one.event("ended")
    with pytest.raises(CommandRefused, match=r"meeting\.cancelled"):
        async with connected(town, client, "official") as late:
            await late.join(code)


async def test_a_new_title_reaches_those_inside(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    async with connected(town, client, "official") as one:
        await one.join(code)
        shown = await town.ask("head", "GET", f"/api/meetings/{code}")
        body = {"version": shown["version"], "title": "Họp khẩn"}
        await town.ask("head", "PATCH", f"/api/meetings/{code}", body)
        assert (await one.event("room.updated"))["room"]["title"] == "Họp khẩn"


async def test_a_guest_waits_is_let_in_and_once_put_out_stays_out(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    secret = await town.guest((await town.link(code))["token"], "Chị Mây")
    async with connected(town, client, "head") as head:
        await head.join(code)
        async with connected(town, client, guest=secret) as guest:
            assert (await guest.join(code))["status"] == "waiting"
            knocking = (await head.event("waiting.added"))["waiting"]
            assert (knocking["name"], knocking["kind"]) == ("Chị Mây", "guest")
            await head.command("host.admit", waiting=[knocking["id"]])
            await guest.event("admitted")
            joined = await head.event("participant.joined")
            await head.command("host.remove", participant=joined["participant"]["id"])
            await guest.event("removed")
        answer = await town.refused(None, "GET", f"/api/meetings/{code}/entry", guest=secret)
        assert answer == (403, "removed")
        with pytest.raises(CommandRefused, match="removed"):
            async with connected(town, client, guest=secret) as again:
                await again.join(code)


async def test_whoever_is_handed_the_meeting_manages_it_from_then_on(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    assert (await town.ask("official", "GET", path))["rights"]["manage"] is False
    async with connected(town, client, "head") as head, connected(town, client, "official") as one:
        await head.join(code)
        await one.join(code)
        await head.command("host.hand_over", participant=one.model.you)
    assert (await town.ask("official", "GET", path))["you"] == "host"
    people = (await town.ask("official", "GET", path))["people"]
    assert {p["name"]: p["role"] for p in people} == {
        "Đỗ Thị Ấn": "host",
        "Nguyễn Văn Đứng": "cohost",
    }


async def test_a_stranger_learns_nothing_from_the_socket_either(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    async with connected(town, client, "stranger") as stranger:
        for wanted in (code, "xyz-xyzx-xyz"):
            with pytest.raises(CommandRefused, match="not_found"):
                await stranger.join(wanted)


async def test_whoever_was_put_out_and_is_invited_again_comes_back_into_the_room(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    async with connected(town, client, "head") as head, connected(town, client, "official") as one:
        await head.join(code)
        await one.join(code)
        await head.command("host.remove", participant=one.model.you)
        await one.event("removed")
        with pytest.raises(CommandRefused, match="removed"):
            async with connected(town, client, "official") as again:
                await again.join(code)
        body = {"people": [str(town.city.person("official"))]}
        await town.ask("head", "POST", f"/api/meetings/{code}/members", body)
        async with connected(town, client, "official") as again:
            assert (await again.join(code))["status"] == "joined"


async def test_a_member_who_is_taken_off_the_list_is_sent_out(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    async with connected(town, client, "head") as head, connected(town, client, "official") as one:
        await head.join(code)
        await one.join(code)
        path = f"/api/meetings/{code}/members/{town.city.person('official')}"
        await town.ask("head", "DELETE", path, status=204)
        gone = await one.event("removed")
        assert (gone["by"], gone["reason"]) == ("Nguyễn Văn Đứng", None)
        assert (await head.event("participant.left"))["reason"] == "removed"
        with pytest.raises(CommandRefused, match="not_found"):
            async with connected(town, client, "official") as again:
                await again.join(code)


async def test_a_member_whose_unit_is_taken_off_goes_and_whoever_is_invited_by_name_stays(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    ward = str(town.city.unit("ward"))
    await town.ask("head", "POST", f"{path}/members", {"units": [ward]})
    async with (
        connected(town, client, "head") as head,
        connected(town, client, "official") as one,
        connected(town, client, "stranger") as other,
    ):
        for participant in (head, one, other):
            assert (await participant.join(code))["status"] == "joined"
        await town.ask("head", "DELETE", f"{path}/units/{ward}", status=204)
        await other.event("removed")
        assert (await town.ask("head", "GET", path))["live_count"] == 2


async def test_a_member_who_keeps_another_claim_stays_inside(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    body = {"units": [str(town.city.unit("records"))]}
    await town.ask("head", "POST", f"{path}/members", body)
    async with connected(town, client, "official") as one:
        await one.join(code)
        official = town.city.person("official")
        await town.ask("head", "DELETE", f"{path}/members/{official}", status=204)
        assert (await town.ask("head", "GET", path))["live_count"] == 1


async def test_withdrawing_a_guest_link_sends_out_who_came_by_it_and_nobody_else(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    links = [await town.link(code, direct=direct) for direct in (True, True, False)]
    inside, other, waits = [await town.guest(link["token"]) for link in links]
    async with (
        connected(town, client, guest=inside) as guest,
        connected(town, client, guest=other) as friend,
        connected(town, client, guest=waits) as waiting,
    ):
        assert (await guest.join(code))["status"] == "joined"
        assert (await friend.join(code))["status"] == "joined"
        assert (await waiting.join(code))["status"] == "waiting"
        for link in (links[0], links[2]):
            path = f"/api/meetings/{code}/guest-links/{link['id']}"
            await town.ask("head", "DELETE", path, status=204)
        assert (await guest.event("removed"))["by"] == "Nguyễn Văn Đứng"
        await waiting.event("refused")
        assert (await friend.event("participant.left"))["reason"] == "removed"
        assert (await town.ask("head", "GET", f"/api/meetings/{code}"))["live_count"] == 1
    with pytest.raises(CommandRefused, match="removed"):
        async with connected(town, client, guest=inside) as again:
            await again.join(code)


async def test_a_new_capacity_counts_for_who_comes_next(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    secret = await town.guest((await town.link(code))["token"])
    async with (
        connected(town, client, "head") as head,
        connected(town, client, "official") as one,
        connected(town, client, guest=secret) as guest,
    ):
        for participant in (head, one, guest):
            await participant.join(code)
        waiting = (await head.event("waiting.added"))["waiting"]["id"]
        for capacity in (2, 3):
            shown = await town.ask("head", "GET", path)
            change = {"version": shown["version"], "capacity": capacity}
            await town.ask("head", "PATCH", path, change)
            if capacity == 2:
                with pytest.raises(CommandRefused, match=r"room\.full"):
                    await head.command("host.admit", waiting=[waiting])
        await head.command("host.admit", waiting=[waiting])
        await guest.event("admitted")


async def test_an_opened_lobby_lets_in_the_members_who_wait_and_not_the_guests(
    town: Town, client: TestClient[Any, Any], code: str
) -> None:
    path = f"/api/meetings/{code}"
    shown = await town.ask("head", "GET", path)
    change = {"version": shown["version"], "entry": "everyone_waits"}
    version = (await town.ask("head", "PATCH", path, change))["version"]
    secret = await town.guest((await town.link(code))["token"])
    async with (
        connected(town, client, "official") as one,
        connected(town, client, guest=secret) as guest,
    ):
        assert (await one.join(code))["status"] == "waiting"
        assert (await guest.join(code))["status"] == "waiting"
        await town.ask("head", "PATCH", path, {"version": version, "entry": "invited_direct"})
        await one.event("admitted")
        assert (await town.ask("head", "GET", path))["live_count"] == 1


async def test_whoever_lost_the_right_is_found_after_a_change_nobody_heard_of(
    town: Town, client: TestClient[Any, Any], app: web.Application, code: str
) -> None:
    async with connected(town, client, "head") as head, connected(town, client, "official") as one:
        await head.join(code)
        await one.join(code)
        async with town.database.write() as work:
            official = MeetingPerson.person_id == town.city.person("official")
            await work.session.execute(delete(MeetingPerson).where(official))
        await app[SIGNALING].review_all()
        await one.event("session.revoked")
        assert (await town.ask("head", "GET", f"/api/meetings/{code}"))["live_count"] == 1
