"""What becomes of seats when the meeting behind the room has changed."""

from signaling.rooms import entering, hosting
from signaling.rooms.state import Change, Departed, Room, Seat
from tests.support.rooms import entry_of, new_room


def seated(room: Room, *names: str) -> list[Seat]:
    return [entering.join(room, entry_of(name), 1_000, media=None)[0].seat for name in names]


def told(change: Change, seat: Seat) -> list[object]:
    return [one.body["type"] for one in change.deliveries if one.seat == seat.id]


def test_whoever_is_sent_out_is_told_by_whom_and_may_come_back() -> None:
    room = new_room()
    host, an = seated(room, "host1", "an1")
    change = entering.send_out(room, an, "Bà Lan")
    assert told(change, an) == ["removed"]
    assert told(change, host) == ["participant.left"]
    assert [fact for fact in change.facts if isinstance(fact, Departed)] == [
        Departed(an, "removed")
    ]
    assert entering.join(room, entry_of("an1"), 2_000, media=None)[0].status == "joined"


def test_whoever_is_sent_away_from_the_lobby_is_refused() -> None:
    room = new_room()
    host, guest = seated(room, "host1", "guest1")
    change = entering.send_out(room, guest, "Bà Lan")
    assert told(change, guest) == ["refused"]
    assert told(change, host) == ["waiting.removed"]


def test_whoever_need_not_wait_any_more_is_called_in_as_if_a_host_had_admitted_them() -> None:
    called, admitted = new_room(), new_room()
    for room in (called, admitted):
        seated(room, "host1", "guest1")
    first = entering.call_in(called, called.seats["s2"], 2_000)
    second = hosting.admit(admitted, admitted.seats["s1"], ["s2"], 2_000)
    assert first.deliveries == second.deliveries
    assert entering.call_in(called, called.seats["s2"], 3_000) == Change()


def test_nobody_is_called_into_a_locked_or_full_room() -> None:
    room = new_room(capacity=2)
    host, guest = seated(room, "host1", "guest1")
    hosting.lock(room, host, locked=True)
    assert entering.call_in(room, guest, 2_000) == Change()
    hosting.lock(room, host, locked=False)
    seated(room, "an1")
    assert entering.call_in(room, guest, 2_000) == Change()
    entering.update(room, capacity=3)
    entering.call_in(room, guest, 2_000)
    assert guest.inside
