"""The whole server: what is done by the API reaches the room, and the room reaches the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.app import build
from server.platform.settings import Settings
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
