"""Hosts' controls and chat, over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.support.meeting_client import CommandRefused, MeetingClient
from tests.support.signaling import CODE, RunningSignaling, identity_of, running_signaling


def client(url: str, who: str) -> MeetingClient:
    return MeetingClient(url, {"who": who}, auto_subscribe=False)


@dataclass
class Meeting:
    """A host and a member inside one room."""

    server: RunningSignaling
    host: MeetingClient
    lan: MeetingClient

    def participant(self, seen_by: MeetingClient, one: MeetingClient) -> dict[str, object]:
        return seen_by.model.participants[one.seat or ""]


@pytest.fixture
async def meeting() -> AsyncIterator[Meeting]:
    async with (
        running_signaling() as server,
        client(server.url, "host") as host,
        client(server.url, "lan") as lan,
    ):
        await host.join(CODE, media={"microphone": True, "camera": True})
        await lan.join(CODE, media={"microphone": True, "camera": True})
        await host.wait_for(lambda c: len(c.model.participants) == 2)
        yield Meeting(server, host, lan)


HOST_COMMANDS = [
    ("host.admit", {"all": True}),
    ("host.mute", {"participant": "HOST", "source": "microphone"}),
    ("host.mute_all", {}),
    ("host.lower_hand", {"all": True}),
    ("host.remove", {"participant": "HOST"}),
    ("host.lock", {"locked": True}),
    ("host.role", {"participant": "HOST", "role": "participant"}),
    ("host.hand_over", {"participant": "HOST"}),
    ("host.end", {}),
    ("host.refuse", {"waiting": "anyone"}),
]


@pytest.mark.parametrize(("name", "members"), HOST_COMMANDS)
async def test_a_participant_has_no_hosts_right(
    meeting: Meeting, name: str, members: dict[str, object]
) -> None:
    filled = {k: meeting.host.seat if v == "HOST" else v for k, v in members.items()}
    with pytest.raises(CommandRefused, match="forbidden"):
        await meeting.lan.command(name, **filled)


async def test_a_muted_person_is_told_by_whom_and_may_speak_again(meeting: Meeting) -> None:
    host, lan = meeting.host, meeting.lan
    await host.command("host.mute", participant=lan.seat, source="microphone")
    told = await lan.event("muted")
    assert (told["source"], told["by"]) == ("microphone", "Host")
    await host.wait_for(lambda c: not meeting.participant(c, lan)["microphone"])
    await lan.command("media", microphone=True, camera=True)
    await host.wait_for(lambda c: meeting.participant(c, lan)["microphone"])


async def test_mute_all_spares_the_host(meeting: Meeting) -> None:
    await meeting.host.command("host.mute_all")
    await meeting.lan.event("muted")
    assert meeting.participant(meeting.host, meeting.lan)["microphone"] is False
    assert meeting.participant(meeting.host, meeting.host)["microphone"] is True


async def test_a_removed_person_is_out_and_cannot_come_back(meeting: Meeting) -> None:
    await meeting.host.command("host.remove", participant=meeting.lan.seat, reason="Gây rối")
    told = await meeting.lan.event("removed")
    assert (told["by"], told["reason"]) == ("Host", "Gây rối")
    await meeting.lan.wait_for(lambda c: c.disconnected.is_set())
    left = await meeting.host.event("participant.left")
    assert left["reason"] == "removed"
    async with client(meeting.server.url, "lan") as again:
        with pytest.raises(CommandRefused, match="removed"):
            await again.join(CODE)
    assert ("removed", identity_of("lan")) in meeting.server.journal.calls


async def test_a_locked_room_keeps_its_own_and_takes_nobody_new(meeting: Meeting) -> None:
    await meeting.host.command("host.lock", locked=True)
    await meeting.lan.wait_for(lambda c: c.model.room["locked"])
    async with client(meeting.server.url, "minh") as minh:
        with pytest.raises(CommandRefused, match=r"room\.locked"):
            await minh.join(CODE)
    await meeting.lan.cut()
    await meeting.lan.reconnect()
    assert (await meeting.lan.resume(CODE))["status"] == "resumed"


async def test_the_meeting_handed_over_has_another_host(meeting: Meeting) -> None:
    host, lan = meeting.host, meeting.lan
    await host.command("host.hand_over", participant=lan.seat)
    await lan.wait_for(lambda c: meeting.participant(c, lan)["role"] == "host")
    assert meeting.participant(lan, host)["role"] == "cohost"
    assert ("host_changed", identity_of("lan")) in meeting.server.journal.calls
    with pytest.raises(CommandRefused, match="forbidden"):
        await host.command("host.end")


async def test_a_new_cohost_learns_who_waits(meeting: Meeting) -> None:
    async with client(meeting.server.url, "guest-an") as guest:
        await guest.join(CODE)
        await meeting.host.wait_for(lambda c: c.model.waiting)
        assert not meeting.lan.model.waiting
        await meeting.host.command("host.role", participant=meeting.lan.seat, role="cohost")
        await meeting.lan.wait_for(lambda c: guest.seat in c.model.waiting)
        await meeting.lan.command("host.admit", all=True)
        await guest.event("admitted")


async def test_the_end_for_all_reaches_the_lobby_and_is_for_good(meeting: Meeting) -> None:
    async with client(meeting.server.url, "guest-an") as guest:
        await guest.join(CODE)
        await meeting.host.command("host.end")
        for one in (meeting.host, meeting.lan, guest):
            assert (await one.event("ended"))["by"] == "Host"
            await one.wait_for(lambda c: c.disconnected.is_set())
    async with client(meeting.server.url, "lan") as again:
        with pytest.raises(CommandRefused, match=r"meeting\.ended"):
            await again.join(CODE)


async def test_a_cancelled_meeting_ends_for_who_is_inside(meeting: Meeting) -> None:
    change = {"meeting": str(meeting.server.admission.meeting), "what": "cancelled"}
    await meeting.server.bus.publish("meetings.changed", change)  # type: ignore[arg-type]
    assert (await meeting.lan.event("ended"))["by"] is None


async def test_a_new_title_reaches_the_room(meeting: Meeting) -> None:
    code = str(meeting.server.admission.meeting)
    await meeting.server.bus.publish(
        "meetings.changed", {"meeting": code, "what": "updated", "title": "Giao ban chiều"}
    )
    await meeting.lan.wait_for(lambda c: c.model.room["title"] == "Giao ban chiều")


async def test_a_chat_message_sent_again_is_kept_and_shown_once(meeting: Meeting) -> None:
    host, lan = meeting.host, meeting.lan
    first = await lan.command("chat.send", text="Xin chào", id="m1")
    again = await lan.command("chat.send", text="Xin chào", id="m1")
    assert first == again
    assert first["mine"] is True
    await lan.command("chat.send", text="Câu sau")
    await host.wait_for(lambda c: len(c.of("chat.message")) == 2)
    texts = [event["message"]["text"] for event in host.of("chat.message")]
    assert texts == ["Xin chào", "Câu sau"]
    assert host.of("chat.message")[0]["message"]["mine"] is False
    assert len(meeting.server.journal.lines) == 2


async def test_older_chat_is_read_page_by_page(meeting: Meeting) -> None:
    for number in range(4):
        await meeting.lan.command("chat.send", text=f"Câu {number}")
    last = meeting.lan.model.chat[-1]["id"] if meeting.lan.model.chat else None
    await meeting.lan.wait_for(lambda c: len(c.model.chat) == 4)
    last = meeting.lan.model.chat[-1]["id"]
    page = await meeting.lan.command("chat.history", before=last, limit=2)
    assert [message["text"] for message in page["messages"]] == ["Câu 1", "Câu 2"]
    assert page["more"] is True


async def test_chat_faster_than_its_rate_is_refused_with_the_time_to_wait(
    meeting: Meeting,
) -> None:
    for number in range(5):
        await meeting.lan.command("chat.send", text=str(number))
    with pytest.raises(CommandRefused, match=r"rate\.limited") as refused:
        await meeting.lan.command("chat.send", text="một câu nữa")
    assert 0 < refused.value.error["retry_after_ms"] <= 1000


async def test_a_reaction_reaches_everyone_and_is_not_numbered(meeting: Meeting) -> None:
    await meeting.lan.command("reaction", emoji="👏")
    event = await meeting.host.event("reaction")
    assert event == {"type": "reaction", "participant": meeting.lan.seat, "emoji": "👏"}


async def test_a_session_that_was_revoked_loses_seat_and_socket(meeting: Meeting) -> None:
    await meeting.server.bus.publish("sessions.revoked", {"session": "session-lan"})
    await meeting.lan.event("session.revoked")
    await meeting.lan.wait_for(lambda c: c.disconnected.is_set())
    await meeting.host.wait_for(lambda c: len(c.model.participants) == 1)


async def test_after_lost_messages_everyone_is_asked_at_the_gate_again(meeting: Meeting) -> None:
    meeting.server.admission.signed_out.add("lan")
    for resync in meeting.server.bus.resyncs:
        await resync()
    await meeting.lan.event("session.revoked")
    assert not meeting.host.of("session.revoked")


async def test_a_draining_server_tells_ends_rooms_and_takes_nobody_new(meeting: Meeting) -> None:
    await meeting.server.signaling.drain(0.4)
    assert (await meeting.lan.event("draining"))["seconds"] == 1
    await meeting.lan.wait_for(lambda c: c.disconnected.is_set())
    assert ("departed", identity_of("lan"), "lost") in meeting.server.journal.calls
    newcomer = client(meeting.server.url, "minh")
    with pytest.raises(Exception, match=r"server\.draining"):
        await newcomer.connect()
    await newcomer.close()
