"""What hosts and co-hosts do: lobby, mute, lower hands, remove, lock, roles, hand over."""

from __future__ import annotations

from typing import Literal

from signaling import events as ev
from signaling.rooms import views
from signaling.rooms.entering import end_seat, let_in, remove_track, set_role
from signaling.rooms.presence import set_media
from signaling.rooms.state import Change, Denied, Room, Seat, tell


def check_leads(seat: Seat) -> None:
    """Raises Denied("forbidden") for who has no host's rights."""
    if not seat.leads:
        raise Denied("forbidden")


def check_host(seat: Seat) -> None:
    """Raises Denied("forbidden") for everyone but the host."""
    if not (seat.inside and seat.role == "host"):
        raise Denied("forbidden")


def admit(room: Room, by: Seat, waiting: list[str] | None, now: int) -> Change:
    """Lets waiting seats in (None: all), as many as there is room for; one at least."""
    check_leads(by)
    chosen = list(room.waiting()) if waiting is None else [_knocker(room, i) for i in waiting]
    if room.locked:
        raise Denied("room.locked")
    free = room.capacity - sum(1 for _ in room.inside())
    if chosen and (free <= 0 or (waiting is not None and len(set(waiting)) > free)):
        raise Denied("room.full")
    change = Change()
    for seat in list({seat.id: seat for seat in chosen}.values())[:free]:
        let_in(room, change, seat, now)
    return change


def refuse(room: Room, by: Seat, waiting: str, reason: str | None, now: int) -> Change:
    """Sends a waiting seat away; its identity may knock again after a while."""
    check_leads(by)
    seat = _knocker(room, waiting)
    change = Change()
    tell(room, change, [seat], ev.RefusedEntry(reason=reason))
    room.knocks[seat.entry.identity] = now + room.rules.knock_again_ms
    end_seat(room, change, seat, "removed")
    return change


def mute(
    room: Room, by: Seat, participant: str, source: Literal["microphone", "camera", "screen"]
) -> Change:
    """Mutes one source until its owner switches it on again; ends a screen share."""
    check_leads(by)
    seat = room.member(participant)
    change = Change()
    if source == "screen":
        shared = [t for t in room.tracks_of(seat) if t.source in ("screen", "screen_audio")]
        for track in shared:
            remove_track(room, change, track.id)
        if not shared:
            return change
    elif source == "microphone":
        set_media(room, change, seat, microphone=False, camera=seat.camera)
    else:
        set_media(room, change, seat, microphone=seat.microphone, camera=False)
    tell(room, change, [seat], ev.Muted(source=source, by=by.entry.name))
    return change


def mute_all(room: Room, by: Seat) -> Change:
    """Mutes every microphone that is on, but those of hosts and co-hosts."""
    check_leads(by)
    change = Change()
    for seat in list(room.inside()):
        if seat.microphone and not seat.leads:
            set_media(room, change, seat, microphone=False, camera=seat.camera)
            tell(room, change, [seat], ev.Muted(source="microphone", by=by.entry.name))
    return change


def lower_hand(room: Room, by: Seat, participant: str | None) -> Change:
    """Lowers one hand, or all (None)."""
    check_leads(by)
    seats = list(room.inside()) if participant is None else [room.member(participant)]
    change = Change()
    for seat in seats:
        if seat.hand_at is not None:
            seat.hand_at = None
            updated = ev.ParticipantUpdated(participant=views.participant(room, seat))
            tell(room, change, room.inside(), updated)
    return change


def check_remove(room: Room, by: Seat, participant: str) -> Seat:
    """Whom `remove` would put out. Nobody removes the host or themselves, only the host a co-host.

    Raises Denied: forbidden, not_found.
    """
    check_leads(by)
    seat = room.member(participant)
    if seat is by or seat.role == "host" or (seat.role == "cohost" and by.role != "host"):
        raise Denied("forbidden")
    return seat


def remove(room: Room, by: Seat, participant: str, reason: str | None) -> Change:
    """Puts a participant out; its identity does not come in again in this meeting."""
    seat = check_remove(room, by, participant)
    change = Change()
    room.removed.add(seat.entry.identity)
    room.cohosts.discard(seat.entry.identity)
    tell(room, change, [seat], ev.Removed(by=by.entry.name, reason=reason))
    end_seat(room, change, seat, "removed")
    return change


def lock(room: Room, by: Seat, *, locked: bool) -> Change:
    """Closes or opens the room for everyone new but the meeting's own hosts."""
    check_leads(by)
    change = Change()
    if room.locked != locked:
        room.locked = locked
        tell(room, change, room.inside(), ev.RoomUpdated(room=views.info(room)))
    return change


def give_role(
    room: Room, by: Seat, participant: str, role: Literal["cohost", "participant"]
) -> Change:
    """Makes a co-host or takes that back; remembered when the identity returns."""
    check_host(by)
    seat = room.member(participant)
    if seat is by or seat.kind == "device":
        raise Denied("forbidden")
    change = Change()
    if role == "cohost":
        room.cohosts.add(seat.entry.identity)
    else:
        room.cohosts.discard(seat.entry.identity)
    if seat.role != role:
        set_role(room, change, seat, role)
    return change


def check_hand_over(room: Room, by: Seat, participant: str) -> Seat:
    """Whom `hand_over` would make host: another member. Raises Denied: forbidden, not_found."""
    check_host(by)
    seat = room.member(participant)
    if seat is by or seat.kind != "member":
        raise Denied("forbidden")
    return seat


def hand_over(room: Room, by: Seat, participant: str) -> Change:
    """Makes another member the host; the giver stays as co-host."""
    seat = check_hand_over(room, by, participant)
    change = Change()
    room.cohosts.add(by.entry.identity)
    seat.owner = True
    set_role(room, change, by, "cohost")
    set_role(room, change, seat, "host")
    return change


def _knocker(room: Room, waiting: str) -> Seat:
    seat = room.seats.get(waiting)
    if seat is None or seat.inside:
        raise Denied("not_found")
    return seat
