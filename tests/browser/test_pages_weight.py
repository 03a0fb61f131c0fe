"""How much script a person waits for before the first page."""

import gzip
import re

from tests.support.browser import DemoServer

# The entry script and all that it imports, which is fetched along with it.
LIMIT = 200 * 1024


def weight(demo: DemoServer, path: str) -> int:
    """Bytes of a script as gzip sends it."""
    return len(gzip.compress(demo.get(path).encode(), 6))


def test_the_entry_script_is_light(demo: DemoServer) -> None:
    page = demo.get("/")
    first = re.findall(r'(?:src|href)="([^"]+\.js)"', page)
    assert first
    assert sum(weight(demo, path) for path in first) <= LIMIT


def test_the_room_and_the_administrators_pages_are_not_in_what_comes_first(
    demo: DemoServer,
) -> None:
    page = demo.get("/")
    first = re.findall(r'(?:src|href)="([^"]+\.js)"', page)
    text = "".join(demo.get(path) for path in first)
    assert "RTCPeerConnection" not in text
    assert "/api/units" not in text
    assert "/api/audit" not in text


def test_the_page_carries_no_script_of_its_own(demo: DemoServer) -> None:
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", demo.get("/"))
    assert inline == []
