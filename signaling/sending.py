"""Reads from an offer which m-lines send; all else in it is the media plane's to judge."""

from __future__ import annotations

from typing import Literal

from signaling.media import MediaError

_DIRECTIONS = {"a=sendrecv": True, "a=sendonly": True, "a=recvonly": False, "a=inactive": False}


def sending_lines(sdp: str) -> dict[str, Literal["audio", "video"]]:
    """mid -> kind of every audio or video m-line that sends; raises MediaError("media.sdp")."""
    found: dict[str, Literal["audio", "video"]] = {}
    for section in ("\n" + sdp.replace("\r\n", "\n")).split("\nm=")[1:]:
        lines = section.split("\n")
        words = lines[0].split(" ")
        kind = words[0]
        if kind not in ("audio", "video") or len(words) < 4:
            continue
        sends = next((_DIRECTIONS[line] for line in lines if line in _DIRECTIONS), True)
        mid = next((line[6:] for line in lines if line.startswith("a=mid:")), None)
        # A bundle-only m-line has port 0 and still sends (RFC 9143, section 7.2).
        rejected = words[1] == "0" and "a=bundle-only" not in lines
        if not sends or rejected:
            continue
        if mid is None or mid in found:
            raise MediaError("media.sdp", "an m-line without a mid of its own")
        found[mid] = "audio" if kind == "audio" else "video"
    return found


def ice_ufrag(sdp: str) -> str:
    """The first ICE user fragment of a description or fragment; "" where there is none."""
    lines = sdp.replace("\r\n", "\n").split("\n")
    return next((line[12:] for line in lines if line.startswith("a=ice-ufrag:")), "")
