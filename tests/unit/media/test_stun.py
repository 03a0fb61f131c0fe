"""STUN messages: recorded, made, mutated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import stun
from tests.unit.media.recordings import STUN_PASSWORD, recorded

_ID = bytes(range(12))


def test_a_browsers_check_is_read_and_its_signature_verified() -> None:
    message = stun.parse(recorded("stun_check.bin"))
    assert message.type == stun.BINDING_REQUEST
    assert message.local_ufrag == "FyGKp8Cr"
    assert not message.use_candidate
    assert message.signed_with(STUN_PASSWORD)
    assert not message.signed_with(STUN_PASSWORD[:-1])


def test_a_browsers_nomination_is_read() -> None:
    message = stun.parse(recorded("stun_nominating.bin"))
    assert message.use_candidate
    assert message.signed_with(STUN_PASSWORD)


def test_an_answer_is_signed_and_carries_the_masked_address() -> None:
    reply = stun.success(_ID, ("192.0.2.1", 32853), "pw")
    message = stun.parse(reply)
    assert message.type == stun.BINDING_SUCCESS
    assert message.transaction == _ID
    assert message.signed_with("pw")
    # RFC 5769 2.2 has this address, with the magic cookie as the mask.
    assert reply[20:32].hex() == "002000080001a147e112a643"


@pytest.mark.parametrize("address", ["2001:db8::1", "fe80::1%eth0"])
def test_an_answer_to_ipv6_is_masked_with_the_transaction_too(address: str) -> None:
    reply = stun.success(_ID, (address, 1), "pw")
    assert reply[20:24].hex() == "00200014"
    assert reply[25] == 2


def test_an_answer_to_a_mapped_address_is_ipv4() -> None:
    reply = stun.success(_ID, ("::ffff:192.0.2.1", 32853), "pw")
    assert reply[20:32].hex() == "002000080001a147e112a643"


def test_a_check_made_for_tests_is_one() -> None:
    message = stun.parse(stun.request(_ID, "a:b", "pw", controlling=True))
    assert message.username == "a:b"
    assert message.use_candidate
    assert message.signed_with("pw")


def test_what_follows_the_signature_is_not_believed() -> None:
    data = recorded("stun_check.bin")[:-8] + b"\x00\x25\x00\x00"
    data = data[:2] + (len(data) - 20).to_bytes(2, "big") + data[4:]
    assert not stun.parse(data).use_candidate


def test_a_changed_bit_is_noticed() -> None:
    data = bytearray(recorded("stun_check.bin"))
    data[30] ^= 1
    with pytest.raises(ValueError, match="fingerprint"):
        stun.parse(bytes(data))


def test_an_unsigned_message_is_signed_with_nothing() -> None:
    assert not stun.parse(stun._HEADER.pack(1, 0, stun.MAGIC, _ID)).signed_with("")


@given(st.binary(max_size=200))
def test_garbage_is_a_value_error_or_a_message(data: bytes) -> None:
    try:
        stun.parse(data)
    except ValueError:
        return


@given(st.integers(0, 91), st.integers(0, 255))
def test_no_mutation_of_what_is_signed_keeps_the_signature(at: int, value: int) -> None:
    original = recorded("stun_check.bin")
    data = bytearray(original)
    data[at] = value
    if bytes(data) == original:
        return
    try:
        message = stun.parse(bytes(data))
    except ValueError:
        return
    assert not message.signed_with(STUN_PASSWORD)
