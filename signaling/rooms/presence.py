"""What participants do for themselves: devices on and off, tracks, hands, reactions, chat."""

from __future__ import annotations

from typing import Literal

from signaling import events as ev
from signaling.messages import Emoji, Source
from signaling.ports import ChatLine
from signaling.rooms import views
from signaling.rooms.entering import remove_track
from signaling.rooms.state import (
    Change,
    Denied,
    Room,
    Seat,
    TrackMuted,
    TrackState,
    tell,
    tell_each,
)

KIND_OF: dict[Source, Literal["audio", "video"]] = {
    "microphone": "audio",
    "camera": "video",
    "screen": "video",
    "screen_audio": "audio",
}


def switch_media(room: Room, seat: Seat, *, microphone: bool, camera: bool) -> Change:
    """What the person has switched on; the tracks of those sources follow."""
    change = Change()
    set_media(room, change, seat, microphone=microphone, camera=camera)
    return change


def set_media(room: Room, change: Change, seat: Seat, *, microphone: bool, camera: bool) -> None:
    if (seat.microphone, seat.camera) == (microphone, camera):
        return
    seat.microphone, seat.camera = microphone, camera
    _told(room, change, seat)
    for track in room.tracks_of(seat):
        muted = _muted(seat, track.source)
        if track.muted != muted:
            track.muted = muted
            change.facts.append(TrackMuted(track.id, muted))
            tell(room, change, room.inside(), ev.TrackUpdated(track=views.track(track)))


def check_sources(room: Room, seat: Seat, sources: list[Source]) -> None:
    """Raises Denied: media.source_taken (one named twice), screen.taken (another shares)."""
    if len(set(sources)) != len(sources):
        raise Denied("media.source_taken")
    if "screen" in sources:
        _check_screen(room, seat)


def add_track(room: Room, seat: Seat, track_id: str, source: Source) -> Change:
    """A track is being received. Raises Denied: media.source_taken, screen.taken."""
    if any(track.source == source for track in room.tracks_of(seat)):
        raise Denied("media.source_taken")
    if source == "screen":
        _check_screen(room, seat)
    change = Change()
    track = TrackState(track_id, seat.id, source, KIND_OF[source], _muted(seat, source))
    room.tracks[track_id] = track
    if track.muted:
        change.facts.append(TrackMuted(track_id, True))
    tell(room, change, room.inside(), ev.TrackAdded(track=views.track(track)))
    if source == "screen":
        _told(room, change, seat)
    return change


def drop_track(room: Room, track_id: str) -> Change:
    """A track has ended at its publisher; one that is gone already changes nothing."""
    change = Change()
    if track_id in room.tracks:
        remove_track(room, change, track_id)
    return change


def raise_hand(room: Room, seat: Seat, now: int, *, raised: bool) -> Change:
    """Raises or lowers the own hand. No two hands have the same time, so their order is plain."""
    change = Change()
    if raised == (seat.hand_at is not None):
        return change
    if raised:
        room.last_hand = max(now, room.last_hand + 1)
        seat.hand_at = room.last_hand
    else:
        seat.hand_at = None
    _told(room, change, seat)
    return change


def react(room: Room, seat: Seat, emoji: Emoji) -> Change:
    """Shows a reaction to everyone."""
    change = Change()
    tell(room, change, room.inside(), ev.Reaction(participant=seat.id, emoji=emoji))
    return change


def said(room: Room, line: ChatLine) -> Change:
    """A chat message was kept; a repeated one is told once."""
    change = Change()
    if any(kept.id == line.id for kept in room.chat):
        return change
    room.chat.append(line)
    while len(room.chat) > room.rules.chat_kept:
        room.chat.popleft()
        room.chat_more = True
    tell_each(
        room,
        change,
        room.inside(),
        lambda reader: ev.ChatSaid(message=views.chat_message(room, line, reader)),
    )
    return change


def _muted(seat: Seat, source: Source) -> bool:
    match source:
        case "microphone":
            return not seat.microphone
        case "camera":
            return not seat.camera
        case "screen" | "screen_audio":
            return False


def _check_screen(room: Room, seat: Seat) -> None:
    if any(t.source == "screen" and t.seat != seat.id for t in room.tracks.values()):
        raise Denied("screen.taken")


def _told(room: Room, change: Change, seat: Seat) -> None:
    event = ev.ParticipantUpdated(participant=views.participant(room, seat))
    tell(room, change, room.inside(), event)
