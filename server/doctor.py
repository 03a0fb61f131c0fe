"""`congvu doctor`: looks at settings, database, Redis, ports, time and TURN; says what to do."""

import asyncio
import contextlib
import ctypes
import os
import shutil
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

from redis.asyncio import Redis
from sqlalchemy import func, select, text

from server.platform.application import client_folder
from server.platform.db.work import Database
from server.platform.settings import Settings

FREE_DISK_BYTES = 1 << 30
CLOCK_TOLERANCE = timedelta(seconds=2)
STUN_MAGIC = 0x2112A442
STUN_BINDING_REQUEST = 0x0001
STUN_BINDING_SUCCESS = 0x0101
TIME_ERROR = 5
# At least as large as struct timex on every Linux.
TIMEX_BYTES = 512
# OWASP's least for argon2id, which then takes two passes; ours takes one.
LEAST_PASSWORD_MEMORY_KIB = 19_456


class Grade(StrEnum):
    """How a finding stands."""

    GOOD = "ok"
    WARNING = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, how it stands, what to do about it."""

    subject: str
    grade: Grade
    text: str
    remedy: str = ""


Check = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(settings: Settings) -> list[Finding]:
    """Run every check. A check that fails in a way of its own is itself a finding."""
    findings: list[Finding] = []
    for check in (_settings, _folder, _time, _database, _redis, _ports, _turn):
        try:
            async with asyncio.timeout(10):
                findings += await check(settings)
        except Exception as error:
            subject = check.__name__.removeprefix("_")
            findings.append(
                _bad(subject, f"{type(error).__name__}: {error}", "See the lines above.")
            )
    return findings


def _good(subject: str, text: str) -> Finding:
    return Finding(subject, Grade.GOOD, text)


def _warn(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, Grade.WARNING, text, remedy)


def _bad(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, Grade.BAD, text, remedy)


async def _settings(settings: Settings) -> list[Finding]:
    findings = []
    if settings.secure:
        findings.append(_good("address", settings.public_url))
    elif settings.host in {"127.0.0.1", "localhost", "::1"}:
        findings.append(_good("address", f"{settings.public_url}, this machine only"))
    else:
        findings.append(
            _bad(
                "address",
                f"{settings.public_url} is not https: browsers give no camera or microphone there",
                "Put TLS in front and set CONGVU_PUBLIC_URL to the https address.",
            )
        )
    if settings.demo and settings.secure:
        findings.append(
            _bad("demo", "demo accounts are open to everyone", "Use `congvu serve`, not `demo`.")
        )
    if settings.password_memory_kib < LEAST_PASSWORD_MEMORY_KIB:
        findings.append(
            _warn(
                "passwords",
                f"one guess costs {settings.password_memory_kib} KiB only",
                f"Set CONGVU_PASSWORD_MEMORY_KIB to {LEAST_PASSWORD_MEMORY_KIB} or more.",
            )
        )
    if not (client_folder(settings) / "index.html").exists():
        remedy = "Run `make client/dist/index.html`."
        findings.append(_bad("page", "the client was not built", remedy))
    return findings


async def _folder(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return [
            _bad(
                "folder", f"{folder}: {error.strerror}", "Set CONGVU_DATA_DIR to a folder of ours."
            )
        ]
    free = shutil.disk_usage(folder).free
    if free < FREE_DISK_BYTES:
        return [_warn("folder", f"{folder}: {free >> 20} MiB free", "Make room on this disk.")]
    return [_good("folder", f"{folder.resolve()}, {free >> 30} GiB free")]


async def _time(_settings: Settings) -> list[Finding]:
    # adjtimex(2) with an empty request changes nothing; it answers TIME_ERROR while the kernel
    # knows of nobody who sets the clock. Where the call is missing there is nothing to say.
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return []
    if adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)) == TIME_ERROR:
        remedy = "Let chrony or systemd-timesyncd set it: deadlines and second factors rest on it."
        return [_warn("clock", "nothing keeps this machine's clock right", remedy)]
    return [_good("clock", "kept right by the system")]


async def _database(settings: Settings) -> list[Finding]:
    database = await Database.open(settings)
    try:
        before = datetime.now(UTC)
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
            findings = [_good("database", database.dialect)]
            if database.dialect == "postgresql":
                theirs = (await session.execute(select(func.now()))).scalar_one()
                findings.append(_clock(theirs - before))
        return findings
    except Exception as error:
        return [
            _bad(
                "database",
                f"no answer: {error}",
                "Check CONGVU_DATABASE_URL, that the server runs and that its user may connect.",
            )
        ]
    finally:
        await database.close()


def _clock(skew: timedelta) -> Finding:
    if abs(skew) > CLOCK_TOLERANCE:
        return _bad(
            "database time",
            f"this machine and the database differ by {skew.total_seconds():.1f} s",
            "Let chrony or systemd-timesyncd set both clocks.",
        )
    return _good("database time", "agrees with this machine's clock")


async def _redis(settings: Settings) -> list[Finding]:
    if settings.redis_url is None:
        return [_good("redis", "not set: one process, everything in memory")]
    client = Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3)
    try:
        await client.ping()
        return [_good("redis", "answers")]
    except Exception as error:
        return [_bad("redis", f"no answer: {error}", "Check CONGVU_REDIS_URL and that Redis runs.")]
    finally:
        await client.aclose()


async def _ports(settings: Settings) -> list[Finding]:
    findings = [
        _port("web port", socket.SOCK_STREAM, settings.host, settings.port),
        _port("media port", socket.SOCK_DGRAM, settings.media_host, settings.media_port),
    ]
    private = [a for a in settings.media_addresses if _is_private(a)]
    if settings.secure and (private or not settings.media_addresses):
        findings.append(
            _warn(
                "media address",
                "people outside cannot reach "
                + (", ".join(private) or "an address found by itself"),
                "Set CONGVU_MEDIA_ADDRESSES to the public address that forwards the UDP port.",
            )
        )
    return findings


def _port(subject: str, kind: socket.SocketKind, host: str, port: int) -> Finding:
    name = f"{host}:{port}{'/udp' if kind == socket.SOCK_DGRAM else ''}"
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _warn(
                subject,
                f"{name}: {error.strerror}",
                "By congvu itself if it runs; else stop the other program or set another port.",
            )
    return _good(subject, f"{name} is free")


def _is_private(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


async def _turn(settings: Settings) -> list[Finding]:
    if not settings.turn_urls:
        text_ = "not set: people whose network lets no UDP out cannot join with sound and picture"
        return [_warn("turn", text_, "Run coturn and set CONGVU_TURN_URLS and CONGVU_TURN_SECRET.")]
    findings = []
    if settings.turn_secret is None:
        findings.append(
            _bad("turn", "CONGVU_TURN_SECRET is not set", "Use coturn's static-auth-secret.")
        )
    for url in settings.turn_urls:
        host, port, transport = split_turn_url(url)
        answered = await _stun_answers(host, port, transport)
        findings.append(
            _good("turn", f"{url} answers")
            if answered
            else _bad(
                "turn", f"{url} does not answer", "Check that coturn runs and the port is open."
            )
        )
    return findings


def split_turn_url(url: str) -> tuple[str, int, str]:
    """Give host, port and transport of `turn:host:port?transport=udp` (RFC 7065)."""
    scheme, _, rest = url.partition(":")
    address, _, query = rest.partition("?")
    host, _, port = address.rpartition(":")
    transport = "tcp" if scheme == "turns" or "transport=tcp" in query else "udp"
    if not host:
        host, port = port, "5349" if scheme == "turns" else "3478"
    return host, int(port), transport


async def _stun_answers(host: str, port: int, transport: str) -> bool:
    request = struct.pack("!HHI", STUN_BINDING_REQUEST, 0, STUN_MAGIC) + os.urandom(12)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(3):
            if transport == "tcp":
                _, writer = await asyncio.open_connection(host, port)
                writer.close()
                return True
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.setblocking(False)
                address = (await loop.getaddrinfo(host, port, family=socket.AF_INET))[0][4]
                await loop.sock_sendto(client, request, address)
                answer = await loop.sock_recv(client, 1500)
                return answer[:2] == struct.pack("!H", STUN_BINDING_SUCCESS)
    return False
