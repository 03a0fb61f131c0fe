"""SRTP contexts and the DTLS association: forgeries, replays, chosen profile."""

from __future__ import annotations

import asyncio

import pytest
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTPProtectionProfile,
)

from signaling.media import rtp
from signaling.media.dtls import Certificate, Dtls, DtlsError, Fingerprint
from signaling.media.srtp import CM_SHA1_80, GCM_128, Buffer, SrtpContext, SrtpKeys

PROFILES = [(GCM_128, 28), (CM_SHA1_80, 30)]
PLAIN = rtp.write(rtp.Packet(111, False, 1, 2, 3, {1: b"x"}, b"payload"))


def _open(context: SrtpContext, datagram: bytes) -> bytes | None:
    buffer = Buffer()
    buffer.view[: len(datagram)] = datagram
    size = context.unprotect_rtp(buffer, len(datagram))
    return None if size < 0 else bytes(buffer.view[:size])


@pytest.mark.parametrize(("profile", "size"), PROFILES)
def test_what_is_protected_opens_once_and_only_whole(profile: int, size: int) -> None:
    key = bytes(range(size))
    sealed = SrtpContext(profile, key, inbound=False).protect_rtp(PLAIN)
    receiver = SrtpContext(profile, key, inbound=True)
    for at in (1, 3, 9, 14, 22, len(sealed) - 1):
        forged = bytearray(sealed)
        forged[at] ^= 1
        assert _open(receiver, bytes(forged)) is None
    assert _open(receiver, sealed[:-1]) is None
    assert _open(receiver, sealed) == PLAIN
    assert _open(receiver, sealed) is None


@pytest.mark.parametrize(("profile", "size"), PROFILES)
def test_rtcp_is_sealed_too(profile: int, size: int) -> None:
    key, buffer = bytes(range(size)), Buffer()
    plain = bytes.fromhex("80c9000100000001")
    sealed = SrtpContext(profile, key, inbound=False).protect_rtcp(plain)
    receiver = SrtpContext(profile, key, inbound=True)
    buffer.view[: len(sealed)] = sealed
    got = receiver.unprotect_rtcp(buffer, len(sealed))
    assert buffer.view[:got] == plain
    buffer.view[: len(sealed)] = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert receiver.unprotect_rtcp(buffer, len(sealed)) == -1


@pytest.mark.parametrize("junk", [b"\x80" + bytes(11), b"\x9f" + bytes(40), bytes([0x90] * 30)])
def test_junk_does_not_open(junk: bytes) -> None:
    assert _open(SrtpContext(GCM_128, bytes(28), inbound=True), junk) is None


class _Pair:
    """Two associations, back to back."""

    def __init__(self, *, lose: int = 0) -> None:
        self.lose = lose
        self.closed: list[str] = []
        self.certificates = Certificate.create(), Certificate.create()
        self.server = Dtls(
            self.certificates[0], self._to_client, lambda: self.closed.append("server")
        )
        self.client = Dtls(
            self.certificates[1],
            self._to_server,
            lambda: self.closed.append("client"),
            role="client",
        )

    def _to_client(self, data: bytes) -> None:
        self._deliver(self.client, data)

    def _to_server(self, data: bytes) -> None:
        self._deliver(self.server, data)

    def _deliver(self, to: Dtls, data: bytes) -> None:
        if self.lose:
            self.lose -= 1
        else:
            to.feed(data)

    async def handshake(self) -> tuple[SrtpKeys, SrtpKeys]:
        server, client = (c.fingerprint for c in self.certificates)
        return await asyncio.gather(
            self.server.handshake([client], 10), self.client.handshake([server], 10)
        )

    async def close(self) -> None:
        await self.client.close()
        await self.server.close()


async def test_both_ends_get_the_same_keys_and_gcm_is_preferred() -> None:
    pair = _Pair()
    server, client = await pair.handshake()
    assert server.profile == client.profile == GCM_128
    assert (server.inbound, server.outbound) == (client.outbound, client.inbound)
    await pair.close()


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([SRTP_AES128_CM_SHA1_80, SRTP_AEAD_AES_128_GCM], GCM_128),
        ([SRTP_AES128_CM_SHA1_80], CM_SHA1_80),
    ],
)
async def test_the_server_chooses_the_profile(
    offered: list[SRTPProtectionProfile], chosen: int
) -> None:
    pair = _Pair()
    pair.client._transport._srtp_profiles = offered
    server, _ = await pair.handshake()
    assert server.profile == chosen
    await pair.close()


async def test_a_lost_datagram_is_sent_again() -> None:
    pair = _Pair(lose=1)
    server, client = await pair.handshake()
    assert server.inbound == client.outbound
    await pair.close()


async def test_another_certificate_than_announced_is_refused() -> None:
    pair = _Pair()
    wrong = Fingerprint("sha-256", ":".join(["00"] * 32))
    client = asyncio.ensure_future(pair.client.handshake([pair.certificates[0].fingerprint], 10))
    with pytest.raises(DtlsError):
        await pair.server.handshake([wrong], 10)
    client.cancel()
    await asyncio.gather(client, return_exceptions=True)
    await pair.close()


async def test_a_silent_peer_is_given_up() -> None:
    pair = _Pair()
    with pytest.raises(DtlsError, match="in time"):
        await pair.server.handshake([pair.certificates[1].fingerprint], 0.05)
    await pair.close()


async def test_a_goodbye_is_heard() -> None:
    pair = _Pair()
    await pair.handshake()
    await pair.client.close()
    async with asyncio.timeout(10):
        while pair.closed != ["server"]:
            await asyncio.sleep(0.01)
    await pair.close()


async def test_a_flood_is_dropped_and_garbage_does_no_harm() -> None:
    pair = _Pair()
    for _ in range(500):
        pair.server.feed(b"\x16garbage")
    server, client = await pair.handshake()
    assert server.inbound == client.outbound
    pair.server.feed(b"\x17\xfe\xfd garbage after the handshake")
    await pair.client.close()
    async with asyncio.timeout(10):
        while pair.closed != ["server"]:
            await asyncio.sleep(0.01)
    await pair.close()
