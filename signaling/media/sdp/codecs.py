"""Which of a peer's payload formats we forward, and what we say about them."""

from __future__ import annotations

from signaling.media.sdp.model import MediaSection, PayloadFormat

VIDEO_FEEDBACK = ("nack", "nack pli", "ccm fir")


def choose(media: MediaSection, wanted: str | None = None) -> PayloadFormat | None:
    """The first format of the peer's order that we forward; `wanted` limits it to one codec.

    RED, FEC and comfort noise are not taken up, so that no leg ever needs them stripped.
    """
    for payload in media.in_order():
        if wanted is not None and payload.name != wanted:
            continue
        if media.kind == "audio" and _is_opus(payload):
            return payload
        if media.kind == "video" and (payload.name == "vp8" or _is_h264(payload)):
            return payload
    return None


def feedback(media: MediaSection, payload: PayloadFormat, *, transport_cc: bool) -> list[str]:
    """The a=rtcp-fb values that we accept of those offered."""
    accepted = VIDEO_FEEDBACK if media.kind == "video" else ("nack",)
    offered = [f for f in payload.feedback if f in accepted]
    if transport_cc and "transport-cc" in payload.feedback:
        return [*offered, "transport-cc"]
    if media.kind == "video" and "goog-remb" in payload.feedback:
        return [*offered, "goog-remb"]
    return offered


def format_lines(payload: PayloadFormat, feedbacks: list[str]) -> list[str]:
    """a=rtpmap, a=fmtp and a=rtcp-fb of one format."""
    names = {"vp8": "VP8", "h264": "H264"}
    name = names.get(payload.name, payload.name)
    channels = f"/{payload.channels}" if payload.channels > 1 else ""
    number = payload.payload_type
    lines = [f"a=rtpmap:{number} {name}/{payload.clock}{channels}"]
    if payload.fmtp:
        lines.append(f"a=fmtp:{number} {payload.fmtp}")
    return lines + [f"a=rtcp-fb:{number} {value}" for value in feedbacks]


def _is_opus(payload: PayloadFormat) -> bool:
    return payload.name == "opus" and payload.clock == 48000 and payload.channels == 2


def _is_h264(payload: PayloadFormat) -> bool:
    return payload.name == "h264" and payload.parameter("packetization-mode") == "1"
