"""What signaling needs from outside, as Protocols: whoever starts it plugs the other side in.

Nothing here imports the server. Times are aware UTC datetimes, ids are `uuid.UUID`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from pydantic import JsonValue

Role = Literal["host", "cohost", "member", "guest", "device"]
DepartureReason = Literal["left", "lost", "removed", "replaced", "ended", "revoked"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought along: cookies, a bearer token, and the address it came from."""

    cookies: Mapping[str, str] = field(repr=False)
    bearer: str | None = field(default=None, repr=False)
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is behind credentials, before any meeting is named.

    `identity` has the form of `Entry.identity`; `session` is the key under which the credentials
    can be revoked (topic `sessions.revoked`), or None where they cannot.
    """

    identity: str
    session: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """The gate's answer: as whom and how an identity may enter one meeting.

    identity: "person:<uuid>", "guest:<uuid>" or "device:<uuid>"; one identity has one seat.
    session: revocation key, as in `Identified`.
    role: "host" for the meeting's own hosts (its organiser, and whom `Journal.host_changed` named),
        "cohost" for whom the invitation names as such and for hosts who gave the meeting away.
    direct: False sends to the lobby until a host admits.
    capacity: seats inside the room, all kinds together.
    direction: devices only, what their token allows.
    unit_path: names of the units that lead to the one of `unit_name`, itself the last.
    started_at: when the meeting was opened for the first time, None before that.
    """

    meeting: UUID
    code: str
    title: str
    identity: str
    session: str | None
    person: UUID | None
    name: str
    unit_name: str | None
    role: Role
    direct: bool
    chat_enabled: bool
    capacity: int
    direction: Literal["publish", "play"] | None = None
    language: Literal["vi", "en"] = "vi"
    started_at: datetime | None = None
    unit_path: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """The gate says no.

    Codes: not_found (also for who has no right), session.required, removed, meeting.not_open
    (with `opens_at`, milliseconds since the epoch, in `details`), meeting.ended, meeting.cancelled.
    """

    def __init__(self, code: str, **details: JsonValue) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


Review = Callable[[UUID, Collection[str]], Awaitable[Mapping[str, bool]]]
"""The gate asked again about identities that have passed it: who may still be in the meeting, and
whether without waiting. Who is not in the answer may not."""


async def nobody_goes(meeting: UUID, identities: Collection[str]) -> Mapping[str, bool]:
    """The review of a gate that never changes its mind: who is in stays as they are."""
    return dict.fromkeys(identities, False)


class Admission(Protocol):
    """The one gate. Socket, WHIP and WHEP ask it and nothing else."""

    async def identify(self, credentials: Credentials) -> Identified:
        """Who this is; raises Refused("session.required")."""

    async def admit(self, code: str, credentials: Credentials) -> Entry:
        """Whether, as what and where to these credentials may enter; raises Refused."""


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One kept chat message."""

    id: UUID
    at: datetime
    identity: str
    name: str
    text: str


class Journal(Protocol):
    """What of a live meeting is kept.

    Calls for one meeting arrive in the order things happened. A call may be repeated after a
    failure; each must then do no harm.
    """

    async def opened(self, meeting: UUID, at: datetime) -> None:
        """The first one entered an empty room: the meeting is live."""

    async def arrived(self, meeting: UUID, identity: str, name: str, at: datetime) -> None:
        """An identity is inside (not in the lobby)."""

    async def departed(
        self, meeting: UUID, identity: str, at: datetime, reason: DepartureReason
    ) -> None:
        """An identity's seat inside ended."""

    async def emptied(self, meeting: UUID, at: datetime) -> None:
        """The last seat ended; the meeting is no longer live but may open again."""

    async def said(self, meeting: UUID, identity: str, name: str, text: str, key: str) -> ChatLine:
        """Keeps a chat message; the same `key` again answers the line kept the first time."""

    async def history(self, meeting: UUID, before: UUID | None, limit: int) -> list[ChatLine]:
        """The last `limit` messages before the message `before` (None: the newest), oldest first.

        An id that is not of this meeting answers an empty list.
        """

    async def removed(self, meeting: UUID, identity: str, by: str) -> None:
        """A host put `identity` out; from now on `Admission.admit` refuses it with "removed"."""

    async def host_changed(self, meeting: UUID, identity: str, by: str) -> None:
        """The host gave the meeting to `identity`: it enters with role "host" from now on."""

    async def ended(self, meeting: UUID, by: str, at: datetime) -> None:
        """A host ended the meeting for all; from now on nobody is admitted ("meeting.ended")."""


class Subscription(Protocol):
    def close(self) -> None:
        """No message after this."""


class Bus(Protocol):
    """Messages between parts and nodes.

    Topics signaling listens to: "sessions.revoked" {"session": key} and "meetings.changed"
    {"meeting": uuid, "what": "cancelled" | "ended" | "updated" | "admission",
    "title"?: str, "chat_enabled"?: bool, "capacity"?: int}. "admission" says that the gate may now
    judge otherwise of "identities" (null: of anybody), and "by" whose doing.
    """

    def subscribe(
        self,
        topic: str,
        handler: Callable[[dict[str, JsonValue]], Awaitable[None]],
        *,
        resync: Callable[[], Awaitable[None]] | None = None,
    ) -> Subscription:
        """Calls `handler` for each message, `resync` after messages may have been lost."""


class LiveCounts(Protocol):
    """What signaling offers to others: how many are inside now."""

    def live_count(self, meeting: UUID) -> int:
        """Seats inside the meeting's room on this node (seats in grace count, the lobby not)."""
