"""The events of the protocol and the objects they carry (PROTOCOL.md, sections 4 and 6)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from signaling.messages import Emoji, Source

ParticipantRole = Literal["host", "cohost", "participant"]
Kind = Literal["member", "guest", "device"]
LeftReason = Literal["left", "lost", "removed", "replaced"]
Body = dict[str, JsonValue]


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Participant(Wire):
    id: str
    name: str
    unit: str | None
    unit_path: list[str]
    person: str | None
    kind: Kind
    role: ParticipantRole
    joined_at: int
    hand_at: int | None
    microphone: bool
    camera: bool
    screen: bool
    connection: Literal["connected", "reconnecting"]
    quality: int


class Track(Wire):
    id: str
    participant: str
    source: Source
    kind: Literal["audio", "video"]
    muted: bool


class Waiting(Wire):
    id: str
    name: str
    kind: Kind
    unit: str | None
    unit_path: list[str]
    since: int


class RoomInfo(Wire):
    code: str
    title: str
    locked: bool
    started_at: int
    chat_enabled: bool


class ChatMessage(Wire):
    id: str
    at: int
    participant: str | None
    identity: str
    name: str
    text: str
    mine: bool


class ChatPage(Wire):
    messages: list[ChatMessage]
    more: bool


class Snapshot(Wire):
    room: RoomInfo
    you: str
    participants: list[Participant]
    tracks: list[Track]
    waiting: list[Waiting]
    chat: ChatPage


class Event(Wire):
    """Base of every event. `numbered` ones take a sequence number of the seat they go to."""

    type: ClassVar[str]
    numbered: ClassVar[bool] = True

    def body(self) -> Body:
        """The event as a JSON object, its sequence number aside."""
        return {"type": self.type, **self.model_dump(mode="json")}


class Admitted(Event):
    type = "admitted"
    snapshot: Snapshot


class RefusedEntry(Event):
    type = "refused"
    reason: str | None


class ParticipantJoined(Event):
    type = "participant.joined"
    participant: Participant


class ParticipantUpdated(Event):
    type = "participant.updated"
    participant: Participant


class ParticipantLeft(Event):
    type = "participant.left"
    participant: str
    reason: LeftReason


class TrackAdded(Event):
    type = "track.added"
    track: Track


class TrackUpdated(Event):
    type = "track.updated"
    track: Track


class TrackRemoved(Event):
    type = "track.removed"
    track: str


class WaitingAdded(Event):
    type = "waiting.added"
    waiting: Waiting


class WaitingRemoved(Event):
    type = "waiting.removed"
    waiting: str


class RoomUpdated(Event):
    type = "room.updated"
    room: RoomInfo


class ChatSaid(Event):
    type = "chat.message"
    message: ChatMessage


class SubscribeOffer(Event):
    type = "subscribe.offer"
    version: int
    sdp: str
    mids: dict[str, str]


class Muted(Event):
    type = "muted"
    source: Source
    by: str


class Speaker(Wire):
    participant: str
    level: float


class Speakers(Event):
    type = "speakers"
    numbered = False
    speakers: list[Speaker]


class QualityChanged(Event):
    type = "quality"
    numbered = False
    quality: dict[str, int]


class Reaction(Event):
    type = "reaction"
    numbered = False
    participant: str
    emoji: Emoji


class Replaced(Event):
    type = "replaced"
    numbered = False


class Removed(Event):
    type = "removed"
    by: str
    reason: str | None


class Ended(Event):
    type = "ended"
    by: str | None


class SessionRevoked(Event):
    type = "session.revoked"
    numbered = False


class Draining(Event):
    type = "draining"
    numbered = False
    seconds: int


_ALL: tuple[type[Event], ...] = (
    Admitted, RefusedEntry, ParticipantJoined, ParticipantUpdated, ParticipantLeft, TrackAdded,
    TrackUpdated, TrackRemoved, WaitingAdded, WaitingRemoved, RoomUpdated, ChatSaid,
    SubscribeOffer, Muted, Speakers, QualityChanged, Reaction, Replaced, Removed, Ended,
    SessionRevoked, Draining,
)  # fmt: skip
EVENTS: dict[str, type[Event]] = {event.type: event for event in _ALL}
