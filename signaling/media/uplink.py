"""Feedback to a publisher: reports, NACK, key-frame requests, transport-wide feedback or REMB."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from signaling.media import rtcp
from signaling.media.link import Link
from signaling.media.source import Source
from signaling.media.stream import random_ssrc
from signaling.media.transport import Transport

_REPORT_SECONDS = 1.0
_REMB_START = 1_500_000
_REMB_MIN = 100_000
_REMB_MAX = 4_000_000
_CNAME = "congvu"


@dataclass(slots=True)
class Agreed:
    """What was negotiated for one stream's feedback."""

    pli: bool = False
    fir: bool = False
    remb: bool = False


class Uplink:
    """One publisher's feedback. `tick` is called every 50 ms by the server's one timer."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._ssrc = random_ssrc()
        self._report_due = 0.0
        self._fir = 0
        self._remb = float(_REMB_START)
        self.reduced_size = False
        self.agreed: dict[int, Agreed] = {}
        self.loss = 0.0

    def tick(self, link: Link, sources: Iterable[Source], now: float) -> None:
        """Send all that is due."""
        messages: list[bytes] = []
        sources = list(sources)
        for source in sources:
            messages += self._repairs(source, now)
            messages += self._key_frames(source, now)
        messages += self._arrivals(link)
        if now >= self._report_due:
            self._report_due = now + _REPORT_SECONDS
            reports = self._reports(sources, now)
            self._transport.send_rtcp(b"".join(reports + messages))
        elif messages:
            prefix = b"" if self.reduced_size else self._minimal()
            self._transport.send_rtcp(prefix + b"".join(messages))

    def request_key_frame(self, source: Source, now: float) -> None:
        """Ask at once if the throttle allows it; otherwise the next tick will."""
        messages = self._key_frames(source, now)
        if messages:
            prefix = b"" if self.reduced_size else self._minimal()
            self._transport.send_rtcp(prefix + b"".join(messages))

    def _minimal(self) -> bytes:
        return rtcp.write_receiver_report(self._ssrc, []) + rtcp.write_sdes(self._ssrc, _CNAME)

    def _repairs(self, source: Source, now: float) -> list[bytes]:
        messages = []
        for stream in source.streams.values():
            if not stream.nacks:
                continue
            numbers, lost = stream.nacks.due(now)
            if numbers:
                seqs = [number & 0xFFFF for number in numbers]
                messages.append(rtcp.write_nack(self._ssrc, stream.ssrc, seqs))
            if lost and source.video and stream.legs:
                source.key_frames.want()
        return messages

    def _key_frames(self, source: Source, now: float) -> list[bytes]:
        streams = list(source.streams.values())
        if not streams or not source.video:
            return []
        waited_for = next((s for s in streams if s.waiting), streams[-1])
        rtt = waited_for.nacks.rtt if waited_for.nacks is not None else 0.1
        if not source.key_frames.due(now, rtt):
            return []
        agreed = self.agreed.get(waited_for.ssrc, Agreed(pli=True))
        if agreed.fir and not agreed.pli:
            self._fir += 1
            return [rtcp.write_fir(self._ssrc, waited_for.ssrc, self._fir)]
        return [rtcp.write_pli(self._ssrc, waited_for.ssrc)]

    def _arrivals(self, link: Link) -> list[bytes]:
        if link.arrivals is None or not link.streams:
            return []
        media = next(iter(link.streams))
        return [
            rtcp.write_transport_cc(self._ssrc, media, body) for body in link.arrivals.feedback()
        ]

    def _reports(self, sources: list[Source], now: float) -> list[bytes]:
        streams = [stream for source in sources for stream in source.streams.values()]
        blocks = [block for stream in streams if (block := stream.block(now)) is not None]
        messages = [rtcp.write_receiver_report(self._ssrc, blocks[:31])]
        messages.append(rtcp.write_sdes(self._ssrc, _CNAME))
        if blocks:
            self.loss = sum(block.fraction for block in blocks) / 256 / len(blocks)
        remb = [s.ssrc for s in streams if self.agreed.get(s.ssrc, Agreed()).remb]
        if remb:
            self._adapt(sum(s.kind == "video" for s in streams))
            messages.append(rtcp.write_remb(self._ssrc, int(self._remb), remb[:255]))
        return messages

    def _adapt(self, videos: int) -> None:
        """Galene's rule on loss alone: such clients obey the number as it is."""
        if self.loss < 0.02:
            self._remb *= 1.05
        elif self.loss > 0.1:
            self._remb *= 1 - self.loss / 2
        self._remb = min(max(self._remb, _REMB_MIN), _REMB_MAX * max(videos, 1))
