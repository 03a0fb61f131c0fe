"""The doctor finds what is wrong and says what to do."""

import asyncio
import socket
import struct
from pathlib import Path

import pytest

from server.doctor import Finding, Grade, examine, split_turn_url
from server.platform.settings import Settings
from tests.support.database import settings_for


async def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in await examine(settings)}


async def test_a_fresh_installation_for_one_machine_has_no_errors(settings: Settings) -> None:
    found = await findings(settings)
    assert found["database"].grade is Grade.GOOD
    assert found["web port"].grade is Grade.GOOD
    assert found["turn"].grade is Grade.WARNING
    assert all(finding.remedy for finding in found.values() if finding.grade is not Grade.GOOD)


async def test_a_database_that_does_not_answer_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    found = await findings(settings_for(tmp_path, "postgresql://nobody:x@127.0.0.1:1/none"))
    assert found["database"].grade is Grade.BAD
    assert "CONGVU_DATABASE_URL" in found["database"].remedy


async def test_a_redis_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    found = await findings(settings_for(tmp_path, redis_url="redis://127.0.0.1:1/0"))
    assert found["redis"].grade is Grade.BAD


async def test_passwords_that_are_cheap_to_guess_are_a_warning(tmp_path: Path) -> None:
    cheap = await findings(settings_for(tmp_path, password_memory_kib=64))
    assert cheap["passwords"].grade is Grade.WARNING
    assert "passwords" not in await findings(settings_for(tmp_path, password_memory_kib=47_104))


async def test_http_on_an_open_address_is_an_error_since_browsers_give_no_camera(
    tmp_path: Path,
) -> None:
    found = await findings(settings_for(tmp_path, host="0.0.0.0"))
    assert found["address"].grade is Grade.BAD


async def test_a_private_media_address_behind_https_is_a_warning(tmp_path: Path) -> None:
    found = await findings(settings_for(tmp_path, public_url="https://hop.example.vn"))
    assert found["media address"].grade is Grade.WARNING


async def test_a_media_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = await findings(settings_for(tmp_path, media_port=port))
    assert found["media port"].grade is Grade.WARNING
    assert str(port) in found["media port"].text


class StunServer(asyncio.DatagramProtocol):
    """Answers a binding request as RFC 8489 wants, without attributes."""

    transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(struct.pack("!HH", 0x0101, 0) + data[4:20], addr)


async def test_a_relay_that_answers_is_good(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(StunServer, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    try:
        found = await findings(
            settings_for(tmp_path, turn_urls=(f"turn:127.0.0.1:{port}",), turn_secret="s" * 32)
        )
    finally:
        transport.close()
    assert found["turn"].grade is Grade.GOOD


async def test_a_relay_that_is_away_is_an_error(tmp_path: Path) -> None:
    found = await findings(
        settings_for(tmp_path, turn_urls=("turn:127.0.0.1:1?transport=tcp",), turn_secret="s" * 32)
    )
    assert found["turn"].grade is Grade.BAD


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("turn:relay.example.vn", ("relay.example.vn", 3478, "udp")),
        ("turn:relay.example.vn:80?transport=tcp", ("relay.example.vn", 80, "tcp")),
        ("turns:relay.example.vn", ("relay.example.vn", 5349, "tcp")),
        ("turns:relay.example.vn:443?transport=tcp", ("relay.example.vn", 443, "tcp")),
    ],
)
def test_turn_addresses_are_read_as_rfc_7065_writes_them(
    url: str, parts: tuple[str, int, str]
) -> None:
    assert split_turn_url(url) == parts
