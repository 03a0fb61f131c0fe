"""The commands of the protocol (PROTOCOL.md, sections 2, 4 and 5): shapes and bounds.

A command is parsed by `parse`, strictly: no unknown member, no coercion, every string and list
bounded. What passes here is well formed; whether it is allowed is the room's matter.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

Source = Literal["microphone", "camera", "screen", "screen_audio"]
Emoji = Literal["👍", "👏", "❤️", "😂", "😮", "🎉", "🤔", "👎"]

MAX_MESSAGE_BYTES = 96 * 1024
MAX_SDP = 64 * 1024
MAX_TILES = 128

_KEPT_CONTROLS = "\n\t"


def _printable(text: str) -> str:
    """NFC, without control characters, trimmed; a text of nothing else is refused."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(
        c for c in normal if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs")
    ).strip()
    if not kept:
        raise ValueError("nothing printable")
    return kept


Ident = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
RoomCode = Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z0-9-]+$")]
Mid = Annotated[str, StringConstraints(min_length=1, max_length=16, pattern=r"^[\x21-\x7e]+$")]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SDP)]
ChatText = Annotated[
    str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_printable)
]
Reason = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable)]


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Command(Shape):
    """Base of every command. `id` makes it idempotent within a seat."""

    name: ClassVar[str]
    id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class Resume(Shape):
    seat: Ident
    key: Ident
    seq: Annotated[int, Field(ge=0, le=2**53)]


class MediaState(Shape):
    microphone: bool
    camera: bool


class PublishedTrack(Shape):
    mid: Mid
    source: Source


class Tile(Shape):
    track: Ident
    width: Annotated[int, Field(ge=0, le=16384)]
    height: Annotated[int, Field(ge=0, le=16384)]


class Join(Command):
    name = "join"
    meeting: RoomCode
    resume: Resume | None = None
    media: MediaState | None = None


class Leave(Command):
    name = "leave"


class Ping(Command):
    name = "ping"


class Media(Command, MediaState):
    name = "media"


class Publish(Command):
    name = "publish"
    sdp: Sdp
    tracks: Annotated[list[PublishedTrack], Field(max_length=8)]


class SubscribeAnswer(Command):
    name = "subscribe.answer"
    version: Annotated[int, Field(ge=0, le=2**53)]
    sdp: Annotated[str, StringConstraints(min_length=1, max_length=MAX_MESSAGE_BYTES)]


class SubscribeRestart(Command):
    name = "subscribe.restart"


class View(Command):
    name = "view"
    tiles: Annotated[list[Tile], Field(max_length=MAX_TILES)]


class Hand(Command):
    name = "hand"
    raised: bool


class React(Command):
    name = "reaction"
    emoji: Emoji


class ChatSend(Command):
    name = "chat.send"
    text: ChatText


class ChatHistory(Command):
    name = "chat.history"
    before: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{32,36}$")]
    limit: Annotated[int, Field(ge=1, le=100)]


Ratio = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Milliseconds = Annotated[float, Field(ge=0, le=600_000, allow_inf_nan=False)]


class Stats(Command):
    name = "stats"
    rtt_ms: Milliseconds | None = None
    loss_up: Ratio | None = None
    loss_down: Ratio | None = None
    jitter_ms: Milliseconds | None = None
    freezes: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    relay: bool | None = None


class _OneOrAll(Command):
    """Either one of a kind or `all: true`, never both, never neither."""

    all: Literal[True] | None = None

    def _one(self) -> object:
        raise NotImplementedError

    @model_validator(mode="after")
    def _exactly_one(self) -> _OneOrAll:
        if (self._one() is None) == (self.all is None):
            raise ValueError("name one, or all")
        return self


class HostAdmit(_OneOrAll):
    name = "host.admit"
    waiting: Annotated[list[Ident], Field(min_length=1, max_length=200)] | None = None

    def _one(self) -> object:
        return self.waiting


class HostRefuse(Command):
    name = "host.refuse"
    waiting: Ident
    reason: Reason | None = None


class HostMute(Command):
    name = "host.mute"
    participant: Ident
    source: Literal["microphone", "camera", "screen"]


class HostMuteAll(Command):
    name = "host.mute_all"


class HostLowerHand(_OneOrAll):
    name = "host.lower_hand"
    participant: Ident | None = None

    def _one(self) -> object:
        return self.participant


class HostRemove(Command):
    name = "host.remove"
    participant: Ident
    reason: Reason | None = None


class HostLock(Command):
    name = "host.lock"
    locked: bool


class HostRole(Command):
    name = "host.role"
    participant: Ident
    role: Literal["cohost", "participant"]


class HostHandOver(Command):
    name = "host.hand_over"
    participant: Ident


class HostEnd(Command):
    name = "host.end"


_ALL: tuple[type[Command], ...] = (
    Join, Leave, Ping, Media, Publish, SubscribeAnswer, SubscribeRestart, View, Hand, React,
    ChatSend, ChatHistory, Stats, HostAdmit, HostRefuse, HostMute, HostMuteAll, HostLowerHand,
    HostRemove, HostLock, HostRole, HostHandOver, HostEnd,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.name: command for command in _ALL}


class BadMessage(Exception):  # noqa: N818 - the sender's fault, told by its code
    """A message that is not a command of the protocol; `code` is what the sender is told."""

    def __init__(self, code: Literal["message.unknown", "message.invalid"]) -> None:
        super().__init__(code)
        self.code = code


def parse(name: str, payload: object) -> Command:
    """The command `name` with the object `payload`; raises BadMessage."""
    model = COMMANDS.get(name)
    if model is None:
        raise BadMessage("message.unknown")
    try:
        return model.model_validate(payload)
    except (ValidationError, RecursionError):
        raise BadMessage("message.invalid") from None
