"""The address that a request really comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp import web

from server.platform.keys import SETTINGS


def client_address(request: web.BaseRequest) -> str | None:
    """The client's address.

    X-Forwarded-For is read from the right, and only past proxies that the settings trust: what
    stands further left was written by the client.
    """
    app = getattr(request, "app", None)
    networks = app[SETTINGS].trusted_proxies if app is not None else ()
    address = _parse(request.remote)
    hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for hop in reversed(hops):
        if address is None or not any(address in network for network in networks):
            break
        previous = _parse(hop.strip())
        if previous is None:
            break
        address = previous
    return str(address) if address is not None else None


def _parse(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((text or "").split("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
