"""Small deciders: NACK lists, key-frame throttle, speech, layers, quality."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from signaling.media import layers, quality
from signaling.media.keyframes import KeyFrameRequests
from signaling.media.levels import SpeechDetector
from signaling.media.nack import NackList
from signaling.media.stream import Codec, Stream


def test_a_gap_is_asked_for_once_per_round_trip() -> None:
    nacks = NackList()
    nacks.rtt = 0.05
    nacks.missed(10, 11, 0.0)
    assert nacks.due(0.0) == ([], False)  # it may only have been overtaken
    assert nacks.due(0.02) == ([10, 11], False)
    assert nacks.due(0.03) == ([], False)
    nacks.arrived(10, 0.04)
    assert nacks.due(0.1) == ([11], False)


def test_what_does_not_come_is_given_up() -> None:
    nacks = NackList()
    nacks.missed(1, 1, 0.0)
    nacks.due(0.1)
    assert nacks.due(5.0) == ([1], False)  # one request alone may be what was lost
    assert nacks.due(9.0) == ([], True)
    assert not nacks


def test_a_gap_too_long_to_repair_is_not_asked_for() -> None:
    nacks = NackList()
    nacks.missed(1, 5000, 0.0)
    assert nacks.due(1.0) == ([], False)


def test_the_round_trip_is_learnt_from_repairs() -> None:
    nacks = NackList()
    for number in range(50):
        nacks.missed(number, number, number)
        nacks.due(number + 0.02)
        nacks.arrived(number, number + 0.03)
    assert 0.009 < nacks.rtt < 0.02


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=60))
def test_only_missing_numbers_are_asked_for_and_in_order(events: list[tuple[int, bool]]) -> None:
    nacks, missing, now = NackList(), set[int](), 0.0
    for number, arrives in events:
        now += 0.001
        if arrives:
            nacks.arrived(number, now)
            missing.discard(number)
        else:
            nacks.missed(number, number, now)
            missing.add(number)
        asked, _ = nacks.due(now)
        assert set(asked) <= missing
        assert asked == sorted(asked)


def test_key_frames_are_asked_for_at_once_then_throttled() -> None:
    requests = KeyFrameRequests()
    assert not requests.due(0.0, 0.1)
    requests.want()
    assert requests.due(0.0, 0.1)
    requests.arrived()
    requests.want()
    assert not requests.due(0.4, 0.1)
    assert requests.due(0.5, 0.1)


def test_a_request_is_repeated_by_round_trip_until_the_frame_comes() -> None:
    requests = KeyFrameRequests()
    requests.want()
    assert requests.due(0.0, 0.3)
    assert not requests.due(0.5, 0.3)
    assert requests.due(0.6, 0.3)
    requests.arrived()
    assert not requests.due(9.0, 0.3)


def _hear(detector: SpeechDetector, level: int, start: float, seconds: float) -> list[bool]:
    return [
        detector.speaking
        for index in range(int(seconds / 0.02))
        if detector.observe(level, start + index * 0.02)
    ]


def test_speech_is_told_once_and_silence_once() -> None:
    detector = SpeechDetector()
    assert _hear(detector, 20, 0.0, 2.0) == [True]
    assert -40 < detector.level_dbov < -19
    assert _hear(detector, 90, 2.0, 2.0) == [False]


def test_a_click_is_not_speech() -> None:
    detector = SpeechDetector()
    _hear(detector, 20, 0.0, 0.06)
    assert _hear(detector, 100, 0.06, 1.0) == []


def test_packets_that_stop_end_speech() -> None:
    detector = SpeechDetector()
    _hear(detector, 20, 0.0, 1.0)
    assert not detector.tick(1.1)
    assert detector.tick(3.0)
    assert not detector.speaking


def _layer(width: int, heard: float) -> Stream:
    stream = Stream(width, "video", Codec("vp8", 90000), 96, nack=False)
    stream.width, stream.height, stream.heard = width, width * 9 // 16, heard
    return stream


def test_the_smallest_layer_that_fills_the_view_is_picked() -> None:
    low, middle, high = _layer(320, 9.9), _layer(640, 9.9), _layer(1280, 9.9)
    streams = [high, low, middle]
    assert layers.pick(streams, None, 10) is high
    assert layers.pick(streams, (200, 100), 10) is low
    assert layers.pick(streams, (600, 300), 10) is middle
    assert layers.pick(streams, (1900, 1000), 10) is high
    assert layers.pick(streams, (0, 0), 10) is None
    assert layers.pick([], None, 10) is None


def test_a_layer_that_has_gone_silent_is_left_while_another_lives() -> None:
    low, high = _layer(320, 9.9), _layer(1280, 2.0)
    assert layers.pick([low, high], None, 10) is low
    assert layers.pick([low, high], None, 30) is high


def test_quality_falls_with_loss_and_round_trip() -> None:
    assert quality.score(0.0, None) == 5
    assert quality.score(0.02, 20) == 4
    assert quality.score(0.0, 400) == 3
    assert quality.score(0.5, 20) == 1


def test_a_rate_is_measured_over_a_second() -> None:
    meter = quality.RateMeter()
    meter.update(0, 1.0)
    meter.update(1000, 1.5)
    assert meter.bitrate == 0
    meter.update(2000, 2.0)
    assert meter.bitrate == 16000
