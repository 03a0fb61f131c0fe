"""One offer under way at a time, and none lost."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from signaling import negotiation
from signaling.media import MediaError, Offer, Subscriber
from signaling.negotiation import Negotiator


class FakeSubscriber:
    """Numbers its offers; takes the answer to the last one only."""

    def __init__(self) -> None:
        self.version = 0
        self.restarts: list[bool] = []

    async def offer(self, *, restart: bool = False) -> Offer:
        self.version += 1
        self.restarts.append(restart)
        return Offer(self.version, f"offer {self.version}", {})

    async def accept(self, version: int, answer_sdp: str) -> None:
        if version != self.version:
            raise MediaError("media.stale")


class Client:
    """Where offers arrive."""

    def __init__(self) -> None:
        self.subscriber = FakeSubscriber()
        self.offers: asyncio.Queue[Offer] = asyncio.Queue()
        self.negotiator = Negotiator(
            cast("Subscriber", cast("Any", self.subscriber)), self.offers.put_nowait
        )

    async def next_offer(self) -> Offer:
        return await asyncio.wait_for(self.offers.get(), 2)

    async def nothing_more(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        assert self.offers.empty()


async def test_many_changes_at_once_are_one_offer() -> None:
    client = Client()
    for _ in range(10):
        client.negotiator.need()
    assert (await client.next_offer()).version == 1
    await client.nothing_more()


async def test_a_change_during_an_offer_is_offered_after_its_answer() -> None:
    client = Client()
    client.negotiator.need()
    await client.next_offer()
    client.negotiator.need()
    client.negotiator.need()
    await client.nothing_more()
    await client.negotiator.answer(1, "answer")
    assert (await client.next_offer()).version == 2
    await client.nothing_more()


async def test_a_stale_answer_is_refused_and_the_right_one_still_counts() -> None:
    client = Client()
    client.negotiator.need()
    await client.next_offer()
    with pytest.raises(MediaError, match=r"media\.stale"):
        await client.negotiator.answer(0, "answer")
    await client.negotiator.answer(1, "answer")
    client.negotiator.need()
    assert (await client.next_offer()).version == 2


async def test_a_client_that_does_not_answer_is_offered_the_next_change_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(negotiation, "ANSWER_SECONDS", 0.01)
    client = Client()
    client.negotiator.need()
    await client.next_offer()
    client.negotiator.need()
    assert (await client.next_offer()).version == 2


async def test_nothing_is_offered_to_who_is_away_and_the_present_state_on_return() -> None:
    client = Client()
    client.negotiator.need()
    await client.next_offer()
    client.negotiator.pause()
    client.negotiator.need()
    await client.nothing_more()
    client.negotiator.resume()
    assert (await client.next_offer()).version == 2


async def test_an_offer_that_was_answered_before_the_cut_is_not_repeated() -> None:
    client = Client()
    client.negotiator.need()
    await client.next_offer()
    await client.negotiator.answer(1, "answer")
    await client.nothing_more()
    client.negotiator.pause()
    client.negotiator.resume()
    await client.nothing_more()


async def test_a_restart_is_asked_for_once() -> None:
    client = Client()
    client.negotiator.need(restart=True)
    await client.next_offer()
    await client.negotiator.answer(1, "answer")
    client.negotiator.need()
    await client.next_offer()
    assert client.subscriber.restarts == [True, False]
