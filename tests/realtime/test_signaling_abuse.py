"""Whatever a client sends or refuses to read costs at most its own connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from signaling import outbox
from signaling.events import Muted
from signaling.messages import COMMANDS, MAX_MESSAGE_BYTES
from tests.support.meeting_client import CommandRefused, MeetingClient
from tests.support.signaling import CODE, RunningSignaling, running_signaling


def client(server: RunningSignaling, who: str) -> MeetingClient:
    return MeetingClient(server.url, {"who": who}, auto_subscribe=False)


@asynccontextmanager
async def raw_socket(
    server: RunningSignaling, who: str = "lan"
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A WebSocket that has connected to the namespace and says what the test likes."""
    url = f"{server.url}/socket.io/?EIO=4&transport=websocket"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, headers={"Cookie": f"who={who}"}) as socket,
    ):
        await socket.receive_str()
        await socket.send_str('40/meeting,{"protocol":1}')
        assert (await socket.receive_str()).startswith("40/meeting,")
        yield socket


async def says_goodbye(socket: aiohttp.ClientWebSocketResponse) -> bool:
    """Whether the server ends the connection."""
    async with asyncio.timeout(10):
        while True:
            message = await socket.receive()
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                return True


async def still_well(server: RunningSignaling, host: MeetingClient) -> None:
    """Others are unharmed: their commands are answered and the room is as it was."""
    assert "time" in await host.command("ping")
    assert len(host.model.participants) == 1


BAD_FRAMES = [
    "1",
    "",
    "º",
    "x",
    "4" + "[" * 50_000,
    "3" + "[" * 50_000,
    "4",
    "42/meeting,",
    "42/meeting,{}",
    "42/meeting,[]",
    "42/meeting,[1,2]",
    '42/meeting,["connect",{"aiohttp.request":null},{"protocol":1}]',
    '42/meeting,["disconnect","x"]',
    '42/meeting,["event",{}]',
    '451-/meeting,["hand",{"_placeholder":true,"num":0}]',
    "45999999999999-/meeting,[]",
    "43/meeting,1[]",
    "44/meeting,{}",
    "49",
    '42/meeting,["' + "x" * 100 + '",{}]',
    "42/meeting," + "[" * 50_000,
    "42/meeting,1" + "0" * 99 + '["hand",{}]',
    "42/meeting,[\ud7ff" + "é" * 40_000,
]


@pytest.mark.parametrize("frame", BAD_FRAMES)
async def test_a_frame_that_is_no_command_ends_that_connection_only(frame: str) -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        async with raw_socket(server) as socket:
            await socket.send_str(frame)
            if not frame.startswith("42/meeting,1"):
                assert await says_goodbye(socket)
        await still_well(server, host)
        engine = server.signaling.gateway._server.eio
        async with asyncio.timeout(5):
            while len(engine.sockets) > 1:
                await asyncio.sleep(0.02)


async def test_binary_and_oversized_messages_end_the_connection() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        async with raw_socket(server) as socket:
            await socket.send_bytes(b"\x00" * 100)
            assert await says_goodbye(socket)
        async with raw_socket(server) as socket:
            text = "x" * (MAX_MESSAGE_BYTES + 1000)
            await socket.send_str(f'42/meeting,1["chat.send",{{"text":"{text}"}}]')
            assert await says_goodbye(socket)
        await still_well(server, host)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    messages=st.lists(
        st.tuples(st.sampled_from([*COMMANDS, "nonsense"]), json_values), min_size=1, max_size=20
    )
)
async def test_fuzzed_commands_are_answered_and_harm_nobody(
    messages: list[tuple[str, object]],
) -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        async with raw_socket(server) as socket:
            await socket.send_str(f'42/meeting,0["join",{{"meeting":"{CODE}"}}]')
            for number, (name, payload) in enumerate(messages, 1):
                await socket.send_str(f"42/meeting,{number}{json.dumps([name, payload])}")
            answers: set[int] = set()
            async with asyncio.timeout(10):
                while len(answers) < len(messages) + 1:
                    text = await socket.receive_str()
                    if text.startswith("43/meeting,"):
                        acked, _, answer = text[len("43/meeting,") :].partition("[")
                        answers.add(int(acked))
                        assert set(json.loads("[" + answer)[0]) <= {"ok", "error"}
            await socket.send_str('42/meeting,99["leave",{}]')
        await host.wait_for(lambda c: len(c.model.participants) == 1)
        await still_well(server, host)


