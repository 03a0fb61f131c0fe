"""How much script a person waits for before the first page."""

import gzip
import re

from tests.support.browser import DemoServer

ENTRY_LIMIT = 200 * 1024
# What the entry imports is fetched along with it: the whole of it stays within reason too.
FIRST_LIMIT = 240 * 1024


def weight(demo: DemoServer, path: str) -> int:
    """Bytes of a script as gzip sends it."""
    return len(gzip.compress(demo.get(path).encode(), 6))


def test_the_entry_script_is_light(demo: DemoServer) -> None:
    page = demo.get("/")
    entry = re.search(r'<script type="module"[^>]* src="([^"]+)"', page)
    assert entry is not None
    assert weight(demo, entry[1]) <= ENTRY_LIMIT
    preloaded = re.findall(r'rel="modulepreload"[^>]* href="([^"]+)"', page)
    assert weight(demo, entry[1]) + sum(weight(demo, path) for path in preloaded) <= FIRST_LIMIT


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
