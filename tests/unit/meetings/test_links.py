"""Tokens of guest links are genuine or they are nothing."""

import base64
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from server.meetings.links import TOKEN_LENGTH, LinkSigner, new_secret, secret_hash
from server.meetings.turn import credentials

SIGNER = LinkSigner(b"a secret of the house")
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@given(st.uuids(), st.integers(0, 2**33))
def test_a_genuine_token_says_what_it_was_made_of(link: UUID, expiry: int) -> None:
    moment = datetime.fromtimestamp(expiry, UTC)
    token = SIGNER.token(link, moment)
    assert len(token) == TOKEN_LENGTH
    signed = SIGNER.read(token)
    assert signed is not None
    assert (signed.link_id, signed.expires_at) == (link, moment)


@given(st.data())
def test_a_token_with_any_letter_changed_is_no_token(data: st.DataObject) -> None:
    token = SIGNER.token(UUID(int=1), MOMENT)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters().filter(lambda c: c != token[place]))
    assert SIGNER.read(token[:place] + letter + token[place + 1 :]) is None


@given(st.text(max_size=200))
def test_any_other_text_is_no_token(text: str) -> None:
    assert SIGNER.read(text) is None


@given(st.binary(min_size=56, max_size=56))
def test_bytes_without_our_key_are_no_token(raw: bytes) -> None:
    assert SIGNER.read(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) is None


def test_a_token_of_another_server_is_no_token() -> None:
    token = LinkSigner(b"another house").token(uuid4(), MOMENT)
    assert SIGNER.read(token) is None


def test_secrets_have_256_bits_and_differ() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {43}
    assert len(secret_hash(secrets.pop())) == 32


def test_relay_credentials_are_those_of_coturns_shared_secret() -> None:
    # echo -n 1772703000:north | openssl dgst -binary -sha1 -hmac relay | base64
    made = credentials(b"relay", "north", MOMENT)
    assert (made.username, made.password) == ("1772703000:north", "5S2VWevIONPz/zH9ouVFnskudfE=")
