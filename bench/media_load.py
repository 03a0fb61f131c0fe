"""The load: the same wire peers against any server, and what they count."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Sequence
from typing import Protocol

from signaling.media import rtcp, rtp
from signaling.media.stream import random_ssrc
from tests.support.media_wire import OPUS, VP8, WirePeer, audio, offer, video, vp8_payload

TICK_SECONDS = 0.02
_PACKETS_PER_FRAME = 4
_VIDEO_BYTES = 1000
_AUDIO_BYTES = 120
_KEY_EVERY = 50
_SAMPLE = 64
_JOIN_AT_ONCE = 10
_ANY = "0.0.0.0"  # noqa: S104 - janus does not listen on loopback; the system picks our address


class Target(Protocol):
    """A server under test."""

    name: str
    pid: int

    async def publish(self, offer_sdp: str) -> str: ...
    async def subscribe(self, peer: WirePeer) -> str: ...
    async def reset(self) -> None: ...
    async def close(self) -> None: ...


class Talker:
    """Publishes 50 audio and 100 video packets a second, 0.85 Mbit/s."""

    def __init__(self) -> None:
        self.peer = WirePeer(_ANY)
        self.audio, self.video = random_ssrc(), random_ssrc()
        self.sent = self._tick = self._audio_seq = self._video_seq = 0
        self.peer.on_rtp = self.peer.on_rtcp = _ignore

    async def join(self, target: Target) -> None:
        sections = [audio(self.audio), video(self.video)]
        await self.peer.connect(await target.publish(offer(self.peer, sections)))

    def tick(self) -> None:
        self._tick += 1
        self._audio_seq += 1
        stamp = self._tick * 960
        level = {2: b"\x90"}
        sound = rtp.Packet(
            OPUS, False, self._audio_seq & 0xFFFF, stamp, self.audio, level, bytes(_AUDIO_BYTES)
        )
        self.peer.send_rtp(sound)
        self.sent += 1
        if self._tick % 2:
            self._frame()
        if self._tick % 50 == 0:
            self._report(stamp)

    def _frame(self) -> None:
        frame = self._tick // 2
        key = frame % _KEY_EVERY == 0
        for index in range(_PACKETS_PER_FRAME):
            self._video_seq += 1
            payload = vp8_payload(key=key, picture=frame & 0x7FFF, size=_VIDEO_BYTES)
            if index:  # not the start of a partition
                payload = bytes([0x80]) + payload[1:]
            last = index == _PACKETS_PER_FRAME - 1
            packet = rtp.Packet(
                VP8, last, self._video_seq & 0xFFFF, frame * 3600, self.video, {}, payload
            )
            self.peer.send_rtp(packet)
            self.sent += 1

    def _report(self, stamp: int) -> None:
        now = rtcp.ntp_time(time.time())
        reports = ((self.audio, stamp), (self.video, self._tick // 2 * 3600))
        for ssrc, at in reports:
            sr = rtcp.SenderReport(ssrc, now, at & 0xFFFFFFFF, self.sent, self.sent * 500)
            self.peer.send_rtcp(rtcp.write_sender_report(sr) + rtcp.write_sdes(ssrc, "bench"))


class Listener:
    """Counts packets by SSRC and decrypts one in 64, to know that they are right."""

    def __init__(self) -> None:
        self.peer = WirePeer(_ANY)
        self.peer.on_rtp, self.peer.on_rtcp = self._received, _ignore
        self.received = self.sampled = self.wrong = 0
        self._ssrcs: dict[bytes, int] = {}

    async def join(self, target: Target) -> None:
        await self.peer.connect(await target.subscribe(self.peer))

    def report(self) -> None:
        """A receiver report, as every client sends each second."""
        blocks = [
            rtcp.Report(int.from_bytes(ssrc, "big"), 0, 0, highest, 0, 0, 0)
            for ssrc, highest in self._ssrcs.items()
        ]
        if blocks:
            compound = rtcp.write_receiver_report(1, blocks) + rtcp.write_sdes(1, "bench")
            self.peer.send_rtcp(compound)

    def _received(self, datagram: bytes) -> None:
        self.received += 1
        self._ssrcs[datagram[8:12]] = struct.unpack_from("!H", datagram, 2)[0]
        if self.received % _SAMPLE == 1 and self.peer.keys is not None:
            packet = self.peer.open_rtp(datagram)
            self.sampled += 1
            if packet is None or len(packet.payload) not in (_AUDIO_BYTES, _VIDEO_BYTES):
                self.wrong += 1


class Load:
    """So many talkers and listeners, each listener taking every talker."""

    def __init__(self, talkers: int, listeners: int) -> None:
        self.talkers = [Talker() for _ in range(talkers)]
        self.listeners = [Listener() for _ in range(listeners)]

    async def join(self, target: Target) -> None:
        """Talkers first, as listeners take those that are there; some at a time."""
        for peers in (self.talkers, self.listeners):
            for at in range(0, len(peers), _JOIN_AT_ONCE):
                await asyncio.gather(*(p.join(target) for p in peers[at : at + _JOIN_AT_ONCE]))

    async def run(self, seconds: float) -> None:
        """Talk for so long, the talkers evenly out of step."""
        started, tick = time.monotonic(), 0
        step = TICK_SECONDS / len(self.talkers)
        while time.monotonic() - started < seconds:
            for talker in self.talkers:
                talker.tick()
                tick += 1
                late = started + tick * step - time.monotonic()
                await asyncio.sleep(max(late, 0))
            if tick // len(self.talkers) % 50 == 0:
                for listener in self.listeners:
                    listener.report()

    async def drained(self, seconds: float) -> None:
        """Wait until all has arrived that was sent, but no longer than so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            due, got = self.totals()
            if got >= due:
                return
            await asyncio.sleep(0.02)

    def totals(self) -> tuple[int, int]:
        """Packets that should have arrived, and that did."""
        due = sum(t.sent for t in self.talkers) * len(self.listeners)
        return due, sum(listener.received for listener in self.listeners)

    def check(self) -> None:
        """Fails when a sampled packet was not what had been sent."""
        wrong: Sequence[Listener] = [x for x in self.listeners if x.wrong or not x.sampled]
        if wrong:
            raise RuntimeError(f"{len(wrong)} listeners got packets that are not right")

    async def close(self) -> None:
        for peer in [t.peer for t in self.talkers] + [x.peer for x in self.listeners]:
            await peer.close()


def _ignore(datagram: bytes) -> None:
    pass
