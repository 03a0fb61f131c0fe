"""Tables of meetings. Persons and units are ids only: they belong to another package."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.meetings.codes import LENGTH
from server.meetings.kinds import Kind
from server.meetings.rules import DEFAULT_CAPACITY, EntryPolicy, Role, Schedule
from server.platform.db.base import Base
from server.platform.db.types import enum_type, uuid_pk

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 4000
LONGEST_REASON: Final = 500
LONGEST_LABEL: Final = 80
LONGEST_NAME: Final = 120
LONGEST_IDENTITY: Final = 60
LONGEST_KEY: Final = 200
LONGEST_CHAT: Final = 2000


class Direction(StrEnum):
    """Which way media of a device goes."""

    PUBLISH = "publish"
    PLAY = "play"


class Meeting(Base):
    """A meeting. Its status is not stored: it follows from times and events (`rules.status`)."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "starts_at", "id"),
        Index(None, "organiser_id", "starts_at"),
        Index(None, "unit_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        {"schema": "meetings"},
    )

    id: Mapped[UUID] = uuid_pk()
    code: Mapped[str] = mapped_column(String(LENGTH))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    # Folded title, which is what a search is compared with.
    search: Mapped[str] = mapped_column(String(2 * LONGEST_TITLE))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[Kind | None] = mapped_column(enum_type(Kind), default=None)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # The civil date of the start, on which membership of units is looked up.
    on_date: Mapped[date]
    organiser_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    entry: Mapped[EntryPolicy] = mapped_column(enum_type(EntryPolicy))
    capacity: Mapped[int] = mapped_column(default=DEFAULT_CAPACITY)
    chat_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    emptied_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(String(LONGEST_IDENTITY), default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON), default=None)

    @property
    def schedule(self) -> Schedule:
        """What the rules of time need to know."""
        return Schedule(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            opened_at=self.opened_at,
            emptied_at=self.emptied_at,
            ended_at=self.ended_at,
            cancelled_at=self.cancelled_at,
        )

    @property
    def target(self) -> str:
        """The meeting as the audit log names it."""
        return f"meeting:{self.id}"


class MeetingPerson(Base):
    """A person invited by name, and every host."""

    __tablename__ = "meeting_person"
    __table_args__ = (Index(None, "person_id", "meeting_id"), {"schema": "meetings"})

    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings.meeting.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    added_at: Mapped[datetime]


class MeetingUnit(Base):
    """A unit invited with all units below it: whoever is in it on the day of the meeting."""

    __tablename__ = "meeting_unit"
    __table_args__ = (Index(None, "unit_id", "meeting_id"), {"schema": "meetings"})

    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings.meeting.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    added_at: Mapped[datetime]


class GuestLink(Base):
    """A signed link by which people without an account enter."""

    __tablename__ = "guest_link"
    __table_args__ = (Index(None, "meeting_id"), {"schema": "meetings"})

    id: Mapped[UUID] = uuid_pk()
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.meeting.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    single_use: Mapped[bool]
    # Its bearers don't wait in the lobby.
    direct: Mapped[bool]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    uses: Mapped[int] = mapped_column(default=0)


class Guest(Base):
    """Somebody who came by a guest link, in one browser. Of the cookie only the SHA-256 is kept."""

    __tablename__ = "guest"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "meeting_id"),
        {"schema": "meetings"},
    )

    id: Mapped[UUID] = uuid_pk()
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.meeting.id", ondelete="CASCADE"))
    link_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.guest_link.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]


class DeviceToken(Base):
    """What a camera, an encoder or a hall's screen shows at the WHIP or WHEP endpoint."""

    __tablename__ = "device_token"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "meeting_id"),
        {"schema": "meetings"},
    )

    id: Mapped[UUID] = uuid_pk()
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.meeting.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    direction: Mapped[Direction] = mapped_column(enum_type(Direction))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class ChatMessage(Base):
    """One kept line of the chat. `number` orders them: clocks of two nodes may differ."""

    __tablename__ = "chat_message"
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("meeting_id", "identity", "key"),
        Index(None, "meeting_id", "number"),
        {"schema": "meetings"},
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        init=False,
    )
    id: Mapped[UUID]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.meeting.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    identity: Mapped[str] = mapped_column(String(LONGEST_IDENTITY))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    text: Mapped[str] = mapped_column(Text)
    # Chosen by the sender, so that a message sent again after a cut is kept once.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))


class Attendance(Base):
    """Somebody was inside from `joined_at` to `left_at`.

    While it is open, the process `held_by` moves `seen_at` on; if that process dies, the interval
    is closed at `seen_at`.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index(None, "meeting_id", "joined_at"),
        Index(None, "left_at", "seen_at"),
        {"schema": "meetings"},
    )

    id: Mapped[UUID] = uuid_pk()
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.meeting.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(String(LONGEST_IDENTITY))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    unit_name: Mapped[str | None] = mapped_column(String(200), default=None)
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    held_by: Mapped[UUID]
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(String(20), default=None)


class Removal(Base):
    """An identity that a host put out of a meeting and that does not come in again."""

    __tablename__ = "removal"
    __table_args__ = ({"schema": "meetings"},)

    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings.meeting.id", ondelete="CASCADE"), primary_key=True
    )
    identity: Mapped[str] = mapped_column(String(LONGEST_IDENTITY), primary_key=True)
    by: Mapped[str] = mapped_column(String(LONGEST_IDENTITY))
    at: Mapped[datetime]
