"""Answer a publisher's offer: the offerer's payload types and extension ids, its m-lines' order."""

from __future__ import annotations

from dataclasses import dataclass, field

from signaling.media import rtp
from signaling.media.api import MediaError
from signaling.media.sdp import codecs, write
from signaling.media.sdp.model import Description, MediaSection, PayloadFormat
from signaling.media.sdp.write import LocalTransport

_EXTENSIONS = {
    "audio": (rtp.MID, rtp.AUDIO_LEVEL, rtp.TRANSPORT_CC),
    "video": (rtp.MID, rtp.RID, rtp.REPAIRED_RID, rtp.TRANSPORT_CC),
}
_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF", "RTP/SAVP", "UDP/TLS/RTP/SAVP")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What we take of one m-line of an offer."""

    media: MediaSection
    payload: PayloadFormat
    rtx: PayloadFormat | None
    feedback: list[str]
    extensions: dict[str, int] = field(default_factory=dict)

    @property
    def rids(self) -> list[str]:
        """Simulcast layers in the publisher's order; none for a single encoding."""
        return self.media.send_rids

    def has(self, feedback: str) -> bool:
        """Whether an rtcp-fb value was agreed."""
        return feedback in self.feedback


def check_transport(offer: Description) -> None:
    """Refuse what our one bundled DTLS-server transport cannot do; raises MediaError."""
    transport = offer.transport_of_bundle()
    if not transport.ufrag or not transport.password:
        raise MediaError("media.sdp", "no ICE credentials")
    if not transport.fingerprints:
        raise MediaError("media.sdp", "no usable fingerprint")
    if transport.setup not in ("actpass", "active"):
        raise MediaError("media.sdp", "the offerer must be able to take the DTLS client's role")
    for media in offer.media:
        if media.kind in ("audio", "video") and not media.rejected:
            if media.protocol not in _PROTOCOLS:
                raise MediaError("media.sdp", "not an RTP profile of WebRTC")
            if not media.rtcp_mux:
                raise MediaError("media.sdp", "rtcp-mux is required")


def accept(media: MediaSection) -> Accepted | None:
    """What we take of this m-line, None to reject it."""
    if media.kind not in _EXTENSIONS or media.rejected or not media.mid:
        return None
    payload = codecs.choose(media)
    if payload is None:
        return None
    known = _EXTENSIONS[media.kind]
    extensions = {uri: n for uri, n in media.extensions.items() if uri in known}
    transport_cc = rtp.TRANSPORT_CC in extensions
    agreed = codecs.feedback(media, payload, transport_cc=transport_cc)
    if "transport-cc" not in agreed:
        extensions.pop(rtp.TRANSPORT_CC, None)
    rtx = media.rtx_for(payload.payload_type) if media.kind == "video" else None
    return Accepted(media, payload, rtx, agreed, extensions)


def answer(
    offer: Description,
    accepted: dict[str, Accepted],
    local: LocalTransport,
    session: tuple[int, int],
) -> str:
    """The answer's text; `accepted` by mid, `session` is o='s id and version."""
    lines = write.head(*session, [m.mid for m in offer.media if m.mid in accepted])
    for media in offer.media:
        taken = accepted.get(media.mid)
        if taken is None:
            lines += write.rejected(media.kind, media.protocol, media.formats, media.mid)
        else:
            lines += _section(taken, local)
    return write.text(lines)


def _section(taken: Accepted, local: LocalTransport) -> list[str]:
    media, payload, rtx = taken.media, taken.payload, taken.rtx
    numbers = [payload.payload_type] + ([rtx.payload_type] if rtx else [])
    lines = [f"m={media.kind} {local.port} {media.protocol} {' '.join(map(str, numbers))}"]
    lines += local.lines("passive")
    lines += [f"a=mid:{media.mid}", f"a={'recvonly' if media.sends else 'inactive'}"]
    lines += codecs.format_lines(payload, taken.feedback)
    if rtx:
        lines += codecs.format_lines(rtx, [])
    if media.rtcp_rsize:
        lines.append("a=rtcp-rsize")
    lines += [f"a=extmap:{number} {uri}" for uri, number in taken.extensions.items()]
    if taken.rids:
        lines += [f"a=rid:{rid} recv" for rid in taken.rids]
        lines.append(f"a=simulcast:recv {';'.join(taken.rids)}")
    return lines
