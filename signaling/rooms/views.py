"""The room as its participants see it: wire objects made from state."""

from __future__ import annotations

from datetime import datetime

from signaling import events as ev
from signaling.ports import ChatLine
from signaling.rooms.state import Room, Seat, TrackState


def participant(room: Room, seat: Seat) -> ev.Participant:
    entry = seat.entry
    return ev.Participant(
        id=seat.id,
        name=entry.name,
        unit=entry.unit_name,
        unit_path=list(entry.unit_path),
        person=str(entry.person) if entry.person is not None else None,
        kind=seat.kind,
        role=seat.role,
        joined_at=seat.since,
        hand_at=seat.hand_at,
        microphone=seat.microphone,
        camera=seat.camera,
        screen=any(track.source == "screen" for track in room.tracks_of(seat)),
        connection="connected" if seat.connected else "reconnecting",
        quality=seat.quality,
    )


def track(state: TrackState) -> ev.Track:
    return ev.Track(
        id=state.id,
        participant=state.seat,
        source=state.source,
        kind=state.kind,
        muted=state.muted,
    )


def waiting(seat: Seat) -> ev.Waiting:
    return ev.Waiting(
        id=seat.id,
        name=seat.entry.name,
        kind=seat.kind,
        unit=seat.entry.unit_name,
        unit_path=list(seat.entry.unit_path),
        since=seat.since,
    )


def info(room: Room) -> ev.RoomInfo:
    return ev.RoomInfo(
        code=room.code,
        title=room.title,
        locked=room.locked,
        started_at=room.started_at,
        chat_enabled=room.chat_enabled,
    )


def chat_message(room: Room, line: ChatLine, reader: Seat) -> ev.ChatMessage:
    author = room.seat_of(line.identity)
    return ev.ChatMessage(
        id=str(line.id),
        at=milliseconds(line.at),
        participant=author.id if author is not None and author.inside else None,
        identity=line.identity,
        name=line.name,
        text=line.text,
        mine=line.identity == reader.entry.identity,
    )


def snapshot(room: Room, seat: Seat) -> ev.Snapshot:
    """All that `seat` may know of the room now."""
    return ev.Snapshot(
        room=info(room),
        you=seat.id,
        participants=[participant(room, other) for other in room.inside()],
        tracks=[track(state) for state in room.tracks.values()],
        waiting=[waiting(other) for other in room.waiting()] if seat.leads else [],
        chat=ev.ChatPage(
            messages=[chat_message(room, line, seat) for line in room.chat],
            more=room.chat_more,
        ),
    )


def milliseconds(at: datetime) -> int:
    """An aware datetime as the protocol writes it: milliseconds since the epoch, UTC."""
    return int(at.timestamp() * 1000)
