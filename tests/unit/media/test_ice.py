"""Nomination, restart and latching of an ICE-lite agent."""

from __future__ import annotations

from signaling.media.ice import IceLite

A, B, C = ("192.0.2.1", 1), ("192.0.2.2", 2), ("192.0.2.3", 3)


def test_until_nomination_the_last_checked_address_is_used() -> None:
    ice = IceLite()
    for address in (A, B):
        ice.checked(ice.local.ufrag, address, nominate=False)
        assert ice.address == address
    ice.checked(ice.local.ufrag, A, nominate=True)
    ice.checked(ice.local.ufrag, B, nominate=False)
    assert ice.address == A


def test_a_later_nomination_moves_the_peer() -> None:
    ice = IceLite()
    ice.checked(ice.local.ufrag, A, nominate=True)
    ice.checked(ice.local.ufrag, B, nominate=True)
    assert ice.address == B


def test_old_credentials_answer_until_the_new_ones_are_nominated() -> None:
    ice = IceLite()
    old = ice.local
    ice.checked(old.ufrag, A, nominate=True)
    new = ice.restart()
    assert ice.password_for(old.ufrag) == old.password
    assert ice.checked(old.ufrag, A, nominate=True) is None
    assert ice.address == A
    assert ice.checked(new.ufrag, B, nominate=True) == old
    assert ice.address == B
    assert ice.password_for(old.ufrag) is None


def test_two_restarts_before_a_nomination_keep_the_working_credentials() -> None:
    ice = IceLite()
    working = ice.local
    ice.checked(working.ufrag, A, nominate=True)
    abandoned = ice.restart()
    ice.restart()
    assert ice.password_for(working.ufrag) == working.password
    assert ice.password_for(abandoned.ufrag) is None


def test_authentic_media_moves_the_peer_at_once() -> None:
    ice = IceLite()
    ice.checked(ice.local.ufrag, A, nominate=True)
    ice.latch(C)
    assert ice.address == C


def test_credentials_are_long_enough_and_never_the_same() -> None:
    made = {IceLite().local for _ in range(50)}
    assert len(made) == 50
    assert all(len(c.ufrag) >= 4 and len(c.password) >= 22 for c in made)
