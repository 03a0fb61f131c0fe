"""Our server as a target of the load."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.support.media_wire import WirePeer, answer


class Ours:
    """A child process with the media server."""

    name = "ours"

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self._asking = asyncio.Lock()

    @classmethod
    async def start(cls) -> Ours:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.media_server", stdin=pipe, stdout=pipe, limit=1 << 22
        )
        return cls(process)

    async def publish(self, offer_sdp: str) -> str:
        sdp: str = (await self._ask({"do": "publish", "sdp": offer_sdp}))["sdp"]
        return sdp

    async def subscribe(self, peer: WirePeer) -> str:
        offered = await self._ask({"do": "subscribe"})
        reply = {**offered, "do": "accept", "sdp": answer(peer, offered["sdp"], rtx=False)}
        await self._ask(reply)
        sdp: str = offered["sdp"]
        return sdp

    async def reset(self) -> None:
        await self._ask({"do": "reset"})

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._asking, asyncio.timeout(60):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the media server ended")
        answered: dict[str, Any] = json.loads(line)
        return answered
