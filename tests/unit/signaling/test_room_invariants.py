"""What holds in a room whatever happens, found by random play (stateful property tests)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signaling.messages import MediaState, Resume
from signaling.ports import ChatLine
from signaling.rooms import entering, hosting, presence, views
from signaling.rooms.state import Change, Denied, Departed, Room, Rules, Seat
from tests.support.room_model import RoomModel
from tests.support.rooms import entry_of, new_room

NAMES = ["host1", "host2", "an1", "binh1", "chi1", "dung1", "guest1", "guest2", "device1"]
names = st.sampled_from(NAMES)
# Whoever is there, by place; most rules would do nothing with a name drawn from all.
seated = st.integers(0, 11)
leading = st.sampled_from([0, 0, 0, 0, 1, 2, 3])
sources = st.sampled_from(["microphone", "camera", "screen", "screen_audio"])
flags = st.booleans()


@dataclass
class Client:
    """What one identity's client knows."""

    seat: str
    key: str
    seq: int
    connected: bool = True
    inside: bool = False
    model: RoomModel = field(default_factory=RoomModel)

    def take(self, body: dict[str, Any]) -> None:
        if "seq" in body:
            assert body["seq"] == self.seq + 1, "a hole or a repetition in the numbers"
            self.seq = body["seq"]
        if body["type"] == "admitted":
            self.inside = True
        self.model.apply(body)


