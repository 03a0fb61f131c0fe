"""Offer tracks to a subscriber: fixed payload types and extension ids, a=ssrc lines always.

The first m-line is an inactive audio anchor for ever: rejecting the section that carries the
bundle makes browsers open a new transport. a=ssrc lines keep the receivers of unchanged tracks
alive when the description changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaling.media import rtp
from signaling.media.api import MediaError
from signaling.media.leg import LegSpec
from signaling.media.sdp import codecs, write
from signaling.media.sdp.model import Description, MediaSection, PayloadFormat
from signaling.media.sdp.write import LocalTransport
from signaling.media.stream import Codec

ANCHOR_MID = "0"
MID_ID = 1
LEVEL_ID = 4
_PROTOCOL = "UDP/TLS/RTP/SAVPF"
_OPUS = PayloadFormat(111, "opus", 48000, 2, "minptime=10;useinbandfec=1")
_VP8 = PayloadFormat(96, "vp8", 90000)
_H264_PROFILES = {"42": (98, "42e01f"), "4d": (100, "4d001f"), "64": (102, "64001f")}


@dataclass(frozen=True, slots=True)
class Section:
    """One m-line of ours. An inactive one has no source; `label` is (stream, track)."""

    mid: str
    kind: str
    payload: PayloadFormat
    rtx_payload_type: int
    ssrc: int
    rtx_ssrc: int
    label: tuple[str, str]
    active: bool
    mid_id: int = MID_ID
    level_id: int = LEVEL_ID

    def spec(self, *, rtx: bool = True, mid: bool = True, level: bool = True) -> LegSpec:
        """The forwarding leg of this m-line, with what the subscriber has agreed to."""
        with_rtx = rtx and bool(self.rtx_payload_type)
        return LegSpec(
            self.ssrc,
            self.payload.payload_type,
            self.payload.clock,
            self.rtx_ssrc if with_rtx else 0,
            self.rtx_payload_type if with_rtx else 0,
            self.mid,
            self.mid_id if mid else 0,
            self.level_id if level and self.kind == "audio" else 0,
        )


def payload_for(codec: Codec) -> tuple[PayloadFormat, int]:
    """Our payload format for a publisher's codec, and its RTX payload type or 0."""
    if codec.name == "opus":
        return _OPUS, 0
    if codec.name == "vp8":
        return _VP8, 97
    profile = PayloadFormat(0, fmtp=codec.fmtp).parameter("profile-level-id") or "42"
    number, level = _H264_PROFILES.get(profile[:2].lower(), _H264_PROFILES["42"])
    fmtp = f"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={level}"
    return PayloadFormat(number, "h264", codec.clock, 1, fmtp), number + 1


def offer(sections: Sequence[Section], local: LocalTransport, session: tuple[int, int]) -> str:
    """The offer's text; the anchor is added here."""
    lines = write.head(*session, [ANCHOR_MID, *(s.mid for s in sections)])
    lines += _anchor(local)
    for section in sections:
        lines += _section(section, local, "actpass", _PROTOCOL)
    return write.text(lines)


def answer(
    remote: Description,
    sections: dict[str, Section],
    local: LocalTransport,
    session: tuple[int, int],
) -> str:
    """The answer to a player's offer (WHEP); `sections` by mid, all others are rejected."""
    lines = write.head(*session, [m.mid for m in remote.media if m.mid in sections])
    for media in remote.media:
        section = sections.get(media.mid)
        if section is None:
            lines += write.rejected(media.kind, media.protocol, media.formats, media.mid)
        else:
            lines += _section(section, local, "passive", media.protocol)
    return write.text(lines)


