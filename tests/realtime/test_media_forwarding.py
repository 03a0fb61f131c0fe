"""What a leg carries, packet by packet: mapping, loss and repair, pause, mute, layers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from signaling.media import MediaConfig, MediaServer, rtcp, rtp, vp8
from tests.support import media_wire
from tests.support.media import WirePublisher, WireSubscriber, until
from tests.support.media_wire import OPUS, RTX, VP8


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
    yield server
    await server.close()


@pytest.fixture
async def alice(server: MediaServer) -> AsyncIterator[WirePublisher]:
    alice = WirePublisher(server)
    await alice.join()
    yield alice
    await alice.close()


@pytest.fixture
async def bob(server: MediaServer) -> AsyncIterator[WireSubscriber]:
    bob = WireSubscriber(server)
    yield bob
    await bob.close()


async def _send_until_received(alice: WirePublisher, bob: WireSubscriber) -> None:
    def arrived() -> bool:
        alice.audio()
        alice.frame(key=True)
        return bool(bob.of(OPUS) and bob.of(VP8))

    await until(arrived)


async def test_payloads_arrive_unchanged_under_the_legs_own_ssrc(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"), alice.track("video"))
    await _send_until_received(alice, bob)
    payload = alice.frame()
    await until(lambda: bob.of(VP8)[-1].payload == payload)
    ssrcs = {p.ssrc for p in bob.packets}
    assert not ssrcs & {alice.audio_ssrc, alice.video_ssrc}
    assert all(f"a=ssrc:{ssrc} cname:s" in bob.offer_sdp for ssrc in ssrcs)


async def test_video_starts_with_a_key_frame_and_the_publisher_is_asked_for_one(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    alice.frame(key=True)
    await until(lambda: alice.track("video").source.streams)
    alice.feedback()
    await bob.join(alice.track("video"))
    alice.frame()
    requests: list[rtcp.Message] = []

    def asked_twice() -> bool:
        requests.extend(m for m in alice.feedback() if isinstance(m, rtcp.KeyFrameRequest))
        return len(requests) >= 2

    await until(asked_twice)
    assert not bob.of(VP8)
    first = alice.frame(key=True)
    await until(lambda: bob.of(VP8))
    assert bob.of(VP8)[0].payload == first


async def test_the_audio_level_goes_with_each_packet_and_mid_until_the_first_report(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"))

    def arrived() -> bool:
        alice.audio(level=33)
        return bool(bob.of(OPUS))

    await until(arrived)
    mid = next(iter(bob.mids)).encode()
    assert bob.of(OPUS)[0].extensions == {1: mid, 4: bytes([33])}
    report = rtcp.Report(bob.of(OPUS)[0].ssrc, 0, 0, 1, 0, 0, 0)
    bob.peer.send_rtcp(rtcp.write_receiver_report(7, [report]))

    def lean() -> bool:
        alice.audio(level=33)
        return bob.of(OPUS)[-1].extensions == {4: bytes([33])}

    await until(lean)


async def test_a_lost_packet_is_asked_for_and_its_repair_is_forwarded_once(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("video"))
    await _send_first_key_frame(alice, bob)
    lost = alice.frame(lose=True)
    lost_seq = alice.video_seq
    last = alice.frame()
    nacks: list[rtcp.Nack] = []

    def asked() -> bool:
        nacks.extend(m for m in alice.feedback() if isinstance(m, rtcp.Nack))
        return bool(nacks)

    await until(asked)
    assert nacks[0].media == alice.video_ssrc
    assert nacks[0].lost == (lost_seq & 0xFFFF,)
    for rtx_seq in (1, 2):  # a duplicate, as probing sends them
        alice.repair(lost_seq, lost, rtx_seq)
    alice.frame()
    await until(lambda: len(bob.of(VP8)) >= 4)
    payloads = [p.payload for p in bob.of(VP8)]
    assert payloads.count(lost) == 1
    by_payload = {p.payload: p.seq for p in bob.of(VP8)}
    assert rtp.seq_diff(by_payload[last], by_payload[lost]) == 1


async def test_nacks_are_retried_and_end_in_a_key_frame_request(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("video"))
    await _send_first_key_frame(alice, bob)
    alice.feedback()
    alice.frame(lose=True)
    alice.frame()
    seen: list[rtcp.Message] = []

    def gave_up() -> bool:
        seen.extend(alice.feedback())
        return any(isinstance(m, rtcp.KeyFrameRequest) for m in seen)

    await until(gave_up)
    assert sum(isinstance(m, rtcp.Nack) for m in seen) >= 2


async def test_a_subscribers_nack_is_answered_by_rtx_and_not_twice_at_once(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("video"))
    await _send_first_key_frame(alice, bob)
    wanted = bob.of(VP8)[0]
    nack = rtcp.write_nack(7, wanted.ssrc, [wanted.seq])
    bob.peer.send_rtcp(nack + nack)
    await until(lambda: bob.of(RTX))
    again = bob.of(RTX)[0]
    assert again.payload == wanted.seq.to_bytes(2, "big") + wanted.payload
    assert again.timestamp == wanted.timestamp
    assert again.ssrc != wanted.ssrc
    payload = alice.frame()
    await until(lambda: bob.of(VP8)[-1].payload == payload)
    assert len(bob.of(RTX)) == 1


async def test_without_rtx_the_same_packet_is_sent_again(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    datagrams: list[bytes] = []
    bob.peer.on_rtp = datagrams.append
    await bob.join(alice.track("video"), rtx=False)

    def arrived() -> bool:
        alice.frame(key=True)
        return bool(datagrams)

    await until(arrived)
    seq, ssrc = int.from_bytes(datagrams[0][2:4], "big"), int.from_bytes(datagrams[0][8:12], "big")
    bob.peer.send_rtcp(rtcp.write_nack(7, ssrc, [seq]))
    await until(lambda: datagrams.count(datagrams[0]) == 2)


async def test_sender_reports_follow_the_publishers_clock(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"), alice.track("video"))
    await _send_until_received(alice, bob)
    ntp = rtcp.ntp_time(1_700_000_000.0)
    for ssrc, stamp in ((alice.audio_ssrc, 48_000), (alice.video_ssrc, 90_000)):
        report = rtcp.SenderReport(ssrc, ntp, stamp, 1, 1)
        alice.peer.send_rtcp(rtcp.write_sender_report(report))
    reports: dict[int, rtcp.SenderReport] = {}

    def reported() -> bool:
        for datagram in bob.peer.rtcp:
            for message in rtcp.parse(bob.peer.open_rtcp(datagram) or b""):
                if isinstance(message, rtcp.SenderReport):
                    reports[message.ssrc] = message
        bob.peer.rtcp.clear()
        return len(reports) == 2

    await until(reported)
    for kind, start, clock in ((OPUS, 48_000, 48_000), (VP8, 90_000, 90_000)):
        report = reports[bob.of(kind)[0].ssrc]
        elapsed = (report.ntp - ntp) / 2**32
        assert 0 <= elapsed < 30
        assert report.rtp - start == pytest.approx(elapsed * clock, abs=2)


async def test_a_view_of_nothing_pauses_and_a_new_view_goes_on_without_a_gap(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"), alice.track("video"))
    await _send_until_received(alice, bob)
    video = alice.track("video")
    last = alice.frame()
    await until(lambda: bob.of(VP8)[-1].payload == last)
    bob.subscriber.set_view(video, 0, 0)
    before = bob.of(VP8)[-1]
    for _ in range(5):
        alice.frame(key=True)
    heard = len(bob.of(OPUS))
    alice.audio()
    await until(lambda: len(bob.of(OPUS)) > heard)
    assert bob.of(VP8)[-1] == before
    bob.subscriber.set_view(video, 640, 360)
    resumed = alice.frame(key=True)
    await until(lambda: bob.of(VP8)[-1] is not before)
    after = bob.of(VP8)[-1]
    assert rtp.seq_diff(after.seq, before.seq) == 1
    assert rtp.ts_diff(after.timestamp, before.timestamp) == 6 * 3000
    old, new = vp8.parse(before.payload), vp8.parse(after.payload)
    assert old is not None
    assert new is not None
    assert new.picture_id == old.picture_id + 1
    assert after.payload[5:] == resumed[5:]


async def test_a_track_muted_by_the_server_is_not_forwarded(
    alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"), alice.track("video"))
    await _send_until_received(alice, bob)
    audio = alice.track("audio")
    alice.publisher.set_muted(audio, True)
    heard = len(bob.of(OPUS))
    alice.audio()
    payload = alice.frame()
    await until(lambda: bob.of(VP8)[-1].payload == payload)
    assert len(bob.of(OPUS)) == heard
    alice.publisher.set_muted(audio, False)
    alice.audio()
    await until(lambda: len(bob.of(OPUS)) == heard + 1)
    assert rtp.seq_diff(bob.of(OPUS)[-1].seq, bob.of(OPUS)[-2].seq) == 1


async def test_speaking_is_told_when_it_begins_and_when_the_packets_end(
    alice: WirePublisher,
) -> None:
    def loud() -> bool:
        alice.audio(level=10)
        return bool(alice.log.speaking)

    await until(loud)
    await until(lambda: len(alice.log.speaking) == 2)
    assert [speaking for _, speaking in alice.log.speaking] == [True, False]


async def test_tracks_come_and_go_while_others_run_on(
    server: MediaServer, alice: WirePublisher, bob: WireSubscriber
) -> None:
    await bob.join(alice.track("audio"))

    def arrived() -> bool:
        alice.audio()
        return bool(bob.of(OPUS))

    await until(arrived)
    ssrc = bob.of(OPUS)[0].ssrc
    bob.subscriber.add(alice.track("video"), stream="s")
    await until(lambda: bob.log.needed == 1)
    await bob.negotiate()
    await _send_first_key_frame(alice, bob)
    bob.subscriber.remove(alice.track("video"))
    await bob.negotiate()
    assert list(bob.mids.values()) == [alice.track("audio").id]
    assert server.counters().legs == 1
    frames = len(bob.of(VP8))
    alice.frame(key=True)
    heard = len(bob.of(OPUS))
    alice.audio()
    await until(lambda: len(bob.of(OPUS)) > heard)
    assert len(bob.of(VP8)) == frames
    assert {p.ssrc for p in bob.of(OPUS)} == {ssrc}
    bob.subscriber.add(alice.track("video"), stream="s")
    await bob.negotiate()
    assert "m=video" in bob.offer_sdp
    assert bob.offer_sdp.count("m=video") == 1  # the m-line is taken again, with a new SSRC
    alice.frame(key=True)
    await until(lambda: len(bob.of(VP8)) > frames)
    assert bob.of(VP8)[0].ssrc != bob.of(VP8)[-1].ssrc


async def test_simulcast_layers_are_told_apart_by_rid_and_chosen_by_view(
    server: MediaServer, bob: WireSubscriber
) -> None:
    carol = _simulcast_publisher(server)
    await carol.join()
    video = carol.track("video")
    rids = {"q": (10, 320, 180), "h": (20, 640, 360), "f": (30, 1280, 720)}
    for rid in rids:
        _send_layer(carol, rid, rids[rid], 0)
    await until(lambda: set(video.source.streams) == set(rids))
    await bob.join(video)
    tick = 0

    async def layer_is(rid: str) -> None:
        def seen() -> bool:
            nonlocal tick
            tick += 1
            for name in rids:
                _send_layer(carol, name, rids[name], tick)
            return bool(bob.of(VP8)) and bob.of(VP8)[-1].payload.endswith(rid.encode())

        await until(seen)

    await layer_is("f")
    bob.subscriber.set_view(video, 300, 170)
    await layer_is("q")
    bob.subscriber.set_view(video, 600, 300)
    await layer_is("h")
    packets = bob.of(VP8)
    steps = [rtp.seq_diff(b.seq, a.seq) for a, b in pairwise(packets)]
    assert set(steps) == {1}
    stamps = [rtp.ts_diff(b.timestamp, a.timestamp) for a, b in pairwise(packets)]
    assert min(stamps) > 0
    pictures = [d.picture_id for p in packets if (d := vp8.parse(p.payload)) is not None]
    assert pictures == list(range(pictures[0], pictures[0] + len(pictures)))
    await carol.close()


def _simulcast_publisher(server: MediaServer) -> WirePublisher:
    rid_lines = [f"a=rid:{rid} send" for rid in "qhf"]
    section = [
        *media_wire.video(),
        f"a=extmap:{media_wire.RID_ID} {rtp.RID}",
        *rid_lines,
        "a=simulcast:send q;h;f",
    ]
    return WirePublisher(server, [media_wire.audio(1111), section])


def _send_layer(publisher: WirePublisher, rid: str, layer: tuple[int, int, int], tick: int) -> None:
    ssrc, width, height = layer
    head = bytes([0x90, 0xC0, 0x80 | tick >> 8 & 0x7F, tick & 0xFF, tick & 0xFF])
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    payload = head + b"\x10\x00\x00\x9d\x01\x2a" + size + rid.encode()
    extensions = {media_wire.MID_ID: b"1", media_wire.RID_ID: rid.encode()}
    packet = rtp.Packet(VP8, True, tick, tick * 3000 + ssrc, ssrc, extensions, payload)
    publisher.peer.send_rtp(packet)


async def _send_first_key_frame(alice: WirePublisher, bob: WireSubscriber) -> None:
    def arrived() -> bool:
        alice.frame(key=True)
        return bool(bob.of(VP8))

    await until(arrived)
