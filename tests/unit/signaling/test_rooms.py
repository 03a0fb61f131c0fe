"""Rules of the room, one at a time."""

from __future__ import annotations

import pytest

from signaling.messages import MediaState, Resume
from signaling.rooms import entering, hosting, presence
from signaling.rooms.state import Denied, Room, Rules, Seat, TrackClosed, TrackMuted
from tests.support.rooms import entry_of, new_room

ON = MediaState(microphone=True, camera=True)


def enter(room: Room, name: str, now: int = 0) -> Seat:
    welcome, _ = entering.join(room, entry_of(name), now, media=ON)
    return welcome.seat


@pytest.fixture
def room() -> Room:
    return new_room()


def test_a_removed_identity_is_refused_whatever_it_presents(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    hosting.remove(room, host, an.id, None)
    with pytest.raises(Denied, match="removed"):
        enter(room, "an1")


def test_a_removed_guest_does_not_even_reach_the_lobby(room: Room) -> None:
    host, guest = enter(room, "host1"), enter(room, "guest1")
    hosting.admit(room, host, [guest.id], 0)
    hosting.remove(room, host, guest.id, None)
    with pytest.raises(Denied, match="removed"):
        enter(room, "guest1")


def test_nobody_is_admitted_into_a_locked_room(room: Room) -> None:
    host, guest = enter(room, "host1"), enter(room, "guest1")
    hosting.lock(room, host, locked=True)
    with pytest.raises(Denied, match=r"room\.locked"):
        hosting.admit(room, host, [guest.id], 0)
    assert not guest.inside


def test_a_host_of_the_meeting_enters_a_locked_room(room: Room) -> None:
    host = enter(room, "host1")
    hosting.lock(room, host, locked=True)
    entering.leave(room, host)
    assert enter(room, "host1").role == "host"


def test_more_than_there_is_room_for_are_not_admitted_by_name() -> None:
    room = new_room(capacity=2)
    host = enter(room, "host1")
    guests = [enter(room, "guest1").id, enter(room, "guest2").id]
    with pytest.raises(Denied, match=r"room\.full"):
        hosting.admit(room, host, guests, 0)
    hosting.admit(room, host, None, 0)
    assert sum(1 for _ in room.inside()) == 2


def test_a_full_room_still_lets_its_own_back_into_their_seats() -> None:
    room = new_room(capacity=2)
    enter(room, "host1")
    an = enter(room, "an1")
    entering.disconnected(room, an, 0)
    assert enter(room, "an1") is an


def test_a_seat_in_grace_ends_when_the_time_is_over_and_not_before() -> None:
    room = new_room(rules=Rules(grace_ms=1000))
    an = enter(room, "an1")
    entering.disconnected(room, an, 500)
    entering.expire(room, 1499)
    assert an.id in room.seats
    entering.expire(room, 1500)
    assert an.id not in room.seats


def test_the_meetings_own_host_follows_a_host_who_leaves(room: Room) -> None:
    first, second = enter(room, "host1", 0), enter(room, "host2", 1)
    assert (first.role, second.role) == ("host", "cohost")
    entering.leave(room, first)
    assert second.role == "host"


def test_without_its_hosts_a_room_has_none(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    entering.leave(room, host)
    assert an.role == "participant"
    assert room.host() is None


def test_a_cohost_is_still_cohost_after_coming_back(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    hosting.give_role(room, host, an.id, "cohost")
    entering.leave(room, an)
    assert enter(room, "an1").role == "cohost"


def test_a_cohost_removes_neither_host_nor_cohost(room: Room) -> None:
    host, an, binh = (enter(room, name) for name in ("host1", "an1", "binh1"))
    for seat in (an, binh):
        hosting.give_role(room, host, seat.id, "cohost")
    for target in (host, binh, an):
        with pytest.raises(Denied, match="forbidden"):
            hosting.remove(room, an, target.id, None)


@pytest.mark.parametrize("name", ["guest1", "device1"])
def test_a_meeting_is_handed_over_to_members_only(room: Room, name: str) -> None:
    host, other = enter(room, "host1"), enter(room, name)
    if not other.inside:
        hosting.admit(room, host, [other.id], 0)
    with pytest.raises(Denied, match="forbidden"):
        hosting.hand_over(room, host, other.id)


def test_muting_a_microphone_stops_its_track_until_its_owner_unmutes(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    presence.add_track(room, an, "t1", "microphone")
    assert TrackMuted("t1", True) in hosting.mute(room, host, an.id, "microphone").facts
    change = presence.switch_media(room, an, microphone=True, camera=True)
    assert TrackMuted("t1", False) in change.facts


def test_a_host_who_mutes_a_screen_ends_the_share_with_its_sound(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    presence.add_track(room, an, "t1", "screen")
    presence.add_track(room, an, "t2", "screen_audio")
    facts = hosting.mute(room, host, an.id, "screen").facts
    assert {fact.track for fact in facts if isinstance(fact, TrackClosed)} == {"t1", "t2"}
    presence.add_track(room, host, "t3", "screen")


def test_one_screen_is_shared_at_a_time(room: Room) -> None:
    host, an = enter(room, "host1"), enter(room, "an1")
    presence.add_track(room, an, "t1", "screen")
    with pytest.raises(Denied, match=r"screen\.taken"):
        presence.check_sources(room, host, ["screen"])
    with pytest.raises(Denied, match=r"screen\.taken"):
        presence.add_track(room, host, "t2", "screen")


def test_a_source_is_published_once(room: Room) -> None:
    an = enter(room, "an1")
    presence.add_track(room, an, "t1", "camera")
    with pytest.raises(Denied, match=r"media\.source_taken"):
        presence.add_track(room, an, "t2", "camera")
    with pytest.raises(Denied, match=r"media\.source_taken"):
        presence.check_sources(room, an, ["microphone", "microphone"])


def test_a_muted_camera_is_published_muted(room: Room) -> None:
    an = enter(room, "an1")
    presence.switch_media(room, an, microphone=False, camera=False)
    presence.add_track(room, an, "t1", "camera")
    assert room.tracks["t1"].muted


def test_large_events_are_held_for_replay_within_a_bound_of_their_size() -> None:
    room = new_room(rules=Rules(replay_characters=2000))
    host = enter(room, "host1")
    for _ in range(50):
        enter(room, "an1")
        entering.leave(room, room.seats[room.by_identity[entry_of("an1").identity]])
    assert host.log_characters <= 2000
    assert host.log


def cut_and_return(room: Room, seat: Seat, seq: int) -> tuple[entering.Welcome, list[int]]:
    """Resumes after a cut; the answer, and the numbers told to the seat beside it."""
    resume = Resume(seat=seat.id, key=seat.key, seq=seq)
    welcome, change = entering.join(room, seat.entry, 0, media=None, resume=resume)
    told = [int(str(d.body["seq"])) for d in change.deliveries if d.seat == seat.id]
    return welcome, told


def test_what_was_missed_is_replayed_with_the_return_itself_as_its_end() -> None:
    room = new_room(rules=Rules(replay_events=4))
    host, an = enter(room, "host1"), enter(room, "an1")
    entering.disconnected(room, an, 0)
    presence.raise_hand(room, host, 0, raised=True)
    welcome, told = cut_and_return(room, an, 0)
    assert welcome.status == "resumed"
    assert [body["seq"] for body in welcome.missed] == [1, 2, 3]
    assert told == []


@pytest.mark.parametrize("seq", [0, 99])
def test_who_missed_more_than_is_held_or_claims_more_gets_a_snapshot(seq: int) -> None:
    room = new_room(rules=Rules(replay_events=4))
    host, an = enter(room, "host1"), enter(room, "an1")
    entering.disconnected(room, an, 0)
    for raised in (True, False, True, False, True):
        presence.raise_hand(room, host, 0, raised=raised)
    before = an.seq
    welcome, told = cut_and_return(room, an, seq)
    assert (welcome.status, welcome.seat.id, welcome.missed) == ("joined", an.id, ())
    assert told == [], "the snapshot says it already"
    assert an.seq == before + 1
