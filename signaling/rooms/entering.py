"""Entering and leaving: join, lobby, resume, take-over, grace, the end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from signaling import events as ev
from signaling.events import Body, LeftReason, ParticipantRole
from signaling.messages import MediaState, Resume
from signaling.ports import DepartureReason, Entry
from signaling.rooms import views
from signaling.rooms.state import (
    Change,
    Denied,
    Departed,
    Entered,
    Room,
    Seat,
    TakenOver,
    TrackClosed,
    missed,
    tell,
)


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answer to `join`. `missed` are the events a resumed client has not seen."""

    seat: Seat
    status: Literal["joined", "waiting", "resumed"]
    missed: tuple[Body, ...] = ()


def join(
    room: Room, entry: Entry, now: int, *, media: MediaState | None, resume: Resume | None = None
) -> tuple[Welcome, Change]:
    """Gives `entry`'s identity its seat: resumed, taken over, new inside, or new in the lobby.

    Raises Denied: removed, meeting.ended, room.locked, room.full, rate.limited (knocked too soon).
    """
    if room.ended:
        raise Denied("meeting.ended")
    if entry.identity in room.removed:
        raise Denied("removed")
    seat = room.seat_of(entry.identity)
    if seat is not None:
        seat.entry = entry
        if resume is not None and _holds(seat, resume):
            return _resume(room, seat, resume.seq)
        return _take_over(room, seat, media)
    _check_room(room, entry, now)
    return _sit_down(room, entry, now, media)


def disconnected(room: Room, seat: Seat, now: int) -> Change:
    """The seat's socket is gone; it stays for the grace time."""
    change = Change()
    seat.connected, seat.lost_at = False, now
    _update(room, change, seat)
    return change


def leave(room: Room, seat: Seat, reason: DepartureReason = "left") -> Change:
    """The seat ends at once."""
    change = Change()
    end_seat(room, change, seat, reason)
    return change


def expire(room: Room, now: int) -> Change:
    """Ends every seat whose grace is over, and forgets old knocks."""
    change = Change()
    for seat in list(room.seats.values()):
        if seat.lost_at is not None and now - seat.lost_at >= room.rules.grace_ms:
            end_seat(room, change, seat, "lost")
    for identity, until in list(room.knocks.items()):
        if until <= now:
            del room.knocks[identity]
    return change


def end(room: Room, by: str | None) -> Change:
    """The meeting ends for all, in the lobby too. `by` is the name of who ended it."""
    change = Change()
    room.ended = True
    tell(room, change, room.seats.values(), ev.Ended(by=by))
    for seat in list(room.seats.values()):
        _forget(room, change, seat, "ended")
    return change


def send_out(room: Room, seat: Seat, by: str) -> Change:
    """The meeting, in the person of `by`, has no place for this identity any more.

    Unlike a host's removal it leaves no bar: the gate alone decides about a return.
    """
    change = Change()
    gone = ev.Removed(by=by, reason=None) if seat.inside else ev.RefusedEntry(reason=None)
    tell(room, change, [seat], gone)
    end_seat(room, change, seat, "removed")
    return change


def call_in(room: Room, seat: Seat, now: int) -> Change:
    """Somebody who waits need not any more; while the room is locked or full, nothing changes."""
    change = Change()
    if not seat.inside and not room.locked and sum(1 for _ in room.inside()) < room.capacity:
        let_in(room, change, seat, now)
    return change


def update(
    room: Room,
    *,
    title: str | None = None,
    chat_enabled: bool | None = None,
    capacity: int | None = None,
) -> Change:
    """The meeting's own data changed while it was live. Nobody goes for a smaller capacity."""
    change = Change()
    room.capacity = room.capacity if capacity is None else capacity
    before = (room.title, room.chat_enabled)
    room.title = room.title if title is None else title
    room.chat_enabled = room.chat_enabled if chat_enabled is None else chat_enabled
    if (room.title, room.chat_enabled) != before:
        tell(room, change, room.inside(), ev.RoomUpdated(room=views.info(room)))
    return change


def go_inside(room: Room, change: Change, seat: Seat, now: int) -> None:
    """Puts a seat inside and tells the others; the seat itself learns it from a snapshot."""
    seat.phase, seat.since = "inside", now
    seat.owner = seat.entry.role == "host"
    seat.role = _role(room, seat)
    others = [other for other in room.inside() if other is not seat]
    tell(room, change, others, ev.ParticipantJoined(participant=views.participant(room, seat)))
    change.facts.append(Entered(seat))


def let_in(room: Room, change: Change, seat: Seat, now: int) -> None:
    """Takes a seat from the lobby into the room, and tells it and everyone."""
    go_inside(room, change, seat, now)
    leaders = [leader for leader in room.leaders() if leader is not seat]
    tell(room, change, leaders, ev.WaitingRemoved(waiting=seat.id))
    tell(room, change, [seat], ev.Admitted(snapshot=views.snapshot(room, seat)))


def end_seat(room: Room, change: Change, seat: Seat, reason: DepartureReason) -> None:
    """Ends one seat and tells the others."""
    was_inside, was_host = seat.inside, seat.role == "host"
    for track in room.tracks_of(seat):
        remove_track(room, change, track.id)
    _forget(room, change, seat, reason)
    if not was_inside:
        tell(room, change, room.leaders(), ev.WaitingRemoved(waiting=seat.id))
        return
    left = ev.ParticipantLeft(participant=seat.id, reason=_told(reason))
    tell(room, change, room.inside(), left)
    if was_host:
        _promote(room, change)


