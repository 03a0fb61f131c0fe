"""Descriptions: recorded from a browser, written by us, malformed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import MediaError, rtp, sdp
from signaling.media.dtls import Fingerprint
from signaling.media.ice import Credentials
from signaling.media.sdp import publish, subscribe
from signaling.media.sdp.write import LocalTransport
from signaling.media.stream import Codec
from tests.unit.media.recordings import recorded

LOCAL = LocalTransport(
    ("192.0.2.1", "2001:db8::1"),
    4000,
    Credentials("uuuu", "p" * 24),
    Fingerprint("sha-256", ":".join(["AB"] * 32)),
)
OFFER = recorded("offer_simulcast.sdp").decode()


def test_a_browsers_simulcast_offer_is_read() -> None:
    audio, video = sdp.parse(OFFER).media
    assert (audio.kind, audio.mid, audio.direction) == ("audio", "0", "sendonly")
    assert audio.ssrcs == [371671841]
    assert video.send_rids == ["q", "h", "f"]
    assert video.extensions[rtp.RID] == 10
    rtx = video.rtx_for(96)
    assert rtx is not None
    assert rtx.payload_type == 97


def test_a_browsers_offer_is_answered_in_its_own_numbers() -> None:
    offer = sdp.parse(OFFER)
    publish.check_transport(offer)
    accepted = {m.mid: a for m in offer.media if (a := publish.accept(m)) is not None}
    text = publish.answer(offer, accepted, LOCAL, (1, 2))
    answer = sdp.parse(text)
    audio, video = answer.media
    assert (audio.formats, video.formats) == (["111"], ["96", "97"])
    assert (audio.direction, video.direction) == ("recvonly", "recvonly")
    assert audio.extensions == {rtp.AUDIO_LEVEL: 1, rtp.TRANSPORT_CC: 3, rtp.MID: 4}
    agreed = {"transport-cc", "ccm fir", "nack", "nack pli"}
    assert set(video.payloads[96].feedback) == agreed
    assert answer.bundle == ["0", "1"]
    assert "a=simulcast:recv q;h;f\r\n" in text
    assert "a=setup:passive\r\n" in text
    assert "a=candidate:2 1 udp 2130706175 2001:db8::1 4000 typ host\r\n" in text
    assert text.startswith("v=0\r\n")
    assert text.endswith("\r\n")


def test_our_offer_has_an_anchor_and_ssrc_lines() -> None:
    payload, rtx = subscribe.payload_for(Codec("vp8", 90000))
    section = subscribe.Section("1", "video", payload, rtx, 5, 6, ("s", "t"), active=True)
    idle = subscribe.Section("2", "video", payload, rtx, 7, 8, ("s", "t"), active=False)
    text = subscribe.offer([section, idle], LOCAL, (1, 1))
    anchor, video, inactive = sdp.parse(text).media
    assert (anchor.mid, anchor.direction) == ("0", "inactive")
    assert (video.direction, video.ssrcs, video.repairs) == ("sendonly", [5, 6], {6: 5})
    assert (inactive.direction, inactive.ssrcs) == ("inactive", [])
    assert "a=msid:s t\r\n" in text
    assert text.count("a=setup:actpass") == 3


def test_a_browsers_answer_agrees_to_what_was_offered() -> None:
    answer = sdp.parse(recorded("answer_subscriber.sdp").decode())
    opus, _ = subscribe.payload_for(Codec("opus", 48000))
    vp8, rtx = subscribe.payload_for(Codec("vp8", 90000))
    sections = [
        subscribe.Section("1", "audio", opus, 0, 5, 6, ("s", "t"), active=True),
        subscribe.Section("2", "video", vp8, rtx, 7, 8, ("s", "t"), active=True),
    ]
    audio, video = subscribe.check_answer(answer, sections)
    heard, seen = subscribe.agreed(sections[0], audio), subscribe.agreed(sections[1], video)
    assert heard is not None
    assert seen is not None
    assert (heard.level_id, heard.rtx_ssrc) == (4, 0)
    assert (seen.rtx_ssrc, seen.rtx_payload_type, seen.mid_id) == (8, 97, 1)
    with pytest.raises(MediaError):
        subscribe.check_answer(answer, sections[:1])


@pytest.mark.parametrize(
    ("profile", "number"), [("42e01f", 98), ("4d0032", 100), ("640c1f", 102), ("", 98)]
)
def test_h264_profiles_have_payload_types_of_their_own(profile: str, number: int) -> None:
    payload, rtx = subscribe.payload_for(Codec("h264", 90000, f"profile-level-id={profile}"))
    assert (payload.payload_type, rtx) == (number, number + 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=setup:actpass", "a=setup:passive"),
        ("a=fingerprint:sha-256", "a=fingerprint:md5"),
        ("a=ice-ufrag:", "a=x-ufrag:"),
        ("a=rtcp-mux", "a=x-mux"),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
    ],
)
def test_a_transport_that_we_cannot_serve_is_refused(old: str, new: str) -> None:
    with pytest.raises(MediaError, match=r"media\.sdp"):
        publish.check_transport(sdp.parse(OFFER.replace(old, new)))


def test_a_rejected_first_section_has_no_transport_to_read() -> None:
    head, first, rest = OFFER.partition("m=audio 9 ")
    text = head + "m=audio 0 " + rest.replace("a=ice-ufrag:", "a=gone:", 1)
    assert first
    assert sdp.parse(text).transport_of_bundle().ufrag


def test_session_level_transport_is_inherited() -> None:
    text = "v=0\r\na=ice-ufrag:abcd\r\na=setup:active\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    (media,) = sdp.parse(text).media
    assert (media.transport.ufrag, media.transport.setup) == ("abcd", "active")


def test_a_fragment_brings_credentials() -> None:
    text = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\n"
    assert sdp.parse_fragment(text).ufrag == "EsAw"
    assert sdp.parse_fragment("a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n").ufrag == ""


@given(st.text(max_size=300))
def test_garbage_is_a_media_error_or_a_description(text: str) -> None:
    for candidate in (text, "v=0\r\n" + text, "v=0\r\nm=video 9 X 96\r\na=" + text):
        try:
            sdp.parse(candidate)
        except MediaError as error:
            assert error.code == "media.sdp"  # noqa: PT017 - any other exception fails the test


@given(st.integers(0, OFFER.count("\r\n") - 1), st.text(max_size=40))
def test_any_line_may_be_anything(index: int, replacement: str) -> None:
    lines = OFFER.split("\r\n")
    lines[index] = replacement
    try:
        offer = sdp.parse("\r\n".join(lines))
        publish.check_transport(offer)
    except MediaError:
        return
    accepted = {m.mid: a for m in offer.media if (a := publish.accept(m)) is not None}
    sdp.parse(publish.answer(offer, accepted, LOCAL, (1, 1)))
