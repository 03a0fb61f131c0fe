"""A room as a client learns it: from a snapshot, then event by event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]


@dataclass
class RoomModel:
    """The room as this client has learnt it."""

    room: dict[str, Any] = field(default_factory=dict)
    you: str = ""
    participants: dict[str, dict[str, Any]] = field(default_factory=dict)
    tracks: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    chat: list[dict[str, Any]] = field(default_factory=list)

    def take(self, snapshot: Mapping[str, Any]) -> None:
        self.room, self.you = dict(snapshot["room"]), snapshot["you"]
        self.participants = {item["id"]: item for item in snapshot["participants"]}
        self.tracks = {item["id"]: item for item in snapshot["tracks"]}
        self.waiting = {item["id"]: item for item in snapshot["waiting"]}
        self.chat = list(snapshot["chat"]["messages"])

    def apply(self, event: Event) -> None:
        match event["type"]:
            case "admitted":
                self.take(event["snapshot"])
            case "participant.joined" | "participant.updated":
                self.participants[event["participant"]["id"]] = event["participant"]
            case "participant.left":
                self.participants.pop(event["participant"], None)
            case "track.added" | "track.updated":
                self.tracks[event["track"]["id"]] = event["track"]
            case "track.removed":
                self.tracks.pop(event["track"], None)
            case "waiting.added":
                self.waiting[event["waiting"]["id"]] = event["waiting"]
            case "waiting.removed":
                self.waiting.pop(event["waiting"], None)
            case "room.updated":
                self.room = event["room"]
            case "chat.message":
                self.chat.append(event["message"])
            case _:
                pass
