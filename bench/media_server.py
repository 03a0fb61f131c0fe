"""Our media server as a process of its own, steered by JSON lines on stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import uvloop

from signaling.media import MediaConfig, MediaServer, Publisher, Subscriber, Track, TransportState


class _Events:
    def track_added(self, track: Track) -> None: ...
    def track_removed(self, track: Track) -> None: ...
    def speaking_changed(self, track: Track) -> None: ...
    def publisher_state(self, state: TransportState) -> None: ...
    def subscriber_state(self, state: TransportState) -> None: ...
    def negotiation_needed(self) -> None: ...


class _Control:
    def __init__(self, server: MediaServer) -> None:
        self._server = server
        self._publishers: list[Publisher] = []
        self._subscribers: list[Subscriber] = []

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "publish":
            publisher = self._server.publisher(_Events())
            self._publishers.append(publisher)
            return {"sdp": await publisher.answer(request["sdp"])}
        if request["do"] == "subscribe":
            subscriber = self._server.subscriber(_Events())
            self._subscribers.append(subscriber)
            for index, publisher in enumerate(self._publishers):
                for track in publisher.tracks.values():
                    subscriber.add(track, stream=f"p{index}")
            offer = await subscriber.offer()
            return {"sdp": offer.sdp, "id": len(self._subscribers) - 1, "version": offer.version}
        if request["do"] == "reset":
            for publisher in self._publishers:
                await publisher.close()
            for subscriber in self._subscribers:
                await subscriber.close()
            self._publishers.clear()
            self._subscribers.clear()
            return {}
        await self._subscribers[request["id"]].accept(request["version"], request["sdp"])
        return {}


async def _serve() -> None:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
    control = _Control(server)
    reader = asyncio.StreamReader(limit=1 << 22)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        sys.stdout.write(json.dumps(await control.answer(json.loads(line))) + "\n")
        sys.stdout.flush()
    await server.close()


if __name__ == "__main__":
    uvloop.run(_serve())
