"""What comes in and goes out about meetings."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.meetings import rules
from server.meetings.invitations import MOST_PEOPLE, MOST_UNITS
from server.meetings.kinds import Kind
from server.meetings.models import (
    LONGEST_DESCRIPTION,
    LONGEST_LABEL,
    LONGEST_REASON,
    LONGEST_TITLE,
    Direction,
)
from server.meetings.rules import EntryPolicy, Role, Status
from server.platform.http.schema import Instant, Line, Lines, PageQuery, Schema

# Something to read: not only white space, control or invisible characters.
SAID = r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"

Title = Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE, pattern=SAID)]
Label = Annotated[Line, Field(min_length=1, max_length=LONGEST_LABEL, pattern=SAID)]
People = Annotated[list[UUID], Field(max_length=MOST_PEOPLE)]
Units = Annotated[list[UUID], Field(max_length=MOST_UNITS)]
Capacity = Annotated[int, Field(ge=2, le=rules.LARGEST_CAPACITY)]
Description = Annotated[Lines, Field(max_length=LONGEST_DESCRIPTION)]


class MeetingListQuery(PageQuery):
    """Meetings that touch the time from `from` to `to`, whose title has the words of `q`."""

    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None
    q: str | None = Field(default=None, max_length=100)
    order: Literal["asc", "desc"] = "asc"


class MeetingCreate(Schema):
    """A new meeting."""

    title: Title
    starts_at: Instant
    ends_at: Instant
    description: Description = ""
    kind: Kind | None = None
    unit_id: UUID | None = None
    people: People = Field(default_factory=list)
    units: Units = Field(default_factory=list)
    entry: EntryPolicy = EntryPolicy.INVITED_DIRECT
    chat_enabled: bool = True
    capacity: Capacity = rules.DEFAULT_CAPACITY


class MeetingNow(Schema):
    """A meeting that starts at once and lasts an hour."""

    title: Title | None = None


class MeetingPatch(Schema):
    """What is to change; `version` is the one that was read."""

    version: int = Field(ge=1, le=2**31 - 1)
    title: Title | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    description: Description | None = None
    kind: Kind | None = None
    entry: EntryPolicy | None = None
    chat_enabled: bool | None = None
    capacity: Capacity | None = None


class MeetingCancel(Schema):
    reason: Annotated[Line, Field(min_length=1, max_length=LONGEST_REASON, pattern=SAID)]


class MembersAdd(Schema):
    """Persons to invite in a role, and units to invite with all below them."""

    people: People = Field(default_factory=list)
    units: Units = Field(default_factory=list)
    role: Role = Role.MEMBER


class PersonRef(Schema):
    """A person as colleagues see them. `unit_path` leads from below the root to the unit."""

    id: UUID
    name: str
    title: str | None
    unit_id: UUID | None
    unit_name: str | None
    unit_path: list[str]


class MeetingMember(PersonRef):
    role: Role


class MeetingUnitRef(Schema):
    id: UUID
    name: str


class MeetingRights(Schema):
    """What the reader may do: `manage` changes it, `host` conducts it."""

    manage: bool
    host: bool


class MeetingSummary(Schema):
    """A meeting in a list. `you`: manager means a right over its unit without an invitation."""

    id: UUID
    code: str
    title: str
    kind: Kind | None
    starts_at: datetime
    ends_at: datetime
    status: Status
    organiser: PersonRef
    unit_id: UUID
    unit_name: str
    member_count: int
    you: Literal["host", "member", "manager"]
    live_count: int


class GuestLinkOut(Schema):
    """A guest link; its address is told once, when it is made."""

    id: UUID
    label: str
    created_by: PersonRef
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    single_use: bool
    direct: bool
    uses: int
    url: str | None = None


class GuestLinkCreate(Schema):
    """Without `expires_at` it is valid as long as the meeting can be entered."""

    label: Label
    expires_at: Instant | None = None
    single_use: bool = False
    direct: bool = False


class DeviceTokenOut(Schema):
    """A device's token, told once, when it is made."""

    id: UUID
    label: str
    direction: Direction
    created_by: PersonRef
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    endpoint: str
    token: str | None = None


class DeviceTokenCreate(Schema):
    """Without `expires_at` it is valid as long as the meeting can be entered."""

    label: Label
    direction: Direction
    expires_at: Instant | None = None


class MeetingDetail(MeetingSummary):
    """One meeting. `advice` are codes of what Decision 45/2018/QĐ-TTg has to say about it."""

    description: str
    entry: EntryPolicy
    chat_enabled: bool
    capacity: int
    version: int
    opens_at: datetime
    cancel_reason: str | None
    people: list[MeetingMember]
    units: list[MeetingUnitRef]
    guest_links: list[GuestLinkOut]
    rights: MeetingRights
    advice: list[str]


class EntryYou(Schema):
    """As what the reader would enter."""

    name: str
    kind: Literal["member", "guest"]
    role: Literal["host", "cohost", "member", "guest"]
    direct: bool


class MeetingEntry(Schema):
    """What is shown before entering. Before `opens_at` nobody but hosts gets in (`open` false)."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    open: bool
    status: Status
    organiser_name: str
    unit_name: str
    you: EntryYou
    chat_enabled: bool
    live_count: int


class GuestEnter(Schema):
    """The token of a guest link; without a name it is only looked at."""

    token: str = Field(min_length=1, max_length=200)
    name: Label | None = None


class GuestState(Schema):
    """The meeting that a guest link leads to; `name` is null until the guest gave one."""

    code: str
    title: str
    starts_at: datetime
    name: str | None


class ChatQuery(Schema):
    """A part of the chat: what was said before a message."""

    before: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class ChatAuthor(Schema):
    id: str
    name: str


class ChatLineOut(Schema):
    """One message; `from` names who wrote it as they were called then."""

    id: UUID
    at: datetime
    from_: ChatAuthor = Field(alias="from")
    text: str


class ChatPage(Schema):
    """Oldest first; `next` is the `before` of the part that came earlier."""

    items: list[ChatLineOut]
    next: UUID | None


class AttendanceOut(Schema):
    """Somebody was inside; `left_at` null: still is. `seconds` count until now then."""

    name: str
    kind: Literal["member", "guest", "device"]
    unit_name: str | None
    joined_at: datetime
    left_at: datetime | None
    seconds: int


class IceServer(Schema):
    urls: list[str]
    username: str | None = None
    credential: str | None = None


class MediaAddress(Schema):
    addresses: list[str]
    port: int


class ConnectionInfo(Schema):
    """What a browser needs to reach the media server. `turn`: a relay is among the servers."""

    ice_servers: list[IceServer]
    media: MediaAddress
    turn: bool
