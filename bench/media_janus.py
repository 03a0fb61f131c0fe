"""Janus (videoroom plugin over its WebSocket transport) as a target of the load."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.media_wire import WirePeer, answer

_PLUGINS = "/usr/lib/*/janus"
_CORE = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{lib}/plugins"
  transports_folder = "{lib}/transports"
  events_folder = "{lib}/none"
  loggers_folder = "{lib}/none"
  log_to_stdout = true
  debug_level = 3
  {event_loops}
}}
media: {{
  rtp_port_range = "{first}-{last}"
}}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
_WEBSOCKETS = """
general: {{ ws = true, ws_ip = "127.0.0.1", ws_port = {port}, wss = false }}
admin: {{ admin_ws = false }}
"""


def installed() -> bool:
    """Whether there is a janus to compare with."""
    return shutil.which("janus") is not None


class Janus:
    """A child process of the distribution's janus; `loops` of 0 is its default."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pid = 0
        self._folder = tempfile.TemporaryDirectory(prefix="bench-janus-")
        self._process: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._acknowledged: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._session = 0
        self._room = 4711
        self._feeds: list[int] = []
        self._up: dict[int, asyncio.Event] = {}

    @classmethod
    async def start(cls, name: str, loops: int) -> Janus:
        janus = cls(name)
        port = _free_port()
        folder = janus._configure(port, loops)
        janus._process = await asyncio.create_subprocess_exec(
            "janus",
            f"--configs-folder={folder}",
            f"--config={folder}/janus.jcfg",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        janus.pid = janus._process.pid
        await janus._open(port)
        return janus

    def _configure(self, port: int, loops: int) -> str:
        lib = next(Path("/").glob(_PLUGINS[1:]))
        core = _CORE.format(
            folder=self._folder.name,
            lib=lib,
            event_loops=f"event_loops = {loops}" if loops else "",
            first=(first := 42000 + secrets.randbelow(4000)),
            last=first + 2000,
            plugins=_others(lib / "plugins", "videoroom"),
            transports=_others(lib / "transports", "websockets"),
        )
        folder = Path(self._folder.name)
        (folder / "janus.jcfg").write_text(core)
        websockets = _WEBSOCKETS.format(port=port)
        (folder / "janus.transport.websockets.jcfg").write_text(websockets)
        return self._folder.name

    async def _open(self, port: int) -> None:
        self._http = aiohttp.ClientSession()
        async with asyncio.timeout(60):
            while self._socket is None:
                with contextlib.suppress(aiohttp.ClientError):
                    self._socket = await self._http.ws_connect(
                        f"http://127.0.0.1:{port}", protocols=["janus-protocol"], max_msg_size=0
                    )
                await asyncio.sleep(0.05)
        self._tasks = [asyncio.create_task(self._read())]
        await self._begin()
        self._tasks.append(asyncio.create_task(self._keep_alive()))

    async def _begin(self) -> None:
        """A new session with a new room."""
        self._session = (await self._send({"janus": "create"}))["data"]["id"]
        self._room += 1
        handle = await self._attach()
        room = {"request": "create", "room": self._room, "publishers": 50, "bitrate": 0}
        await self._message(handle, {**room, "audiocodec": "opus", "videocodec": "vp8"})

    async def publish(self, offer_sdp: str) -> str:
        handle = await self._attach()
        self._up[handle] = asyncio.Event()
        join = {"request": "join", "ptype": "publisher", "room": self._room}
        joined = await self._message(handle, join)
        self._feeds.append(joined["plugindata"]["data"]["id"])
        jsep = {"type": "offer", "sdp": offer_sdp}
        reply = await self._message(handle, {"request": "publish"}, jsep)
        await self._trickled(handle)
        sdp: str = reply["jsep"]["sdp"]
        return sdp

    async def subscribe(self, peer: WirePeer) -> str:
        async with asyncio.timeout(60):  # a feed is one only when its media is up
            for up in self._up.values():
                await up.wait()
        handle = await self._attach()
        streams = [{"feed": feed} for feed in self._feeds]
        join = {"request": "join", "ptype": "subscriber", "room": self._room, "streams": streams}
        sdp: str = (await self._message(handle, join))["jsep"]["sdp"]
        peer.controlling = False  # janus offers, so janus nominates
        jsep = {"type": "answer", "sdp": answer(peer, sdp, rtx=False)}
        await self._message(handle, {"request": "start"}, jsep)
        await self._trickled(handle)
        return sdp

    async def reset(self) -> None:
        await self._send({"janus": "destroy"})
        self._session = 0
        self._feeds.clear()
        self._up.clear()
        await self._begin()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            await self._http.close()
        if self._process is not None:
            self._process.terminate()
            try:
                async with asyncio.timeout(10):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._folder.cleanup()

    async def _attach(self) -> int:
        request = {"janus": "attach", "plugin": "janus.plugin.videoroom"}
        handle: int = (await self._send(request))["data"]["id"]
        return handle

    async def _trickled(self, handle: int) -> None:
        await self._send({"janus": "trickle", "handle_id": handle, "candidate": {"completed": 1}})

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        request = {"janus": "message", "handle_id": handle, "body": body}
        reply = await self._send({**request, "jsep": jsep} if jsep else request)
        data = reply.get("plugindata", {}).get("data", {})
        if "error" in data:
            raise RuntimeError(f"janus: {data['error']}")
        return reply

    async def _send(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        transaction = secrets.token_hex(8)
        self._replies[transaction] = asyncio.get_running_loop().create_future()
        if request["janus"] in ("trickle", "keepalive"):
            self._acknowledged.add(transaction)
        message = {**request, "transaction": transaction}
        if self._session:
            message["session_id"] = self._session
        await self._socket.send_json(message)
        async with asyncio.timeout(60):
            reply = await self._replies[transaction]
        if reply["janus"] == "error":
            raise RuntimeError(f"janus: {reply['error']}")
        return reply

    async def _read(self) -> None:
        assert self._socket is not None
        async for frame in self._socket:
            message = frame.json()
            if message["janus"] == "webrtcup" and message["sender"] in self._up:
                self._up[message["sender"]].set()
            transaction = message.get("transaction", "")
            # To all but these, an "ack" only says that the real reply, an event, will follow.
            if message["janus"] == "ack" and transaction not in self._acknowledged:
                continue
            self._acknowledged.discard(transaction)
            future = self._replies.pop(transaction, None)
            if future is not None and not future.done():
                future.set_result(message)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._send({"janus": "keepalive"})


def _others(folder: Path, wanted: str) -> str:
    return ",".join(p.name for p in sorted(folder.glob("*.so")) if wanted not in p.name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
