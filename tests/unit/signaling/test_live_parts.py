"""Speakers, quality and the journal's queue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import pytest

from signaling import journal_queue
from signaling.events import Speaker
from signaling.journal_queue import JournalQueue
from signaling.media import Track
from signaling.messages import Stats
from signaling.nodes import LocalNodes
from signaling.quality import client_score
from signaling.speakers import Speakers
from tests.support.rooms import MEETING


@dataclass
class Microphone:
    id: str
    level_dbov: float = -30.0
    speaking: bool = True
    muted: bool = False


def track(microphone: Microphone) -> Track:
    return cast("Track", cast("Any", microphone))


@pytest.fixture
def told() -> asyncio.Queue[list[Speaker]]:
    return asyncio.Queue()


async def test_speakers_are_told_loudest_first(told: asyncio.Queue[list[Speaker]]) -> None:
    speakers = Speakers(told.put_nowait)
    speakers.changed("an", track(Microphone("m1", -40)))
    speakers.changed("binh", track(Microphone("m2", -20)))
    heard = await asyncio.wait_for(told.get(), 2)
    assert [(one.participant, one.level) for one in heard] == [("binh", 20.0), ("an", 40.0)]
    assert speakers.last == "binh"


async def test_speakers_are_told_on_change_only(told: asyncio.Queue[list[Speaker]]) -> None:
    speakers = Speakers(told.put_nowait)
    microphone = Microphone("m1")
    speakers.changed("an", track(microphone))
    await asyncio.wait_for(told.get(), 2)
    speakers.changed("an", track(microphone))
    microphone.speaking = False
    speakers.changed("an", track(microphone))
    assert await asyncio.wait_for(told.get(), 2) == []
    assert speakers.last == "an"


async def test_a_microphone_that_is_gone_speaks_no_more(
    told: asyncio.Queue[list[Speaker]],
) -> None:
    speakers = Speakers(told.put_nowait)
    microphone = track(Microphone("m1"))
    speakers.changed("an", microphone)
    await asyncio.wait_for(told.get(), 2)
    speakers.forget(microphone)
    assert await asyncio.wait_for(told.get(), 2) == []


@pytest.mark.parametrize(
    ("stats", "score"),
    [
        (Stats(), 0),
        (Stats(rtt_ms=20.0, loss_up=0.0, loss_down=0.0), 5),
        (Stats(rtt_ms=20.0, loss_up=0.03), 3),
        (Stats(rtt_ms=400.0), 3),
        (Stats(loss_down=0.5), 1),
    ],
)
def test_the_worst_of_what_a_client_measured_counts(stats: Stats, score: int) -> None:
    assert client_score(stats) == score


async def test_the_journal_is_written_in_order_and_tried_again() -> None:
    written: list[int] = []
    failures = iter([OSError("busy"), None, None])

    async def write(number: int) -> None:
        error = next(failures, None)
        if error is not None:
            raise error
        written.append(number)

    queue = JournalQueue()
    queue.put("one", lambda: write(1))
    queue.put("two", lambda: write(2))
    await queue.close()
    assert written == [1, 2]


async def test_a_call_that_never_succeeds_does_not_hold_up_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_queue, "_PAUSES", (0.0,))
    written: list[str] = []

    async def broken() -> None:
        raise OSError("disk")

    async def fine() -> None:
        written.append("fine")

    queue = JournalQueue()
    queue.put("broken", broken)
    queue.put("fine", fine)
    await queue.close()
    assert written == ["fine"]


async def test_one_node_holds_every_room_until_it_releases_it() -> None:
    nodes = LocalNodes()
    first = await nodes.claim(MEETING)
    assert (await nodes.claim(MEETING)).fence == first.fence
    await nodes.release(MEETING, first.fence - 1)
    assert (await nodes.claim(MEETING)).fence == first.fence
    await nodes.release(MEETING, first.fence)
    assert (await nodes.claim(MEETING)).fence > first.fence
