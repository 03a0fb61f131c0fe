"""Session descriptions (RFC 8866, 8829): the part of SDP that a forwarding server speaks."""

from __future__ import annotations

from signaling.media.sdp.model import Description, MediaSection, PayloadFormat
from signaling.media.sdp.parse import parse, parse_fragment

__all__ = ["Description", "MediaSection", "PayloadFormat", "parse", "parse_fragment"]
