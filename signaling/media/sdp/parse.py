"""Read a peer's description. Everything that is wrong with it is MediaError("media.sdp")."""

from __future__ import annotations

import re
from typing import cast, get_args

from signaling.media.api import MediaError
from signaling.media.dtls import Fingerprint
from signaling.media.sdp.model import (
    Description,
    Direction,
    MediaSection,
    PayloadFormat,
    TransportSection,
)

MAX_BYTES = 512 * 1024
MAX_SECTIONS = 400
_MAX_LIST = 256
_TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~_]{1,32}\Z")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}\Z")
_HASHES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}


def parse(text: str) -> Description:
    """Parse an offer or answer; raises MediaError."""
    if len(text) > MAX_BYTES:
        raise MediaError("media.sdp", "not a description of bearable size")
    lines = [line for line in re.split(r"\r?\n", text) if line]
    if not lines or lines[0] != "v=0":
        raise MediaError("media.sdp", "must begin with v=0")
    return _read(lines)


def parse_fragment(text: str) -> TransportSection:
    """ufrag and password of a trickle-ice-sdpfrag (RFC 8840); empty when it has none."""
    if len(text) > MAX_BYTES:
        raise MediaError("media.sdp", "not a fragment of bearable size")
    return _read([line for line in re.split(r"\r?\n", text) if line]).transport_of_bundle()


def _read(lines: list[str]) -> Description:
    description = Description()
    try:
        _read_lines(description, lines)
    except (ValueError, IndexError, KeyError) as error:
        raise MediaError("media.sdp", type(error).__name__) from error
    mids = [media.mid for media in description.media if media.mid]
    if len(set(mids)) != len(mids):
        raise MediaError("media.sdp", "two sections with one mid")
    for media in description.media:
        _inherit(media.transport, description.transport)
    return description


def _read_lines(description: Description, lines: list[str]) -> None:
    media: MediaSection | None = None
    for line in lines:
        if len(line) < 2 or line[1] != "=":
            raise ValueError("not a type=value line")
        kind, value = line[0], line[2:]
        if kind == "m":
            if len(description.media) >= MAX_SECTIONS:
                raise ValueError("too many sections")
            media = _media_line(value)
            description.media.append(media)
        elif kind == "a":
            name, _, rest = value.partition(":")
            _transport_attribute(media.transport if media else description.transport, name, rest)
            if media is not None:
                _media_attribute(media, name, rest)
            elif name == "group" and rest.startswith("BUNDLE"):
                description.bundle = rest.split()[1:]


def _media_line(value: str) -> MediaSection:
    kind, port, protocol, *formats = value.split()
    number = int(port.partition("/")[0])
    if not 0 <= number <= 65535 or len(formats) > _MAX_LIST:
        raise ValueError("bad m-line")
    section = MediaSection(kind, number, protocol, formats)
    if kind in ("audio", "video"):
        for name in formats:
            section.payloads[_payload_type(name)] = PayloadFormat(_payload_type(name))
    return section


def _transport_attribute(transport: TransportSection, name: str, value: str) -> None:
    if name == "ice-ufrag":
        transport.ufrag = _matching(_ICE, value)
    elif name == "ice-pwd":
        transport.password = _matching(_ICE, value)
    elif name == "setup":
        transport.setup = value
    elif name == "fingerprint":
        algorithm, digest = value.split()
        size = _HASHES.get(algorithm.lower())
        if size is None:
            return
        if len(bytes.fromhex(digest.replace(":", ""))) != size:
            raise ValueError("fingerprint of a wrong length")
        if len(transport.fingerprints) < 8:
            transport.fingerprints.append(Fingerprint(algorithm.lower(), digest.upper()))


def _media_attribute(media: MediaSection, name: str, value: str) -> None:
    if name in get_args(Direction):
        media.direction = cast("Direction", name)
    elif name == "mid":
        media.mid = _matching(_TOKEN, value)
    elif name in ("rtpmap", "fmtp", "rtcp-fb"):
        _payload_attribute(media, name, value)
    elif name == "extmap":
        number, uri = value.split()[:2]
        identifier = int(number.partition("/")[0])
        if 1 <= identifier <= 14:
            media.extensions[uri] = identifier
    elif name in ("ssrc", "ssrc-group"):
        _ssrc_attribute(media, name, value)
    elif name == "rid":
        rid, direction = value.split()[:2]
        if direction == "send" and len(media.send_rids) < 8:
            media.send_rids.append(_matching(_TOKEN, rid))
    elif name == "rtcp-mux":
        media.rtcp_mux = True
    elif name == "rtcp-rsize":
        media.rtcp_rsize = True
    elif name == "bundle-only":
        media.bundle_only = True


def _payload_attribute(media: MediaSection, name: str, value: str) -> None:
    number, _, rest = value.partition(" ")
    if number == "*":
        targets = list(media.payloads.values())
    else:
        found = media.payloads.get(_payload_type(number))
        targets = [] if found is None else [found]
    for payload in targets:
        if name == "rtpmap":
            encoding, clock, *channels = rest.split("/")
            payload.name, payload.clock = encoding.lower(), int(clock)
            payload.channels = int(channels[0]) if channels else 1
        elif name == "fmtp":
            payload.fmtp = rest.strip()[:512]
        elif len(payload.feedback) < 16:
            payload.feedback.append(rest.strip())


def _ssrc_attribute(media: MediaSection, name: str, value: str) -> None:
    first, *rest = value.split()
    if name == "ssrc-group":
        if first == "FID" and len(rest) == 2 and len(media.repairs) < 16:
            media.repairs[_ssrc(rest[1])] = _ssrc(rest[0])
    elif _ssrc(first) not in media.ssrcs and len(media.ssrcs) < 16:
        media.ssrcs.append(_ssrc(first))


def _inherit(own: TransportSection, session: TransportSection) -> None:
    own.ufrag = own.ufrag or session.ufrag
    own.password = own.password or session.password
    own.setup = own.setup or session.setup
    own.fingerprints = own.fingerprints or session.fingerprints


def _payload_type(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 127:
        raise ValueError("payload type out of range")
    return number


def _ssrc(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 0xFFFFFFFF:
        raise ValueError("SSRC out of range")
    return number


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.match(value):
        raise ValueError("bad token")
    return value
