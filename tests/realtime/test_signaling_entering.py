"""Entering, the lobby, coming back after a cut, one seat for one identity."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY
from pydantic import JsonValue

from signaling.ports import Credentials, Entry
from signaling.rooms.views import milliseconds
from tests.support.meeting_client import CommandRefused, MeetingClient
from tests.support.signaling import (
    CODE,
    ORIGIN,
    FakeAdmission,
    RunningSignaling,
    identity_of,
    running_signaling,
)


def client(server: RunningSignaling, who: str) -> MeetingClient:
    return MeetingClient(server.url, {"who": who}, auto_subscribe=False)


def names(one: MeetingClient) -> set[str]:
    return {participant["name"] for participant in one.model.participants.values()}


async def refusal_at_connect(one: MeetingClient, auth: object = None) -> str:
    with pytest.raises(CommandRefused) as refused:
        await one.connect(auth)
    await one.close()
    return refused.value.code


async def test_who_joins_sees_the_room_and_is_seen() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        joined = await host.join(CODE, media={"microphone": True, "camera": False})
        assert joined["status"] == "joined"
        assert joined["grace_ms"] == 30_000
        async with client(server, "lan") as lan:
            await lan.join(CODE)
            assert names(lan) == {"Host", "Lan"}
            assert lan.model.participants[host.seat or ""]["microphone"] is True
            assert lan.model.participants[host.seat or ""]["role"] == "host"
            await host.wait_for(lambda c: names(c) == {"Host", "Lan"})
            assert server.signaling.live_count(server.admission.meeting) == 2


async def test_who_is_not_signed_in_or_comes_from_another_site_does_not_connect() -> None:
    async with running_signaling() as server:
        assert await refusal_at_connect(MeetingClient(server.url, {})) == "session.required"
        foreign = MeetingClient(server.url, {"who": "lan"}, origin="https://evil.example")
        assert "origin.refused" in await refusal_at_connect(foreign)
        assert "protocol.version" in await refusal_at_connect(
            client(server, "lan"), {"protocol": 2}
        )
        async with MeetingClient(
            server.url, {"who": "lan"}, origin=ORIGIN, auto_subscribe=False
        ) as own:
            assert (await own.join(CODE))["status"] == "joined"


async def test_a_stranger_learns_no_more_than_of_a_code_that_does_not_exist() -> None:
    async with running_signaling() as server, client(server, "stranger") as stranger:
        for code in (CODE, "xxx-yyyy-zzz"):
            with pytest.raises(CommandRefused) as refused:
                await stranger.join(code)
            assert refused.value.error == {"code": "not_found"}


async def test_a_guest_waits_and_is_admitted_with_the_room() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "guest-an") as guest,
    ):
        await host.join(CODE)
        answer = await guest.join(CODE)
        assert answer["status"] == "waiting"
        assert answer["meeting"] == {"code": CODE, "title": "Giao ban"}
        with pytest.raises(CommandRefused, match="not_joined"):
            await guest.command("hand", raised=True)
        await host.wait_for(lambda c: c.model.waiting)
        await host.command("host.admit", waiting=[answer["seat"]])
        await guest.event("admitted")
        assert names(guest) == {"Host", "Guest-An"}
        await host.wait_for(lambda c: not c.model.waiting and len(names(c)) == 2)


async def test_who_is_refused_in_the_lobby_is_told_why_and_must_wait_to_knock_again() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "guest-an") as guest,
    ):
        await host.join(CODE)
        answer = await guest.join(CODE)
        await host.command("host.refuse", waiting=answer["seat"], reason="Nhầm phòng")
        assert (await guest.event("refused"))["reason"] == "Nhầm phòng"
        await guest.wait_for(lambda c: c.disconnected.is_set())
        async with client(server, "guest-an") as again:
            with pytest.raises(CommandRefused, match=r"rate\.limited") as refused:
                await again.join(CODE)
            assert 0 < refused.value.error["retry_after_ms"] <= 30_000


async def test_after_a_cut_the_seat_and_what_was_missed_come_back() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        await lan.command("hand", raised=True)
        await lan.wait_for(lambda c: c.model.participants[c.seat or ""]["hand_at"])
        seat = lan.seat
        await lan.cut()
        await host.wait_for(
            lambda c: c.model.participants[seat or ""]["connection"] == "reconnecting"
        )
        await host.command("chat.send", text="Có nghe không?")
        await host.command("hand", raised=True)
        await lan.reconnect()
        assert (await lan.resume(CODE)) == {"status": "resumed", "seat": seat}
        await lan.wait_for(lambda c: c.model.participants[host.seat or ""]["hand_at"])
        assert lan.model.chat[-1]["text"] == "Có nghe không?"
        numbers = [event["seq"] for event in lan.events if "seq" in event]
        assert numbers == list(range(1, len(numbers) + 1))
        assert lan.model.participants[seat or ""]["hand_at"] is not None
        assert len(lan.model.participants) == 2


async def test_who_missed_too_much_gets_the_whole_room_in_the_same_seat() -> None:
    async with (
        running_signaling(replay_events=4) as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        seat = lan.seat
        await lan.cut()
        for raised in (True, False, True, False, True):
            await host.command("hand", raised=raised)
        await lan.reconnect()
        answer = await lan.resume(CODE)
        assert (answer["status"], answer["seat"]) == ("joined", seat)
        assert lan.model.participants[host.seat or ""]["hand_at"] is not None


async def test_a_seat_nobody_returns_to_ends_after_the_grace() -> None:
    async with (
        running_signaling(grace_ms=200) as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        await lan.cut()
        left = await host.event("participant.left")
        assert (left["participant"], left["reason"]) == (lan.seat, "lost")
        await lan.reconnect()
        assert (await lan.resume(CODE))["status"] == "joined"
        await host.wait_for(lambda c: len(c.model.participants) == 2)


async def test_a_second_window_takes_the_seat_over_and_the_first_is_told() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as first,
        client(server, "lan") as second,
    ):
        await host.join(CODE)
        await first.join(CODE)
        await first.command("hand", raised=True)
        await second.join(CODE)
        await first.event("replaced")
        await first.wait_for(lambda c: c.disconnected.is_set())
        assert second.seat == first.seat
        assert second.model.participants[second.seat or ""]["hand_at"] is not None
        assert len(second.model.participants) == 2
        assert second.key != first.key


async def test_a_full_room_says_so_and_has_room_again_when_one_leaves() -> None:
    async with (
        running_signaling(FakeAdmission(capacity=2)) as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
        client(server, "minh") as minh,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        with pytest.raises(CommandRefused, match=r"room\.full"):
            await minh.join(CODE)
        await lan.command("leave")
        assert (await minh.join(CODE))["status"] == "joined"


async def test_the_last_to_leave_closes_the_room_and_its_record_is_complete() -> None:
    async with running_signaling() as server:
        async with client(server, "host") as host:
            await host.join(CODE)
            await host.command("leave")
        await server.signaling.rooms.close()
        assert server.journal.calls == [
            ("opened",),
            ("arrived", "Host"),
            ("departed", identity_of("host"), "left"),
            ("emptied",),
        ]
        assert server.signaling.rooms.get(server.admission.meeting) is None
        async with client(server, "host") as again:
            assert (await again.join(CODE))["status"] == "joined"


async def test_ping_tells_the_servers_time_to_a_client_whose_clock_is_wrong() -> None:
    async with running_signaling() as server, client(server, "lan") as lan:
        before = milliseconds(server.signaling.config.now())
        told = (await lan.command("ping"))["time"]
        assert before <= told <= milliseconds(server.signaling.config.now())


async def test_one_connection_holds_one_seat() -> None:
    async with running_signaling() as server, client(server, "lan") as lan:
        await lan.join(CODE)
        with pytest.raises(CommandRefused, match="already_joined"):
            await lan.join(CODE)


async def test_rooms_and_seats_are_counted() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "guest-an") as guest,
    ):
        await host.join(CODE)
        await guest.join(CODE)
        server.signaling.rooms.count()
        read = REGISTRY.get_sample_value
        assert read("congvu_rooms") == 1
        assert read("congvu_seats", {"phase": "inside"}) == 1
        assert read("congvu_seats", {"phase": "waiting"}) == 1
        assert (read("congvu_signaling_connections") or 0) >= 2


async def test_who_loses_the_right_while_still_at_the_gate_does_not_come_in() -> None:
    class ChangesItsMind(FakeAdmission):
        async def admit(self, code: str, credentials: Credentials) -> Entry:
            entry = await super().admit(code, credentials)
            self.removed.add(entry.identity)
            change: dict[str, JsonValue] = {"meeting": str(self.meeting), "what": "admission"}
            await server.bus.publish("meetings.changed", change)
            return entry

    async with running_signaling(ChangesItsMind()) as server, client(server, "lan") as lan:
        with pytest.raises(CommandRefused, match="removed"):
            await lan.join(CODE)
        assert server.signaling.live_count(server.admission.meeting) == 0
