"""Which m-lines of an offer send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.devices import device_tracks
from signaling.media import MediaError
from signaling.sending import ice_ufrag, sending_lines

HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


def line(kind: str, mid: str | None, direction: str = "sendonly", port: int = 9) -> str:
    named = f"a=mid:{mid}\r\n" if mid is not None else ""
    return f"m={kind} {port} UDP/TLS/RTP/SAVPF 96\r\n{named}a={direction}\r\n"


def test_only_lines_that_send_are_found() -> None:
    sdp = HEAD + line("audio", "0") + line("video", "1", "recvonly") + line("video", "2")
    assert sending_lines(sdp) == {"0": "audio", "2": "video"}


def test_a_line_without_a_direction_sends() -> None:
    sdp = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:a\r\n"
    assert sending_lines(sdp) == {"a": "audio"}


def test_a_rejected_line_does_not_send_but_a_bundled_one_does() -> None:
    bundled = line("video", "2", port=0) + "a=bundle-only\r\n"
    assert sending_lines(HEAD + line("video", "1", port=0) + bundled) == {"2": "video"}


@pytest.mark.parametrize("mids", [(None,), ("0", "0")])
def test_sending_lines_without_a_mid_of_their_own_are_refused(mids: tuple[str | None]) -> None:
    with pytest.raises(MediaError):
        sending_lines(HEAD + "".join(line("audio", mid) for mid in mids))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        sending_lines(text)
    except MediaError:
        return


def test_a_device_sends_one_microphone_and_one_camera() -> None:
    tracks = device_tracks(HEAD + line("audio", "0") + line("video", "1"))
    assert [(track.mid, track.source) for track in tracks] == [("0", "microphone"), ("1", "camera")]


@pytest.mark.parametrize("lines", [(), ("video", "video")])
def test_a_device_that_sends_nothing_or_too_much_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(MediaError):
        device_tracks(HEAD + "".join(line(kind, str(mid)) for mid, kind in enumerate(lines)))


def test_the_ice_session_is_known_by_its_fragment() -> None:
    assert ice_ufrag("a=ice-ufrag:abcd\r\na=ice-pwd:x\r\n") == "abcd"
    assert ice_ufrag("") == ""
