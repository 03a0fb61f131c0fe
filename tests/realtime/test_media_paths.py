"""Paths that break: cuts, changed addresses, ICE restarts, lost consent, failed handshakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from signaling.media import MediaConfig, MediaError, MediaServer
from tests.support import media_wire
from tests.support.media import (
    PublishingClient,
    ReceivingClient,
    SubscriberLog,
    WirePublisher,
    WireSubscriber,
    loopback_only,
    until,
)
from tests.support.media_wire import OPUS, WirePeer
from tests.support.udp_proxy import UdpProxy


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
    yield server
    await server.close()


async def _heard(alice: WirePublisher, bob: WireSubscriber, seconds: float = 20) -> None:
    before = len(bob.of(OPUS))

    def arrived() -> bool:
        alice.audio()
        return len(bob.of(OPUS)) > before + 2

    await until(arrived, seconds)


async def _pair(server: MediaServer) -> tuple[WirePublisher, WireSubscriber]:
    alice, bob = WirePublisher(server), WireSubscriber(server)
    await alice.join()
    await bob.join(alice.track("audio"))
    await _heard(alice, bob)
    return alice, bob


@pytest.fixture
async def proxied() -> AsyncIterator[tuple[UdpProxy, PublishingClient, ReceivingClient]]:
    """An aiortc client that publishes sound and one that hears it, over one path."""
    with loopback_only():
        server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
        proxy = UdpProxy(("127.0.0.1", server.port))
        alice = PublishingClient(server, proxy.through)
        bob = ReceivingClient(server, proxy.through)
        await alice.publish(video=False)
        bob.subscriber.add(alice.log.tracks[0], stream="a")
        await bob.negotiate()
        await until(lambda: bob.received and bob.received[0].frames > 10)
        yield proxy, alice, bob
        await alice.close()
        await bob.close()
        proxy.close()
        await server.close()


async def test_media_flows_again_within_three_seconds_of_a_cut_of_five(
    proxied: tuple[UdpProxy, PublishingClient, ReceivingClient],
) -> None:
    proxy, alice, bob = proxied
    proxy.cut = True
    await asyncio.sleep(5)
    frames = bob.received[0].frames
    proxy.cut = False
    await until(lambda: bob.received[0].frames > frames + 10, 3)
    assert "failed" not in alice.log.states + bob.log.states


async def test_media_flows_again_within_three_seconds_when_addresses_have_changed(
    proxied: tuple[UdpProxy, PublishingClient, ReceivingClient],
) -> None:
    proxy, _, bob = proxied
    proxy.move_clients()
    frames = bob.received[0].frames
    await until(lambda: bob.received[0].frames > frames + 10, 3)


async def test_a_publisher_at_a_new_address_is_followed_at_its_next_packet(
    server: MediaServer,
) -> None:
    alice, bob = await _pair(server)
    alice.peer.stop_checks()
    alice.peer.rebind()
    await _heard(alice, bob)
    await alice.close()
    await bob.close()


async def test_a_subscriber_at_a_new_address_is_followed_at_its_next_report(
    server: MediaServer,
) -> None:
    alice, bob = await _pair(server)
    bob.peer.stop_checks()
    bob.peer.rebind()
    bob.peer.send_rtcp(media_wire.empty_report())
    await _heard(alice, bob)
    await alice.close()
    await bob.close()


async def test_forged_packets_from_elsewhere_move_nobody(server: MediaServer) -> None:
    alice, bob = await _pair(server)
    mallory = WirePeer()
    mallory.remote = ("127.0.0.1", server.port)
    head = b"\x80\x6f\x00\x01\x00\x00\x00\x01" + alice.audio_ssrc.to_bytes(4, "big")
    for _ in range(20):
        mallory.send_raw(head + bytes(40))
        mallory.send_raw(b"\x80\xc9\x00\x01\x00\x00\x00\x01" + bytes(30))
    await _heard(alice, bob)
    assert not mallory.rtp
    assert not mallory.rtcp
    for peer in (alice, bob, mallory):
        await peer.close()


async def test_the_client_restarts_ice_and_the_old_credentials_answer_until_then(
    server: MediaServer,
) -> None:
    alice, bob = await _pair(server)
    old = alice.peer.credentials
    alice.peer.credentials = type(old).fresh()
    answer = await alice.publisher.answer(media_wire.offer(alice.peer, alice.sections))
    responses = alice.peer.responses
    alice.peer.check()
    await until(lambda: alice.peer.responses > responses)
    alice.peer.use(answer)
    responses = alice.peer.responses
    alice.peer.check()
    await until(lambda: alice.peer.responses > responses)
    await _heard(alice, bob)
    assert [t.kind for t in alice.log.tracks] == ["audio", "video"]
    assert not alice.log.removed
    await alice.close()
    await bob.close()


async def test_the_server_restarts_ice_of_a_subscriber(server: MediaServer) -> None:
    alice, bob = await _pair(server)
    before = bob.offer_sdp
    await bob.negotiate(restart=True)
    bob.peer.use(bob.offer_sdp)
    assert _ufrag(before) != _ufrag(bob.offer_sdp)
    bob.peer.rebind()
    responses = bob.peer.responses
    bob.peer.check()
    await until(lambda: bob.peer.responses > responses)
    await _heard(alice, bob)
    await alice.close()
    await bob.close()


async def test_a_patch_with_new_credentials_restarts_ice_and_others_change_nothing(
    server: MediaServer,
) -> None:
    alice, bob = await _pair(server)
    same = f"a=ice-ufrag:{alice.peer.credentials.ufrag}\r\na=ice-pwd:{'p' * 24}\r\n"
    assert await alice.publisher.restart(same) == ""
    fragment = await alice.publisher.restart(f"a=ice-ufrag:newer\r\na=ice-pwd:{'p' * 24}\r\n")
    assert "a=ice-ufrag:" in fragment
    assert "a=candidate:" in fragment
    await _heard(alice, bob)
    await alice.close()
    await bob.close()


async def test_a_silent_peer_fails_when_consent_has_run_out_and_comes_back() -> None:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1", consent_seconds=1))
    alice = WirePublisher(server)
    await alice.join()
    alice.peer.stop_checks()
    await until(lambda: alice.log.states == ["connected", "failed"])
    alice.peer.check()
    await until(lambda: alice.log.states == ["connected", "failed", "connected"])
    await alice.close()
    await server.close()


async def test_a_peer_that_says_goodbye_is_closed_and_its_tracks_are_removed(
    server: MediaServer,
) -> None:
    alice, bob = await _pair(server)
    await alice.peer.close()
    await until(lambda: alice.log.states[-1] == "closed")
    assert {t.kind for t in alice.log.removed} == {"audio", "video"}
    counters = server.counters()
    assert (counters.publishers, counters.legs) == (0, 0)
    with pytest.raises(MediaError, match=r"media\.closed"):
        await alice.publisher.answer(media_wire.offer(alice.peer, alice.sections))
    await bob.close()


async def test_a_peer_without_dtls_fails_in_time() -> None:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1", dtls_seconds=0.3))
    alice = WirePublisher(server)
    alice.peer.use(await alice.publisher.answer(media_wire.offer(alice.peer, alice.sections)))
    alice.peer.check()
    await until(lambda: alice.log.states == ["failed"])
    await alice.close()
    await server.close()


async def test_a_certificate_that_was_not_announced_fails(server: MediaServer) -> None:
    alice = WirePublisher(server)
    offer = media_wire.offer(alice.peer, alice.sections)
    real = alice.peer.certificate.fingerprint.value
    forged = real[:-1] + ("0" if real[-1] != "0" else "1")
    answer = await alice.publisher.answer(offer.replace(real, forged))
    joining = asyncio.ensure_future(alice.peer.connect(answer))
    await until(lambda: alice.log.states == ["failed"])
    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)
    await alice.close()


async def test_only_so_many_transports_are_made() -> None:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1", max_transports=1))
    subscriber = server.subscriber(SubscriberLog())
    with pytest.raises(MediaError, match=r"media\.full"):
        server.subscriber(SubscriberLog())
    await subscriber.close()
    await server.subscriber(SubscriberLog()).close()
    await server.close()


def _ufrag(sdp: str) -> str:
    return sdp.partition("a=ice-ufrag:")[2].split()[0]