def play_section(
    media: MediaSection,
    codec: str | None,
    ssrcs: tuple[int, int] = (0, 0),
    label: tuple[str, str] = ("", ""),
) -> Section | None:
    """How a player's recvonly m-line takes a track of `codec`, in the player's numbers.

    Without a codec it is left inactive: players get over that better than over a rejection.
    """
    payload = codecs.choose(media, codec)
    if payload is None or not media.receives or not media.mid:
        return None
    rtx = media.rtx_for(payload.payload_type) if media.kind == "video" else None
    return Section(
        media.mid,
        media.kind,
        payload,
        rtx.payload_type if rtx else 0,
        ssrcs[0],
        ssrcs[1],
        label,
        active=codec is not None,
        mid_id=media.extensions.get(rtp.MID, 0),
        level_id=media.extensions.get(rtp.AUDIO_LEVEL, 0),
    )


def agreed(section: Section, media: MediaSection) -> LegSpec | None:
    """The leg that an answer's m-line agrees to, None when the subscriber refuses it."""
    if not section.active or not media.receives:
        return None
    if section.payload.payload_type not in media.payloads:
        return None
    return section.spec(
        rtx=section.rtx_payload_type in media.payloads,
        mid=media.extensions.get(rtp.MID) == section.mid_id,
        level=media.extensions.get(rtp.AUDIO_LEVEL) == section.level_id,
    )


def check_answer(remote: Description, sections: Sequence[Section]) -> list[MediaSection]:
    """Media sections of an answer in our sections' order; raises MediaError."""
    mids = [ANCHOR_MID, *(s.mid for s in sections)]
    if [m.mid for m in remote.media] != mids:
        raise MediaError("media.sdp", "sections of the answer are not those of the offer")
    transport = remote.transport_of_bundle()
    if not transport.ufrag or not transport.fingerprints:
        raise MediaError("media.sdp", "no transport in the answer")
    if transport.setup != "active":
        raise MediaError("media.sdp", "the answerer must take the DTLS client's role")
    return remote.media[1:]


def _anchor(local: LocalTransport) -> list[str]:
    number = _OPUS.payload_type
    return [
        f"m=audio {local.port} {_PROTOCOL} {number}",
        *local.lines("actpass"),
        f"a=mid:{ANCHOR_MID}",
        "a=inactive",
        *codecs.format_lines(_OPUS, []),
        f"a=extmap:{MID_ID} {rtp.MID}",
    ]


def _section(section: Section, local: LocalTransport, setup: str, protocol: str) -> list[str]:
    payload, video = section.payload, section.kind == "video"
    numbers = [payload.payload_type]
    if section.rtx_payload_type:
        numbers.append(section.rtx_payload_type)
    lines = [f"m={section.kind} {local.port} {protocol} {' '.join(map(str, numbers))}"]
    lines += local.lines(setup)
    lines += [f"a=mid:{section.mid}", "a=sendonly" if section.active else "a=inactive"]
    lines += codecs.format_lines(payload, list(codecs.VIDEO_FEEDBACK) if video else [])
    if section.rtx_payload_type:
        lines.append(f"a=rtpmap:{section.rtx_payload_type} rtx/{payload.clock}")
        lines.append(f"a=fmtp:{section.rtx_payload_type} apt={payload.payload_type}")
    lines.append("a=rtcp-rsize")
    if section.mid_id:
        lines.append(f"a=extmap:{section.mid_id} {rtp.MID}")
    if section.level_id and not video:
        lines.append(f"a=extmap:{section.level_id} {rtp.AUDIO_LEVEL}")
    return lines + (_ssrc_lines(section) if section.active else [])


def _ssrc_lines(section: Section) -> list[str]:
    stream, track = section.label
    lines = [f"a=msid:{stream} {track}"]
    if section.rtx_payload_type:
        lines.append(f"a=ssrc-group:FID {section.ssrc} {section.rtx_ssrc}")
    lines.append(f"a=ssrc:{section.ssrc} cname:{stream}")
    if section.rtx_payload_type:
        lines.append(f"a=ssrc:{section.rtx_ssrc} cname:{stream}")
    return lines