class RoomPlay(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.room: Room = new_room()
        self.now = 1_000_000
        self.clients: dict[str, Client] = {}
        self.tracks = 0
        self.lines = 0
        self.before: set[str] = set()
        self.put_out: set[str] = set()

    @initialize(capacity=st.integers(2, 6))
    def begin(self, capacity: int) -> None:
        rules = Rules(grace_ms=1000, knock_again_ms=500, replay_events=8, chat_kept=3)
        self.room = new_room(capacity=capacity, rules=rules)
        for name in ("host1", "an1", "guest1"):
            self.enter(name, None, None)

    # --- how a change reaches the clients

    def name_of(self, seat: str) -> str | None:
        return next((name for name, client in self.clients.items() if client.seat == seat), None)

    def client_of(self, seat: Seat) -> Client:
        return next(client for client in self.clients.values() if client.seat == seat.id)

    def send(self, change: Change) -> None:
        for delivery in change.deliveries:
            name = self.name_of(delivery.seat)
            if name is not None and self.clients[name].connected:
                self.clients[name].take(delivery.body)
        for fact in change.facts:
            if isinstance(fact, Departed):
                name = self.name_of(fact.seat.id)
                if name is not None:
                    del self.clients[name]

    @contextlib.contextmanager
    def denied_changes_nothing(self) -> Iterator[None]:
        before = repr(self.room)
        try:
            yield
        except Denied:
            assert repr(self.room) == before

    def seat(self, place: int) -> Seat | None:
        """Hosts first, so that most commands of place 0 are a host's."""
        seats = sorted(self.room.seats.values(), key=lambda seat: (not seat.leads, seat.since))
        return seats[place % len(seats)] if seats else None

    def inside(self, place: int) -> Seat | None:
        seat = self.seat(place)
        return seat if seat is not None and seat.inside else None

    # --- entering and leaving

    @rule(name=names, microphone=flags, camera=flags)
    def join(self, name: str, microphone: bool, camera: bool) -> None:
        media = MediaState(microphone=microphone, camera=camera)
        self.enter(name, media, None)

    @rule(name=names, forgotten=st.integers(0, 12), wrong_key=flags)
    def resume(self, name: str, forgotten: int, wrong_key: bool) -> None:
        client = self.clients.get(name)
        if client is None or client.connected:
            return
        key = "wrong" if wrong_key else client.key
        self.enter(name, None, Resume(seat=client.seat, key=key, seq=client.seq))

    def enter(self, name: str, media: MediaState | None, resume: Resume | None) -> None:
        with self.denied_changes_nothing():
            welcome, change = entering.join(
                self.room, entry_of(name), self.now, media=media, resume=resume
            )
            seat = welcome.seat
            if welcome.status == "resumed":
                client = self.clients[name]
                client.connected = True
                for body in welcome.missed:
                    client.take(body)
                self.send(change)
                return
            client = Client(seat.id, seat.key, seat.seq, inside=seat.inside)
            self.clients[name] = client
            if seat.inside:
                client.model.take(views.snapshot(self.room, seat).model_dump(mode="json"))
            self.send(change)

    @rule(name=seated)
    def cut(self, name: int) -> None:
        seat = self.seat(name)
        if seat is not None and seat.connected:
            self.client_of(seat).connected = False
            self.send(entering.disconnected(self.room, seat, self.now))

    @rule(name=seated)
    def leave(self, name: int) -> None:
        seat = self.seat(name)
        if seat is not None:
            self.send(entering.leave(self.room, seat))

    @rule(milliseconds=st.integers(0, 700))
    def time_passes(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.send(entering.expire(self.room, self.now))

    # --- for oneself

    @rule(name=seated, microphone=flags, camera=flags)
    def media(self, name: int, microphone: bool, camera: bool) -> None:
        if seat := self.inside(name):
            change = presence.switch_media(self.room, seat, microphone=microphone, camera=camera)
            self.send(change)

    @rule(name=seated, raised=flags)
    def hand(self, name: int, raised: bool) -> None:
        if seat := self.inside(name):
            self.send(presence.raise_hand(self.room, seat, self.now, raised=raised))

    @rule(name=seated, source=sources)
    def publish(self, name: int, source: Any) -> None:
        if seat := self.inside(name):
            self.tracks += 1
            with self.denied_changes_nothing():
                self.send(presence.add_track(self.room, seat, f"t{self.tracks}", source))

    @rule(number=st.integers(1, 30))
    def unpublish(self, number: int) -> None:
        self.send(presence.drop_track(self.room, f"t{number}"))

    @rule(name=seated)
    def react(self, name: int) -> None:
        if seat := self.inside(name):
            self.send(presence.react(self.room, seat, "👏"))

    @rule(name=seated)
    def say(self, name: int) -> None:
        if seat := self.inside(name):
            self.lines += 1
            at = datetime.fromtimestamp(self.now / 1000, UTC)
            line = ChatLine(UUID(int=self.lines), at, seat.entry.identity, "", "xin chào")
            self.send(presence.said(self.room, line))
            self.send(presence.said(self.room, line))

    # --- for hosts

    @rule(by=leading, one=seated, everyone=flags)
    def admit(self, by: int, one: int, everyone: bool) -> None:
        self.command(by, one, lambda host, seat: hosting.admit(
            self.room, host, None if everyone else [seat], self.now))  # fmt: skip

    @rule(by=leading, one=seated)
    def refuse(self, by: int, one: int) -> None:
        self.command(by, one, lambda host, seat: hosting.refuse(
            self.room, host, seat, None, self.now))  # fmt: skip

    @rule(by=leading, one=seated, source=st.sampled_from(["microphone", "camera", "screen"]))
    def mute(self, by: int, one: int, source: Any) -> None:
        self.command(by, one, lambda host, seat: hosting.mute(self.room, host, seat, source))

    @rule(by=leading)
    def mute_all(self, by: int) -> None:
        self.command(by, by, lambda host, _: hosting.mute_all(self.room, host))

    @rule(by=leading, one=seated, everyone=flags)
    def lower_hand(self, by: int, one: int, everyone: bool) -> None:
        self.command(by, one, lambda host, seat: hosting.lower_hand(
            self.room, host, None if everyone else seat))  # fmt: skip

    @precondition(lambda self: len(self.put_out) < 3)
    @rule(by=leading, one=seated)
    def remove(self, by: int, one: int) -> None:
        target = self.inside(one)

        def remove(host: Seat, seat: str) -> Change:
            change = hosting.remove(self.room, host, seat, None)
            assert target is not None
            self.put_out.add(target.entry.identity)
            return change

        self.command(by, one, remove)

    @rule(by=leading, locked=flags)
    def lock(self, by: int, locked: bool) -> None:
        self.command(by, by, lambda host, _: hosting.lock(self.room, host, locked=locked))

    @rule(by=leading, one=seated, role=st.sampled_from(["cohost", "participant"]))
    def give_role(self, by: int, one: int, role: Any) -> None:
        self.command(by, one, lambda host, seat: hosting.give_role(self.room, host, seat, role))

    @rule(by=leading, one=seated)
    def hand_over(self, by: int, one: int) -> None:
        self.command(by, one, lambda host, seat: hosting.hand_over(self.room, host, seat))

    def command(self, by: int, one: int, run: Any) -> None:
        host, target = self.seat(by), self.seat(one)
        if host is None:
            return
        leads = host.leads
        with self.denied_changes_nothing():
            change = run(host, target.id if target is not None else "nobody")
            assert leads, "somebody without a host's rights was obeyed"
            self.send(change)

    # --- what holds

    @invariant()
    def an_identity_has_one_seat(self) -> None:
        identities = [seat.entry.identity for seat in self.room.seats.values()]
        assert len(set(identities)) == len(identities)
        assert {i: s for s, i in ((s.id, s.entry.identity) for s in self.room.seats.values())} == (
            self.room.by_identity
        )

    @invariant()
    def who_was_removed_is_never_there(self) -> None:
        assert not self.put_out & set(self.room.by_identity)

    @invariant()
    def there_is_room_for_all_and_one_host_at_most(self) -> None:
        seats = list(self.room.inside())
        assert len(seats) <= self.room.capacity
        assert sum(seat.role == "host" for seat in seats) <= 1
        assert all(seat.entry.role != "device" or not seat.leads for seat in seats)

    @invariant()
    def a_locked_room_grows_only_by_its_own_hosts(self) -> None:
        now = {seat.entry.identity for seat in self.room.inside()}
        own = {entry_of(name).identity for name in NAMES if name.startswith("host")}
        if self.room.locked:
            assert now - self.before <= own
        self.before = now

    @invariant()
    def hands_are_in_one_order_and_one_screen_is_shared(self) -> None:
        hands = [seat.hand_at for seat in self.room.inside() if seat.hand_at is not None]
        assert len(set(hands)) == len(hands)
        shared = [track for track in self.room.tracks.values() if track.source == "screen"]
        assert len(shared) <= 1

    @invariant()
    def every_track_is_of_somebody_inside_and_of_a_source_of_its_own(self) -> None:
        owners = [(track.seat, track.source) for track in self.room.tracks.values()]
        assert len(set(owners)) == len(owners)
        assert all(self.room.seats[seat].inside for seat, _ in owners)

    @invariant()
    def what_a_client_learnt_is_what_is(self) -> None:
        for name, client in self.clients.items():
            seat = self.room.seat_of(entry_of(name).identity)
            assert seat is not None
            if not (client.connected and seat.inside):
                continue
            assert client.seq == seat.seq
            truth = RoomModel()
            truth.take(views.snapshot(self.room, seat).model_dump(mode="json"))
            assert client.model.participants == truth.participants
            assert client.model.tracks == truth.tracks
            assert client.model.waiting == truth.waiting
            assert client.model.room == truth.room
            kept = [message["id"] for message in truth.chat]
            assert [message["id"] for message in client.model.chat][-len(kept) or 99 :] == kept

    @invariant()
    def what_is_held_for_replay_is_bounded(self) -> None:
        for seat in self.room.seats.values():
            assert len(seat.log) <= self.room.rules.replay_events


TestRoomPlay = RoomPlay.TestCase
TestRoomPlay.settings = settings(max_examples=80, stateful_step_count=60, deadline=None)


def test_an_order_of_hands_stays_when_clocks_stand_still() -> None:
    room = new_room()
    seats = []
    for name in ("host1", "an1", "binh1"):
        welcome, _ = entering.join(room, entry_of(name), 5, media=None)
        presence.raise_hand(room, welcome.seat, 5, raised=True)
        seats.append(welcome.seat)
    assert sorted(seats, key=lambda seat: seat.hand_at or 0) == seats


@pytest.mark.parametrize("name", ["host1", "an1"])
def test_a_room_that_ended_takes_nobody(name: str) -> None:
    room = new_room()
    entering.end(room, None)
    with pytest.raises(Denied, match=r"meeting\.ended"):
        entering.join(room, entry_of(name), 0, media=None)