def remove_track(room: Room, change: Change, track_id: str) -> None:
    """Takes a track out of the room and tells everyone inside."""
    track = room.tracks.pop(track_id)
    change.facts.append(TrackClosed(track.id))
    tell(room, change, room.inside(), ev.TrackRemoved(track=track.id))
    if track.source == "screen":
        _update(room, change, room.seats[track.seat])


def set_role(room: Room, change: Change, seat: Seat, role: ParticipantRole) -> None:
    """Changes a role and tells everyone; who gains a host's rights learns who waits."""
    led = seat.leads
    seat.role = role
    _update(room, change, seat)
    if seat.leads == led:
        return
    for other in room.waiting():
        event = (
            ev.WaitingAdded(waiting=views.waiting(other))
            if seat.leads
            else ev.WaitingRemoved(waiting=other.id)
        )
        tell(room, change, [seat], event)


def _holds(seat: Seat, resume: Resume) -> bool:
    return seat.id == resume.seat and secrets.compare_digest(seat.key, resume.key)


def _resume(room: Room, seat: Seat, seq: int) -> tuple[Welcome, Change]:
    change = Change()
    held = missed(seat, seq)
    _reconnected(room, change, seat)
    # What the return itself told this seat is numbered after what it missed.
    tail = _take_own(change, seat)
    if held is None:
        _clear_log(seat)
        return Welcome(seat, _status(seat)), change
    return Welcome(seat, "resumed", (*held, *tail)), change


def _take_over(room: Room, seat: Seat, media: MediaState | None) -> tuple[Welcome, Change]:
    """A new client of the identity: same participant, role and hand; key and media are new."""
    change = Change()
    seat.key = room.ids.key()
    for track in room.tracks_of(seat):
        remove_track(room, change, track.id)
    change.facts.append(TakenOver(seat))
    seat.microphone = media is not None and media.microphone
    seat.camera = media is not None and media.camera
    seat.connected, seat.lost_at = True, None
    _update(room, change, seat)
    _take_own(change, seat)
    _clear_log(seat)
    return Welcome(seat, _status(seat)), change


def _take_own(change: Change, seat: Seat) -> list[Body]:
    """Takes what a change tells `seat` out of it: the answer to its `join` says it instead."""
    own = [told.body for told in change.deliveries if told.seat == seat.id]
    change.deliveries = [told for told in change.deliveries if told.seat != seat.id]
    return own


def _clear_log(seat: Seat) -> None:
    seat.log.clear()
    seat.log_characters = 0


def _check_room(room: Room, entry: Entry, now: int) -> None:
    owner = entry.role == "host"
    if room.locked and not owner:
        raise Denied("room.locked")
    if sum(1 for _ in room.inside()) >= room.capacity:
        raise Denied("room.full")
    if entry.direct or owner:
        return
    if sum(1 for _ in room.waiting()) >= room.rules.waiting_most:
        raise Denied("room.full")
    until = room.knocks.get(entry.identity, 0)
    if until > now:
        raise Denied("rate.limited", retry_after_ms=until - now)


def _sit_down(
    room: Room, entry: Entry, now: int, media: MediaState | None
) -> tuple[Welcome, Change]:
    change = Change()
    seat = Seat(
        id=room.ids.seat(),
        key=room.ids.key(),
        entry=entry,
        phase="waiting",
        since=now,
        microphone=media is not None and media.microphone,
        camera=media is not None and media.camera,
    )
    room.seats[seat.id] = seat
    room.by_identity[entry.identity] = seat.id
    if entry.direct or entry.role == "host":
        go_inside(room, change, seat, now)
    else:
        tell(room, change, room.leaders(), ev.WaitingAdded(waiting=views.waiting(seat)))
    return Welcome(seat, _status(seat)), change


def _status(seat: Seat) -> Literal["joined", "waiting"]:
    return "joined" if seat.inside else "waiting"


def _reconnected(room: Room, change: Change, seat: Seat) -> None:
    was_lost = not seat.connected
    seat.connected, seat.lost_at = True, None
    if was_lost:
        _update(room, change, seat)


def _update(room: Room, change: Change, seat: Seat) -> None:
    if seat.inside:
        event = ev.ParticipantUpdated(participant=views.participant(room, seat))
        tell(room, change, room.inside(), event)


def _forget(room: Room, change: Change, seat: Seat, reason: DepartureReason) -> None:
    for track in room.tracks_of(seat):
        del room.tracks[track.id]
        change.facts.append(TrackClosed(track.id))
    del room.seats[seat.id]
    del room.by_identity[seat.entry.identity]
    change.facts.append(Departed(seat, reason))


def _role(room: Room, seat: Seat) -> ParticipantRole:
    if seat.owner:
        return "host" if room.host() is None else "cohost"
    named = seat.entry.role == "cohost" or seat.entry.identity in room.cohosts
    return "cohost" if named else "participant"


def _promote(room: Room, change: Change) -> None:
    """The host is gone: the meeting's own host who is there longest follows, or nobody."""
    owners = [seat for seat in room.inside() if seat.owner]
    if owners:
        set_role(room, change, min(owners, key=lambda seat: seat.since), "host")


def _told(reason: DepartureReason) -> LeftReason:
    """The reason as the others are told it; a revoked session looks like an ordinary leave."""
    match reason:
        case "lost" | "removed" | "replaced":
            return reason
        case "left" | "ended" | "revoked":
            return "left"
