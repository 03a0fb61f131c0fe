"""RTCP with a subscriber: what it reports and asks for, and the sender reports that it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signaling.media import rtcp
from signaling.media.leg import Leg
from signaling.media.plane import Plane
from signaling.media.transport import Transport

_REPORT_SECONDS = 1.0
_REPORTS_PER_PACKET = 30
_RESENDS_PER_SECOND = 500
_RESENDS_AT_ONCE = 200
_CNAME = "congvu"


class Downlink:
    """One subscriber's RTCP."""

    def __init__(
        self, transport: Transport, plane: Plane, key_frame_wanted: Callable[[Leg, float], None]
    ) -> None:
        self._transport, self._plane = transport, plane
        self._key_frame_wanted = key_frame_wanted
        self._legs: dict[int, Leg] = {}
        self._report_due = 0.0
        self._allowance = float(_RESENDS_AT_ONCE)
        self._allowed_at = 0.0

    @property
    def legs(self) -> Iterable[Leg]:
        """The legs on this transport."""
        return self._legs.values()

    def set_legs(self, legs: Iterable[Leg]) -> None:
        """The legs have changed."""
        self._legs = {leg.spec.ssrc: leg for leg in legs}

    def received(self, data: bytes, now: float) -> None:
        """A compound packet of the subscriber; raises ValueError when malformed."""
        for message in rtcp.parse(data):
            if isinstance(message, rtcp.ReceiverReport | rtcp.SenderReport):
                for report in message.reports:
                    if (leg := self._legs.get(report.ssrc)) is not None:
                        leg.reported(report, now)
            elif isinstance(message, rtcp.Nack):
                self._resend(message, now)
            elif isinstance(message, rtcp.KeyFrameRequest) and message.media in self._legs:
                self._key_frame_wanted(self._legs[message.media], now)

    def tick(self, now: float) -> None:
        """Send the sender reports when they are due."""
        if now < self._report_due:
            return
        self._report_due = now + _REPORT_SECONDS
        reports = [r for leg in self._legs.values() if (r := _sender_report(leg, now))]
        for at in range(0, len(reports), _REPORTS_PER_PACKET):
            batch = reports[at : at + _REPORTS_PER_PACKET]
            compound = b"".join(rtcp.write_sender_report(report) for report in batch)
            compound += rtcp.write_sdes(batch[0].ssrc, _CNAME)
            self._transport.send_rtcp(compound)

    def path(self) -> tuple[float, float | None]:
        """Mean loss (0..1) of the legs' last reports, and the round trip in ms if known."""
        legs = [leg for leg in self._legs.values() if leg.report is not None]
        if not legs:
            return 0.0, None
        loss = sum(leg.report.fraction for leg in legs if leg.report) / 256 / len(legs)
        trips = [leg.rtt for leg in legs if leg.rtt]
        return loss, min(trips) * 1000 if trips else None

    def _resend(self, message: rtcp.Nack, now: float) -> None:
        leg = self._legs.get(message.media)
        if leg is None:
            return
        self._allowance += (now - self._allowed_at) * _RESENDS_PER_SECOND
        self._allowance = min(self._allowance, _RESENDS_AT_ONCE)
        self._allowed_at = now
        lost = message.lost[: int(self._allowance)]
        if lost:
            self._allowance -= self._plane.resend(leg, lost, now)


def _sender_report(leg: Leg, now: float) -> rtcp.SenderReport | None:
    """The publisher's own map of RTP to NTP time, moved to now and to the leg's timestamps.

    Both tracks of a publisher are moved along its one clock, so that lips stay in step.
    """
    stream, segment = leg.stream, leg.segment
    if stream is None or segment is None or stream.report is None or not leg.packets:
        return None
    elapsed = now - stream.report_at
    ntp = (stream.report.ntp + int(elapsed * 4294967296)) & 0xFFFFFFFFFFFFFFFF
    stamp = stream.report.rtp + int(elapsed * leg.spec.clock) + segment.ts_delta
    leg.sent_report, leg.sent_report_at = ntp >> 16 & 0xFFFFFFFF, now
    return rtcp.SenderReport(leg.spec.ssrc, ntp, stamp & 0xFFFFFFFF, leg.packets, leg.octets)
