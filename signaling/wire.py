"""Which Socket.IO packets are taken at all: text, commands by name, in our namespace.

python-socketio hands an event called "connect" or "disconnect" to the handlers of those names and
collects binary attachments without a bound; neither is part of this protocol.
"""

from __future__ import annotations

from typing import Any

from engineio.async_drivers.aiohttp import WebSocket
from socketio import packet

NAMESPACE = "/meeting"
_RESERVED = frozenset({"connect", "disconnect", "connect_error", "event", "*"})
_MAX_NAME = 64


class MeetingPacket(packet.Packet):  # type: ignore[misc]
    """A packet of the protocol; raises ValueError for any other."""

    uses_binary_events = False

    def decode(self, encoded_packet: Any) -> int:
        if not isinstance(encoded_packet, str):
            raise ValueError("binary")
        attachments: int = super().decode(encoded_packet)
        if attachments or self.packet_type not in (packet.CONNECT, packet.DISCONNECT, packet.EVENT):
            raise ValueError("not a packet of this protocol")
        if self.packet_type == packet.EVENT and not _is_command(self.data):
            raise ValueError("not a command")
        return 0


def _is_command(data: Any) -> bool:
    return (
        isinstance(data, list)
        and bool(data)
        and isinstance(data[0], str)
        and len(data[0]) <= _MAX_NAME
        and data[0] not in _RESERVED
    )


class StrictWebSocket(WebSocket):  # type: ignore[misc]
    """Engine.IO's WebSocket, with frames read before Engine.IO does.

    What its packet decoder cannot take leaves python-engineio's reading loop as an exception, past
    its own cleaning up. An OSError ends the loop in order.
    """

    async def wait(self) -> str:
        frame = await super().wait()
        if not isinstance(frame, str) or not _is_frame(frame):
            raise OSError("not a frame of this protocol")
        return frame


def _is_frame(frame: str) -> bool:
    """A message (4) with a Socket.IO packet in it, or one of the short control frames.

    A close (1) ends the reading too: python-engineio would go on reading for ever.
    """
    kind, rest = frame[:1], frame[1:]
    if kind == "4":
        return rest[:1] in tuple("0123456")
    return kind in tuple("235") and len(rest) <= len("probe")
