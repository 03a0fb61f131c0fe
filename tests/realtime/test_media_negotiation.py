"""Negotiation with real clients: players' offers, later offers, restarts, stale answers, RED."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

from signaling.media import MediaConfig, MediaError, MediaServer, sdp
from tests.support import media_wire
from tests.support.media import (
    PublisherLog,
    PublishingClient,
    Received,
    ReceivingClient,
    SubscriberLog,
    WirePublisher,
    WireSubscriber,
    loopback_only,
    until,
)
from tests.support.media_wire import WirePeer


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    with loopback_only():
        server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
        yield server
        await server.close()


async def test_a_player_offers_to_receive_and_plays(server: MediaServer) -> None:
    alice = PublishingClient(server)
    await alice.publish()
    log, player = SubscriberLog(), RTCPeerConnection()
    subscriber, received = server.subscriber(log), list[Received]()
    player.on("track", lambda track: received.append(Received(track)))
    for kind in ("video", "audio", "audio"):
        player.addTransceiver(kind, direction="recvonly")
    await player.setLocalDescription(await player.createOffer())
    answer = await subscriber.answer(player.localDescription.sdp, alice.log.tracks)
    await player.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await until(lambda: sum(r.frames > 5 for r in received) == 2)
    directions = [m.direction for m in sdp.parse(answer).media]
    assert directions == ["sendonly", "sendonly", "inactive"]
    with pytest.raises(MediaError):
        await subscriber.offer()
    await player.close()
    await subscriber.close()
    await alice.close()


async def test_a_later_offer_adds_a_track_and_another_takes_it_away(server: MediaServer) -> None:
    alice, bob = PublishingClient(server), ReceivingClient(server)
    await alice.publish(video=False)
    bob.subscriber.add(alice.log.tracks[0], stream="a")
    await bob.negotiate()
    await until(lambda: bob.received and bob.received[0].frames > 5)
    sender = alice.connection.addTrack(AudioStreamTrack())
    await alice.negotiate()
    assert len(alice.log.tracks) == 2
    bob.subscriber.add(alice.log.tracks[1], stream="b")
    await bob.negotiate()
    await until(lambda: len(bob.received) == 2 and bob.received[1].frames > 5)
    transceiver = next(t for t in alice.connection.getTransceivers() if t.sender is sender)
    transceiver.direction = "inactive"
    await alice.negotiate()
    assert alice.log.removed == [alice.log.tracks[1]]
    frames = bob.received[0].frames
    await until(lambda: bob.received[0].frames > frames + 5)
    assert server.counters().legs == 1
    await bob.close()
    await alice.close()


async def test_an_answer_to_an_older_offer_is_stale(server: MediaServer) -> None:
    alice, bob = WirePublisher(server), WireSubscriber(server)
    await alice.join()
    bob.subscriber.add(alice.track("audio"), stream="a")
    first = await bob.subscriber.offer()
    second = await bob.subscriber.offer()
    answer = media_wire.answer(bob.peer, first.sdp)
    with pytest.raises(MediaError, match=r"media\.stale"):
        await bob.subscriber.accept(first.version, answer)
    await bob.subscriber.accept(second.version, media_wire.answer(bob.peer, second.sdp))
    with pytest.raises(MediaError, match=r"media\.stale"):
        await bob.subscriber.accept(second.version, answer)
    await bob.close()
    await alice.close()


async def test_many_changes_in_one_turn_ask_for_one_negotiation(server: MediaServer) -> None:
    alice, bob = WirePublisher(server), WireSubscriber(server)
    await alice.join()
    for track in alice.log.tracks:
        bob.subscriber.add(track, stream="a")
    bob.subscriber.remove(alice.log.tracks[0])
    await until(lambda: bob.log.needed)
    assert bob.log.needed == 1
    offer = await bob.subscriber.offer()
    bob.subscriber.add(alice.log.tracks[0], stream="a")
    assert bob.log.needed == 1  # not while an offer is out
    await bob.subscriber.accept(offer.version, media_wire.answer(bob.peer, offer.sdp))
    await until(lambda: bob.log.needed == 2)
    await bob.close()
    await alice.close()


async def test_a_track_removed_while_its_offer_is_out_is_not_forwarded(
    server: MediaServer,
) -> None:
    alice, bob = WirePublisher(server), WireSubscriber(server)
    await alice.join()
    await bob.join(alice.track("audio"))
    bob.subscriber.add(alice.track("video"), stream="a")
    offer = await bob.subscriber.offer()
    bob.subscriber.remove(alice.track("video"))
    await bob.subscriber.accept(offer.version, media_wire.answer(bob.peer, offer.sdp))
    assert server.counters().legs == 1
    await bob.close()
    await alice.close()


async def test_red_and_fec_are_not_taken_up(server: MediaServer) -> None:
    peer, publisher = WirePeer(), server.publisher(PublisherLog())
    red = [
        line.replace("SAVPF 111", "SAVPF 63 111 13") if line.startswith("m=") else line
        for line in media_wire.audio(1)
    ]
    offer = media_wire.offer(
        peer, [[*red, "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtpmap:13 CN/8000"]]
    )
    answer = sdp.parse(await publisher.answer(offer))
    assert answer.media[0].formats == ["111"]
    await peer.close()
    await publisher.close()


async def test_an_offer_without_a_codec_of_ours_is_refused(server: MediaServer) -> None:
    peer, publisher = WirePeer(), server.publisher(PublisherLog())
    pcmu = ["m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=sendonly", "a=rtpmap:0 PCMU/8000"]
    with pytest.raises(MediaError, match=r"media\.no_codec"):
        await publisher.answer(media_wire.offer(peer, [pcmu]))
    await peer.close()
    await publisher.close()


async def test_a_data_channel_is_rejected_and_the_rest_taken(server: MediaServer) -> None:
    peer, publisher = WirePeer(), server.publisher(PublisherLog())
    channel = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000"]
    offer = media_wire.offer(peer, [media_wire.audio(1), channel])
    answer = await publisher.answer(offer)
    assert [m.rejected for m in sdp.parse(answer).media] == [False, True]
    assert "a=group:BUNDLE 0\r\n" in answer
    await peer.close()
    await publisher.close()


async def test_a_publisher_of_h264_alone_is_taken_with_its_profile(server: MediaServer) -> None:
    section = [
        "m=video 9 UDP/TLS/RTP/SAVPF 102 104",
        "a=sendonly",
        "a=rtpmap:102 H264/90000",
        "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f",
        "a=rtpmap:104 H264/90000",
        "a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f",
    ]
    log = PublisherLog()
    peer, publisher = WirePeer(), server.publisher(log)
    subscriber = server.subscriber(SubscriberLog())
    answer = await publisher.answer(media_wire.offer(peer, [section]))
    assert sdp.parse(answer).media[0].formats == ["104"]
    assert log.tracks[0].codec == "h264"
    subscriber.add(log.tracks[0], stream="a")
    offered = sdp.parse((await subscriber.offer()).sdp).media[1]
    assert offered.in_order()[0].parameter("profile-level-id") == "64001f"
    await peer.close()
    await subscriber.close()
    await publisher.close()