@settings(max_examples=40, deadline=None)
@example(frame="1")
@example(frame="41/meeting,")
@given(frame=st.text(max_size=200) | st.text(max_size=60).map(lambda text: "42/meeting," + text))
async def test_fuzzed_frames_harm_nobody(frame: str) -> None:
    async with (
        running_signaling(stranger_seconds=0.2) as server,
        client(server, "host") as host,
    ):
        await host.join(CODE)
        async with raw_socket(server) as socket:
            await socket.send_str(frame)
            await socket.send_str('42/meeting,7["ping",{}]')
            async with asyncio.timeout(10):
                while True:
                    message = await socket.receive()
                    if message.type != aiohttp.WSMsgType.TEXT or message.data.startswith("43"):
                        break
        await still_well(server, host)


async def test_thirty_refused_messages_end_the_connection() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        async with raw_socket(server) as socket:
            for number in range(31):
                await socket.send_str(f'42/meeting,{number}["nonsense",{{}}]')
            assert await says_goodbye(socket)
        await still_well(server, host)


async def test_commands_faster_than_their_rate_are_refused_and_slow_down_nobody() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        answers = [await lan.raw("ping", {}) for _ in range(60)]
        refused = [answer["error"]["code"] for answer in answers if "error" in answer]
        assert set(refused) == {"rate.limited"}
        assert "time" in await host.command("ping")


async def test_a_socket_that_never_says_who_it_is_does_not_stay() -> None:
    async with running_signaling(stranger_seconds=0.2) as server:
        url = f"{server.url}/socket.io/?EIO=4&transport=websocket"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            assert await says_goodbye(socket)
        async with raw_socket(server) as socket:
            await socket.send_str("41/meeting,")
            assert await says_goodbye(socket)


async def test_too_many_connections_from_one_address_are_refused_for_a_while() -> None:
    async with running_signaling(connects_a_minute=3) as server:
        for _ in range(3):
            async with client(server, "lan"):
                pass
        with pytest.raises(CommandRefused, match=r"rate\.limited"):
            await client(server, "lan").connect()


async def test_who_stops_reading_is_cut_and_costs_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "MAX_QUEUED_MESSAGES", 50)
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        async with raw_socket(server) as socket:
            await socket.send_str(f'42/meeting,0["join",{{"meeting":"{CODE}"}}]')
            await host.wait_for(lambda c: len(c.model.participants) == 2)
            # The kernel's and aiohttp's buffers take some first; the text is large to fill them.
            connection = socket._response.connection
            assert connection is not None
            transport = connection.transport
            assert isinstance(transport, asyncio.Transport)
            transport.pause_reading()
            live = server.signaling.rooms.get(server.admission.meeting)
            assert live is not None
            stalled = next(seat for seat in live.room.inside() if seat.entry.name == "Lan")

            async def talk() -> None:
                while stalled.connected:
                    live.tell(stalled, Muted(source="camera", by="x" * 100_000))
                    await asyncio.sleep(0)

            await asyncio.wait_for(talk(), 20)
            engine = server.signaling.gateway._server.eio
            assert sum(s.queue.qsize() for s in engine.sockets.values()) <= 60
            transport.abort()
        assert "time" in await host.command("ping")


async def test_a_command_that_fails_inside_is_our_error_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)

        async def broken(*_: object) -> None:
            raise OSError("disk")

        monkeypatch.setattr(server.journal, "said", broken)
        with pytest.raises(CommandRefused, match=r"server\.error"):
            await host.command("chat.send", text="Xin chào")
        assert not host.model.chat
        await still_well(server, host)
