"""A UDP path that tests can cut: it stands between clients and the media server."""

from __future__ import annotations

import asyncio
import socket

Address = tuple[str, int]


class UdpProxy:
    """Forwards datagrams, one server-side socket for each client address."""

    def __init__(self, server: Address) -> None:
        self._server = server
        self._clients: dict[Address, socket.socket] = {}
        self.cut = False
        self._front = self._open(self._from_client)
        self.port: int = self._front.getsockname()[1]

    def through(self, sdp: str) -> str:
        """A description whose candidate is this proxy."""
        return sdp.replace(f"127.0.0.1 {self._server[1]} typ", f"127.0.0.1 {self.port} typ")

    def move_clients(self) -> None:
        """From now on all clients come from new ports, as when a NAT has forgotten them."""
        for sock in self._clients.values():
            _close(sock)
        self._clients.clear()

    def close(self) -> None:
        self.move_clients()
        _close(self._front)

    def _open(self, readable: object, *args: object) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind(("127.0.0.1", 0))
        asyncio.get_running_loop().add_reader(sock, readable, sock, *args)  # type: ignore[arg-type]
        return sock

    def _from_client(self, sock: socket.socket) -> None:
        data, client = sock.recvfrom(2048)
        if client not in self._clients:
            self._clients[client] = self._open(self._from_server, client)
        if not self.cut:
            self._clients[client].sendto(data, self._server)

    def _from_server(self, sock: socket.socket, client: Address) -> None:
        data = sock.recv(2048)
        if not self.cut:
            self._front.sendto(data, client)


def _close(sock: socket.socket) -> None:
    asyncio.get_running_loop().remove_reader(sock)
    sock.close()
