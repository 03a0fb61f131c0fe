"""Tables of what proves that a person is that person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.platform.db.base import Base
from server.platform.db.types import UtcDateTime, uuid_pk

LONGEST_AGENT = 300
LONGEST_ADDRESS = 45


class Credential(Base):
    """The password of a person; a person without a row cannot sign in by password."""

    __tablename__ = "credential"
    __table_args__ = ({"schema": "people"},)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.person.id", ondelete="CASCADE"), primary_key=True
    )
    password_hash: Mapped[str] = mapped_column(String(200))
    # Set by somebody else: it opens nothing but the page on which it is changed.
    temporary: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TotpSecret(Base):
    """The shared secret of RFC 6238, sealed with a key that is not in the database."""

    __tablename__ = "totp_secret"
    __table_args__ = ({"schema": "people"},)

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.person.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    # The time step of the last accepted code: RFC 6238, 5.2 accepts each code once.
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the second factor once; only its SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"), {"schema": "people"})

    id: Mapped[UUID] = uuid_pk()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))


class LoginSession(Base):
    """A signed-in browser. Of its 256-bit token only the SHA-256 is kept."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "person_id", "revoked_at"),
        Index(None, "last_seen_at"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str | None] = mapped_column(String(LONGEST_ADDRESS), default=None)
    user_agent: Mapped[str | None] = mapped_column(String(LONGEST_AGENT), default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
