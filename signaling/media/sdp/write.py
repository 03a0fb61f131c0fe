"""Write our descriptions: the lines that all of them share."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from signaling.media.dtls import Fingerprint
from signaling.media.ice import Credentials

_HOST_PRIORITY = 2130706431


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """What every m-line of ours says about ICE and DTLS."""

    addresses: tuple[str, ...]
    port: int
    credentials: Credentials
    fingerprint: Fingerprint

    def lines(self, setup: str) -> list[str]:
        """The transport block; `setup` is passive in answers, actpass in offers."""
        first = self.addresses[0]
        return [
            f"c=IN IP{_version(first)} {first}",
            "a=rtcp-mux",
            *self.ice_lines(),
            f"a=fingerprint:{self.fingerprint.algorithm} {self.fingerprint.value}",
            f"a=setup:{setup}",
            *self.candidate_lines(),
        ]

    def ice_lines(self) -> list[str]:
        """Credentials alone, as an sdpfrag needs them."""
        return [
            f"a=ice-ufrag:{self.credentials.ufrag}",
            f"a=ice-pwd:{self.credentials.password}",
        ]

    def candidate_lines(self) -> list[str]:
        """One host candidate for each announced address, all on the one port."""
        return [
            f"a=candidate:{i + 1} 1 udp {_HOST_PRIORITY - 256 * i} {address} {self.port} typ host"
            for i, address in enumerate(self.addresses)
        ] + ["a=end-of-candidates"]


def head(session_id: int, version: int, bundle: Sequence[str]) -> list[str]:
    """Session-level lines."""
    lines = [
        "v=0",
        f"o=- {session_id} {version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
    ]
    if bundle:
        lines.append(f"a=group:BUNDLE {' '.join(bundle)}")
    return [*lines, "a=extmap-allow-mixed", "a=msid-semantic: WMS *"]


def rejected(kind: str, protocol: str, formats: Sequence[str], mid: str) -> list[str]:
    """An m-line with port 0."""
    lines = [f"m={kind} 0 {protocol} {' '.join(formats)}", "c=IN IP4 0.0.0.0"]
    if mid:
        lines.append(f"a=mid:{mid}")
    return [*lines, "a=inactive"]


def text(lines: Sequence[str]) -> str:
    """Lines as SDP text."""
    return "\r\n".join(lines) + "\r\n"


def _version(address: str) -> int:
    return ipaddress.ip_address(address).version
