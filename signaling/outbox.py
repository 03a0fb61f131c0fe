"""Sending to one Socket.IO connection: in order, without waiting, and bounded.

This is the one module that reaches into python-engineio's socket: its `emit` waits for nothing
either (the queue behind it has no bound), so a client that stops reading would cost the server
whatever its room says. Here what waits is counted, and a client too far behind is cut off; its
seat stays for the grace time and it resumes or gets a snapshot.
"""

from __future__ import annotations

import json
from typing import Any

from engineio import packet as engine_packet
from pydantic import JsonValue

from signaling import metrics

MAX_QUEUED_MESSAGES = 1024
MAX_QUEUED_CHARACTERS = 4 * 1024 * 1024


class Outbox:
    """The outgoing side of one connection."""

    def __init__(self, engine_socket: Any, transport: Any, namespace: str) -> None:
        self._socket = engine_socket
        self._transport = transport
        self._namespace = namespace
        self._characters = 0
        self._finished = False

    def emit(self, event: str, body: JsonValue) -> None:
        """Queues one event; cuts the connection when too much is queued."""
        if self._finished or self._socket.closed:
            return
        text = json.dumps([event, body], separators=(",", ":"), ensure_ascii=False)
        if self._socket.queue.empty():
            self._characters = 0
        self._characters += len(text)
        if (
            self._socket.queue.qsize() >= MAX_QUEUED_MESSAGES
            or self._characters > MAX_QUEUED_CHARACTERS
        ):
            self.cut("stalled")
            return
        self._put(f"2{self._namespace},{text}")

    def finish(self) -> None:
        """Sends what is queued, tells the client that it is over, and closes the socket."""
        if self._finished or self._socket.closed:
            return
        self._put(f"1{self._namespace},")
        self._finished = True
        self._socket.queue.put_nowait(None)

    def cut(self, why: str) -> None:
        """Ends the connection at once, whatever is still queued."""
        if self._finished:
            return
        self._finished = True
        metrics.SOCKETS_CUT.labels(why).inc()
        if self._transport is not None:
            self._transport.abort()

    def _put(self, text: str) -> None:
        self._socket.queue.put_nowait(engine_packet.Packet(engine_packet.MESSAGE, data=text))
