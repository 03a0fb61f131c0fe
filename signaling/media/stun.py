"""STUN binding requests and their answers (RFC 8489), as an ICE-lite server needs them."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import struct
import zlib
from dataclasses import dataclass

MAGIC = 0x2112A442
BINDING_REQUEST = 0x0001
BINDING_SUCCESS = 0x0101

USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
XOR_MAPPED_ADDRESS = 0x0020
PRIORITY = 0x0024
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028
ICE_CONTROLLED = 0x8029
ICE_CONTROLLING = 0x802A

_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_FINGERPRINT_XOR = 0x5354554E
_INTEGRITY_SIZE = 24
_MAX_ATTRIBUTES = 32


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed message; `integrity_at` is the offset of MESSAGE-INTEGRITY, or 0."""

    type: int
    transaction: bytes
    username: str
    use_candidate: bool
    integrity_at: int
    raw: bytes

    @property
    def local_ufrag(self) -> str:
        """Our half of `ours:theirs`."""
        return self.username.partition(":")[0]

    def signed_with(self, password: str) -> bool:
        """Whether MESSAGE-INTEGRITY is there and right for the short-term `password`."""
        at = self.integrity_at
        if not at:
            return False
        claimed = self.raw[at + 4 : at + _INTEGRITY_SIZE]
        return hmac.compare_digest(claimed, _integrity(self.raw[:at], password))


def parse(data: bytes) -> Message:
    """Parse one datagram; raises ValueError for anything that is not a STUN message."""
    if len(data) < 20 or len(data) % 4:
        raise ValueError("not a STUN length")
    kind, length, magic, transaction = _HEADER.unpack_from(data)
    if kind & 0xC000 or magic != MAGIC or length != len(data) - 20:
        raise ValueError("not a STUN header")
    username, use_candidate, integrity_at, at, count = "", False, 0, 20, 0
    while at < len(data):
        attribute, size = _ATTRIBUTE.unpack_from(data, at)
        body = data[at + 4 : at + 4 + size]
        count += 1
        if len(body) != size or count > _MAX_ATTRIBUTES:
            raise ValueError("attribute longer than the message")
        if attribute == FINGERPRINT:
            _check_fingerprint(data[:at], body)
        elif integrity_at:
            pass  # whatever follows MESSAGE-INTEGRITY is not signed, so it is not read
        elif attribute == USERNAME:
            username = body.decode("utf-8")
        elif attribute == USE_CANDIDATE:
            use_candidate = True
        elif attribute == MESSAGE_INTEGRITY:
            if size != 20:
                raise ValueError("MESSAGE-INTEGRITY has 20 bytes")
            integrity_at = at
        at += 4 + size + (-size % 4)
    return Message(kind, transaction, username, use_candidate, integrity_at, data)


def success(transaction: bytes, address: tuple[str, int], password: str) -> bytes:
    """The signed answer to a binding request that came from `address`."""
    return _sign(BINDING_SUCCESS, transaction, [_xor_mapped(address, transaction)], password)


def request(transaction: bytes, username: str, password: str, *, controlling: bool) -> bytes:
    """A signed connectivity check of a client (tests and benchmarks), nominating when it may."""
    role = ICE_CONTROLLING if controlling else ICE_CONTROLLED
    attributes = [
        _attribute(USERNAME, username.encode()),
        _attribute(PRIORITY, struct.pack("!I", 1845501695)),
        _attribute(role, transaction[:8]),
    ]
    if controlling:
        attributes.append(_attribute(USE_CANDIDATE, b""))
    return _sign(BINDING_REQUEST, transaction, attributes, password)


def _sign(kind: int, transaction: bytes, attributes: list[bytes], password: str) -> bytes:
    body = b"".join(attributes)
    message = _HEADER.pack(kind, len(body), MAGIC, transaction) + body
    signed = message + _attribute(MESSAGE_INTEGRITY, _integrity(message, password))
    final = _with_length(signed, len(signed) - 20 + 8)
    checksum = zlib.crc32(final) ^ _FINGERPRINT_XOR
    return final + _attribute(FINGERPRINT, struct.pack("!I", checksum))


def _integrity(before: bytes, password: str) -> bytes:
    signed = _with_length(before, len(before) - 20 + _INTEGRITY_SIZE)
    return hmac.new(password.encode(), signed, hashlib.sha1).digest()


def _with_length(message: bytes, length: int) -> bytes:
    return message[:2] + struct.pack("!H", length) + message[4:]


def _check_fingerprint(before: bytes, body: bytes) -> None:
    expected = zlib.crc32(_with_length(before, len(before) - 20 + 8)) ^ _FINGERPRINT_XOR
    if body != struct.pack("!I", expected):
        raise ValueError("wrong fingerprint")


def _attribute(kind: int, body: bytes) -> bytes:
    return _ATTRIBUTE.pack(kind, len(body)) + body + bytes(-len(body) % 4)


def _xor_mapped(address: tuple[str, int], transaction: bytes) -> bytes:
    ip = ipaddress.ip_address(address[0].partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    mask = struct.pack("!I", MAGIC) + transaction
    masked = bytes(a ^ b for a, b in zip(ip.packed, mask, strict=False))
    family = 1 if ip.version == 4 else 2
    head = struct.pack("!BBH", 0, family, address[1] ^ (MAGIC >> 16))
    return _attribute(XOR_MAPPED_ADDRESS, head + masked)
